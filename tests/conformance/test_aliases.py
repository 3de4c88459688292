"""Further addresses of an account: mail for them is its own, and it may send from them.
Source: docs/administration.md, "alias"."""

import pytest

import lmtp
import messages
from eas import Client
from server import Account
from test_send import client_id, mail, refused, sent_ok, subject_of


@pytest.fixture
def alias(server, account):
    address = f"office-{account.local_part}@example.org"
    server.command("alias", "add", account.address, address.upper())
    return address


def listed(server, *account):
    rows = server.command("alias", "list", *account).stdout.decode().splitlines()
    return [tuple(row.split("\t")) for row in rows]


def test_mail_for_an_alias_arrives_until_it_is_removed(server, account, alias, new_phone):
    office = Account(alias, account.password)
    phone = new_phone()
    lmtp.deliver(server, office, messages.plain("for the office"))
    phone.sync_all()
    assert phone.subjects() == ["for the office"]
    server.command("alias", "remove", account.address, alias)
    with lmtp.Lmtp(server) as session:
        assert session.deliver(alias, messages.plain("too late")) == [550]


def test_an_alias_is_sent_from_until_it_is_removed(server, account, alias, new_phone, sink):
    phone = new_phone()
    office = Account(alias, account.password)
    message = mail(office, "friend@elsewhere.example")
    assert sent_ok(phone.client.send_mail(message, client_id()))
    (received,) = sink.wait_for(subject_of(message))
    assert received.sender == alias
    server.command("alias", "remove", account.address, alias)
    message = mail(office, "friend@elsewhere.example")
    assert refused(phone.client.send_mail(message, client_id()), "16.1", "120")


def test_an_alias_is_a_login_until_it_is_removed(server, account, alias):
    client = Client(server, Account(alias, account.password))
    for _ in range(2):  # the second is known by heart
        assert client.options().status == 200
    server.command("alias", "remove", account.address, alias)
    assert client.options().status == 401
    client.close()


def test_they_are_listed_and_each_is_somebodys_alone(server, account, other_account, alias):
    assert listed(server, account.address) == [(account.address, alias)]
    assert (account.address, alias) in listed(server)
    assert listed(server, other_account.address) == []
    for command, owner, address in (
        ("add", other_account.address, alias),
        ("add", other_account.address, account.address),
        ("add", account.address, "office@nowhere.example"),
        ("add", account.address, "nonsense"),
        ("add", "nobody-here@example.org", "new@example.org"),
        ("remove", other_account.address, alias),
        ("remove", account.address, account.address),
    ):
        done = server.command("alias", command, owner, address, check=False)
        assert done.returncode != 0 and done.stderr.strip(), (command, owner, address)
    assert listed(server, account.address) == [(account.address, alias)]
