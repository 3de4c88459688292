"""Address books that one account shares with another, by WebDAV: where they are seen, what may be done
in them, and how they end. Source: RFC 3744, RFC 4918, docs/dav.md.
"""

import pytest

from dav import card, full
from sharing import needs, privileges


class TestSeeing:
    def test_a_shared_book_stands_among_the_members_own(self, world):
        assert world.shared() == []
        world.share()
        (path,) = world.shared()
        assert path.startswith(world.member.home + "~")
        seen = world.member.propfind(
            path, "D:owner", "D:displayname", "D:resourcetype", "D:current-user-principal", "D:acl"
        ).only
        assert seen.href == path
        assert seen.within("D:owner") == world.owner.principal
        assert seen.within("D:current-user-principal") == world.member.principal
        assert seen.text("D:displayname") == f"Friends ({world.owner.account.address})"
        assert set(seen.children("D:resourcetype")) == {
            full("D:collection"), full("C:addressbook"), full("CS:shared")}  # fmt: skip
        assert "D:acl" not in seen
        listed = world.owner.propfind(world.owner.home, "D:resourcetype", depth=1).by_href
        assert full("CS:shared-owner") in listed[world.book].children("D:resourcetype")
        assert full("CS:shared-owner") not in listed[world.owner.book].children("D:resourcetype")
        world.unshare()
        assert world.shared() == []
        assert world.member.propfind(path, "D:owner").status == 404

    def test_its_cards_are_read_by_every_way(self, world):
        world.share()
        (path,) = world.shared()
        member = world.member
        assert member.get("ann.vcf", path).body.decode() == card("ann")
        assert member.get("", path).body.decode() == card("ann")
        assert set(member.propfind(path, "D:getetag", depth=1).by_href) == {path, path + "ann.vcf"}
        first = member.sync(book=path)
        assert [each.href for each in first.responses] == [path + "ann.vcf"]
        world.owner.put("bob.vcf", card("bob"), world.book)
        assert [each.href for each in member.sync(first.token, path).responses] == [path + "bob.vcf"]
        got = member.report(path, "<C:addressbook-multiget><D:prop><C:address-data/></D:prop>"
                            f"<D:href>{path}ann.vcf</D:href><D:href>{world.member.book}ann.vcf</D:href>"
                            "</C:addressbook-multiget>").by_href  # fmt: skip
        assert got[path + "ann.vcf"].text("C:address-data").splitlines() == card("ann").splitlines()
        assert got[world.member.book + "ann.vcf"].status == 404
        found = member.report(path, "<C:addressbook-query><D:prop><D:getetag/></D:prop><C:filter>"
                              '<C:prop-filter name="UID"><C:text-match>bob</C:text-match>'
                              "</C:prop-filter></C:filter></C:addressbook-query>")  # fmt: skip
        assert [each.href for each in found.responses] == [path + "bob.vcf"]

    def test_its_tokens_are_the_same_wherever_it_is_seen(self, world):
        world.share()
        (path,) = world.shared()
        token = world.member.propfind(path, "D:sync-token").only.text("D:sync-token")
        assert token == world.owner.propfind(world.book, "D:sync-token").only.text("D:sync-token")
        conditional = world.member.request("GET", path + "ann.vcf", If=f"<{path}> (<{token}>)")
        assert conditional.status == 200

    def test_it_is_seen_where_its_owner_has_it_too(self, world):
        assert world.member.get("ann.vcf", world.book).status == 404
        assert world.member.propfind(world.book, "D:owner").status == 404
        world.share()
        listed = world.member.propfind(world.book, "D:getetag", depth=1).by_href
        assert set(listed) == {world.book, world.book + "ann.vcf"}
        assert world.member.get("ann.vcf", world.book).status == 200
        assert world.member.propfind(world.owner.home, "D:owner").status == 404
        assert world.member.propfind(world.owner.book, "D:owner").status == 404

    def test_nobody_else_sees_it(self, world):
        world.share()
        (path,) = world.shared()
        segment = path.removeprefix(world.member.home)
        assert world.shared(world.stranger) == []
        for hidden in (world.book, world.stranger.home + segment, path, world.owner.home + segment):
            for method in ("PROPFIND", "GET", "DELETE", "PUT", "MKCOL", "REPORT", "ACL"):
                assert world.stranger.request(method, hidden, Depth=0).status in (404, 405), method
            assert world.stranger.get("ann.vcf", hidden).status == 404
            assert world.stranger.put("eve.vcf", card("eve"), hidden).status == 404

    def test_a_group_shows_it_to_each_member(self, world):
        world.share(member=f"group:{world.group}")
        assert len(world.shared()) == 1
        assert world.shared(world.owner) == []
        assert world.shared(world.stranger) == []

    def test_whoever_may_use_a_mailbox_reads_its_owners_books(self, world):
        world.share("--rights", "write", folder=None)
        friends, default = world.shared()[::-1]
        assert world.member.get("ann.vcf", friends).status == 200
        for path in (friends, default):
            assert full("D:write-content") not in privileges(world.member, path)
            assert needs(world.member.put("bob.vcf", card("bob"), path), "D:write-content",
                         path + "bob.vcf")  # fmt: skip
        world.unshare(folder=None)
        assert world.shared() == []
        assert world.member.get("ann.vcf", friends).status == 404


