"""Notes in rich text: what a phone formatted is the card's text. Source: MS-ASAIRS 2.2.2.41.1 Type,
MS-ASCNTC CompressedRTF (2.5), MS-OXRTFCP; docs/contacts.md."""

import base64

import pytest

import eas
import rtf
from dav import Client
from test_contacts import SOME, add, added, book, lines  # noqa: F401
from wbxml import AirSyncBase, Contacts

FORMATTED = rb"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}}
{\*\generator Riched20;}\pard\f0\fs20 caf\'e9 \b 5 \u8364?\b0\par\par
second\tab line\par
}"""
TEXT = "café 5 €\n\nsecond\tline"
CARD = (
    "BEGIN:VCARD\r\nVERSION:{version}\r\nUID:rich\r\nN:Lee;Ann;;;\r\nFN:Ann Lee\r\n{rev}"
    "NOTE:caf\u00e9 5 \u20ac\\n\\nsecond\tline\\n\r\nX-ONLY-HERE:kept\r\nEND:VCARD\r\n"
)


@pytest.fixture
def dav(server, account):
    client = Client(server, account)
    yield client
    client.close()


def note(version, compressed):
    data = base64.b64encode(compressed).decode()
    if version == "2.5":
        return Contacts.CompressedRTF(data)
    return AirSyncBase.Body(AirSyncBase.Type(3), AirSyncBase.Data(data))


def names(last="Lee"):
    return Contacts.LastName(last), Contacts.FirstName("Ann"), Contacts.FileAs("Ann Lee")


class TestNotes:
    @pytest.mark.parametrize("version", SOME)
    @pytest.mark.parametrize("pack", [rtf.compressed, rtf.uncompressed])
    def test_are_the_cards_text(self, book, dav, version, pack):  # noqa: F811
        phone, folder = book(version)
        server_id = added(phone, folder, *names(), note(version, pack(FORMATTED)))
        other, there = book("16.1")
        assert lines(other.only(there)["AirSyncBase:Body/Data"]) == TEXT
        new = rb"{\rtf1\ansi new\par}"
        edit = eas.change(server_id, *names(), note(version, pack(new)))
        assert phone.sync(folder, [edit]).responses == {}
        other.sync_all(there)
        assert other.only(there)["AirSyncBase:Body/Data"] == "new"

    @pytest.mark.parametrize("version", SOME)
    def test_that_say_the_same_leave_the_card_byte_for_byte(self, book, dav, version):  # noqa: F811
        card = CARD.format(version="3.0", rev="REV:1995-10-31T22:27:10Z\r\n")
        etag = dav.put("rich.vcf", card).etag
        phone, folder = book(version)
        item = phone.only(folder)
        edit = eas.change(item.id, *names(), note(version, rtf.compressed(FORMATTED)))
        assert phone.sync(folder, [edit]).responses == {}
        read = dav.get("rich.vcf")
        assert read.body.decode() == card and read.etag == etag

    @pytest.mark.parametrize("version", SOME)
    def test_that_are_broken_are_refused_and_nothing_is_lost(self, book, dav, version):  # noqa: F811
        card = CARD.format(version="3.0", rev="")
        dav.put("rich.vcf", card)
        phone, folder = book(version)
        item = phone.only(folder)
        whole = rtf.compressed(FORMATTED)
        for bad in (b"{\\rtf1 plain}", whole[:-3], whole[:30] + b"x" + whole[31:],
                    rtf.compressed(b"no RTF"), rtf.compressed(FORMATTED[:-1]),
                    rtf.compressed(b"{\\rtf1 " + b"{" * 5000),
                    b"\x10\0\0\0\xff\xff\xff\xffLZFu\0\0\0\0\0"):  # fmt: skip
            edit = eas.change(item.id, *names("New"), note(version, bad))
            assert phone.sync(folder, [edit]).responses == {item.id: "6"}, bad
            new = add("c1", *names("New"), note(version, bad))
            assert phone.sync(folder, [new]).responses == {"c1": "6"}, bad
        assert dav.get("rich.vcf").body.decode() == card
        assert phone.sync(folder, [eas.change(item.id, *names())]).responses == {}

    @pytest.mark.parametrize("version", ("12.1", "14.1", "16.1"))
    def test_are_given_as_plain_text_to_who_wants_rich(self, book, version):  # noqa: F811
        phone, folder = book(version)
        server_id = added(phone, folder, *names(), note(version, rtf.compressed(FORMATTED)))
        other, there = book(version, preferences=[eas.body_preference(3)])
        assert other.only(there).id == server_id
        body = other.only(there).body
        assert body.text("Type") == "1" and lines(body.text("Data")) == TEXT
