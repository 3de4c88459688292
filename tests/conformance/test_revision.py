"""REV says when a card was edited on a phone. Source: RFC 2426 3.6.4, RFC 6350 6.7.4;
docs/contacts.md."""

import time

import pytest

import eas
from dav import Client
from test_contacts import book  # noqa: F401
from wbxml import Contacts

CARD = (
    "BEGIN:VCARD\r\nVERSION:{version}\r\nUID:rev\r\nN:Lee;Ann;;;\r\nFN:Ann Lee\r\n{rev}"
    "X-ONLY-HERE:kept\r\n{more}END:VCARD\r\n"
)
NAMES = (Contacts.LastName("Lee"), Contacts.FirstName("Ann"), Contacts.FileAs("Ann Lee"))


@pytest.fixture
def dav(server, account):
    client = Client(server, account)
    yield client
    client.close()


@pytest.mark.parametrize("version, rev, form", [
    ("3.0", "REV:1995-10-31T22:27:10Z\r\n", "REV:%Y-%m-%dT%H:%M:%SZ\r\n"),
    ("3.0", "REV:19951031T222710Z\r\n", "REV:%Y%m%dT%H%M%SZ\r\n"),
    ("4.0", "REV:19951031T222710Z\r\n", "REV:%Y%m%dT%H%M%SZ\r\n"),
    ("3.0", "", ""),
])  # fmt: skip
def test_it_is_that_of_the_edit_where_there_is_one(book, dav, version, rev, form):  # noqa: F811
    card = CARD.format(version=version, rev=rev, more="")
    etag = dav.put("rev.vcf", card).etag
    phone, folder = book()
    item = phone.only(folder)
    assert phone.sync(folder, [eas.change(item.id, *NAMES)]).responses == {}
    read = dav.get("rev.vcf")
    assert read.body.decode() == card and read.etag == etag, "no edit"
    before = int(time.time())
    edit = eas.change(item.id, *NAMES, Contacts.JobTitle("Boss"))
    assert phone.sync(folder, [edit]).responses == {}
    times = [time.strftime(form, time.gmtime(at)) for at in range(before, int(time.time()) + 2)]
    texts = [CARD.format(version=version, rev=each, more="TITLE:Boss\r\n") for each in times]
    assert dav.get("rev.vcf").body.decode() in texts
