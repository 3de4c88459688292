"""Real messages: every file of the corpus is delivered and comes to the phone, in each version and
body type, with the header, the texts and the files that an independent reader sees in it
(mail_reader.py). Where the two differ corpus_differences.tsv says why, file by file; what it says
must still differ."""

import base64
import csv
import re
from collections import Counter
from datetime import datetime, timedelta, timezone
from email.utils import getaddresses
from pathlib import Path

import pytest

import messages
from eas import body_preference, fetch_file, fetch_item
from lmtp import Lmtp
from mail_reader import Reading, html_words, letters
from phone import Phone
from places import CORPORA
from wbxml import AirSync

FILES = sorted((CORPORA / "dev" / "messages").glob("*.eml"))
SENDER = "jane@elsewhere.example"
VERSIONS = ["2.5", "12.1", "14.1", "16.1"]
TEXTS = [(version, 1) for version in VERSIONS] + [(version, 2) for version in VERSIONS[1:]]
MIMES = [(version, 4) for version in VERSIONS]
_COMPARED = 90_000  # characters of a text: longer ones may be cut by the server's limits


def _differences():
    """field -> {file: reason}"""
    found = {}
    with open(Path(__file__).with_name("corpus_differences.tsv"), newline="") as table:
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
            assert row["reason"], row
            found.setdefault(row["field"], {})[row["file"]] = row["reason"]
    return found


DIFFERENCES = _differences()


def _check(field, complaints):
    """complaints: file -> what differs, or None. Exactly what the table names may differ."""
    differ = {file: text for file, text in complaints.items() if text}
    known = DIFFERENCES.get(field, {})
    new = [f"{file}: {text}" for file, text in differ.items() if file not in known]
    gone = [f"{file} does not differ any more" for file in known if file not in differ]
    assert not new and not gone, f"{field}, {len(new)} new:\n" + "\n".join(new[:25] + gone)


def _folded(text):
    return " ".join((text or "").split())


def _printable(text):
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)


class Mailbox:
    """The whole corpus in one inbox, and every phone's copy of it."""

    def __init__(self, server):
        self._server, self._phones = server, {}
        self.account = server.add_account("corpus")
        self.begin = datetime.now(timezone.utc)
        with Lmtp(server) as connection:
            for path in FILES:
                data = path.read_bytes()
                assert connection.deliver(self.account.address, data, SENDER) == [250], path.name
        self.end = datetime.now(timezone.utc)
        self.readings = {path.name: Reading(messages.crlf(path.read_bytes())) for path in FILES}
        self.ids = self._find()

    def phone(self, version, body_type):
        key = version, body_type
        if key not in self._phones:
            device = f"corpus{version.replace('.', '')}{body_type}"
            preferences = [body_preference(body_type)]
            phone = Phone(self._server, self.account, version, device, preferences=preferences)
            phone.sync_all()
            self._phones[key] = phone
        return self._phones[key]

    def items(self, version, body_type):
        """file -> the item of this phone"""
        items = self.phone(version, body_type).items()
        return {file: items[server_id] for file, server_id in self.ids.items()}

    def _find(self):
        """file -> ServerId, by the bytes of the message."""
        left = {}
        for item in self.phone("16.1", 4).items().values():
            left.setdefault(mime_of(item, "16.1"), []).append(item.id)
        return {path.name: left[delivered(path)].pop() for path in FILES}

    def close(self):
        for phone in self._phones.values():
            phone.client.close()


def delivered(path):
    """The message as it is kept: below its Return-Path, with the last line's end."""
    data = path.read_bytes()
    data += b"" if data.endswith(b"\r\n") else b"\r\n"
    data = re.sub(rb"\r\n|\r|\n", b"\r\n", data)
    first = data.split(b"\r\n", 1)[0]
    is_header = first == b"" or re.match(rb"(\xef\xbb\xbf)?[!-9;-~]+[ \t]*:|From |[ \t]", first)
    return f"Return-Path: <{SENDER}>\r\n".encode() + (b"" if is_header else b"\r\n") + data


def mime_of(item, version):
    if version == "2.5":
        return item.fields["Email:MIMEData"].data()
    return item.body.find("Data").data()


def files_of(item):
    container = item.fields.get("AirSyncBase:Attachments") or item.fields.get("Email:Attachments")
    return container.all("Attachment") if container is not None else []


