"""WebDAV: discovery, what there is, what is said of it, and what is refused.

Source: RFC 4918, RFC 5689, RFC 3744, RFC 5397, RFC 6764.
"""

import re

import pytest

from dav import CARD, Client, card, document, full, propfind
from rawhttp import RawConnection, basic, head


class TestDiscovery:
    @pytest.mark.parametrize("path", ["/", "/dav/", "/dav"])
    def test_the_principal_and_the_home_are_found(self, dav, path):
        root = dav.propfind(path, "D:current-user-principal", "D:resourcetype").only
        assert root.within("D:current-user-principal") == dav.principal
        assert root.children("D:resourcetype") == [full("D:collection")]
        principal = dav.propfind(
            dav.principal, "C:addressbook-home-set", "D:displayname", "D:principal-URL",
            "D:resourcetype", "D:principal-collection-set",
        ).only  # fmt: skip
        assert principal.within("C:addressbook-home-set") == dav.home
        assert principal.within("D:principal-URL") == dav.principal
        assert principal.within("D:principal-collection-set") == "/dav/principals/"
        assert principal.text("D:displayname") == dav.account.address
        assert full("D:principal") in principal.children("D:resourcetype")

    def test_the_default_book_is_there_from_the_first_day(self, dav):
        home = dav.propfind(dav.home, "D:resourcetype", "D:displayname", depth=1).by_href
        assert set(home) == {dav.home, dav.book}
        assert set(home[dav.book].children("D:resourcetype")) == {
            full("D:collection"), full("C:addressbook")}  # fmt: skip
        assert home[dav.home].children("D:resourcetype") == [full("D:collection")]
        assert home[dav.book].text("D:displayname") == "Contacts"

    def test_who_is_not_logged_in_is_asked_to(self, dav):
        for method, path in (("PROPFIND", "/"), ("OPTIONS", "/dav/"), ("GET", dav.book)):
            answer = dav.request(method, path, login=False, Depth=0)
            assert answer.status == 401
            assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")
        assert dav.request("GET", "/", login=False).status == 200

    def test_options_name_what_is_there_and_no_locks(self, dav):
        answer = dav.request("OPTIONS", dav.book)
        assert answer.status == 200
        tokens = {each.strip() for each in answer.headers["DAV"].split(",")}
        assert tokens == {"1", "3", "access-control", "addressbook", "calendarserver-sharing",
                          "extended-mkcol"}  # fmt: skip
        assert {"PROPFIND", "REPORT", "MKCOL", "PUT"} <= set(answer.headers["Allow"].split(", "))
        refused = dav.request("LOCK", dav.book)
        assert refused.status == 405 and "PROPFIND" in refused.headers["Allow"]
        assert "LOCK" not in refused.headers["Allow"]

    def test_every_spelling_of_the_user_leads_to_one(self, dav):
        for spelling in (dav.home.replace("@", "%40"), dav.home.upper().replace(
                "/DAV/ADDRESSBOOKS", "/dav/addressbooks"), dav.home[:-1],
                f"/dav/addressbooks/{dav.account.local_part}/", dav.home + "/",
                dav.home.replace("/addressbooks/", "//addressbooks//")):  # fmt: skip
            assert dav.propfind(spelling, "D:owner").only.href == dav.home

    def test_a_protocol_that_is_switched_off_is_refused(self, server, dav):
        server.command("account", "protocols", dav.account.address, "dav=off")
        assert dav.propfind("/dav/", "D:resourcetype").status == 403
        server.command("account", "protocols", dav.account.address, "dav=default")
        assert dav.propfind("/dav/", "D:resourcetype").status == 207


