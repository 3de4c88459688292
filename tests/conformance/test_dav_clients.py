"""How known programs set themselves up and sync an address book: their requests one after the other.

None is a capture: each follows what the program's documentation and source say that it sends."""

import pytest

from dav import card, document, full


@pytest.fixture
def ask(dav):
    def ask(method, path, body=None, **headers):
        return dav.request(method, path, document(body) if body else None, **headers)

    return ask


def led(ask, method, body, **headers):
    """Where the well-known path leads, asked before the login too."""
    for login in (False, True):
        answer = ask(method, "/.well-known/carddav", body, login=login, **headers)
        assert answer.status == 301
    return answer.headers["Location"]


def find_home(ask, context, **headers):
    """From the context path to the home, as all of them go."""
    who = ask("PROPFIND", context, "<D:propfind><D:prop><D:current-user-principal/></D:prop>"
              "</D:propfind>", Depth="0", **headers).only  # fmt: skip
    principal = who.within("D:current-user-principal")
    found = ask("PROPFIND", principal, "<D:propfind><D:prop><C:addressbook-home-set/>"
                "<D:displayname/><D:resource-id/></D:prop></D:propfind>",
                Depth="0", **headers).only  # fmt: skip
    return found.within("C:addressbook-home-set")


def books(answer):
    return {each.href for each in answer.responses
            if full("C:addressbook") in each.children("D:resourcetype")}  # fmt: skip


def test_davx5(ask, dav):
    how = {"User_Agent": "DAVx5/4.4 (dav4jvm; okhttp/4.12.0) Android/14"}
    context = led(ask, "PROPFIND", "<D:propfind><D:prop><D:current-user-principal/></D:prop>"
                  "</D:propfind>", Depth="0", **how)  # fmt: skip
    options = ask("OPTIONS", context, **how)
    assert "addressbook" in options.headers["DAV"]
    home = find_home(ask, context, **how)
    listed = ask("PROPFIND", home, "<D:propfind><D:prop><D:resourcetype/><D:displayname/>"
                 "<C:addressbook-description/><D:current-user-privilege-set/><D:owner/>"
                 "<D:sync-token/></D:prop></D:propfind>", Depth="1", **how)  # fmt: skip
    (book,) = books(listed)
    state = ask("PROPFIND", book, "<D:propfind><D:prop><C:max-resource-size/>"
                "<C:supported-address-data/><D:supported-report-set/><CS:getctag/><D:sync-token/>"
                "</D:prop></D:propfind>", Depth="0", **how).only  # fmt: skip
    reports = {each[0][0].tag for each in state.element("D:supported-report-set")}
    assert full("D:sync-collection") in reports

    made = dav.put("new.vcf", card("new"), book, If_None_Match="*", **how)
    assert made.status == 201
    sync = ("<D:sync-collection><D:sync-token>{}</D:sync-token><D:sync-level>1</D:sync-level>"
            "<D:prop><D:getetag/></D:prop></D:sync-collection>")  # fmt: skip
    changes = ask("REPORT", book, sync.format(state.text("D:sync-token")), Depth="0", **how)
    assert changes.only.text("D:getetag") == made.etag
    fetched = ask("REPORT", book, "<C:addressbook-multiget><D:prop><D:getcontenttype/><D:getetag/>"
                  '<C:address-data content-type="text/vcard" version="4.0"/></D:prop>'
                  f"<D:href>{changes.only.href}</D:href></C:addressbook-multiget>",
                  Depth="0", **how).only  # fmt: skip
    assert "VERSION:4.0" in fetched.text("C:address-data")
    edited = dav.put("new.vcf", card("new", "Edited"), book, If_Match=made.etag, **how)
    assert edited.status == 204
    gone = dav.request("DELETE", book + "new.vcf", If_Match=edited.etag, **how)
    assert gone.status == 204
    again = ask("REPORT", book, sync.format(changes.token), Depth="0", **how).only
    assert again.status == 404


