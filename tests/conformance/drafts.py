"""A draft as a phone of 16.0 and later writes it, and what the server answers.
Source: MS-ASEMAIL 3.1.5.4, MS-ASAIRS 2.2.2.2."""

import email
import email.policy
import itertools

import eas
from phone import DRAFTS
from wbxml import AirSync, AirSyncBase, Email, Email2

VERSIONS = ("16.0", "16.1")
_ids = itertools.count(1)


def fields(to=None, cc=None, bcc=None, subject=None, reply_to=None, importance=None):
    values = ((Email.To, to), (Email.Cc, cc), (Email2.Bcc, bcc), (Email.Subject, subject),
              (Email.ReplyTo, reply_to), (Email.Importance, importance))  # fmt: skip
    return [element(value) for element, value in values if value is not None]


def body(text, body_type=1):
    return AirSyncBase.Body(AirSyncBase.Type(body_type), AirSyncBase.Data(text))


def file(client_id, name, content, content_type="application/octet-stream", method=1,
         content_id=None, inline=False):  # fmt: skip
    """An attachment to add."""
    return AirSyncBase.Add(
        AirSyncBase.ClientId(client_id),
        AirSyncBase.Content(content),
        AirSyncBase.ContentId(content_id) if content_id else None,
        AirSyncBase.ContentType(content_type),
        AirSyncBase.DisplayName(name),
        AirSyncBase.IsInline() if inline else None,
        AirSyncBase.Method(method),
    )


def without(reference):
    """An attachment to take out."""
    return AirSyncBase.Delete(AirSyncBase.FileReference(reference))


def files(*changes):
    return AirSyncBase.Attachments(changes)


def add(*data, client_id=None, send=False):
    return AirSync.Add(
        AirSync.Class("Email"),
        AirSync.ClientId(client_id or f"draft{next(_ids)}"),
        Email2.Send() if send else None,
        AirSync.ApplicationData(data),
    )


def change(server_id, *data, send=False):
    return AirSync.Change(
        AirSync.ServerId(server_id),
        Email2.Send() if send else None,
        AirSync.ApplicationData(data),
    )


def responses(result):
    """ClientId or ServerId -> the response."""
    entries = result.doc.find("Collections/Collection/Responses")
    return {
        r.text("ClientId") or r.text("ServerId"): r for r in (entries.children if entries else [])
    }


def references(response):
    """ClientId -> FileReference of the files that were added."""
    return {
        a.text("ClientId"): a.text("FileReference")
        for a in response.all("ApplicationData/Attachments/Attachment")
    }


class Writer:
    """A phone at its Drafts folder."""

    def __init__(self, phone):
        self.phone, self.folder = phone, phone.folder(DRAFTS)
        phone.sync_all(self.folder)

    def sync(self, *commands, **how):
        return self.phone.sync(self.folder, commands, **how)

    def sync_all(self):
        return self.phone.sync_all(self.folder)

    def write(self, *data, **how):
        """Adds a draft; its ServerId."""
        command = add(*data, **how)
        result = self.sync(command)
        client_id = command.text("ClientId")
        assert result.responses == {client_id: "1"}, result.doc
        return result.made[client_id]

    def items(self):
        return self.phone.items(self.folder)

    def subjects(self):
        self.sync_all()
        return self.phone.subjects(self.folder)

    def message(self, server_id):
        """The draft's bytes, as another device is given them, read by another's parser."""
        answer = self.phone.client.fetch(
            eas.fetch_item(self.folder, server_id, AirSync.MIMESupport(2), eas.body_preference(4))
        ).doc
        data = answer.find("Response/Fetch/Properties/Body/Data")
        return email.message_from_bytes(data.data(), policy=email.policy.default)

    def fetched(self, reference):
        answer = self.phone.client.fetch(eas.fetch_file(reference), multipart=True)
        assert answer.doc.text("Response/Fetch/Status") == "1", answer.doc
        return answer.parts[1]