class TestPropfind:
    def test_a_principal_has_nothing_in_it(self, dav):
        assert list(dav.propfind(dav.principal, "D:displayname", depth=1).by_href) == [dav.principal]

    def test_what_is_there_and_what_is_not_stand_apart(self, dav):
        dav.put("a.vcf", card("a"))
        one = dav.propfind(dav.book + "a.vcf", "D:getetag", "D:getcontenttype", "D:nothing",
                           "D:getcontentlength", "D:getlastmodified", "D:creationdate",
                           "D:resourcetype", "D:sync-token").only  # fmt: skip
        assert one.text("D:getetag") == dav.get("a.vcf").etag
        assert one.text("D:getcontenttype") == "text/vcard; charset=utf-8"
        assert one.text("D:getcontentlength") == str(len(card("a")))
        assert one.text("D:getlastmodified") == dav.get("a.vcf").headers["Last-Modified"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one.text("D:creationdate"))
        assert one.children("D:resourcetype") == []
        assert one.status_of("D:nothing") == 404 and one.status_of("D:sync-token") == 404

    @pytest.mark.parametrize("how", [{"Prefer": "return=minimal"}, {"Brief": "t"}])
    def test_a_client_may_do_without_what_is_not_there(self, dav, how):
        answer = dav.propfind(dav.book, "D:displayname", "D:nothing", **how)
        assert full("D:nothing") not in answer.only.properties
        assert "D:displayname" in answer.only
        assert "Prefer" in answer.headers["Vary"]

    def test_what_propname_names_can_be_asked_for_at_every_place(self, dav):
        files = f"/dav/files/{dav.account.address}/"
        assert dav.request("PUT", dav.book + "one.vcf", card("one")).status in (201, 204)
        assert dav.request("PUT", files + "octets", b"octets").status in (201, 204)
        assert dav.request("MKCOL", files + "folder/").status in (201, 405)
        for path in (
            "/", "/dav/principals/", dav.principal, "/dav/principals/groups/", "/dav/addressbooks/",
            dav.home, dav.book, dav.book + "one.vcf", "/dav/directory/",
            f"/dav/directory/{dav.account.address}.vcf", f"/dav/notifications/{dav.account.address}/",
            "/dav/files/", files, files + "octets", files + "folder/",
        ):  # fmt: skip
            listed = dav.request("PROPFIND", path, document("<D:propfind><D:propname/></D:propfind>"),
                                 Depth=0).only.properties  # fmt: skip
            names = "".join(f'<x:{local} xmlns:x="{ns}"/>' for ns, local in
                            (tag[1:].split("}") for tag in listed))  # fmt: skip
            body = f'<propfind xmlns="DAV:"><prop>{names}</prop></propfind>'
            asked = dav.request("PROPFIND", path, body, Depth=0).only.properties
            assert {tag: status for tag, (status, _) in asked.items()} == dict.fromkeys(listed, 200)

    def test_allprop_and_propname_say_what_they_should(self, dav):
        for body in (None, document("<D:propfind><D:allprop/></D:propfind>")):
            book = dav.request("PROPFIND", dav.book, body, Depth=0).only
            assert "D:displayname" in book and "D:resourcetype" in book
            assert "D:sync-token" not in book and "D:acl" not in book
        include = document("<D:propfind><D:allprop/><D:include><D:sync-token/></D:include>"
                           "</D:propfind>")  # fmt: skip
        assert "D:sync-token" in dav.request("PROPFIND", dav.book, include, Depth=0).only
        names = dav.request("PROPFIND", dav.book, document("<D:propfind><D:propname/></D:propfind>"),
                            Depth=0).only  # fmt: skip
        assert "D:sync-token" in names and names.text("D:displayname") == ""

    def test_the_members_may_come_without_their_collection(self, dav):
        dav.put("a.vcf", card("a"))
        found = dav.propfind(dav.book, "D:getetag", depth=1, Prefer="depth-noroot")
        assert set(found.by_href) == {dav.book + "a.vcf"}
        assert set(dav.propfind(dav.book, "D:getetag", depth=1).by_href) == {
            dav.book, dav.book + "a.vcf"}  # fmt: skip

    def test_infinite_depth_is_refused_and_another_is_none(self, dav):
        infinite = dav.propfind(dav.home, "D:resourcetype", depth="infinity")
        assert infinite.refuses(403, "D:propfind-finite-depth")
        assert dav.request("PROPFIND", dav.home, propfind("D:owner")).status == 403
        assert dav.propfind(dav.home, "D:resourcetype", depth="2").status == 400

    def test_a_book_says_what_clients_decide_by(self, dav):
        book = dav.propfind(
            dav.book, "D:supported-report-set", "D:current-user-privilege-set", "D:owner",
            "C:supported-address-data", "C:max-resource-size", "C:supported-collation-set",
            "CS:getctag", "D:sync-token", "D:quota-used-bytes", "D:add-member", "D:acl",
            "D:supported-privilege-set",
        ).only  # fmt: skip
        reports = {each[0][0].tag for each in book.element("D:supported-report-set")}
        assert {full(name) for name in (
            "D:sync-collection", "C:addressbook-multiget", "C:addressbook-query",
            "D:expand-property")} <= reports  # fmt: skip
        granted = {each[0].tag for each in book.element("D:current-user-privilege-set")}
        assert {full("D:read"), full("D:write"), full("D:bind")} <= granted
        assert full("D:write-acl") in granted
        versions = {each.get("version") for each in book.element("C:supported-address-data")}
        assert versions == {"3.0", "4.0"}
        assert book.within("D:owner") == dav.principal
        assert int(book.text("C:max-resource-size")) == 8 << 20
        assert book.text("CS:getctag") and int(book.text("D:quota-used-bytes")) >= 0
        home = {each[0].tag for each in dav.propfind(
            dav.home, "D:current-user-privilege-set").only.element("D:current-user-privilege-set")}  # fmt: skip
        assert full("D:write-properties") not in home and full("D:bind") in home

    def test_a_large_answer_is_packed(self, dav):
        for number in range(12):
            dav.put(f"{number}.vcf", card(f"u{number}"))
        answer = dav.propfind(dav.book, "D:getetag", depth=1, Accept_Encoding="gzip")
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.body[:2] == b"\x1f\x8b"


