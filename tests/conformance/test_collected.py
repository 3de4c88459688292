"""Whom an account wrote to is offered when its devices look for somebody, until it is a contact.
Source: MS-ASCMD 2.2.1.11 ResolveRecipients, 2.2.1.16 Search; docs/activesync.md."""

import pytest

from dav import Client, card
from drafts import Writer, add, change, fields
from phone import CONTACTS
from test_contacts import added
from test_recipient_lists import APPLE, members, put
from test_send import client_id, mail, refused, sent_ok
from wbxml import Contacts, Find, ResolveRecipients, Search

SEARCH_ID = "9bd8e9b0-7a8b-4d55-9e8a-0f2a65d0a7a1"


def listed(server, account):
    """The switch, and address and name of each, as the administrator sees them."""
    first, *rows = server.command("account", "collected", account.address).stdout.decode().splitlines()
    fields = [row.split("\t") for row in rows]
    assert all(len(each) == 3 for each in fields), rows
    return first, [(address, name) for address, _, name in fields]


def addresses(server, account):
    return [address for address, _ in listed(server, account)[1]]


def resolve(phone, text):
    response = phone.client.command(
        "ResolveRecipients", ResolveRecipients.ResolveRecipients(ResolveRecipients.To(text))
    ).find("Response")
    return [(p.text("Type"), p.text("EmailAddress")) for p in response.all("Recipient")]


def searched(phone, text):
    answer = phone.client.command(
        "Search", Search.Search(Search.Store(Search.Name("GAL"), Search.Query(text)))
    )
    people = answer.all("Response/Store/Result/Properties")
    return [p.text("GAL:EmailAddress") for p in people]


def found(phone, text):
    answer = phone.client.command(
        "Find",
        Find.Find(
            Find.SearchId(SEARCH_ID),
            Find.ExecuteSearch(Find.GALSearchCriterion(Find.Query(text))),
        ),
    )
    return [p.text("GAL:EmailAddress") for p in answer.all("Response/Result/Properties")]


def write_to(phone, *people, **headers):
    account = phone.client.account
    message = mail(account, *people, **headers)
    assert sent_ok(phone.client.send_mail(message, client_id()))


@pytest.fixture
def ida(sink):
    return "Ida Quarz <ida.quarz@elsewhere.example>"


def test_whom_one_wrote_to_is_offered(new_phone, server, account, ida, main_version):
    phone = new_phone(main_version)
    assert resolve(phone, "quarz") == []
    write_to(phone, ida)
    for text in ("quarz", "Ida Q", "ida.quarz@else", "IDA.QUARZ@elsewhere.example"):
        assert resolve(phone, text) == [("2", "ida.quarz@elsewhere.example")], text
        assert searched(phone, text) == ["ida.quarz@elsewhere.example"], text
    assert resolve(phone, "uarz") == resolve(phone, "elsewhere") == []
    assert found(new_phone("16.1"), "quarz") == ["ida.quarz@elsewhere.example"]
    assert listed(server, account) == ("on", [("ida.quarz@elsewhere.example", "Ida Quarz")])


def test_nobody_elses_are_offered(new_phone, other_account, ida):
    write_to(new_phone(), ida)
    assert resolve(new_phone(account=other_account), "quarz") == []


def test_accounts_and_contacts_come_first_and_nobody_twice(
    new_phone, server, account, other_account, sink
):
    phone = new_phone()
    server.command("account", "name", other_account.address, "Zzz Opal")
    dav = Client(server, account)
    assert dav.put("q.vcf", card("q", "Yyy Opal", "EMAIL:y@elsewhere.example")).status == 201
    dav.close()
    write_to(phone, "Aaa Opal <a@elsewhere.example>", f"Opal <{other_account.address}>")
    write_to(phone, "Bbb Opal <b@elsewhere.example>", "Opal <y@elsewhere.example>")
    assert resolve(phone, "opal") == [
        ("1", other_account.address), ("2", "y@elsewhere.example"), ("2", "b@elsewhere.example"),
        ("2", "a@elsewhere.example"),
    ]  # fmt: skip
    directory = [other_account.address, "b@elsewhere.example", "a@elsewhere.example"]
    assert searched(phone, "opal") == directory


