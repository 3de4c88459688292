"""Address books that a group owns: seen by its members and by nobody else, whoever comes and goes.
Source: docs/administration.md, "Groups and shares"; docs/dav.md, "Shares".
"""

import pytest

import messages
from dav import Client, card, full
from server import Account
from sharing import needs, privileges
from test_shared_recipients import ADDRESS, WAYS


class Club:
    """A group with both accounts of the world in it, and its books."""

    def __init__(self, world):
        self.world, self.server = world, world.server
        self.name = messages.unique("club").replace(" ", "").lower()
        self.run("group", "add", self.name)
        self.join(world.owner)
        self.join(world.member)

    def run(self, *arguments, **options):
        return self.server.command(*arguments, **options).stdout.decode()

    def join(self, client):
        self.run("group", "join", self.name, client.account.address)

    def leave(self, client):
        self.run("group", "leave", self.name, client.account.address)

    def book(self, name="Numbers", rights="write"):
        """Makes one; where the member sees it."""
        self.run("group", "book", "add", self.name, name, rights)
        (path,) = self.seen(self.world.member, name)
        return path

    def seen(self, client, name="Numbers"):
        listed = client.propfind(client.home, "D:displayname", depth=1).responses
        return [each.href for each in listed
                if each.text("D:displayname") == f"{name} ({self.name})"]  # fmt: skip

    def listed(self):
        lines = self.run("group", "book", "list", self.name).splitlines()
        return [tuple(line.split("\t")) for line in lines]


@pytest.fixture
def club(world):
    club = Club(world)
    yield club
    club.run("group", "delete", club.name)


def test_every_member_sees_it_as_the_groups(club):
    path = club.book()
    assert club.seen(club.world.owner) and club.seen(club.world.stranger) == []
    seen = club.world.member.propfind(path, "D:owner", "D:resourcetype", "CS:invite").only
    group = f"/dav/principals/groups/{club.name}/"
    assert seen.within("D:owner") == group
    assert full("CS:shared") in seen.children("D:resourcetype")
    assert seen.element("CS:invite")[0].findtext(full("D:href")) == group
    assert club.world.member.propfind(group, "D:displayname").only.text("D:displayname") == club.name


def test_members_write_as_the_group_lets_them(club):
    path, member = club.book(rights="read"), club.world.member
    assert needs(member.put("eve.vcf", card("eve"), path), "D:write-content", path + "eve.vcf")
    club.run("group", "book", "right", club.name, "numbers", "write", member.account.address)
    assert full("D:write") in privileges(member, path)
    assert member.put("eve.vcf", card("eve"), path).status == 201
    (other,) = club.seen(club.world.owner)
    assert full("D:write") not in privileges(club.world.owner, other)
    assert club.world.owner.get("eve.vcf", other).body.decode() == card("eve")
    club.run("group", "book", "right", club.name, "Numbers", "write")
    assert full("D:write") in privileges(club.world.owner, other)


def test_who_leaves_the_group_leaves_the_book_behind(club):
    path, member = club.book(), club.world.member
    assert member.put("eve.vcf", card("eve"), path).status == 201
    club.leave(member)
    assert club.seen(member) == []
    assert member.get("eve.vcf", path).status == 404
    (other,) = club.seen(club.world.owner)
    assert club.world.owner.get("eve.vcf", other).status == 200
    club.join(member)
    assert member.get("eve.vcf", path).status == 200


@pytest.mark.parametrize("look", WAYS)
def test_phones_of_members_find_its_contacts(club, new_phone, look):
    path, member = club.book(), club.world.member
    phone = new_phone("16.1", account=member.account)
    assert look(phone, "Quist") == []
    member.put("quist.vcf", card("quist", "Quirin Quist", f"EMAIL:{ADDRESS}"), path)
    assert look(phone, "Quist") == [ADDRESS]
    club.leave(member)
    assert look(phone, "Quist") == []


def test_no_member_gives_it_away_or_removes_it(club):
    path, member = club.book(), club.world.member
    assert needs(member.acl(path, ""), "D:write-acl", path)
    assert member.request("DELETE", path).status == 204
    assert club.seen(member) == [] and len(club.seen(club.world.owner)) == 1


def test_the_administrator_lists_changes_and_removes_them(club):
    club.book()
    club.book("Recipes", "read")
    address = club.world.member.account.address
    club.run("group", "book", "right", club.name, "Recipes", "write", address)
    numbers, recipes = club.listed()
    assert numbers[:2] + numbers[3:] == (club.name, "Numbers", "write", "")
    assert recipes[:2] + recipes[3:] == (club.name, "Recipes", "read", f"{address}=write")
    assert recipes[2].startswith("#")
    club.run("share", "remove", f"group:{club.name}", address, "--folder", "Recipes")
    assert club.listed()[1][4] == ""
    club.run("group", "book", "remove", club.name, recipes[2])
    assert club.seen(club.world.member, "Recipes") == []
    assert [each[1] for each in club.listed()] == ["Numbers"]


def test_its_account_is_no_persons(club):
    club.book()
    holder = f"group:{club.name}"
    assert holder not in club.run("account", "list")
    assert holder not in club.run("group", "list")
    assert "bytes" in club.run("account", "quota", holder)
    assert club.run("store", "check", holder) == "1 accounts compared, 0 differences\n"
    login = Client(club.server, Account(holder, club.world.member.account.password))
    assert login.propfind("/dav/", "D:resourcetype").status == 401


def test_a_group_that_is_deleted_takes_its_books_along(club):
    path = club.book()
    club.run("group", "delete", club.name)
    assert club.world.member.propfind(path, "D:owner").status == 404
    club.run("group", "add", club.name)
    club.join(club.world.member)
    assert club.listed() == [] and club.seen(club.world.member) == []


def test_what_cannot_be_is_refused(club):
    club.book()
    for arguments in (
        ["add", "nothing", "Numbers"],
        ["add", club.name, "Numbers"],
        ["right", club.name, "Numbers", "none"],
        ["right", club.name, "Numbers", "read", club.world.stranger.account.address],
    ):
        failed = club.server.command("group", "book", *arguments, check=False)
        assert failed.returncode == 1 and failed.stderr, arguments
    assert [each[1] for each in club.listed()] == ["Numbers"]
