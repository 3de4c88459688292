"""Address books offered by invitation, and what members and owners are told of it.
Source: caldav-sharing-02 (draft of CalendarServer), docs/dav.md.
"""

import pytest

from dav import document, full
from sharing import needs, privileges

XML = "application/xml; charset=utf-8"


class Sides:
    """What owner and member say to each other of one book, and what each is told."""

    def __init__(self, world):
        self.world, self.owner, self.member = world, world.owner, world.member
        for client in world.clients:
            for each in self.notices(client):
                assert client.request("DELETE", each.href).status == 204

    def post(self, inside, client=None, path=None):
        body = document(f"<CS:share>{inside}</CS:share>")
        return (client or self.owner).request("POST", path or self.world.book, body, Content_Type=XML)

    def invite(self, access="read", who=None, summary="Our friends"):
        href = who or f"mailto:{self.member.account.address}"
        return self.post(f"<CS:set><D:href>{href}</D:href><CS:common-name>Any</CS:common-name>"
                         f"<CS:summary>{summary}</CS:summary><CS:{access}/></CS:set>")  # fmt: skip

    def withdraw(self, who=None):
        href = who or f"mailto:{self.member.account.address}"
        return self.post(f"<CS:remove><D:href>{href}</D:href></CS:remove>")

    def answer(self, uid, said="accepted", client=None):
        client = client or self.member
        body = document(
            f"<CS:invite-reply><D:href>{client.principal}</D:href><CS:invite-{said}/>"
            f"<CS:hosturl><D:href>{self.world.book}</D:href></CS:hosturl>"
            f"<CS:in-reply-to>{uid}</CS:in-reply-to><CS:summary>Mine</CS:summary></CS:invite-reply>")
        return client.request("POST", client.home, body, Content_Type="text/xml")

    def box(self, client):
        return client.propfind(client.principal, "CS:notification-URL").only.within("CS:notification-URL")

    def notices(self, client):
        box = self.box(client)
        listed = client.propfind(box, "D:getetag", "CS:notificationtype", depth=1).responses
        return [each for each in listed if each.href != box]

    def notice(self, client):
        """The only notice's content, without what is different each time."""
        (each,) = self.notices(client)
        got = client.request("GET", each.href)
        assert got.status == 200 and got.etag == each.text("D:getetag")
        assert got.headers["Content-Type"].startswith("application/xml")
        root = got.xml
        assert root.tag == full("CS:notification") and root.findtext(full("CS:dtstamp"))
        (kind,) = root.findall("*")[1:]
        typed = each.element("CS:notificationtype")[0]
        assert (kind.tag, kind.attrib) == (typed.tag, typed.attrib)
        return kind

    def invited(self):
        """CS:invite as its owner reads it: href -> (rights, status)."""
        found = {}
        for user in self.owner.propfind(self.world.book, "CS:invite").only.element("CS:invite"):
            names = {each.tag.partition("}")[2] for each in user}
            (status,) = (name for name in names if name.startswith("invite-"))
            access = user.find(full("CS:access"))[0].tag.partition("}")[2]
            found[user.findtext(full("D:href"))] = access, status
        return found

    @property
    def mailto(self):
        return f"mailto:{self.member.account.address}"


@pytest.fixture
def sides(world):
    return Sides(world)


def text(kind, path):
    return kind.findtext("/".join(full(each) for each in path.split("/")))