def test_every_recipient_is_noted_but_oneself(new_phone, server, account, other_account, sink):
    phone = new_phone()
    alias = f"office-{account.local_part}@example.org"
    server.command("alias", "add", account.address, alias)
    detail = account.address.replace("@", "+shop@")
    write_to(phone, account, "to@elsewhere.example", alias, detail, other_account,
             cc="cc@elsewhere.example", bcc="Hidden <bcc@elsewhere.example>")  # fmt: skip
    assert set(addresses(server, account)) == {
        "to@elsewhere.example", "cc@elsewhere.example", "bcc@elsewhere.example",
        other_account.address,
    }  # fmt: skip
    assert addresses(server, other_account) == []


def test_neither_a_list_nor_who_is_in_it_is_noted(new_phone, server, account, other_account, sink):
    phone = new_phone()
    dav = Client(server, account)
    put(dav, "one", "One", "EMAIL:one@elsewhere.example")
    put(dav, "list", "Few", *members(APPLE, "one"))
    dav.close()
    server.command("group", "add", "quarzes")
    for each in (account, other_account):
        server.command("group", "join", "quarzes", each.address)
    write_to(phone, "few@list", "quarzes@group")
    assert addresses(server, account) == []


def test_the_latest_comes_first_and_keeps_its_name(new_phone, server, account, ida):
    phone = new_phone()
    write_to(phone, ida)
    write_to(phone, "second@elsewhere.example")
    assert addresses(server, account)[0] == "second@elsewhere.example"
    write_to(phone, "Ida.Quarz@elsewhere.example")
    assert listed(server, account)[1][0] == ("ida.quarz@elsewhere.example", "Ida Quarz")


def test_a_draft_notes_whom_it_is_sent_to_and_none_before(new_phone, server, account, ida):
    writer = Writer(new_phone("16.1"))
    writer.sync(add(*fields("draft@elsewhere.example", subject="kept")))
    assert addresses(server, account) == []
    writer.sync(add(*fields(ida, subject="sent"), send=True))
    assert addresses(server, account) == ["ida.quarz@elsewhere.example"]


def test_what_is_not_sent_notes_nobody_and_a_repetition_nobody_again(
    new_phone, server, account, ida
):
    phone = new_phone()
    message = mail(account, ida, "nobody-of-that-name@example.org")
    assert refused(phone.client.send_mail(message, client_id()), "16.1")
    assert addresses(server, account) == []
    message, number = mail(account, ida), client_id()
    assert sent_ok(phone.client.send_mail(message, number))
    server.command("account", "collected", account.address, "--clear")
    assert sent_ok(phone.client.send_mail(message, number))
    assert addresses(server, account) == []


@pytest.mark.parametrize("way", ["activesync", "change", "carddav"])
def test_who_becomes_a_contact_leaves_and_stays_out(new_phone, server, account, ida, way):
    phone = new_phone()
    write_to(phone, ida)
    if way == "carddav":
        dav = Client(server, account)
        assert dav.put("ida.vcf", card("ida", "Ida", "EMAIL:Ida.Quarz@elsewhere.example")).status == 201
        dav.close()
    else:
        folder = phone.folder(CONTACTS)
        phone.sync_all(folder)
        first = "ida.quarz@elsewhere.example" if way == "activesync" else "ida@home.example"
        made = added(phone, folder, Contacts.FirstName("Ida"), Contacts.Email1Address(first))
        if way == "change":
            assert addresses(server, account) == ["ida.quarz@elsewhere.example"]
            second = Contacts.Email2Address("ida.quarz@elsewhere.example")
            phone.sync(folder, [change(made, Contacts.FirstName("Ida"), second)])
    assert addresses(server, account) == []
    write_to(phone, ida, "other@elsewhere.example")
    assert addresses(server, account) == ["other@elsewhere.example"]


def test_it_is_switched_off_and_cleared(new_phone, server, account, ida):
    phone = new_phone()
    write_to(phone, ida)
    server.command("account", "collected", account.address, "off")
    write_to(phone, "second@elsewhere.example")
    assert listed(server, account) == ("off", [("ida.quarz@elsewhere.example", "Ida Quarz")])
    server.command("account", "collected", account.address, "--clear")
    assert resolve(phone, "quarz") == [] and listed(server, account) == ("off", [])
    server.command("account", "collected", account.address, "on")
    write_to(phone, ida)
    assert addresses(server, account) == ["ida.quarz@elsewhere.example"]
    done = server.command("account", "collected", account.address, "maybe", check=False)
    assert done.returncode != 0 and b"on or off" in done.stderr