class TestProppatch:
    def test_what_a_client_says_is_given_back_as_it_came(self, dav):
        said = (
            '<X:note xmlns:X="urn:x" xml:lang="de" X:a="1" b="&lt;2">one <X:b>two</X:b> three '
            '<c xmlns=""/>\U00010000 &amp;&#13;</X:note>'
        )
        answer = dav.proppatch(dav.book, f"<D:set><D:prop>{said}</D:prop></D:set>")
        assert answer.only.properties["{urn:x}note"][0] == 200
        body = '<D:propfind><D:prop><note xmlns="urn:x"/></D:prop></D:propfind>'
        status, note = dav.request("PROPFIND", dav.book, document(body), Depth=0).only.properties[
            "{urn:x}note"]  # fmt: skip
        assert status == 200
        assert note.attrib == {
            "{http://www.w3.org/XML/1998/namespace}lang": "de", "{urn:x}a": "1", "b": "<2"}  # fmt: skip
        assert note.text == "one " and note[0].tag == "{urn:x}b" and note[0].text == "two"
        assert note[0].tail == " three " and note[1].tag == "c"
        assert note[1].tail == "\U00010000 &\r"
        assert dav.proppatch(dav.book, '<D:remove><D:prop><note xmlns="urn:x"/></D:prop></D:remove>'
                             ).status == 207  # fmt: skip
        gone = dav.request("PROPFIND", dav.book, document(body), Depth=0).only
        assert gone.properties["{urn:x}note"][0] == 404

    def test_all_of_it_is_done_or_nothing(self, dav):
        answer = dav.proppatch(
            dav.book,
            "<D:set><D:prop><I:addressbook-color>#ff0000ff</I:addressbook-color></D:prop></D:set>"
            "<D:set><D:prop><D:getetag>mine</D:getetag></D:prop></D:set>",
        ).only
        assert answer.status_of("I:addressbook-color") == 424
        assert answer.status_of("D:getetag") == 403
        assert "I:addressbook-color" not in dav.propfind(dav.book, "I:addressbook-color").only

    def test_name_colour_and_description_are_a_clients_to_set(self, dav):
        dav.make_book("work")
        for book in (dav.book, dav.home + "work/"):
            answer = dav.proppatch(
                book,
                "<D:set><D:prop><D:displayname>Fü &amp; r</D:displayname>"
                "<C:addressbook-description>text</C:addressbook-description>"
                "<I:addressbook-color>#112233ff</I:addressbook-color></D:prop></D:set>",
                Prefer="return=minimal",
            )
            assert answer.status == 200 and answer.body == b""
            found = dav.propfind(book, "D:displayname", "C:addressbook-description",
                                 "I:addressbook-color").only  # fmt: skip
            assert found.text("C:addressbook-description") == "text"
            assert found.text("I:addressbook-color") == "#112233ff"
            assert found.text("D:displayname") == "Fü & r"

    def test_elsewhere_nothing_can_be_said(self, dav):
        for path in (dav.home, dav.principal):
            answer = dav.proppatch(path, "<D:set><D:prop><I:x>1</I:x></D:prop></D:set>")
            assert answer.only.status_of("I:x") == 403

    def test_too_much_is_refused(self, dav):
        large = f"<D:set><D:prop><I:x>{'x' * 70_000}</I:x></D:prop></D:set>"
        assert dav.proppatch(dav.book, large).only.status_of("I:x") == 507


