"""A phone of 16.0 and later takes an attachment out of a mail that was received: a line says what it was.
Source: MS-ASAIRS 2.2.2.21; docs/activesync.md, "Attachments that are taken out"."""

import email
import email.policy

import pytest

import eas
import messages
from drafts import change, fields, files, without
from eas import body_preference
from wbxml import AirSync, Email

FILES = [("notes.txt", "text/plain", b"some notes\r\n"), ("Übersicht.pdf", "application/pdf", b"%PDF-1.4 no")]


@pytest.fixture
def phone(deliver, synced):
    deliver(messages.with_attachments("with files", "The text.\r\n", FILES))
    return synced(body_preference(1))


def drop(phone, *attachments, more=()):
    """The Status of a Change that takes these out."""
    item = phone.only()
    references = [without(a.text("FileReference")) for a in attachments]
    result = phone.sync(phone.inbox, [change(item.id, files(*references), *more)])
    return result.responses.get(item.id, "1")


def message(phone):
    item = phone.only()
    wish = eas.fetch_item(phone.inbox, item.id, AirSync.MIMESupport(2), body_preference(4))
    data = phone.client.fetch(wish).doc.find("Response/Fetch/Properties/Body/Data").data()
    return email.message_from_bytes(data, policy=email.policy.default)


def contents(phone):
    return [part.get_content() for part in message(phone).walk() if part.is_attachment()]


class TestDroppedAttachment:
    def test_others_see_a_line_in_its_place_and_the_other_file_as_it_was(self, phone, synced):
        first, _ = phone.only().attachments
        assert drop(phone, first, more=[Email.Read(1)]) == "1"
        item = synced(body_preference(1), version="14.1").only()
        assert item.read
        assert [a.text("DisplayName") for a in item.attachments] == ["Übersicht.pdf"]
        text = item["AirSyncBase:Body/Data"]
        assert text.startswith("The text.")
        assert "Deleted attachment: notes.txt (text/plain, 12 bytes), " in text
        assert contents(phone) == [FILES[1][2]]

    def test_a_device_that_had_the_mail_is_told_of_the_change(self, phone, synced):
        other = synced(body_preference(1), version="16.0")
        drop(phone, *phone.only().attachments)
        other.sync_all()
        assert other.only().attachments == []

    def test_a_repetition_does_no_more(self, phone):
        first, second = phone.only().attachments
        assert drop(phone, first) == "1"
        before = message(phone).as_bytes()
        assert drop(phone, first) == "1"
        assert message(phone).as_bytes() == before
        assert drop(phone, first, second) == "1"
        assert contents(phone) == []

    def test_nothing_else_of_received_mail_is_changed(self, phone):
        first, _ = phone.only().attachments
        before = message(phone).as_bytes()
        assert drop(phone, first, more=fields(subject="another")) == "6"
        item = phone.only()
        for reference in ("nonsense", "9:9:1"):
            refused = phone.sync(phone.inbox, [change(item.id, files(without(reference)))])
            assert refused.responses == {item.id: "6"}
        assert message(phone).as_bytes() == before

    def test_older_devices_may_not(self, phone, synced):
        first, _ = phone.only().attachments
        assert drop(synced(body_preference(1), version="14.1"), first) == "6"

    def test_what_is_signed_stays_whole(self, synced, deliver):
        deliver(
            b"From: a@example.org\r\nSubject: signed\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: multipart/signed; boundary=s; protocol=\"application/pgp-signature\"\r\n\r\n"
            b"--s\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\nText.\r\n--i\r\n"
            b"Content-Disposition: attachment; filename=a.txt\r\n\r\nfile\r\n--i--\r\n"
            b"--s\r\nContent-Type: application/pgp-signature; name=signature.asc\r\n\r\nsig\r\n--s--\r\n"
        )
        phone = synced(body_preference(1))
        before = message(phone).as_bytes()
        for attachment in phone.only().attachments:
            assert drop(phone, attachment) == "6"
        assert message(phone).as_bytes() == before
