"""Contacts in books that others share are found like accounts, and no longer once they are not shared.
Source: MS-ASCMD 2.2.1.15, 2.2.1.16; docs/activesync.md."""

import pytest

from dav import card
from wbxml import Find, ResolveRecipients, Search

ADDRESS = "quist@elsewhere.example"


def resolved(phone, text):
    answer = phone.client.command(
        "ResolveRecipients", ResolveRecipients.ResolveRecipients(ResolveRecipients.To(text))
    )
    return [each.text("EmailAddress") for each in answer.all("Response/Recipient")]


def searched(phone, text):
    answer = phone.client.command(
        "Search", Search.Search(Search.Store(Search.Name("GAL"), Search.Query(text)))
    )
    return [each.text("GAL:EmailAddress")
            for each in answer.all("Response/Store/Result/Properties")]  # fmt: skip


def found(phone, text):
    answer = phone.client.command(
        "Find",
        Find.Find(
            Find.SearchId("7a5c6d2e-0c1b-4f6a-9c53-2a35e1e2f0c1"),
            Find.ExecuteSearch(Find.GALSearchCriterion(Find.Query(text))),
        ),
    )
    return [each.text("GAL:EmailAddress") for each in answer.all("Response/Result/Properties")]


WAYS = [resolved, searched, found]


@pytest.fixture
def member(world, new_phone):
    world.owner.put("quist.vcf", card("quist", "Quirin Quist", f"EMAIL:{ADDRESS}"), world.book)
    return new_phone("16.1", account=world.member.account)


@pytest.mark.parametrize("look", WAYS)
def test_a_contact_of_a_shared_book_is_found_while_it_is_shared(world, member, look):
    assert look(member, "Quist") == []
    world.share()
    assert look(member, "Quist") == look(member, "quirin qui") == [ADDRESS]
    world.unshare()
    assert look(member, "Quist") == []


@pytest.mark.parametrize("look", WAYS)
def test_those_of_a_shared_mailbox_are_found_but_not_what_the_member_left(world, member, look):
    world.share(folder=None)
    assert look(member, "Quist") == [ADDRESS]
    assert world.member.request("DELETE", world.shared()[-1]).status == 204
    assert look(member, "Quist") == []
    world.unshare(folder=None)


def test_an_address_is_told_once_whoever_has_it(world, member):
    world.share()
    world.member.put("own.vcf", card("own", "Quirin Quist", f"EMAIL:{ADDRESS}"))
    assert resolved(member, "Quist") == [ADDRESS]
    assert searched(member, "Quist") == [ADDRESS]