class TestBooks:
    def test_a_book_is_made_with_what_is_said_of_it(self, dav):
        answer = dav.make_book(
            "w%C3%B6rk%20book", "<D:displayname>At work</D:displayname>"
            "<I:addressbook-color>#00ff00ff</I:addressbook-color>")  # fmt: skip
        assert answer.status == 201 and answer.body == b""
        path = dav.home + "w%C3%B6rk%20book/"
        book = dav.propfind(path, "D:displayname", "I:addressbook-color", "D:resourcetype").only
        assert book.href == path and book.text("D:displayname") == "At work"
        assert book.text("I:addressbook-color") == "#00ff00ff"
        assert full("C:addressbook") in book.children("D:resourcetype")
        assert dav.make_book("w%C3%B6rk%20book").status == 405

    def test_what_can_be_no_book_is_refused(self, dav):
        plain = dav.request("MKCOL", dav.home + "plain/")
        assert plain.refuses(403, "D:valid-resourcetype")
        calendar = dav.request("MKCOL", dav.home + "cal/", document(
            '<D:mkcol><D:set><D:prop><D:resourcetype><D:collection/>'
            '<calendar xmlns="urn:ietf:params:xml:ns:caldav"/></D:resourcetype></D:prop></D:set>'
            "</D:mkcol>"))  # fmt: skip
        assert calendar.refuses(403, "D:valid-resourcetype")
        assert dav.make_book("default").status == 405
        assert dav.make_book("missing/inner").status == 409
        assert dav.make_book("default/inner").status == 403
        assert dav.request("MKCOL", dav.home).status == 405
        assert dav.request("MKCOL", dav.home + "b/", "no xml", Content_Type="text/plain").status == 400

    def test_a_property_that_cannot_be_set_leaves_no_book(self, dav):
        answer = dav.make_book("half", "<D:getetag>x</D:getetag>")
        assert answer.status == 403 and answer.xml.tag == full("D:mkcol-response")
        assert dav.propfind(dav.home + "half/", "D:owner").status == 404

    def test_one_name_may_be_wanted_twice(self, dav):
        dav.make_book("one", "<D:displayname>Work</D:displayname>")
        assert dav.make_book("two", "<D:displayname>Work</D:displayname>").status == 201
        assert dav.propfind(dav.home + "two/", "D:displayname").only.text("D:displayname") == "Work 2"

    def test_a_book_goes_with_all_in_it_and_the_default_one_comes_back(self, dav):
        dav.make_book("work")
        for book in (dav.home + "work/", dav.book):
            dav.put("a.vcf", card("a"), book)
            assert dav.request("DELETE", book).status == 204
        assert dav.propfind(dav.home + "work/", "D:owner").status == 404
        assert set(dav.propfind(dav.book, "D:getetag", depth=1).by_href) == {dav.book}
        assert dav.request("DELETE", dav.home).status == 403
        assert dav.request("DELETE", dav.home + "work/").status == 404