class TestInvitations:
    def test_nothing_is_shared_before_it_is_accepted(self, sides):
        world, owner, member = sides.world, sides.owner, sides.member
        assert sides.invite("read-write").status == 200
        assert world.shared() == []
        assert sides.invited() == {sides.mailto: ("read-write", "invite-noresponse")}
        listed = owner.propfind(owner.home, "D:resourcetype", depth=1).by_href
        assert full("CS:shared-owner") in listed[world.book].children("D:resourcetype")

        told = sides.notice(member)
        assert told.tag == full("CS:invite-notification")
        assert told.attrib == {"shared-type": "addressbook"}
        assert text(told, "D:href") == sides.mailto
        assert told.find(full("CS:invite-noresponse")) is not None
        assert told.find(full("CS:access"))[0].tag == full("CS:read-write")
        assert text(told, "CS:hosturl/D:href") == world.book
        assert text(told, "CS:organizer/D:href") == f"mailto:{owner.account.address}"
        assert text(told, "CS:summary") == "Our friends"

        accepted = sides.answer(text(told, "CS:uid"))
        assert accepted.status == 200 and accepted.xml.tag == full("CS:shared-as")
        (path,) = world.shared()
        assert accepted.xml.findtext(full("D:href")) == path
        assert full("D:write") in privileges(member, path)
        assert sides.invited() == {sides.mailto: ("read-write", "invite-accepted")}

        reply = sides.notice(owner)
        assert reply.tag == full("CS:invite-reply")
        assert text(reply, "D:href") == sides.mailto
        assert text(reply, "CS:in-reply-to") == text(told, "CS:uid")
        assert text(reply, "CS:hosturl/D:href") == world.book
        assert reply.find(full("CS:invite-accepted")) is not None

    def test_the_member_sees_whose_it_is_and_himself(self, sides):
        sides.invite()
        sides.answer(text(sides.notice(sides.member), "CS:uid"))
        (path,) = sides.world.shared()
        seen = sides.member.propfind(
            path, "CS:invite", "CS:shared-url", "CS:allowed-sharing-modes").only
        assert seen.within("CS:shared-url") == sides.world.book
        assert "CS:allowed-sharing-modes" not in seen
        organizer, user = seen.element("CS:invite")
        assert text(organizer, "D:href") == f"mailto:{sides.owner.account.address}"
        assert text(user, "D:href") == sides.mailto
        own = sides.owner.propfind(sides.world.book, "CS:allowed-sharing-modes", "CS:shared-url").only
        assert own.children("CS:allowed-sharing-modes") == [full("CS:can-be-shared")]
        assert "CS:shared-url" not in own

    def test_the_member_may_decline_and_think_better_of_it(self, sides):
        sides.invite()
        uid = text(sides.notice(sides.member), "CS:uid")
        assert sides.answer(uid, "declined").status == 204
        assert sides.world.shared() == []
        assert sides.invited() == {sides.mailto: ("read", "invite-declined")}
        assert sides.notice(sides.owner).find(full("CS:invite-declined")) is not None
        assert sides.answer(uid).status == 200
        assert len(sides.world.shared()) == 1
        assert sides.notice(sides.owner).find(full("CS:invite-accepted")) is not None

    def test_new_rights_hold_at_once_and_are_told(self, sides):
        sides.invite("read-write")
        uid = text(sides.notice(sides.member), "CS:uid")
        sides.answer(uid)
        assert sides.invite("read").status == 200
        (path,) = sides.world.shared()
        assert full("D:write") not in privileges(sides.member, path)
        told = sides.notice(sides.member)
        assert text(told, "CS:uid") == uid
        assert told.find(full("CS:invite-accepted")) is not None
        assert told.find(full("CS:access"))[0].tag == full("CS:read")

    def test_who_is_no_longer_invited_loses_the_book_and_is_told(self, sides):
        sides.invite()
        uid = text(sides.notice(sides.member), "CS:uid")
        sides.answer(uid)
        assert sides.withdraw().status == 200
        assert sides.world.shared() == [] and sides.invited() == {}
        told = sides.notice(sides.member)
        assert told.find(full("CS:invite-deleted")) is not None
        assert text(told, "CS:summary") == "Our friends"
        assert sides.answer(uid).refuses(403, "CS:invalid-share")

    def test_who_deletes_the_book_from_his_home_has_declined(self, sides):
        sides.invite()
        sides.answer(text(sides.notice(sides.member), "CS:uid"))
        (path,) = sides.world.shared()
        (accepted,) = sides.notices(sides.owner)
        assert sides.owner.request("DELETE", accepted.href).status == 204
        assert sides.member.request("DELETE", path).status == 204
        assert sides.world.shared() == []
        assert sides.invited() == {sides.mailto: ("read", "invite-declined")}
        assert sides.notice(sides.owner).find(full("CS:invite-declined")) is not None

    def test_a_share_by_the_administrator_is_accepted_at_once(self, sides):
        sides.world.share("--rights", "write")
        assert sides.invited() == {sides.mailto: ("read-write", "invite-accepted")}
        assert sides.notices(sides.member) == []
        sides.world.share(member=f"group:{sides.world.group}")
        group = f"/dav/principals/groups/{sides.world.group}/"
        assert sides.invited()[group] == ("read", "invite-accepted")
        assert sides.withdraw().status == 200
        assert sides.invited() == {group: ("read", "invite-accepted")}

    def test_an_invitation_ends_with_its_book(self, sides):
        sides.invite()
        uid = text(sides.notice(sides.member), "CS:uid")
        assert sides.owner.request("DELETE", sides.world.book).status == 204
        assert sides.notices(sides.member) == []
        assert sides.answer(uid).refuses(403, "CS:invalid-share")

    @pytest.mark.parametrize("who", ["mailto:{}", "MAILTO:{}", "{}", "/dav/principals/{}/"])
    def test_a_member_is_named_in_every_way(self, sides, who):
        assert sides.invite(who=who.format(sides.member.account.address)).status == 200
        assert list(sides.invited()) == [sides.mailto]


