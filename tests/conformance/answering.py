"""What the tests of SmartReply and SmartForward share: a phone that answers, and one that reads it."""

import email
import email.policy

import pytest

from eas import SAVE_IN_SENT, at_least, body_preference
from test_send import client_id, mail
from waiting import eventually
from wbxml import ComposeMail

NEW = ["14.0", "16.1"]
FILE = ("data.bin", "application/octet-stream", bytes(range(256)) * 20)


def whole(content):
    """A MIME message parsed; its parts by type."""
    return email.message_from_bytes(content, policy=email.policy.SMTP)


def content(part):
    return part.get_content().replace("\r\n", "\n") if part is not None else None


class Writer:
    """A phone with one mail in its inbox, and another account's phone that reads what it answers."""

    def __init__(self, phone, reader):
        self.phone, self.reader = phone, reader
        self.version, self.client = phone.client.version, phone.client
        self.account, self.other = phone.client.account, reader.client.account
        phone.sync_all()
        self.item = phone.only()

    def send(self, command, message, number=None, source=None, extra=(), **parameters):
        """The answer's response."""
        if not at_least(self.version, "14.0"):
            query = {"CollectionId": self.phone.inbox, "ItemId": self.item.id, **parameters}
            return self.client.request(
                command, message, {k: v for k, v in query.items() if v is not None},
                SAVE_IN_SENT, content_type="message/rfc822",
            )  # fmt: skip
        if source is None:
            source = (ComposeMail.FolderId(self.phone.inbox), ComposeMail.ItemId(self.item.id))
        return self.client.request(
            command,
            getattr(ComposeMail, command)(
                ComposeMail.ClientId(number or client_id()), ComposeMail.Source(source),
                ComposeMail.SaveInSentItems(), extra,
                ComposeMail.Mime(message) if message is not None else None,
            ),
        )  # fmt: skip

    def mail(self, subject, text="My words.\r\n", **headers):
        return mail(self.account, self.other, subject=subject, text=text, **headers)

    def status(self, response):
        """The Status since 14.0, the HTTP code before."""
        return response.doc.text("Status") if at_least(self.version, "14.0") else response.status

    def received(self, subject):
        """What the other account got, parsed."""

        def look():
            self.reader.sync_all()
            return [i for i in self.reader.items().values() if i.subject == subject]

        (item,) = eventually(look, f"{subject!r} at the other account")
        return whole(item.body.find("Data").data())


@pytest.fixture
def writer(new_phone, deliver, other_account):
    reader = new_phone(account=other_account, preferences=[body_preference(4)])

    def make(original, version="16.1", **how):
        deliver(original)
        return Writer(new_phone(version, **how), reader)

    return make
