"""COPY and MOVE of whole books: the same book under another name, or a new one that is like it.

Source: RFC 4918 9.8, 9.9; docs/dav.md.
"""

import pytest

from dav import card, full
from sharing import needs

COLOR = '<I:addressbook-color>#ff0000ff</I:addressbook-color>'


@pytest.fixture
def work(dav):
    """A book of two cards, with a name and a colour."""
    assert dav.make_book("work", f"<D:displayname>Work</D:displayname>{COLOR}").status == 201
    path = dav.home + "work/"
    for name in "ab":
        assert dav.put(f"{name}.vcf", card(name), path).status == 201
    return path


def cards(dav, book):
    """Each name with its ETag."""
    found = dav.propfind(book, "D:getetag", depth=1).by_href
    return {href[len(book):]: each.text("D:getetag") for href, each in found.items() if href != book}


def books(dav):
    return {each.href for each in dav.propfind(dav.home, "D:owner", depth=1).responses} - {dav.home}


class TestMove:
    def test_it_is_the_same_book_under_another_name(self, dav, work):
        before, token = cards(dav, work), dav.sync(book=work).token
        told = dav.propfind(work, "D:displayname", "I:addressbook-color").only
        assert dav.request("MOVE", work, Destination=dav.home + "office/").status == 201
        office = dav.home + "office/"
        assert books(dav) == {dav.book, office}
        assert dav.propfind(work).status == 404
        assert cards(dav, office) == before
        now = dav.propfind(office, "D:displayname", "I:addressbook-color").only
        for name in ("D:displayname", "I:addressbook-color"):
            assert now.text(name) == told.text(name)
        assert dav.sync(token, office).responses == []

    def test_its_old_name_may_be_anothers(self, dav, work):
        dav.request("MOVE", work, Destination=dav.home + "office/")
        token = dav.sync(book=dav.home + "office/").token
        assert dav.make_book("work").status == 201
        assert cards(dav, work) == {}
        assert dav.sync(token, work).refuses(403, "D:valid-sync-token")

    def test_the_default_book_stays(self, dav, work):
        dav.put("d.vcf", card("d"))
        assert dav.request("MOVE", dav.book, Destination=dav.home + "other/").status == 403
        assert dav.get("d.vcf").status == 200
        assert books(dav) == {dav.book, work}

    def test_it_is_of_all_that_is_in_it(self, dav, work):
        for depth, status in ((0, 400), (1, 400), ("infinity", 201)):
            answer = dav.request("MOVE", work, Destination=dav.home + "office/", Depth=depth)
            assert answer.status == status, depth


class TestCopy:
    def test_it_is_a_new_book_like_the_first(self, dav, work):
        assert dav.request("COPY", work, Destination=dav.home + "copy/").status == 201
        copy = dav.home + "copy/"
        assert cards(dav, copy) == cards(dav, work) != {}
        told = dav.propfind(copy, "D:displayname", "I:addressbook-color").only
        assert told.text("I:addressbook-color") == "#ff0000ff"
        assert told.text("D:displayname") == "Work 2"
        assert dav.request("DELETE", copy + "a.vcf").status == 204
        assert "a.vcf" in cards(dav, work)
        token = dav.sync(book=work).token
        assert dav.sync(token, copy).refuses(403, "D:valid-sync-token")

    def test_of_depth_zero_it_is_empty(self, dav, work):
        assert dav.request("COPY", work, Destination=dav.home + "copy/", Depth=0).status == 201
        assert cards(dav, dav.home + "copy/") == {}
        told = dav.propfind(dav.home + "copy/", "I:addressbook-color").only
        assert told.text("I:addressbook-color") == "#ff0000ff"
        assert dav.request("COPY", work, Destination=dav.home + "c/", Depth=1).status == 400

    def test_the_default_book_is_copied(self, dav):
        dav.put("d.vcf", card("d"))
        assert dav.request("COPY", dav.book, Destination=dav.home + "copy/").status == 201
        assert cards(dav, dav.home + "copy/") == cards(dav, dav.book)

    def test_what_was_said_of_its_cards_is_copied(self, dav, work):
        dav.proppatch(work + "a.vcf", f"<D:set><D:prop>{COLOR}</D:prop></D:set>")
        dav.request("COPY", work, Destination=dav.home + "copy/")
        told = dav.propfind(dav.home + "copy/a.vcf", "I:addressbook-color").only
        assert told.text("I:addressbook-color") == "#ff0000ff"


