"""WebDAV: cards put, read, removed, copied and moved, under every condition.

Source: RFC 4918, RFC 9110, RFC 6352 6.3.2, RFC 5995, RFC 8144.
"""

import urllib.parse

import pytest

from dav import Client, card, full
from rawhttp import RawConnection, basic, head
from test_quota import set_quota


ODD = "".join((
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:odd\r\nitem1.X-ABLabel:_$!<Home>!$_\r\n",
    "item1.TEL;TYPE=HOME;X-P=\"a;b\":+49 1\r\nX-LONG:", "x" * 60, "\r\n folded\r\n",
    "note:lower case\\, kept\r\nFN:Odd\r\nN:Odd;;;;\r\nEND:VCARD\r\n\r\n",
))  # fmt: skip


class TestPut:
    def test_the_bytes_come_back_under_one_etag(self, dav):
        made = dav.put("odd.vcf", ODD)
        assert made.status == 201 and made.body == b""
        read = dav.get("odd.vcf")
        assert read.body == ODD.encode() and read.etag == made.etag
        assert read.headers["Content-Type"] == "text/vcard; charset=utf-8"
        assert made.etag.startswith('"')
        assert dav.propfind(dav.book + "odd.vcf", "D:getetag").only.text("D:getetag") == made.etag
        assert dav.sync().by_href[dav.book + "odd.vcf"].text("D:getetag") == made.etag
        again = dav.put("odd.vcf", ODD)
        assert again.status == 204 and again.etag == made.etag
        changed = dav.put("odd.vcf", ODD.replace("+49 1", "+49 2"))
        assert changed.status == 204 and changed.etag != made.etag

    @pytest.mark.parametrize("name", [
        "a b.vcf", "50%.vcf", "a%2Fb.vcf", "a+b@c.vcf", "ü.vcf", "u\u0308.vcf", "#1?.vcf",
        "n" * 300, "no extension", "😀.vcf", "a;b,c&d'e"])  # fmt: skip
    def test_a_resource_keeps_the_name_that_its_client_gave(self, dav, name):
        plain = name.replace("%2F", "/")
        path = dav.book + urllib.parse.quote(plain, safe="")
        assert dav.request("PUT", path, card("u")).status == 201
        hrefs = [each.href for each in dav.propfind(dav.book, "D:getetag", depth=1).responses]
        assert [urllib.parse.unquote(each[len(dav.book):]) for each in hrefs] == ["", plain]
        assert dav.request("GET", hrefs[1]).status == 200
        spelled = "".join(f"%{byte:02x}" for byte in plain.encode())
        found = dav.report(
            dav.book, "<C:addressbook-multiget><D:prop><D:getetag/></D:prop>"
            f"<D:href>{dav.book.replace('@', '%40')}{spelled}</D:href>"
            "</C:addressbook-multiget>").only  # fmt: skip
        assert "D:getetag" in found and found.href == hrefs[1]

    def test_conditions_are_kept(self, dav):
        etag = dav.put("a.vcf", card("a"), If_None_Match="*").etag
        new = card("a", "New")
        for refused in ({"If-None-Match": "*"}, {"If-Match": '"other"'}, {"If-Match": f"W/{etag}"},
                        {"If": '(["other"])'}, {"If": f"(Not [{etag}])"},
                        {"If": "(<urn:uuid:no-lock>)"}, {"If-None-Match": f'"x", {etag}'}):  # fmt: skip
            assert dav.put("a.vcf", new, **refused).status == 412, refused
        assert dav.get("a.vcf").etag == etag
        assert dav.put("b.vcf", card("b"), If_Match="*").status == 412
        assert dav.put("a.vcf", new, If="broken").status == 400
        assert dav.put("a.vcf", new, If_Match=f'"x", {etag}').status == 204
        etag = dav.get("a.vcf").etag
        tagged = f"<{dav.book}a.vcf> ([{etag}]) (Not <DAV:no-lock>)"
        assert dav.put("a.vcf", card("a"), If=tagged).status == 204
        token = dav.propfind(dav.book, "D:sync-token").only.text("D:sync-token")
        assert dav.put("c.vcf", card("c"), If=f"<{dav.book}> (<{token}>)").status == 201
        assert dav.put("d.vcf", card("d"), If=f"<{dav.book}> (<{token}>)").status == 412

    def test_a_uid_is_one_items_alone(self, dav):
        dav.put("a.vcf", card("a"))
        rival = dav.put("b.vcf", card("a"))
        assert rival.refuses(403, "C:no-uid-conflict")
        assert rival.xml[0].findtext(full("D:href")) == dav.book + "a.vcf"
        other = dav.put("a.vcf", card("other"))
        assert other.refuses(403, "C:no-uid-conflict")
        dav.make_book("work")
        assert dav.put("b.vcf", card("a"), dav.home + "work/").status == 201

    @pytest.mark.parametrize("body, condition", [
        ("", "valid-address-data"), ("BEGIN:VCARD\r\nFN:x\r\n", "valid-address-data"),
        (card("a") + card("b"), "valid-address-data"), ("hello", "valid-address-data"),
        (card("a", "x", "NOTE:" + "x" * (8 << 20)), "max-resource-size"),
        (card("u" * 2000), "valid-address-data")],
        ids=["empty", "half", "two", "text", "large", "long UID"])  # fmt: skip
    def test_what_is_no_card_is_refused_by_name(self, dav, body, condition):
        assert dav.put("x.vcf", body).refuses(403, f"C:{condition}")
        assert dav.get("x.vcf").status == 404

    def test_what_has_another_type_is_refused(self, dav):
        calendar = dav.put("x.vcf", card("x"), Content_Type="text/calendar")
        assert calendar.refuses(403, "C:supported-address-data")
        for kind in ("text/plain", "application/x-www-form-urlencoded", "text/vcard;version=3.0"):
            assert dav.put("x.vcf", card("x"), Content_Type=kind).status in (201, 204)

    def test_cards_that_lack_what_they_should_have_are_kept(self, dav):
        bare = "BEGIN:VCARD\r\nVERSION:3.0\r\nTEL:1\r\nEND:VCARD\r\n"
        for name in ("a.vcf", "b.vcf"):
            assert dav.put(name, bare).status == 201
        assert dav.get("a.vcf").body == bare.encode()
        assert dav.put("a.vcf", card("now")).status == 204

    def test_only_books_take_cards(self, dav):
        assert dav.request("PUT", dav.home + "a.vcf", card("a")).refuses(
            403, "C:addressbook-collection-location-ok")  # fmt: skip
        assert dav.request("PUT", dav.home + "missing/a.vcf", card("a")).status == 409
        refused = dav.request("PUT", dav.book, card("a"))
        assert refused.status == 405 and "PROPFIND" in refused.headers["Allow"]
        assert dav.request("PUT", dav.home, card("a")).status == 405
        assert dav.put("a.vcf", card("a"), Content_Range="bytes 0-1/2").status == 400

    def test_a_full_account_takes_no_more(self, server, account):
        dav = Client(server, account)
        dav.put("a.vcf", card("a"))
        set_quota(server, account, items=1)
        assert dav.put("b.vcf", card("b")).refuses(507, "D:quota-not-exceeded")
        assert dav.put("a.vcf", card("a", "New")).status == 204
        dav.close()

    def test_the_new_text_comes_with_the_answer_where_it_is_wanted(self, dav):
        how = {"Prefer": "return=representation"}
        made = dav.put("a.vcf", card("a"), **how)
        assert made.status == 201 and made.body == card("a").encode()
        assert made.headers["Content-Location"] == dav.book + "a.vcf"
        assert dav.put("a.vcf", card("a", "B"), **how).status == 200
        refused = dav.put("a.vcf", card("a"), If_Match='"x"', **how)
        assert refused.status == 412 and refused.body == card("a", "B").encode()
        assert refused.etag == dav.get("a.vcf").etag

    def test_a_book_finds_the_name_itself(self, dav):
        where = dav.propfind(dav.book, "D:add-member").only.within("D:add-member")
        made = dav.request("POST", where, card("a"), Content_Type="text/vcard")
        assert made.status == 201
        read = dav.request("GET", made.headers["Location"])
        assert read.body == card("a").encode() and read.etag == made.etag
        assert made.headers["Location"].startswith(dav.book)

    def test_bodies_come_in_pieces_and_wait_to_be_asked_for(self, server, dav):
        text = card("a").encode()
        with RawConnection(server, "http") as connection:
            connection.send(head(f"PUT {dav.book}a.vcf HTTP/1.1", "Host: x", basic(dav.account),
                                 "Transfer-Encoding: chunked", "Expect: 100-continue"))  # fmt: skip
            assert connection.response().status == 100
            for at in range(0, len(text), 7):
                part = text[at : at + 7]
                connection.send(b"%x\r\n%s\r\n" % (len(part), part))
            connection.send(b"0\r\n\r\n")
            assert connection.final().status == 201
        assert dav.get("a.vcf").body == text


