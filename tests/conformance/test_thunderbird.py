"""A contact by Thunderbird's own hand: found from the server's address, added, changed and deleted on
both sides."""

import os
from pathlib import Path

import pytest

import thunderbird
from dav import Client, card
from thunderbird import Thunderbird
from waiting import eventually

pytestmark = pytest.mark.skipif(
    not thunderbird.installed(), reason="needs Debian's thunderbird and xvfb"
)

# What its dialog for a new address book does.
_FIND = """
    const [place, user, password] = args;
    const login = Cc["@mozilla.org/login-manager/loginInfo;1"].createInstance(Ci.nsILoginInfo);
    login.init(new URL(place).origin, null, "syncgate", user, password, "", "");
    await Services.logins.addLoginAsync(login);
    const { CardDAVUtils } = ChromeUtils.importESModule("resource:///modules/CardDAVUtils.sys.mjs");
    const found = await CardDAVUtils.detectAddressBooks(user, password, place, false);
    for (const each of found) {
        await each.create();
    }
    return found.map(each => each.name);
"""
_ADD = """
    const [name, first, last, email] = args;
    const made = Cc["@mozilla.org/addressbook/cardproperty;1"].createInstance(Ci.nsIAbCard);
    made.displayName = `${first} ${last}`;
    made.firstName = first;
    made.lastName = last;
    made.primaryEmail = email;
    book(name).addCard(made);
"""
_CHANGE = """
    const [name, shown, email] = args;
    const one = book(name).childCards.find(c => c.displayName == shown);
    one.primaryEmail = email;
    book(name).modifyCard(one);
"""
_DELETE = """
    const [name, shown] = args;
    book(name).deleteCards(book(name).childCards.filter(c => c.displayName == shown));
"""
_SYNC = """
    const [name] = args;
    const { CardDAVDirectory } = ChromeUtils.importESModule(
        "resource:///modules/CardDAVDirectory.sys.mjs");
    await CardDAVDirectory.forFile(book(name).fileName).syncWithServer();
    return book(name).childCards.map(c => [c.displayName, c.primaryEmail]).sort();
"""
_SHOW = """
    const window = Services.wm.getMostRecentWindow("mail:3pane");
    await window.toAddressBook();
    const tab = window.document.getElementById("tabmail").currentTabInfo;
    const view = tab.browser.contentWindow;
    for (let i = 0; i < 100 && !view.cardsPane?.cardsList?.view?.rowCount; i++) {
        await new Promise(resolve => window.setTimeout(resolve, 100));
    }
    view.cardsPane.cardsList.selectedIndex = 0;
    await new Promise(resolve => window.setTimeout(resolve, 500));
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    with Thunderbird(tmp_path_factory.mktemp("thunderbird")) as running:
        yield running


@pytest.fixture
def dav(server, account):
    client = Client(server, account)
    yield client
    client.close()


def cards(dav):
    """The texts of the default book, by name."""
    listed = dav.propfind(dav.book, "D:getetag", depth=1).by_href
    names = [href.rpartition("/")[2] for href in listed if href != dav.book]
    return {name: dav.get(name).body.decode() for name in names}


def test_it_finds_the_book_and_both_see_what_the_other_does(program, server, account, dav):
    host, port = server.addresses["http"]
    (book,) = program.run(_FIND, f"http://{host}:{port}/", account.address, account.password)
    program.run(_ADD, book, "Ada", "Byron", "ada@example.org")
    eventually(lambda: len(cards(dav)) == 1, "the contact at the server")
    ((name, text),) = cards(dav).items()
    assert "FN:Ada Byron\r\n" in text and "ada@example.org" in text
    kept = text.replace("END:VCARD", "X-KEPT;X-WITH=it:as it was\r\nEND:VCARD")
    assert dav.put(name, kept).status == 204
    assert dav.put("grace.vcf", card("grace", "Grace Hopper", "EMAIL:grace@example.org")).status == 201
    assert program.run(_SYNC, book) == [
        ["Ada Byron", "ada@example.org"], ["Grace Hopper", "grace@example.org"]
    ]  # fmt: skip
    program.run(_CHANGE, book, "Ada Byron", "ada@example.net")
    eventually(lambda: "ada@example.net" in cards(dav)[name], "the change at the server")
    assert "X-KEPT;X-WITH=it:as it was\r\n" in cards(dav)[name]
    program.run(_SHOW)
    if picture := os.environ.get("PICTURE_OF_THUNDERBIRD"):
        Path(picture).write_bytes(program.picture())
    program.run(_DELETE, book, "Grace Hopper")
    eventually(lambda: list(cards(dav)) == [name], "the deletion at the server")
    assert dav.request("DELETE", dav.book + name).status == 204
    assert program.run(_SYNC, book) == []
