"""What the tests of Search share: requests, and what an answer found. Source: MS-ASCMD 2.2.1.16."""

import pytest

import lmtp
import messages
from phone import Phone
from wbxml import AirSync, Search

TEXTS = AirSync.Class("Email")


def mailbox(*terms, options=(), query=None):
    return Search.Search(
        Search.Store(
            Search.Name("Mailbox"), query or Search.Query(Search.And(TEXTS, terms)),
            Search.Options(options) if options else None,
        )  # fmt: skip
    )


def store_of(phone, request):
    """The Store of the answer, which came with Status 1."""
    answer = phone.client.command("Search", request)
    assert answer.text("Status") == "1", answer
    return answer.find("Response/Store")


def searched(phone, *terms, **how):
    store = store_of(phone, mailbox(*terms, **how))
    assert store.text("Status") == "1", store
    return store


def subjects(store):
    return [r.text("Properties/Email:Subject") for r in store.all("Result") if r.children]


def words(text):
    return Search.FreeText(text)


@pytest.fixture(scope="module")
def library(session_server):
    """An account with mail to search, for all tests of a file."""
    server = session_server
    if not server.running:
        server.start()
    account = server.add_account()
    mails = [
        messages.plain("Budget of the year", "Numbers and more numbers.\r\n",
                       date=messages.days_ago(3)),
        messages.html("Lunch", "<p>Shall we eat <b>grüne Soße</b>?</p>",
                      sender="Jürgen <juergen@elsewhere.example>", date=messages.days_ago(2)),
        messages.with_attachments("Photos", "See below, numbers too.\r\n",
                                  files=[("a.bin", "application/octet-stream", b"abc")]),
    ]  # fmt: skip
    for mail in mails:
        lmtp.deliver(server, account, mail)
    return account


@pytest.fixture
def reader(server, library):
    made = []

    def make(version="16.1", device="reader"):
        made.append(Phone(server, library, version, f"{device}{version.replace('.', '')}"))
        return made[-1]

    yield make
    for phone in made:
        phone.client.close()