class TestGet:
    def test_what_is_known_is_not_sent_again(self, dav):
        etag = dav.put("a.vcf", card("a")).etag
        known = dav.get("a.vcf", If_None_Match=f'"x", W/{etag}')
        assert known.status == 304 and known.body == b"" and known.etag == etag
        date = dav.get("a.vcf").headers["Last-Modified"]
        assert dav.get("a.vcf", If_Modified_Since=date).status == 304
        assert dav.get("a.vcf", If_Modified_Since="Sun, 06 Nov 1994 08:49:37 GMT").status == 200
        assert dav.get("a.vcf", If_None_Match='"x"', If_Modified_Since=date).status == 200
        assert dav.get("a.vcf", If_Unmodified_Since="Sun, 06 Nov 1994 08:49:37 GMT").status == 412
        assert dav.get("a.vcf", If_Match='"x"').status == 412

    def test_a_part_may_be_asked_for(self, dav):
        text = card("a").encode()
        etag = dav.put("a.vcf", text).etag
        for wanted, begin, end in (("0-4", 0, 5), ("6-", 6, len(text)), ("-5", -5, len(text)),
                                   (f"3-{len(text) + 9}", 3, len(text))):  # fmt: skip
            part = dav.get("a.vcf", Range=f"bytes={wanted}")
            assert part.status == 206 and part.body == text[begin:end], wanted
            first = begin % len(text)
            assert part.headers["Content-Range"] == f"bytes {first}-{end - 1}/{len(text)}"
        assert dav.get("a.vcf", Range="bytes=99999-").status == 416
        for whole in ("bytes=4-2", "lines=1-2", "bytes=0-1,3-4", "bytes=x"):
            assert dav.get("a.vcf", Range=whole).body == text
        assert dav.get("a.vcf", Range="bytes=0-1", If_Range='"x"').status == 200
        assert dav.get("a.vcf", Range="bytes=0-1", If_Range=etag).status == 206

    def test_head_says_the_same_without_the_text(self, dav):
        dav.put("a.vcf", card("a"))
        seen = dav.request("HEAD", dav.book + "a.vcf")
        assert seen.status == 200 and seen.body == b"" and seen.etag == dav.get("a.vcf").etag
        assert seen.headers["Content-Length"] == str(len(card("a")))

    def test_a_book_is_its_cards_one_after_the_other(self, dav):
        for uid in "abc":
            dav.put(f"{uid}.vcf", card(uid))
        whole = dav.request("GET", dav.book)
        assert whole.status == 200 and whole.body == "".join(map(card, "abc")).encode()
        assert dav.request("GET", dav.home).status == 405


