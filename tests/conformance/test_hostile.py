"""Messages that are made to be slow or to break something: they are taken and shown like any other, and
the folder goes on. Source: docs/administration.md, "Limits"."""

import subprocess
import sys

import pytest

import lmtp
import messages
from eas import body_preference
from places import SHARED
from wbxml import AirSync, AirSyncBase, ItemOperations

HOSTILE = SHARED / "corpora" / "hostile"
HEAD = "From: a@example.com\r\nTo: b@example.com\r\nSubject: {}\r\nMIME-Version: 1.0\r\n"
MIXED = "Content-Type: multipart/mixed; boundary={}\r\n\r\n"


def nested(levels):
    parts = (f"--b{i}\r\n" + MIXED.format(f"b{i + 1}") for i in range(levels))
    return MIXED.format("b0") + "".join(parts) + f"--b{levels}\r\n\r\nx\r\n"


def listed(field, piece, count):
    """A field of so many pieces, each of which may have its number."""
    return f"{field}: " + "\r\n ".join(piece.format(i) for i in range(count)) + "\r\n\r\nx\r\n"


def pieces(form, numbers):
    return "Content-Disposition: attachment" + "".join(
        f";\r\n filename*{form.format(i)}=%41" for i in numbers
    ) + "\r\n\r\nx\r\n"  # fmt: skip


# What stands behind the head, by name.
MADE = {
    "nested multiparts": nested(3_000),
    "parts": MIXED.format("b") + "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 12_000 + "--b--\r\n",
    "boundaries": MIXED.format("b") + "--bb\r\n" * 30_000 + "--b\r\n\r\nx\r\n--b--\r\n",
    "header fields": listed("X-First", "x", 1)[:-5] + "X-Field: v\r\n" * 110_000 + "\r\nx\r\n",
    "a long field": "X-Long: " + "a" * 4_000_000 + "\r\n\r\nx\r\n",
    "addresses": listed("Cc", '"User {0}" <u{0}@example.com>,', 40_000),
    "references": listed("References", "<{}@example.com>", 50_000),
    "encoded words": listed("Comments", "=?utf-8?B?QUFB?=", 50_000),
    "RFC 2231": pieces("{}*", range(10_000)),
    "RFC 2231 backwards": pieces("{}*", range(9_999, -1, -1)),
    "deep HTML": "Content-Type: text/html\r\n\r\n" + "<div><table><tr><td>" * 20_000,
    "HTML of comments": "Content-Type: text/html\r\n\r\n" + "<!--" * 200_000,
    "base64 in a line": "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + "QUFB" * 1_000_000,
    "uuencode": "\r\n" + "begin 644 a.bin\r\n#AAAA\r\n`\r\nend\r\n" * 10_000,
}  # fmt: skip


def public():
    return sorted((HOSTILE / "public" / "mail-parser-malformed").glob("*"))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The files of the corpus that are mail."""
    folder = tmp_path_factory.mktemp("hostile")
    subprocess.run([sys.executable, str(HOSTILE / "gen.py"), str(folder)], check=True, stdout=subprocess.DEVNULL)
    files = [*sorted((folder / "mime").iterdir()), *(f for f in public() if f.is_file())]
    return [file.read_bytes() for file in files]


def shows_all(phone, count, what):
    """Every message is there, and one that comes after them as well."""
    phone.sync_all()
    assert len(phone.items()) == count, what
    for item in phone.items().values():
        assert item.subject is None or len(item.subject) < 300_000
    assert phone.by_subject("after them all")


def fetched(phone, item):
    """The item's beginning as MIME."""
    options = ItemOperations.Options(
        AirSync.MIMESupport(2),
        AirSyncBase.BodyPreference(AirSyncBase.Type(4), AirSyncBase.TruncationSize(1000)),
    )
    fetch = ItemOperations.Fetch(
        ItemOperations.Store("Mailbox"), AirSync.CollectionId(phone.inbox),
        AirSync.ServerId(item.id), options,
    )  # fmt: skip
    answer = phone.client.command("ItemOperations", ItemOperations.ItemOperations(fetch))
    assert answer.text("Response/Fetch/Status") == "1"
    return answer.text("Response/Fetch/Properties/Body/Data")


def deliver_all(server, account, texts):
    with lmtp.Lmtp(server) as session:
        for text in [*texts, messages.plain("after them all")]:
            assert session.deliver(account.address, text) == [250]


def test_what_is_made_to_be_slow_is_mail_like_any_other(server, account, new_phone):
    texts = [(HEAD.format(name) + rest).encode() for name, rest in MADE.items()]
    deliver_all(server, account, texts)
    for version in ("2.5", "16.1"):
        how = {} if version == "2.5" else {"preferences": [body_preference(2, 4096)]}
        phone = new_phone(version, **how)
        shows_all(phone, len(MADE) + 1, version)
        assert set(MADE) < set(phone.subjects())
    for name in MADE:
        assert "From: a@example.com\r\n" in fetched(phone, phone.by_subject(name)), name


def test_every_file_of_the_corpus_is_taken_and_shown(server, account, new_phone, corpus):
    assert len(corpus) > 60
    deliver_all(server, account, corpus)
    phone = new_phone("16.1", preferences=[body_preference(2, 4096)])
    shows_all(phone, len(corpus) + 1, "the corpus")