def text_of(item, version):
    return item["Email:Body" if version == "2.5" else "AirSyncBase:Body/Data"] or ""


@pytest.fixture(scope="module")
def mailbox(session_server):
    if not session_server.running:
        session_server.start()
    made = Mailbox(session_server)
    yield made
    made.close()


@pytest.mark.parametrize("version,body_type", TEXTS + MIMES)
def test_none_stops_the_folder(mailbox, version, body_type):
    items = mailbox.phone(version, body_type).items().values()
    assert len(items) == len(FILES)
    size = "AirSyncBase:Body/EstimatedDataSize"
    if version == "2.5":
        size = "Email:MIMESize" if body_type == 4 else "Email:BodySize"
    assert all(item[size] is not None for item in items)


@pytest.mark.parametrize("version,body_type", MIMES)
def test_mime_is_byte_exact(mailbox, version, body_type):
    items = mailbox.items(version, body_type)
    wrong = [p.name for p in FILES if mime_of(items[p.name], version) != delivered(p)]
    assert not wrong, wrong


@pytest.mark.parametrize("version,body_type", TEXTS)
def test_subject(mailbox, version, body_type):
    def complaint(item, reading):
        got, wanted = _folded(item.subject), _folded(reading.subject)
        return None if got == wanted else f"{got!r} for {wanted!r}"

    items = mailbox.items(version, body_type)
    _check("subject", {f: complaint(items[f], r) for f, r in mailbox.readings.items()})


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "field,element,every",
    [("from", "From", False), ("to", "To", True), ("cc", "Cc", True),
     ("reply-to", "ReplyTo", False)],
)  # fmt: skip
def test_addresses(mailbox, version, field, element, every):
    def complaint(item, reading):
        found = getaddresses([item[f"Email:{element}"] or ""])
        got = [(_folded(name), address) for name, address in found if "@" in address]
        wanted = reading.addresses(field, every)
        if wanted is None or got != [(_folded(name), address) for name, address in wanted]:
            return f"{got} for {wanted}"

    items = mailbox.items(version, 1)
    _check(field, {f: complaint(items[f], r) for f, r in mailbox.readings.items()})


@pytest.mark.parametrize("version", VERSIONS)
def test_mail_is_received_when_it_is_delivered(mailbox, version):
    for item in mailbox.phone(version, 1).items().values():
        received = datetime.fromisoformat(item["Email:DateReceived"])
        assert mailbox.begin - timedelta(seconds=1) <= received <= mailbox.end, item.subject


@pytest.mark.parametrize("version", VERSIONS)
def test_plain_text(mailbox, version):
    def complaint(item, reading):
        forms = [text.plain for text in reading.texts]
        if any(form is None or not form.strip() for form in forms[:1]) or None in forms:
            return None  # test_text_made_from_html
        got, wanted = _folded(text_of(item, version)), _folded(_printable("\n".join(forms)))
        if got[:_COMPARED] != wanted[:_COMPARED]:
            return f"{got[:120]!r} for {wanted[:120]!r}"

    items = mailbox.items(version, 1)
    _check("plain", {f: complaint(items[f], r) for f, r in mailbox.readings.items()})


@pytest.mark.parametrize("version", VERSIONS)
def test_text_made_from_html(mailbox, version):
    def complaint(item, reading):
        if any((text.plain or "").strip() for text in reading.texts):
            return None
        wanted = [word for text in reading.texts for word in html_words(text.html or "")]
        got = Counter(letters(text_of(item, version)))
        missing = Counter(wanted[:2000]) - got
        if sum(missing.values()) > len(wanted) // 100:
            return f"words lost: {list(missing)[:12]}"

    items = mailbox.items(version, 1)
    _check("text of html", {f: complaint(items[f], r) for f, r in mailbox.readings.items()})


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_html(mailbox, version):
    """As it was written, or made from the text: the same words in the same order."""

    def complaint(item, reading):
        rich = any(text.html for text in reading.texts)
        wanted = [
            word
            for text in reading.texts
            for word in _words(text)
        ]
        data = text_of(item, version)
        got = html_words(data) if item["AirSyncBase:Body/Type"] == "2" else letters(data)
        if rich and item["AirSyncBase:NativeBodyType"] != "2":
            return "not as HTML"
        if got[:15000] != wanted[:15000]:
            at = next((i for i, (a, b) in enumerate(zip(got, wanted)) if a != b), len(got))
            return f"{got[at : at + 8]} for {wanted[at : at + 8]} at word {at} of {len(wanted)}"

    items = mailbox.items(version, 2)
    _check("html", {f: complaint(items[f], r) for f, r in mailbox.readings.items()})