class TestDelete:
    def test_an_item_goes_when_its_etag_is_the_one_meant(self, dav):
        etag = dav.put("a.vcf", card("a")).etag
        path = dav.book + "a.vcf"
        assert dav.request("DELETE", path, If_Match='"x"').status == 412
        gone = dav.request("DELETE", path, If_Match=etag)
        assert gone.status == 204 and gone.body == b""
        assert dav.request("DELETE", path).status == 404
        assert dav.get("a.vcf").status == 404
        assert dav.propfind(path, "D:getetag").status == 404

    def test_a_book_goes_whole_or_not(self, dav):
        dav.make_book("work")
        assert dav.request("DELETE", dav.home + "work/", Depth="0").status == 400
        assert dav.request("DELETE", dav.home + "work/", Depth="infinity").status == 204


class TestAccept:
    """RFC 6352 5.1.1: a card in the version that a GET accepts."""

    V4 = "text/vcard; version=4.0, */*;q=0.1"

    def test_a_card_is_given_in_that_version(self, dav):
        stored = dav.put("a.vcf", card("a", "Ann Lee", "TEL;TYPE=CELL,pref:+1"))
        answer = dav.get("a.vcf", Accept=self.V4)
        assert b"VERSION:4.0\r\n" in answer.body and b"PREF=1" in answer.body
        assert answer.headers["Content-Type"].startswith("text/vcard")
        assert answer.etag == "W/" + stored.etag and "Accept" in answer.headers["Vary"]
        asked = dav.report(dav.book, "<C:addressbook-multiget><D:prop>"
                           '<C:address-data content-type="text/vcard" version="4.0"/></D:prop>'
                           f"<D:href>{dav.book}a.vcf</D:href></C:addressbook-multiget>").only  # fmt: skip
        assert asked.text("C:address-data").encode() == answer.body
        assert dav.request("HEAD", dav.book + "a.vcf", Accept=self.V4).etag == answer.etag

    def test_one_that_has_it_already_is_given_as_it_is(self, dav):
        odd = card("a").replace("VERSION:3.0", "version:4.0").replace("N:Ann Lee;;;;", "X-odd:\r\n  1")
        stored = dav.put("a.vcf", odd)
        for accept in (self.V4, "text/vcard", "*/*", "text/vcard; version=9"):
            answer = dav.get("a.vcf", Accept=accept)
            assert (answer.body, answer.etag) == (odd.encode(), stored.etag), accept

    def test_conditions_hold_for_both_forms(self, dav):
        etag = dav.put("a.vcf", card("a")).etag
        for tag in (etag, f"W/{etag}"):
            assert dav.get("a.vcf", Accept=self.V4, If_None_Match=tag).status == 304
        assert dav.get("a.vcf", Accept=self.V4, If_Match='"x"').status == 412
        assert dav.put("a.vcf", card("a", "New"), If_Match=f"W/{etag}").status == 412

    def test_a_part_is_of_what_is_stored(self, dav):
        dav.put("a.vcf", card("a"))
        whole = dav.get("a.vcf", Accept=self.V4, Range="bytes=0-3")
        assert whole.status == 200 and b"VERSION:4.0" in whole.body

    def test_a_whole_book_is_given_in_it_too(self, dav):
        dav.put("a.vcf", card("a"))
        dav.put("b.vcf", card("b"))
        assert dav.request("GET", dav.book, Accept=self.V4).body.count(b"VERSION:4.0\r\n") == 2
        assert dav.request("GET", dav.book).body == (card("a") + card("b")).encode()