@pytest.mark.parametrize("method", ["COPY", "MOVE"])
class TestBoth:
    def test_what_is_there_is_overwritten_unless_the_client_says_no(self, dav, work, method):
        target = dav.home + "target/"
        dav.make_book("target", COLOR)
        dav.put("gone.vcf", card("gone"), target)
        how = {"Destination": target}
        assert dav.request(method, work, Overwrite="F", **how).status == 412
        assert list(cards(dav, target)) == ["gone.vcf"]
        assert dav.request(method, work, Overwrite="T", **how).status == 204
        assert sorted(cards(dav, target)) == ["a.vcf", "b.vcf"]
        assert books(dav) == {dav.book, target} | ({work} if method == "COPY" else set())

    def test_where_no_book_can_be_none_goes(self, dav, work, method):
        before = cards(dav, work)
        for destination, status in (
            (work, 403), (dav.book, 403), (dav.home, 403), (work + "inside/", 403),
            (dav.home + "~7/", 403), (dav.home + "~7.12/", 403), (dav.principal, 403),
            (dav.home.replace("addressbooks", "files") + "x/", 403), ("/elsewhere/", 403),
            ("http://other.example/dav/x/", 502), ("nonsense", 400),
            (dav.home + "x" * 300 + "/", 414)):  # fmt: skip
            assert dav.request(method, work, Destination=destination).status == status, destination
        assert dav.request(method, work).status == 400
        assert dav.request(method, dav.home + "none/", Destination=dav.home + "x/").status == 404
        assert dav.request(method, work, Destination=dav.home + "x/",
                           If="(<data:,no>)").status == 412  # fmt: skip
        assert cards(dav, work) == before and books(dav) == {dav.book, work}

    def test_another_home_is_out_of_reach(self, dav, work, method, other_account):
        other = f"/dav/addressbooks/{other_account.address}/stolen/"
        assert dav.request(method, work, Destination=other).status == 403
        assert books(dav) == {dav.book, work}


class TestShared:
    def test_a_moved_book_stays_shared_and_a_copy_is_not(self, world):
        world.share()
        (seen,) = world.shared()
        owner = world.owner
        assert owner.request("MOVE", world.book, Destination=owner.home + "moved/").status == 201
        assert owner.request("COPY", owner.home + "moved/", Destination=owner.home + "copy/").status == 201
        assert world.shared() == [seen]
        assert world.member.get("ann.vcf", seen).status == 200
        assert world.member.get("ann.vcf", owner.home + "moved/").status == 200
        assert world.member.propfind(owner.home + "copy/").status == 404

    def test_what_is_overwritten_takes_its_shares_along(self, world):
        world.share("--rights", "write")
        owner = world.owner
        owner.make_book("other")
        assert owner.request("MOVE", owner.home + "other/", Destination=world.book).status == 204
        assert world.shared() == []
        assert world.member.propfind(world.book).status == 404

    @pytest.mark.parametrize("rights", ["read", "write"])
    def test_a_member_neither_moves_nor_copies_the_book(self, world, rights):
        world.share("--rights", rights)
        (seen,) = world.shared()
        for path in (seen, world.book):
            answer = world.member.request("MOVE", path, Destination=world.member.home + "mine/")
            assert needs(answer, "D:unbind", path)
            answer = world.member.request("COPY", path, Destination=world.member.home + "mine/")
            assert answer.status == 403
        assert world.owner.get("ann.vcf", world.book).status == 200
        assert full("CS:shared") in world.member.propfind(seen, "D:resourcetype").only.children(
            "D:resourcetype")  # fmt: skip
