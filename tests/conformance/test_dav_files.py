"""WebDAV: plain files and folders, within the quota, and what is said of them.

Source: RFC 4918 8 to 10, RFC 5689.
"""

import urllib.parse

import pytest

from dav import document, full

DEAD = "urn:x-test:"


def quoted(name):
    """As programs for files write it."""
    return urllib.parse.quote(name, safe="")


@pytest.fixture
def files(dav):
    """The client's own folder of files, empty."""
    home = f"/dav/files/{quoted(dav.account.address)}/"
    for each in dav.propfind(home, "D:resourcetype", depth=1).responses:
        if each.href != home:
            assert dav.request("DELETE", each.href).status == 204
    return home


@pytest.fixture
def limited(dav, server):
    """Sets the account's quota in bytes, until the test's end."""

    def limit(number):
        server.command("account", "quota", dav.account.address, "--bytes", str(number))

    yield limit
    limit("default")


def put(dav, path, octets=b"octets", **headers):
    return dav.request("PUT", path, octets, **headers)


def said(dav, path, name, ns=DEAD):
    """A dead property as its element, or None."""
    body = f'<propfind xmlns="DAV:"><prop><x:{name} xmlns:x="{ns}"/></prop></propfind>'
    if not ns:
        body = f'<D:propfind xmlns:D="DAV:"><D:prop><{name} xmlns=""/></D:prop></D:propfind>'
    answer = dav.request("PROPFIND", path, body, Depth=0)
    status, element = answer.only.properties[f"{{{ns}}}{name}" if ns else name]
    return element if status == 200 else None