class TestHostile:
    def test_bad_documents_are_refused_at_once(self, dav):
        laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
        for body in (
            "<D:propfind", laughs + '<D:propfind xmlns:D="DAV:"><D:prop>&b;</D:prop></D:propfind>',
            '<!DOCTYPE l SYSTEM "file:///etc/passwd"><l/>', "<a/>",
            '<D:propfind xmlns:D="DAV:"/>',
            '<D:propfind xmlns:D="DAV:"><D:prop/><D:allprop/></D:propfind>',
            '<D:propfind xmlns:D="DAV:"><D:prop><x:y xmlns:x=""/></D:prop></D:propfind>',
        ):  # fmt: skip
            assert dav.request("PROPFIND", dav.home, body, Depth=0).status == 400, body
        deep = '<D:propfind xmlns:D="DAV:"><D:prop>' + "<a>" * 1000 + "</a>" * 1000
        assert dav.request("PROPFIND", dav.home, deep, Depth=0).status == 413
        assert dav.request("REPORT", dav.book).status == 400
        unknown = dav.report(dav.book, "<D:no-such-report/>")
        assert unknown.refuses(403, "D:supported-report")

    @pytest.mark.parametrize("method, size", [("PROPFIND", 9 << 20), ("PUT", 17 << 20)])
    def test_far_too_much_is_refused_before_it_is_sent(self, server, dav, method, size):
        with RawConnection(server, "http") as connection:
            connection.send(head(f"{method} {dav.book}a.vcf HTTP/1.1", "Host: x", basic(dav.account),
                                 f"Content-Length: {size}", "Expect: 100-continue"))  # fmt: skip
            assert connection.final().status == 413

    @pytest.mark.parametrize("target", [
        "/dav/addressbooks/%zz/", "/dav/addressbooks/%ff/", "/dav/%2e%2e/", "/dav/a%00b/",
        "/dav/addressbooks/../principals/"])  # fmt: skip
    def test_broken_paths_are_refused(self, server, dav, target):
        with RawConnection(server, "http") as connection:
            connection.send(head(f"PROPFIND {target} HTTP/1.1", "Host: x", "Depth: 0", basic(dav.account)))
            assert connection.final().status in (400, 404)

    def test_what_is_somebody_elses_is_not_there(self, server, dav, other_account):
        other = Client(server, other_account)
        assert other.put("secret.vcf", card("s", "Secret")).status == 201
        secret = other.book + "secret.vcf"
        for method in ("GET", "PROPFIND", "DELETE", "PUT", "REPORT", "PROPPATCH", "MKCOL", "COPY"):
            for path in (secret, other.book, other.home, other.principal):
                answer = dav.request(method, path, propfind("D:getetag"), Depth=0)
                assert answer.status in (404, 405), (method, path)
                assert b"Secret" not in answer.body
        dav.put("a.vcf", card("a"))
        moved = dav.request("MOVE", dav.book + "a.vcf", Destination=other.book + "a.vcf")
        assert moved.status == 403
        listed = dav.report(
            dav.book, "<C:addressbook-multiget><D:prop><C:address-data/></D:prop>"
            f"<D:href>{secret}</D:href></C:addressbook-multiget>").only  # fmt: skip
        assert listed.status == 404
        other.close()

    def test_an_answer_has_its_bounds(self, dav):
        names = [f"D:p{number}" for number in range(1001)]
        assert dav.propfind(dav.book, *names).status == 413
        assert dav.propfind(dav.book, *names[1:]).status == 207
        dav.put("large.vcf", card("large", "x", "NOTE:" + "x" * 1_000_000))
        listed = f"<D:href>{dav.book}large.vcf</D:href>" * 80
        answer = dav.report(dav.book, "<C:addressbook-multiget><D:prop><C:address-data/></D:prop>"
                            f"{listed}</C:addressbook-multiget>").responses  # fmt: skip
        assert len(answer) == 80 and answer[0].status is None and answer[-1].status == 507

    def test_a_wrong_content_type_is_no_matter(self, dav):
        body = propfind("D:displayname")
        answer = dav.request("PROPFIND", dav.book, body, Depth=0,
                             Content_Type="application/x-www-form-urlencoded")  # fmt: skip
        assert answer.status == 207 and "D:displayname" in answer.only