def test_iphone_and_mac(ask, dav):
    how = {"User_Agent": "iOS/18.0 (22A3354) dataaccessd/1.0", "Brief": "t"}
    context = led(ask, "PROPFIND", "<D:propfind><D:prop><D:current-user-principal/>"
                  "<D:principal-URL/><D:resourcetype/></D:prop></D:propfind>", Depth="0")  # fmt: skip
    home = find_home(ask, context, **how)
    root = ask("PROPFIND", "/", "<D:propfind><D:prop><D:current-user-principal/></D:prop>"
               "</D:propfind>", Depth="0", **how)  # fmt: skip
    assert root.only.within("D:current-user-principal") == dav.principal
    listed = ask("PROPFIND", home, "<D:propfind><D:prop><D:add-member/><CS:bulk-requests/>"
                 "<D:current-user-privilege-set/><D:displayname/><CS:max-image-size/>"
                 "<C:max-resource-size/><CS:me-card/><D:owner/><CS:push-transports/><CS:pushkey/>"
                 "<D:quota-available-bytes/><D:quota-used-bytes/><D:resource-id/><D:resourcetype/>"
                 "<D:supported-report-set/><D:sync-token/><CS:getctag/></D:prop></D:propfind>",
                 Depth="1", **how)  # fmt: skip
    (book,) = books(listed)
    assert all(status == 200 for each in listed.responses
               for status, _ in each.properties.values())  # fmt: skip
    expanded = ask("REPORT", dav.principal, "<D:expand-property>"
                   '<D:property name="group-membership"><D:property name="displayname"/>'
                   "</D:property></D:expand-property>", **how)  # fmt: skip
    assert expanded.only.element("D:group-membership") is not None
    made = dav.put("6D1F.vcf", card("6D1F"), book, If_None_Match="*", **how)
    listed = ask("PROPFIND", book, "<D:propfind><D:prop><D:getetag/><D:getcontenttype/></D:prop>"
                 "</D:propfind>", Depth="1", **how).by_href  # fmt: skip
    assert listed[book + "6D1F.vcf"].text("D:getetag") == made.etag
    assert dav.put("6D1F.vcf", card("6D1F", "B"), book, If_Match=made.etag, **how).status == 204


def test_thunderbird(ask, dav):
    context = led(ask, "PROPFIND", "<D:propfind><D:prop><D:resourcetype/><D:displayname/>"
                  "<D:current-user-principal/><D:current-user-privilege-set/></D:prop>"
                  "</D:propfind>", Depth="0")  # fmt: skip
    home = find_home(ask, context)
    listed = ask("PROPFIND", home, "<D:propfind><D:prop><D:resourcetype/><D:displayname/>"
                 "<D:current-user-privilege-set/></D:prop></D:propfind>", Depth="1")  # fmt: skip
    (book,) = books(listed)
    dav.put("a.vcf", card("a"), book)
    all_of_it = ask("PROPFIND", book, "<D:propfind><D:prop><D:resourcetype/><D:getetag/>"
                    "<CS:getctag/></D:prop></D:propfind>", Depth="1").by_href  # fmt: skip
    assert set(all_of_it) == {book, book + "a.vcf"}
    token = ask("PROPFIND", book, "<D:propfind><D:prop><D:displayname/><D:sync-token/></D:prop>"
                "</D:propfind>", Depth="0").only.text("D:sync-token")  # fmt: skip
    assert dav.sync(token, book).responses == []
    made = dav.put("b.vcf", card("b"), book)
    assert dav.get("b.vcf", book).etag == made.etag
    assert dav.sync("data:,foreign", book).refuses(403, "D:valid-sync-token")


def test_evolution(ask, dav):
    home = find_home(ask, "/dav/")
    made = ask("MKCOL", home + "Evolution/", "<D:mkcol><D:set><D:prop><D:resourcetype>"
               "<D:collection/><C:addressbook/></D:resourcetype><D:displayname>Friends"
               "</D:displayname></D:prop></D:set></D:mkcol>")  # fmt: skip
    assert made.status == 201
    book = home + "Evolution/"

    def tag():
        return ask("PROPFIND", book, "<D:propfind><D:prop><CS:getctag/></D:prop></D:propfind>",
                   Depth="0").only.text("CS:getctag")  # fmt: skip

    before = tag()
    etag = dav.put("pas-id-1.vcf", card("pas-id-1"), book, If_None_Match="*").etag
    assert tag() != before
    found = ask("REPORT", book, "<C:addressbook-query><D:prop><D:getetag/></D:prop><C:filter>"
                '<C:prop-filter name="FN"><C:text-match collation="i;unicode-casemap" '
                'match-type="contains">LEE</C:text-match></C:prop-filter></C:filter>'
                "</C:addressbook-query>", Depth="1").only  # fmt: skip
    assert found.text("D:getetag") == etag
    moved = ask("PROPPATCH", book, "<D:propertyupdate><D:set><D:prop><D:displayname>Club"
                "</D:displayname><I:addressbook-color>#ff00ffff</I:addressbook-color></D:prop>"
                "</D:set></D:propertyupdate>")  # fmt: skip
    assert moved.only.status_of("D:displayname") == 200
    assert ask("DELETE", book).status == 204
