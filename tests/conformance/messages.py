"""Messages to deliver."""

import email.policy
import itertools
import struct
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from email.utils import format_datetime

_numbers = itertools.count(1)
LONG = "".join(f"Line {i} of a long text, with Umlauts: äöü.\r\n" for i in range(400))
SENDER = "Jane Doe <jane@elsewhere.example>"


def unique(word="message"):
    return f"{word} {next(_numbers)}"


def skeleton(subject=None, to="u1@example.org", sender=SENDER, date=None, **headers):
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"] = sender, to
    message["Subject"] = subject or unique()
    message["Date"] = format_datetime(date or datetime.now(timezone.utc))
    message["Message-ID"] = f"<{next(_numbers)}@elsewhere.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    return message


def plain(subject=None, text="Hello.\r\n", **headers):
    message = skeleton(subject, **headers)
    message.set_content(text)
    return message.as_bytes()


def html(subject=None, text="<html><body><p>Hello, <b>you</b>.</p></body></html>", **headers):
    message = skeleton(subject, **headers)
    message.set_content(text, subtype="html")
    return message.as_bytes()


def alternative(
    subject=None, text="Plain words.\r\n", markup="<p>Rich <i>words</i>.</p>", **headers
):
    message = skeleton(subject, **headers)
    message.set_content(text)
    message.add_alternative(markup, subtype="html")
    return message.as_bytes()


def with_attachments(subject=None, text="See below.\r\n", files=(), **headers):
    """files: (name, media type, bytes) each."""
    message = skeleton(subject, **headers)
    message.set_content(text)
    for name, media_type, data in files:
        main, _, sub = media_type.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def with_inline_image(subject=None, image=b"\x89PNG\r\n\x1a\nnot really", **headers):
    message = skeleton(subject, **headers)
    message.set_content('<p>A picture: <img src="cid:pic1@here"></p>', subtype="html")
    message.add_related(
        image, "image", "png", cid="<pic1@here>", filename="pic.png", disposition="inline"
    )
    return message.as_bytes()


def tnef(files=(), text="", rich=b""):
    """A winmail.dat: MS-OXTNEF, as old programs write it."""

    def attribute(attribute_id, value):
        head = b"\x01" + attribute_id.to_bytes(4, "little") + len(value).to_bytes(4, "little")
        return head + value + (sum(value) % 65536).to_bytes(2, "little")

    stream = b"\x78\x9f\x3e\x22\x01\x00" + attribute(0x00069007, (1252).to_bytes(8, "little"))
    if text:
        stream += attribute(0x0002800C, text.encode("cp1252") + b"\0")
    if rich:  # compressed RTF
        head = struct.pack("<IHHII", 1, 0x0102, 0x1009, 1, len(rich))  # one property, one value
        stream += attribute(0x00069003, head + rich + bytes(-len(rich) % 4))
    for name, data in files:
        stream += attribute(0x00069002, bytes(14))
        stream += attribute(0x00018010, name.encode("cp1252") + b"\0")
        stream += attribute(0x0006800F, data)
    return stream


def with_message(subject=None, inner_subject="the inner one", **headers):
    message = skeleton(subject, **headers)
    message.set_content("Forwarded.\r\n")
    inner = skeleton(inner_subject)
    inner.set_content("Inside.\r\n")
    message.add_attachment(inner)
    return message.as_bytes()


def days_ago(days):
    return datetime.now(timezone.utc) - timedelta(days=days)


def crlf(data):
    """As the store keeps it: every line end CRLF, a leading mbox line dropped."""
    if data.startswith(b"From "):
        data = data.split(b"\n", 1)[1] if b"\n" in data else b""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