class TestRefusals:
    def test_nobody_else_is_invited_and_then_nobody_is(self, sides):
        world = sides.world
        group = f"/dav/principals/groups/{world.group}/"
        for who in (f"mailto:{world.stranger.account.address}", f"mailto:{world.owner.account.address}",
                    "mailto:nobody@example.org", "urn:uuid:1", world.stranger.principal, group):  # fmt: skip
            both = (f"<CS:set><D:href>{sides.mailto}</D:href><CS:read/></CS:set>"
                    f"<CS:set><D:href>{who}</D:href><CS:read/></CS:set>")  # fmt: skip
            answer = sides.post(both)
            assert answer.refuses(403, "D:recognized-principal"), who
            assert answer.xml[0].findtext(full("D:href")) == who
        assert sides.invited() == {} and sides.notices(sides.member) == []

    def test_only_the_owner_invites(self, sides):
        sides.world.share("--rights", "write")
        (path,) = sides.world.shared()
        who = f"<CS:set><D:href>mailto:{sides.world.stranger.account.address}</D:href><CS:read/></CS:set>"
        assert needs(sides.post(who, sides.member, path), "D:write-acl", path)
        sides.world.unshare()
        assert sides.post(who, sides.member, sides.world.book).status == 404

    def test_what_says_nothing_is_refused(self, sides):
        for inside in ("", "<CS:set><D:href>a</D:href></CS:set>", "<CS:set><CS:read/></CS:set>"):
            assert sides.post(inside).status == 400, inside
        assert sides.owner.request("POST", sides.world.book, b"<a/>", Content_Type=XML).status == 400
        assert sides.owner.request("POST", sides.owner.home, b"<a/>", Content_Type=XML).status == 400
        assert sides.owner.request("POST", sides.owner.home).status == 400
        assert sides.post("<CS:remove><D:href>a</D:href></CS:remove>",
                          path=sides.owner.home + "nothing/").status == 404  # fmt: skip

    def test_nobody_answers_for_another(self, sides):
        sides.invite()
        uid = text(sides.notice(sides.member), "CS:uid")
        for client in (sides.world.stranger, sides.owner):
            assert sides.answer(uid, client=client).refuses(403, "CS:invalid-share")
        assert sides.answer("0" * 32).refuses(403, "CS:invalid-share")
        assert sides.invited() == {sides.mailto: ("read", "invite-noresponse")}

    def test_others_do_not_see_what_one_is_told(self, sides):
        sides.invite()
        (each,) = sides.notices(sides.member)
        for path in (each.href, sides.box(sides.member)):
            assert sides.owner.propfind(path, "D:getetag").status == 404
        assert sides.owner.request("DELETE", each.href).status == 404
        seen = sides.owner.propfind(sides.member.principal, "CS:notification-URL").only
        assert "CS:notification-URL" not in seen


class TestNotices:
    def test_they_are_a_collection_whose_tag_follows_them(self, sides):
        member, box = sides.member, sides.box(sides.member)
        assert box.startswith("/dav/notifications/")

        def seen():
            return member.propfind(box, "D:resourcetype", "CS:getctag", "D:owner",
                                   "D:current-user-privilege-set").only  # fmt: skip

        empty = seen()
        assert set(empty.children("D:resourcetype")) == {full("D:collection"), full("CS:notification")}
        assert empty.within("D:owner") == member.principal
        assert full("D:unbind") in privileges(member, box)
        sides.invite()
        one = seen()
        assert one.text("CS:getctag") != empty.text("CS:getctag")
        sides.invite("read-write")
        assert seen().text("CS:getctag") != one.text("CS:getctag")
        (each,) = sides.notices(member)
        assert member.request("DELETE", each.href).status == 204
        assert member.request("DELETE", each.href).status == 404
        assert seen().text("CS:getctag") == empty.text("CS:getctag")

    def test_they_are_read_and_removed_and_nothing_else(self, sides):
        sides.invite()
        member, (each,) = sides.member, sides.notices(sides.member)
        etag = each.text("D:getetag")
        assert member.request("GET", each.href, If_None_Match=etag).status == 304
        assert member.request("DELETE", each.href, If_Match='"other"').status == 412
        assert member.request("HEAD", each.href).status == 200
        got = member.propfind(each.href, "D:getcontentlength", "D:getcontenttype", "D:getlastmodified").only
        assert int(got.text("D:getcontentlength")) == len(member.request("GET", each.href).body)
        for method in ("PUT", "POST", "MKCOL", "MOVE"):
            assert member.request(method, each.href, b"x").status == 405, method
        renamed = member.proppatch(each.href, "<D:set><D:prop><D:displayname>x</D:displayname></D:prop></D:set>")
        assert renamed.only.status_of("D:displayname") == 403
        assert member.request("DELETE", sides.box(member)).status == 405
        assert member.request("GET", sides.box(member) + "nothing").status == 404

    def test_the_server_says_that_it_can(self, sides):
        answer = sides.member.request("OPTIONS", sides.member.home)
        assert "calendarserver-sharing" in [each.strip() for each in answer.headers["DAV"].split(",")]
        assert "POST" in answer.headers["Allow"]