@pytest.mark.parametrize("version,body_type", TEXTS)
def test_every_text_is_one_that_xml_can_hold(mailbox, version, body_type):
    for item in mailbox.phone(version, body_type).items().values():
        for name, element in item.fields.items():
            texts = [e for e in element.walk() if not e.tag.startswith("Conversation")]
            text = "".join(e.data().decode("utf-8") for e in texts)
            wrong = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", text)
            assert not wrong, (item.subject, name)


def _words(text):
    return html_words(text.html) if text.html else letters(_printable(text.plain or ""))


def safe(name):
    """What is left of a file's name: no folders, one line."""
    return _folded(name.rpartition("\\")[2].replace("/", "_")) or "attachment"


@pytest.mark.parametrize("version", VERSIONS)
def test_files_are_listed_by_their_names(mailbox, version):
    def complaint(item, reading):
        got = sorted(_folded(file.text("DisplayName")) for file in files_of(item))
        wanted = sorted(safe(file.name) for file in reading.files)
        return None if got == wanted else f"{got} for {wanted}"

    items = mailbox.items(version, 1)
    _check("files", {f: complaint(items[f], r) for f, r in mailbox.readings.items()})


def fetched(phone, file):
    """The bytes of an attachment, which are as many as it was said."""
    if phone.version == "2.5":
        reference = file.text("AttName")
        answer = phone.client.request("GetAttachment", parameters={"AttachmentName": reference})
        assert answer.status == 200, (reference, answer)
        data, size = answer.body, file.number("AttSize")
    else:
        fetch = phone.client.fetch(fetch_file(file.text("FileReference"))).doc
        assert fetch.text("Response/Fetch/Status") == "1", fetch
        data = base64.b64decode(fetch.text("Response/Fetch/Properties/Data") or "")
        size = file.number("EstimatedDataSize")
    assert len(data) == size, file
    return data


@pytest.mark.parametrize("version", ["2.5", "16.1"])
def test_files_come_with_their_bytes(mailbox, version):
    phone = mailbox.phone(version, 1)

    def dense(data):
        """Python keeps no message's line ends, nor the end of what is in a multipart."""
        return b"".join((data or b"").split())

    def complaint(item, reading, file):
        got = sorted(dense(fetched(phone, each)) for each in files_of(item))
        if file in DIFFERENCES.get("files", {}):
            return None
        wanted = sorted(dense(each.data) for each in reading.files)
        if got != wanted:
            return f"{list(map(len, got))} bytes for {list(map(len, wanted))}"

    items = mailbox.items(version, 1)
    _check("bytes", {f: complaint(items[f], r, f) for f, r in mailbox.readings.items()})


@pytest.mark.parametrize("version,body_type", [("12.1", 1), ("14.1", 2), ("16.1", 4)])
def test_a_fetch_gives_what_sync_gave(mailbox, version, body_type):
    phone = mailbox.phone(version, body_type)
    for server_id, item in phone.items().items():
        options = AirSync.MIMESupport(2 if body_type == 4 else 0), body_preference(body_type)
        answer = phone.client.fetch(fetch_item(phone.inbox, server_id, *options)).doc
        got = answer.find("Response/Fetch/Properties/Body")
        assert got.find("Data") == item.body.find("Data"), item.subject


def test_what_is_imported_is_received_when_it_was_written(session_server):
    """Or when it arrived; when the file was written, if there was no mail yet at that time."""
    account = session_server.add_account("imported")
    session_server.import_mail(account, CORPORA / "dev" / "messages")
    phone = Phone(session_server, account, "16.1", "imported", preferences=[body_preference(4)])
    phone.sync_all()
    dates = {mime_of(i, "16.1"): i["Email:DateReceived"] for i in phone.items().values()}
    phone.client.close()

    def complaint(path):
        date = Reading(messages.crlf(path.read_bytes())).date
        got = datetime.fromisoformat(dates[messages.crlf(path.read_bytes())])
        if date is None or date.year < 1970:
            return None
        date = date if date.tzinfo else date.replace(tzinfo=timezone.utc)
        return None if abs(got - date) <= timedelta(seconds=1) else f"{got} for {date}"

    _check("date", {path.name: complaint(path) for path in FILES})