class TestCopyAndMove:
    @pytest.fixture
    def work(self, dav):
        dav.make_book("work")
        return dav.home + "work/"

    def test_a_move_gives_name_and_place_and_keeps_the_etag(self, dav, work):
        etag = dav.put("a.vcf", card("a")).etag
        moved = dav.request("MOVE", dav.book + "a.vcf", Destination=work + "b%20c.vcf")
        assert moved.status == 201
        assert dav.get("a.vcf").status == 404
        assert dav.get("b%20c.vcf", work).etag == etag
        url = f"http://{dav.server.addresses['http'][0]}:{dav.server.addresses['http'][1]}"
        renamed = dav.request("MOVE", work + "b%20c.vcf", Destination=f"{url}{work}d.vcf")
        assert renamed.status == 201 and dav.get("d.vcf", work).etag == etag

    def test_a_copy_is_the_same_in_another_book(self, dav, work):
        etag = dav.put("a.vcf", card("a")).etag
        assert dav.request("COPY", dav.book + "a.vcf", Destination=work + "a.vcf").status == 201
        assert dav.get("a.vcf", work).etag == etag == dav.get("a.vcf").etag
        within = dav.request("COPY", dav.book + "a.vcf", Destination=dav.book + "b.vcf")
        assert within.refuses(403, "C:no-uid-conflict")

    def test_what_is_there_is_overwritten_unless_the_client_says_no(self, dav, work):
        dav.put("a.vcf", card("a"))
        dav.put("b.vcf", card("b"), work)
        how = {"Destination": work + "b.vcf"}
        assert dav.request("COPY", dav.book + "a.vcf", Overwrite="F", **how).status == 412
        assert dav.request("COPY", dav.book + "a.vcf", **how).status == 204
        assert dav.get("b.vcf", work).body == card("a").encode()
        assert dav.request("MOVE", dav.book + "a.vcf", **how).status == 204
        assert dav.get("a.vcf").status == 404

    def test_where_nothing_can_go_it_does_not(self, dav, work):
        etag = dav.put("a.vcf", card("a")).etag
        path = dav.book + "a.vcf"
        for destination, status in (
            ("http://other.example/dav/x", 502), (path, 403), (dav.home + "missing/a.vcf", 409),
            (dav.home + "a.vcf", 403), ("/elsewhere/a.vcf", 403), ("nonsense", 400),
            (dav.principal, 403)):  # fmt: skip
            assert dav.request("MOVE", path, Destination=destination).status == status, destination
        assert dav.request("MOVE", path).status == 400
        assert dav.request("MOVE", path, Destination=work + "a.vcf", If_Match='"x"').status == 412
        assert dav.request("MOVE", path, Destination=work).status == 403
        assert dav.get("a.vcf").etag == etag
