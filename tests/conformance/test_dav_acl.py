"""Who may do what, said and read by WebDAV: ACL and its properties, groups and people as principals.
Source: RFC 3744.
"""

import pytest

from dav import full
from sharing import privileges


def ace(principal, *names, kind="grant", more=""):
    granted = "".join(f"<D:privilege><{name}/></D:privilege>" for name in names)
    who = principal if principal.startswith("<") else f"<D:href>{principal}</D:href>"
    return f"<D:ace><D:principal>{who}</D:principal><D:{kind}>{granted}</D:{kind}>{more}</D:ace>"


@pytest.fixture
def group(world):
    return f"/dav/principals/groups/{world.group}/"


def aces(client, path):
    """What DAV:acl says: principal -> (privileges, what else the ACE has)."""
    found = {}
    for each in client.propfind(path, "D:acl").only.element("D:acl"):
        granted = {privilege[0].tag for privilege in each.find(full("D:grant"))}
        more = {child.tag for child in each} - {full("D:principal"), full("D:grant")}
        found[each.find(full("D:principal")).findtext(full("D:href"))] = (granted, more)
    return found


class TestAcl:
    def test_the_owner_grants_and_takes_back(self, world, group):
        owner, member = world.owner, world.member
        assert full("D:write-acl") in privileges(owner, world.book)
        both = ace(member.principal, "D:read") + ace(group, "D:read", "D:write")
        assert owner.acl(world.book, both).status == 200
        assert aces(owner, world.book) == {
            owner.principal: ({full("D:all")}, {full("D:protected")}),
            member.principal: ({full("D:read")}, set()),
            group: ({full("D:read"), full("D:write")}, set()),
        }
        (path,) = world.shared()
        assert full("D:write") in privileges(member, path)
        assert owner.acl(world.book, ace(member.principal, "D:read")).status == 200
        assert full("D:write") not in privileges(member, path)
        assert owner.acl(world.book, "").status == 200
        assert world.shared() == []
        assert set(aces(owner, world.book)) == {owner.principal}

    def test_a_card_has_what_its_book_has(self, world):
        world.owner.acl(world.book, ace(world.member.principal, "D:write"))
        card = world.book + "ann.vcf"
        found = aces(world.owner, card)
        assert found[world.member.principal] == (
            {full("D:read"), full("D:write")}, {full("D:inherited")})  # fmt: skip
        said = world.owner.propfind(card, "D:inherited-acl-set", "D:acl-restrictions").only
        assert said.within("D:inherited-acl-set") == world.book
        assert set(said.children("D:acl-restrictions")) == {
            full("D:grant-only"), full("D:no-invert")}  # fmt: skip
        for path in (card, world.owner.home):
            assert world.owner.acl(path, "").refuses(403, "D:need-privileges")

    def test_what_the_mailbox_shows_is_no_matter_of_the_books(self, world):
        world.share(folder=None)
        found = aces(world.owner, world.book)[world.member.principal]
        assert found == ({full("D:read")}, {full("D:protected")})
        assert world.owner.acl(world.book, "").status == 200
        assert len(world.shared()) == 2
        world.unshare(folder=None)

    def test_what_cannot_be_said_is_refused_and_changes_nothing(self, world):
        owner, member = world.owner, world.member
        owner.acl(world.book, ace(member.principal, "D:read"))
        before = aces(owner, world.book)
        inverted = ace(member.principal, "D:read").replace("<D:principal>", "<D:invert><D:principal>")
        inverted = inverted.replace("</D:principal>", "</D:principal></D:invert>")
        for wrong, condition in (
            (ace(member.principal, "D:read", kind="deny"), "D:grant-only"),
            (inverted, "D:no-invert"),
            (ace(member.principal, "D:read", more="<D:protected/>"), "D:no-protected-ace-conflict"),
            (ace(owner.principal, "D:read"), "D:no-protected-ace-conflict"),
            (ace(member.principal, "D:read", more="<D:inherited><D:href>/dav/</D:href></D:inherited>"),
             "D:no-inherited-ace-conflict"),
            (ace(member.principal, "D:bind"), "D:no-abstract"),
            (ace(member.principal, "D:unlock"), "D:not-supported-privilege"),
            (ace(member.principal, "D:all"), "D:not-supported-privilege"),
            (ace("<D:all/>", "D:read"), "D:allowed-principal"),
            (ace("<D:authenticated/>", "D:read"), "D:allowed-principal"),
            (ace(world.stranger.principal, "D:read"), "D:recognized-principal"),
            (ace("/dav/principals/nobody@example.org/", "D:read"), "D:recognized-principal"),
            (ace("/dav/principals/groups/nothing/", "D:read"), "D:recognized-principal"),
            (ace(world.book, "D:read"), "D:recognized-principal"),
        ):  # fmt: skip
            both = ace(member.principal, "D:write") + wrong
            assert owner.acl(world.book, both).refuses(403, condition), condition
        assert owner.acl(world.book, "<D:ace/>").status == 400
        assert owner.request("ACL", world.book, b"<a/>").status == 400
        assert owner.acl(owner.home + "nothing/", "").status == 404
        assert aces(owner, world.book) == before

    def test_what_an_ace_may_say_is_told(self, world):
        said = world.owner.propfind(world.book, "D:supported-privilege-set").only
        abstract = {}
        for each in said.element("D:supported-privilege-set").iter(full("D:supported-privilege")):
            name = each.find(full("D:privilege"))[0].tag
            abstract[name] = each.find(full("D:abstract")) is not None
        assert {name for name, is_abstract in abstract.items() if not is_abstract} == {
            full("D:all"), full("D:read"), full("D:write")}  # fmt: skip
        assert full("D:write-acl") in abstract

    def test_those_whom_an_acl_names_are_told_with_their_properties(self, world, group):
        world.owner.acl(world.book, ace(world.member.principal, "D:read") + ace(group, "D:read"))
        asked = "<D:acl-principal-prop-set><D:prop><D:displayname/></D:prop></D:acl-principal-prop-set>"
        found = world.owner.report(world.book, asked, Depth=0).by_href
        assert set(found) == {world.owner.principal, world.member.principal, group}
        assert found[group].text("D:displayname") == world.group
        (path,) = world.shared()
        assert world.member.report(path, asked, Depth=0).refuses(403, "D:need-privileges")