class TestRights:
    def test_who_only_reads_is_refused_what_changes_it(self, world):
        world.share()
        (path,) = world.shared()
        member = world.member
        assert privileges(member, path) == {
            full("D:read"), full("D:read-current-user-privilege-set")}  # fmt: skip
        for at in (path, world.book):
            new = member.put("bob.vcf", card("bob"), at)
            assert needs(new, "D:write-content", at + "bob.vcf")
            assert needs(member.put("ann.vcf", card("ann", "Other"), at), "D:write-content",
                         at + "ann.vcf")  # fmt: skip
            assert needs(member.request("DELETE", at + "ann.vcf"), "D:unbind", at)
            assert needs(member.request("POST", at, card("new"), Content_Type="text/vcard"),
                         "D:bind", at)  # fmt: skip
            assert needs(member.request("MOVE", at + "ann.vcf", Destination=at + "b.vcf"),
                         "D:unbind", at)  # fmt: skip
            assert needs(member.request("COPY", at + "ann.vcf", Destination=at + "b.vcf"),
                         "D:bind", at)  # fmt: skip
            assert needs(member.request("ACL", at), "D:write-acl", at)
        assert needs(member.request("DELETE", world.book), "D:unbind", world.book)
        assert world.owner.get("ann.vcf", world.book).body.decode() == card("ann")

    def test_who_may_write_adds_changes_and_removes(self, world):
        world.share("--rights", "write")
        (path,) = world.shared()
        member = world.member
        assert {full("D:write"), full("D:bind"), full("D:unbind"), full("D:write-content")} <= (
            privileges(member, path))  # fmt: skip
        assert not {full("D:write-acl"), full("D:read-acl")} & privileges(member, path)
        made = member.put("bob.vcf", card("bob"), path, If_None_Match="*")
        assert made.status == 201
        assert world.owner.get("bob.vcf", world.book).etag == made.etag
        changed = member.put("ann.vcf", card("ann", "Ann Other"), world.book)
        assert changed.status == 204
        assert member.request("MOVE", path + "bob.vcf", Destination=path + "c.vcf").status == 201
        assert member.request("DELETE", path + "c.vcf").status == 204
        assert member.put("twin.vcf", card("ann"), path).refuses(403, "C:no-uid-conflict")
        assert needs(member.request("ACL", path), "D:write-acl", path)
        assert needs(member.request("DELETE", world.book), "D:unbind", world.book)

    def test_rights_hold_from_one_request_to_the_next(self, world):
        world.share("--rights", "write")
        (path,) = world.shared()
        world.share("--rights", "read")
        assert world.member.put("bob.vcf", card("bob"), path).status == 403
        world.unshare()
        assert world.member.put("bob.vcf", card("bob"), path).status == 404

    def test_a_card_goes_from_one_account_to_another_by_no_copy(self, world):
        world.share("--rights", "write")
        (path,) = world.shared()
        for method in ("COPY", "MOVE"):
            for source, target in ((path, world.member.book), (world.member.book, path)):
                world.member.put("own.vcf", card("own"))
                name = "ann.vcf" if source == path else "own.vcf"
                moved = world.member.request(method, source + name, Destination=target + "x.vcf")
                assert moved.status == 403
        assert world.member.get("ann.vcf", path).status == 200


