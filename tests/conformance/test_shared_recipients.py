"""Contacts in books that others share are found like accounts, and no longer once they are not shared.
Source: MS-ASCMD 2.2.1.15, 2.2.1.16; docs/activesync.md."""

import base64

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


PHOTO = b"\xff\xd8\xff\xe0" + b"picture" * 30


def searched_people(phone, text, *picture):
    options = Search.Options(Search.Range("0-9"), Search.Picture(picture))
    answer = phone.client.command(
        "Search", Search.Search(Search.Store(Search.Name("GAL"), Search.Query(text), options))
    )
    return answer.all("Response/Store/Result/Properties"), answer.text("Response/Store/Status")


def found_people(phone, text, *picture):
    options = Find.Options(Find.Range("0-9"), Find.Picture(picture))
    criterion = Find.GALSearchCriterion(Find.Query(text), options)
    answer = phone.client.command(
        "Find",
        Find.Find(Find.SearchId("7a5c6d2e-0c1b-4f6a-9c53-2a35e1e2f0c1"), Find.ExecuteSearch(criterion)),
    )
    return answer.all("Response/Result/Properties"), answer.text("Status")


@pytest.mark.parametrize("people, limits", [(searched_people, Search), (found_people, Find)])
class TestWhatIsTold:
    @pytest.fixture
    def member(self, world, new_phone):
        photo = "PHOTO;ENCODING=b;TYPE=JPEG:" + base64.b64encode(PHOTO).decode()
        for uid in ("ann", "bea"):
            text = card(
                uid, f"{uid} Quist", f"EMAIL:{uid}@elsewhere.example", photo,
                "TEL;TYPE=CELL:+49 170 1", "TEL;TYPE=WORK,VOICE:+49 30 2", "TEL;TYPE=HOME,VOICE:+49 30 3",
                "ORG:Acme;Sales", "TITLE:Head",
            )  # fmt: skip
            named = text.replace(f"N:{uid} Quist;;;;", f"N:Quist;{uid};;;")
            world.owner.put(f"{uid}.vcf", named, world.book)
        world.share()
        yield new_phone("16.1", account=world.member.account)
        world.unshare()

    def test_a_contact_with_all_that_the_list_has(self, member, people, limits):
        (ann, bea), status = people(member, "quist")
        assert status == "1"
        told = {e.name.removeprefix("GAL:"): e.text() for e in ann.children if e.text()}
        assert told == {
            "DisplayName": "ann Quist", "FirstName": "ann", "LastName": "Quist", "Alias": "ann",
            "EmailAddress": "ann@elsewhere.example", "MobilePhone": "+49 170 1", "Phone": "+49 30 2",
            "HomePhone": "+49 30 3", "Company": "Acme", "Title": "Head",
        }  # fmt: skip
        for each in (ann, bea):
            assert each.text("Picture/Status") == "1" and each.find("Picture/Data").data() == PHOTO

    def test_pictures_within_the_limits(self, member, people, limits):
        """case: MSASCMD_S14_TC20_Search_GAL_Status174
        case: MSASCMD_S14_TC21_Search_Status175"""

        def statuses(*picture):
            return [each.text("Picture/Status") for each in people(member, "quist", *picture)[0]]

        assert statuses(limits.MaxSize(len(PHOTO))) == ["1", "1"]
        assert statuses(limits.MaxSize(100)) == ["174", "174"]
        assert statuses(limits.MaxPictures(1)) == ["1", "175"]
        assert people(member, "quist", limits.MaxSize("large")) == ([], "2")