class TestFiles:
    def test_any_octets_come_back_as_they_were_put(self, dav, files):
        octets = bytes(range(256)) * 1000  # more than stands in the database
        made = put(dav, files + "a%20b.bin", octets, Content_Type="image/x-none")
        assert made.status == 201
        got = dav.request("GET", files + "a%20b.bin")
        assert (got.status, got.body, got.etag) == (200, octets, made.etag)
        assert got.headers["Content-Type"] == "image/x-none"
        part = dav.request("GET", files + "a%20b.bin", Range="bytes=256-259")
        assert (part.status, part.body) == (206, bytes(range(4)))
        assert dav.request("GET", files + "a%20b.bin", If_None_Match=made.etag).status == 304
        assert put(dav, files + "a%20b.bin", b"", If_Match='"other"').status == 412
        assert put(dav, files + "a%20b.bin", b"").status == 204
        empty = dav.propfind(files + "a%20b.bin", "D:getcontentlength", "D:getcontenttype").only
        assert empty.text("D:getcontentlength") == "0"
        assert empty.text("D:getcontenttype") == "application/octet-stream"

    def test_every_spelling_leads_to_the_same_and_is_answered_in_kind(self, dav, files):
        address, local = quoted(dav.account.address), dav.account.local_part
        assert put(dav, files + "x@y%20z").status == 201
        for other in (f"/dav/{address}/files/", f"/dav/{local}/files/", f"/dav/files/{local}/"):
            listed = dav.propfind(other, "D:resourcetype", depth=1).by_href
            assert set(listed) == {other, other + "x%40y%20z"}

    def test_a_path_is_answered_with_its_at_sign_as_it_was_sent(self, dav, files):
        assert put(dav, files + "x@y%20z").status == 201
        plain = f"/dav/files/{dav.account.address}/"
        listed = dav.propfind(plain, "D:resourcetype", depth=1).by_href
        assert set(listed) == {plain, plain + "x%40y%20z"}
        for path in (plain + "x@y%20z", plain + "x%40y%20z", files + "x@y%20z"):
            assert dav.propfind(path, "D:resourcetype").only.href == path

    def test_folders_hold_folders_and_need_their_parent(self, dav, files):
        assert dav.request("MKCOL", files + "a/b/").status == 409
        assert put(dav, files + "a/x").status == 409
        assert dav.request("MKCOL", files + "a/").status == 201
        assert dav.request("MKCOL", files + "a/").status == 405
        assert dav.request("MKCOL", files + "a/b/", "no xml").status == 415
        assert dav.request("MKCOL", files + "a/b/").status == 201
        assert put(dav, files + "a/b/x").status == 201
        assert put(dav, files + "a/b").status == 405
        assert put(dav, files + "a/b/x/y").status == 409
        assert dav.request("MKCOL", files + "a/b/x").status == 405
        listed = dav.propfind(files + "a/", "D:resourcetype", depth=1).by_href
        assert set(listed) == {files + "a/", files + "a/b/"}
        assert listed[files + "a/b/"].children("D:resourcetype") == [full("D:collection")]
        assert dav.request("PROPFIND", files, Depth="infinity").status == 403
        assert dav.request("GET", files + "a/").status == 405
        assert dav.request("DELETE", files + "a/", Depth=0).status == 400
        assert dav.request("DELETE", files + "a/").status == 204
        assert dav.request("GET", files + "a/b/x").status == 404
        assert dav.request("DELETE", files).status == 403

    def test_a_folder_is_made_with_what_is_said_of_it(self, dav, files):
        def make(name, properties):
            return dav.request("MKCOL", files + name, document(
                f"<D:mkcol><D:set><D:prop>{properties}</D:prop></D:set></D:mkcol>"))  # fmt: skip

        plain = "<D:resourcetype><D:collection/></D:resourcetype>"
        assert make("a/", f'{plain}<x xmlns="{DEAD}">1</x>').status == 201
        assert said(dav, files + "a/", "x").text == "1"
        assert make("b/", f"{plain}<D:getetag>1</D:getetag>").status == 403
        book = "<D:resourcetype><D:collection/><C:addressbook/></D:resourcetype>"
        assert make("b/", book).refuses(403, "D:valid-resourcetype")
        assert dav.propfind(files + "b/", "D:owner").status == 404

    def test_they_are_within_the_quota(self, dav, files, server, limited):
        used = int(dav.propfind(files, "D:quota-used-bytes").only.text("D:quota-used-bytes"))
        assert put(dav, files + "x", b"x" * 100_000).status == 201
        more = int(dav.propfind(files, "D:quota-used-bytes").only.text("D:quota-used-bytes"))
        assert more - used == 100_000
        limited(more + 10)
        assert put(dav, files + "y", b"y" * 100).refuses(507, "D:quota-not-exceeded")
        assert dav.request("DELETE", files + "x").status == 204
        assert put(dav, files + "y", b"y" * 100).status == 201

    def test_nobody_else_sees_them(self, dav, files, server):
        other = server.add_account()
        theirs = f"/dav/files/{other.address}/"
        assert dav.request("GET", theirs).status == 404
        target = theirs + "x"
        assert put(dav, files + "x").status == 201
        assert dav.request("COPY", files + "x", Destination=target).status == 403

    def test_the_store_finds_nothing_wrong_with_them(self, dav, files, server):
        dav.request("MKCOL", files + "a/")
        put(dav, files + "a/x", b"From: nobody\r\n\r\nlike a message")
        put(dav, files + "a/y", b"BEGIN:VCARD" + b"x" * 70_000)
        assert server.command("store", "check").returncode == 0