class TestOwnName:
    COLOR = '<I:addressbook-color symbolic-color="red">#ff0000ff</I:addressbook-color>'

    def test_name_and_colour_are_the_members_alone(self, world):
        world.share()
        (path,) = world.shared()
        world.owner.proppatch(world.book, "<D:set><D:prop><C:addressbook-description>All of us"
                              "</C:addressbook-description></D:prop></D:set>")  # fmt: skip
        said = world.member.proppatch(path, "<D:set><D:prop><D:displayname>Theirs</D:displayname>"
                                      f"{self.COLOR}</D:prop></D:set>")  # fmt: skip
        assert said.only.href == path and said.only.status_of("D:displayname") == 200
        names = "D:displayname", "I:addressbook-color", "C:addressbook-description"
        seen = world.member.propfind(path, *names).only
        assert seen.text("D:displayname") == "Theirs"
        assert seen.element("I:addressbook-color").get("symbolic-color") == "red"
        assert seen.text("C:addressbook-description") == "All of us"
        own = world.owner.propfind(world.book, *names).only
        assert own.text("D:displayname") == "Friends" and "I:addressbook-color" not in own
        world.member.proppatch(path, "<D:remove><D:prop><D:displayname/></D:prop></D:remove>")
        assert world.member.propfind(path, "D:displayname").only.text("D:displayname").startswith(
            "Friends (")  # fmt: skip

    def test_what_is_not_for_clients_is_refused_with_all_of_the_request(self, world):
        world.share("--rights", "write")
        (path,) = world.shared()
        refused = world.member.proppatch(
            path, f"<D:set><D:prop><D:owner/>{self.COLOR}</D:prop></D:set>"
        ).only
        assert refused.status_of("D:owner") == 403
        assert refused.status_of("I:addressbook-color") == 424
        large = f"<I:note>{'x' * 70000}</I:note>"
        refused = world.member.proppatch(path, f"<D:set><D:prop>{large}</D:prop></D:set>").only
        assert refused.status_of("I:note") == 507
        many = "".join(f"<I:p{number}/>" for number in range(101))
        refused = world.member.proppatch(path, f"<D:set><D:prop>{many}</D:prop></D:set>").only
        assert refused.status_of("I:p1") == 507
        assert "I:addressbook-color" not in world.member.propfind(path, "I:addressbook-color").only


class TestEnding:
    @pytest.mark.parametrize("through", ["member", "group", "mailbox"])
    def test_a_member_leaves_and_the_book_stays(self, world, through):
        how = {"member": {}, "group": {"member": f"group:{world.group}"}, "mailbox": {"folder": None}}
        world.share(**how[through])
        path = world.shared()[-1]
        assert world.member.request("DELETE", path, If_Match='"other"').status == 412
        assert world.member.request("DELETE", path).status == 204
        assert path not in world.shared()
        assert world.member.get("ann.vcf", path).status == 404
        assert world.member.get("ann.vcf", world.book).status == 404
        assert world.owner.get("ann.vcf", world.book).status == 200
        world.share(**how[through])
        assert path in world.shared()
        if through == "mailbox":
            world.unshare(folder=None)

    def test_a_book_that_is_deleted_takes_its_shares_along(self, world):
        world.share()
        world.share(folder="Contacts")
        assert len(world.shared()) == 2
        for book in (world.book, world.owner.book):
            assert world.owner.request("DELETE", book).status == 204
        assert world.shared() == []
        listed = world.server.command("share", "list", world.owner.account.address)
        assert listed.stdout == b""

    def test_no_client_makes_a_book_where_a_shared_one_may_stand(self, world):
        assert world.member.make_book("~1.2").status == 404
        world.share()
        (path,) = world.shared()
        taken = world.member.make_book(path.removeprefix(world.member.home).strip("/"))
        assert taken.status in (403, 405)