class TestPrincipals:
    def test_members_of_a_group_see_each_other_and_nobody_else(self, world, group):
        seen = world.owner.propfind(
            world.member.principal, "D:displayname", "D:resourcetype", "D:group-membership",
            "CS:email-address-set", "C:addressbook-home-set", "D:current-user-principal",
        ).only  # fmt: skip
        assert seen.href == world.member.principal
        assert seen.text("D:displayname") == world.member.account.address
        assert seen.within("D:group-membership") == group
        assert seen.within("D:current-user-principal") == world.owner.principal
        assert "C:addressbook-home-set" not in seen
        for hidden in (world.stranger.principal, "/dav/principals/nobody@example.org/"):
            assert world.owner.propfind(hidden, "D:displayname").status == 404
        listed = world.owner.propfind("/dav/principals/", "D:resourcetype", depth=1).by_href
        assert {world.owner.principal, world.member.principal, "/dav/principals/groups/"} <= set(listed)
        assert world.stranger.principal not in listed

    def test_a_group_names_its_members(self, world, group):
        listed = world.owner.propfind("/dav/principals/groups/", "D:resourcetype", depth=1).by_href
        assert full("D:principal") in listed[group].children("D:resourcetype")
        said = world.member.propfind(
            group, "D:group-member-set", "D:displayname", "D:principal-URL"
        ).only
        members = {each.text for each in said.element("D:group-member-set")}
        assert members == {world.owner.principal, world.member.principal}
        assert said.text("D:displayname") == world.group
        assert said.within("D:principal-URL") == group
        assert world.stranger.propfind(group, "D:displayname").status == 404
        assert world.stranger.propfind(
            world.stranger.principal, "D:group-membership"
        ).only.children("D:group-membership") == []  # fmt: skip

    def test_people_and_groups_are_found_by_the_reports(self, world, group):
        def search(client, text):
            return {each.href for each in client.report(
                "/dav/principals/",
                "<D:principal-property-search><D:property-search><D:prop><CS:email-address-set/>"
                f"</D:prop><D:match>{text}</D:match></D:property-search><D:prop><D:displayname/>"
                "</D:prop></D:principal-property-search>").responses}  # fmt: skip

        address = world.member.account.address
        assert search(world.owner, address) == {world.member.principal}
        assert search(world.stranger, address) == set()
        match = world.owner.report("/dav/principals/", "<D:principal-match><D:self/></D:principal-match>")
        assert set(match.by_href) == {world.owner.principal, group}
        expanded = world.owner.report(
            world.owner.principal,
            '<D:expand-property><D:property name="group-membership"><D:property name="displayname"/>'
            '<D:property name="group-member-set"><D:property name="displayname"/></D:property>'
            "</D:property></D:expand-property>").only  # fmt: skip
        names = [each.text for each in expanded.element("D:group-membership").iter(full("D:displayname"))]
        assert sorted(names) == sorted([world.group, address, world.owner.account.address])