class TestCopyAndMove:
    def test_a_file_is_copied_with_what_is_said_of_it(self, dav, files):
        etag = put(dav, files + "x", Content_Type="text/x").etag
        dav.proppatch(files + "x", f'<D:set><D:prop><p xmlns="{DEAD}">1</p></D:prop></D:set>')
        assert dav.request("COPY", files + "x", Destination=files + "y").status == 201
        assert dav.request("COPY", files + "x", Destination=files + "y", Overwrite="F").status == 412
        assert dav.request("COPY", files + "x", Destination=files + "y").status == 204
        assert dav.request("COPY", files + "x", Destination=files + "no/y").status == 409
        assert dav.request("COPY", files + "x", Destination=files + "x").status == 403
        assert dav.request("COPY", files + "x", Destination=dav.book + "x").status == 403
        copy = dav.request("GET", files + "y")
        assert (copy.etag, copy.headers["Content-Type"]) == (etag, "text/x")
        assert said(dav, files + "y", "p").text == "1"
        assert dav.request("DELETE", files + "x").status == 204
        assert dav.request("GET", files + "y").body == b"octets"

    @pytest.mark.parametrize("method", ["COPY", "MOVE"])
    def test_a_folder_goes_with_all_that_is_in_it(self, dav, files, method):
        dav.request("MKCOL", files + "a/")
        dav.request("MKCOL", files + "a/b/")
        put(dav, files + "a/b/x")
        dav.request("MKCOL", files + "t/")
        put(dav, files + "t/old")
        dav.proppatch(files + "a/b/", f'<D:set><D:prop><p xmlns="{DEAD}">1</p></D:prop></D:set>')
        assert dav.request(method, files + "a/", Destination=files + "a/b/c/").status == 403
        assert dav.request(method, files + "a/b/", Destination=files + "a/").status == 403
        assert dav.request(method, files + "a/", Destination=files + "t/", Overwrite="F").status == 412
        assert dav.request(method, files + "a/", Destination=files + "t/").status == 204
        assert dav.request("GET", files + "t/b/x").body == b"octets"
        assert dav.request("GET", files + "t/old").status == 404
        assert said(dav, files + "t/b/", "p").text == "1"
        there = dav.request("GET", files + "a/b/x").status
        assert there == (200 if method == "COPY" else 404)

    def test_a_copy_of_depth_0_has_nothing_in_it(self, dav, files):
        dav.request("MKCOL", files + "a/")
        put(dav, files + "a/x")
        assert dav.request("MOVE", files + "a/", Destination=files + "b/", Depth=0).status == 400
        assert dav.request("COPY", files + "a/", Destination=files + "b/", Depth=0).status == 201
        assert dav.request("GET", files + "b/x").status == 404

    def test_conditions_hold_for_both_ends(self, dav, files):
        etag = put(dav, files + "x").etag
        put(dav, files + "y", b"other")
        wrong = dav.request("MOVE", files + "x", Destination=files + "y", If_Match='"no"')
        assert wrong.status == 412
        tagged = f"<{files}y> ([{etag}])"
        assert dav.request("MOVE", files + "x", Destination=files + "y", If=tagged).status == 412
        both = f"<{files}x> ([{etag}])"
        assert dav.request("MOVE", files + "x", Destination=files + "y", If=both).status == 204


class TestProperties:
    def test_they_mean_what_they_meant(self, dav, files):
        put(dav, files + "x")
        value = (
            f'<D:set xml:lang="de"><D:prop><p xmlns="{DEAD}">a <b xmlns="urn:b" c="&lt;">&#x10300;'
            '</b> c</p><q xmlns="">none</q><D:displayname>Name</D:displayname></D:prop></D:set>'
        )
        assert dav.proppatch(files + "x", value).only.status_of("D:displayname") == 200
        found = said(dav, files + "x", "p")
        assert found.text == "a " and found[0].tail == " c"
        assert found[0].tag == "{urn:b}b" and found[0].text == "\U00010300"
        assert found[0].get("c") == "<"
        assert found.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
        assert said(dav, files + "x", "q", ns="").text == "none"
        everything = dav.request("PROPFIND", files + "x", Depth=0).only
        assert everything.text("D:displayname") == "Name"
        assert f"{{{DEAD}}}p" in everything.properties

    def test_all_of_a_request_in_its_order_or_nothing(self, dav, files):
        def change(step, name, text=""):
            return f'<D:{step}><D:prop><{name} xmlns="{DEAD}">{text}</{name}></D:prop></D:{step}>'

        put(dav, files + "x")
        assert dav.proppatch(files + "x", change("set", "p", "1") + change("remove", "p")
                             + change("set", "q", "2")).status == 207  # fmt: skip
        assert said(dav, files + "x", "p") is None and said(dav, files + "x", "q").text == "2"
        dav.proppatch(files + "x", change("remove", "q") + change("set", "q", "3"))
        assert said(dav, files + "x", "q").text == "3"
        refused = dav.proppatch(
            files + "x", change("set", "q", "4") + "<D:set><D:prop><D:getetag/></D:prop></D:set>"
        ).only
        assert refused.status_of("D:getetag") == 403
        assert said(dav, files + "x", "q").text == "3"

    def test_what_replaces_a_file_has_none_of_them(self, dav, files):
        put(dav, files + "x")
        dav.proppatch(files + "x", f'<D:set><D:prop><p xmlns="{DEAD}">1</p></D:prop></D:set>')
        assert put(dav, files + "x", b"more").status == 204
        assert said(dav, files + "x", "p").text == "1"
        dav.request("DELETE", files + "x")
        put(dav, files + "x")
        assert said(dav, files + "x", "p") is None