def test_expanded_properties_lead_on(dav):
    answer = dav.report(
        "/dav/",
        '<D:expand-property><D:property name="current-user-principal">'
        f'<D:property name="addressbook-home-set" namespace="{CARD}"><D:property name="resourcetype"/>'
        '</D:property><D:property name="nothing"/></D:property></D:expand-property>',
    ).only
    inner = answer.element("D:current-user-principal").find(full("D:response"))
    assert inner.findtext(full("D:href")) == dav.principal
    home = inner.find(f".//{full('C:addressbook-home-set')}/{full('D:response')}")
    assert home.findtext(full("D:href")) == dav.home
    assert home.find(f".//{full('D:resourcetype')}/{full('D:collection')}") is not None


def test_a_user_finds_himself_alone(server, dav, other_account):
    def search(text):
        return dav.report(
            "/dav/principals/",
            "<D:principal-property-search><D:property-search><D:prop><D:displayname/></D:prop>"
            f"<D:match>{text}</D:match></D:property-search><D:prop><D:displayname/></D:prop>"
            "</D:principal-property-search>",
        ).responses

    assert [each.href for each in search(dav.account.address.upper())] == [dav.principal]
    assert search(other_account.address) == []
    match = dav.report("/dav/principals/", "<D:principal-match><D:self/></D:principal-match>")
    assert match.only.href == dav.principal
    searchable = dav.report("/dav/principals/", "<D:principal-search-property-set/>")
    assert searchable.status == 200 and b"displayname" in searchable.body


@pytest.mark.parametrize("report, place", [
    ("<D:principal-match><D:self/></D:principal-match>", "principal"),
    ("<D:principal-search-property-set/>", "principal"),
    ("<D:acl-principal-prop-set><D:prop><D:displayname/></D:prop></D:acl-principal-prop-set>", "book"),
])  # fmt: skip
def test_a_report_about_people_is_of_depth_zero(dav, report, place):
    """RFC 3744 9.2 to 9.5: any other depth is an error."""
    path = getattr(dav, place)
    assert dav.report(path, report).status in (200, 207)
    assert dav.report(path, report, Depth=0).status in (200, 207)
    for depth in (1, "infinity"):
        assert dav.report(path, report, Depth=depth).status == 400


def test_a_report_has_one_list_of_properties(dav):
    twice = "<D:prop><D:displayname/></D:prop>" * 2
    for report in ("<D:principal-match><D:self/>{}</D:principal-match>",
                   "<D:acl-principal-prop-set>{}</D:acl-principal-prop-set>"):  # fmt: skip
        path = dav.principal if "match" in report else dav.book
        assert dav.report(path, report.format(twice)).status == 400
