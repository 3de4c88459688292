"""WebDAV's reports on address books: what changed, what is listed, what is found.

Source: RFC 6578, RFC 6352 8.6, 8.7, 10.5.
"""

import pytest

from dav import Client, card, full


def names(answer, status=None):
    return sorted(each.href.rpartition("/")[2] for each in answer.responses
                  if each.status == status and not each.href.endswith("/"))  # fmt: skip


class TestSync:
    def test_each_change_is_told_once(self, dav):
        empty = dav.sync()
        assert empty.responses == []
        dav.put("a.vcf", card("a"))
        dav.put("b.vcf", card("b"))
        first = dav.sync(empty.token)
        assert names(first) == ["a.vcf", "b.vcf"]
        assert dav.sync(first.token).responses == []
        assert dav.sync(first.token).token == first.token
        dav.put("a.vcf", card("a", "New"))
        dav.request("DELETE", dav.book + "b.vcf")
        dav.put("c.vcf", card("c"))
        dav.put("d.vcf", card("d"))
        dav.request("DELETE", dav.book + "d.vcf")
        second = dav.sync(first.token)
        assert names(second) == ["a.vcf", "c.vcf"] and names(second, 404) == ["b.vcf", "d.vcf"]
        assert names(dav.sync()) == ["a.vcf", "c.vcf"]

    def test_what_a_client_made_and_another_removed_is_told_gone(self, dav):
        """The client has what it made itself, though its token is older. RFC 6578 3.5.2."""
        token = dav.sync().token
        assert dav.put("mine.vcf", card("mine")).status == 201
        assert dav.request("DELETE", dav.book + "mine.vcf").status == 204
        assert names(dav.sync(token), 404) == ["mine.vcf"]

    def test_the_token_is_that_of_the_property_and_changes_with_what_is_inside(self, dav):
        def tokens():
            book = dav.propfind(dav.book, "D:sync-token", "CS:getctag").only
            assert book.text("D:sync-token") == dav.sync().token
            return book.text("D:sync-token"), book.text("CS:getctag")

        seen = [tokens()]
        for step in (lambda: dav.put("a.vcf", card("a")), lambda: dav.put("a.vcf", card("a", "B")),
                     lambda: dav.request("DELETE", dav.book + "a.vcf")):  # fmt: skip
            step()
            seen.append(tokens())
        assert len(set(seen)) == 4
        dav.make_book("work")
        dav.put("a.vcf", card("a"), dav.home + "work/")
        dav.propfind(dav.book, "D:owner")
        assert tokens() == seen[-1]

    def test_what_is_deleted_and_made_again_is_changed(self, dav):
        dav.put("a.vcf", card("a"))
        token = dav.sync().token
        dav.request("DELETE", dav.book + "a.vcf")
        dav.put("a.vcf", card("other"))
        again = dav.sync(token)
        assert [each.href for each in again.responses] == [dav.book + "a.vcf"]
        assert "D:getetag" in again.only

    def test_a_move_is_gone_in_one_book_and_new_in_the_other(self, dav):
        dav.make_book("work")
        work = dav.home + "work/"
        dav.put("a.vcf", card("a"))
        here, there = dav.sync().token, dav.sync(book=work).token
        dav.request("MOVE", dav.book + "a.vcf", Destination=work + "b.vcf")
        assert names(dav.sync(here), 404) == ["a.vcf"]
        assert names(dav.sync(there, work)) == ["b.vcf"]

    def test_pages_lose_nothing_and_the_last_one_is_whole(self, dav):
        for number in range(7):
            dav.put(f"{number}.vcf", card(f"u{number}"))
        seen, token, cut = {}, "", 0
        for round_number in range(20):
            answer = dav.sync(token, limit=2)
            for each in answer.responses:
                if each.href == dav.book:
                    assert each.status == 507
                    assert each.error[0].tag == full("D:number-of-matches-within-limits")
                    cut += 1
                else:
                    seen[each.href.rpartition("/")[2]] = each.status
            assert len(answer.responses) <= 3
            token = answer.token
            if round_number == 0:
                dav.request("DELETE", dav.book + "0.vcf")
                dav.put("1.vcf", card("u1", "New"))
                dav.put("7.vcf", card("u7"))
            if not any(each.status == 507 for each in answer.responses):
                break
        assert cut >= 3
        assert sorted(name for name, status in seen.items() if status is None) == [
            f"{number}.vcf" for number in range(1, 8)]  # fmt: skip
        assert seen["0.vcf"] == 404
        assert token == dav.sync().token

    def test_a_token_of_nowhere_is_refused_by_name(self, server, dav, other_account):
        dav.put("a.vcf", card("a"))
        dav.make_book("work")
        other = Client(server, other_account)
        own = dav.sync().token
        for token in ("http://example.org/sync/1", "data:,", own + "0", own + "/1", own + "x",
                      dav.sync(book=dav.home + "work/").token, other.sync().token):  # fmt: skip
            assert dav.sync(token).refuses(403, "D:valid-sync-token"), token
        other.close()

    def test_a_token_outlives_the_server(self, server, dav):
        dav.put("a.vcf", card("a"))
        token = dav.sync().token
        dav.close()
        server.stop()
        server.start()
        assert dav.sync(token).responses == []

    def test_what_is_no_question_gets_no_answer(self, dav):
        assert dav.report(dav.book, "<D:sync-collection><D:prop/></D:sync-collection>").status == 400
        assert dav.sync(limit="many").status == 400
        assert dav.sync(book=dav.home + "missing/").status == 404
        assert dav.sync(book=dav.home).refuses(403, "D:supported-report")

    def test_the_texts_may_come_along(self, dav):
        dav.put("a.vcf", card("a"))
        answer = dav.sync(properties="<C:address-data/>")
        assert answer.only.text("C:address-data") == card("a")


class TestMultiget:
    def multiget(self, dav, *hrefs, data="<C:address-data/>"):
        listed = "".join(f"<D:href>{each}</D:href>" for each in hrefs)
        return dav.report(dav.book, "<C:addressbook-multiget><D:prop><D:getetag/>"
                          f"{data}</D:prop>{listed}</C:addressbook-multiget>")  # fmt: skip

    def test_what_is_listed_comes_byte_for_byte_and_what_is_not_there_is_told(self, dav):
        text = card("a", "Ü < & >", "NOTE:a\\nb\r\n folded")
        etag = dav.put("a b.vcf".replace(" ", "%20"), text).etag
        found = self.multiget(dav, dav.book + "a%20b.vcf", dav.book + "missing.vcf", "nonsense",
                              "/dav/", dav.book).by_href  # fmt: skip
        assert found[dav.book + "a%20b.vcf"].text("C:address-data") == text
        assert found[dav.book + "a%20b.vcf"].text("D:getetag") == etag
        for missing in (dav.book + "missing.vcf", "nonsense", "/dav/", dav.book):
            assert found[missing].status == 404

    def test_every_spelling_of_an_href_finds_it(self, dav):
        dav.put("a@b.vcf", card("a"))
        for book in (dav.book, dav.book.replace("@", "%40")):
            for name in ("a@b.vcf", "a%40b.vcf", "%61@b.vcf"):
                only = self.multiget(dav, book + name).only
                assert only.href == dav.book + "a@b.vcf" and only.status is None
        url = "https://any.example:443" + dav.book + "a@b.vcf"
        assert "C:address-data" in self.multiget(dav, url).only
        dav.put("c%20d.vcf", card("c"))
        assert "C:address-data" in self.multiget(dav, dav.book + "c d.vcf").only

    def test_a_thousand_are_got_at_once(self, dav):
        dav.put("a.vcf", card("a"))
        hrefs = [dav.book + "a.vcf"] + [f"{dav.book}{n}.vcf" for n in range(999)]
        answer = self.multiget(dav, *hrefs).responses
        assert [each.href for each in answer] == hrefs
        assert [each.status for each in answer] == [None] + [404] * 999

    def test_a_version_is_given_to_who_asks_for_it(self, dav):
        photo = "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ"
        dav.put("a.vcf", card("a", "Ann", photo))

        def data(attributes):
            return self.multiget(dav, dav.book + "a.vcf", data=f"<C:address-data {attributes}/>")

        three = data('content-type="text/vcard" version="3.0"').only.text("C:address-data")
        assert three == card("a", "Ann", photo)
        four = data('content-type="text/vcard" version="4.0"').only.text("C:address-data")
        assert "VERSION:4.0" in four and "data:image/jpeg;base64" in four
        for odd in ('version="5.0"', 'content-type="application/vcard+json"'):
            assert data(odd).refuses(403, "C:supported-address-data")

    def test_a_part_of_a_card_is_given_to_who_asks_for_it(self, dav):
        dav.put("a.vcf", card("a", "Ann", "EMAIL:a@example.org", "item1.TEL:1", "NOTE:secret"))
        data = ('<C:address-data><C:prop name="FN"/><C:prop name="email" novalue="yes"/>'
                '<C:prop name="item1.TEL"/></C:address-data>')  # fmt: skip
        text = self.multiget(dav, dav.book + "a.vcf", data=data).only.text("C:address-data")
        assert text.split("\r\n") == ["BEGIN:VCARD", "VERSION:3.0", "FN:Ann", "EMAIL:",
                                      "item1.TEL:1", "END:VCARD", ""]  # fmt: skip


CARDS = {
    "ann": ("Ann Müller", "EMAIL;TYPE=WORK:ann@example.org", "EMAIL;TYPE=HOME:ann@home.example",
            "NICKNAME:Annie", "CATEGORIES:a,b"),
    "bob": ("Bob STRASSE", "EMAIL;TYPE=HOME:bob@example.org", "item1.TEL:123", "ORG:Acme;Sales"),
    "eve": ("Eve Straße", "TEL;TYPE=CELL:456"),
}  # fmt: skip


class TestOfOneCard:
    """RFC 6352 8: the reports are those of books and of cards."""

    def test_a_query_says_whether_it_matches(self, dav):
        dav.put("a.vcf", card("a", "Ann Lee"))
        dav.put("b.vcf", card("b", "Ann Lee"))

        def ask(text, name="a.vcf"):
            return dav.report(
                dav.book + name, "<C:addressbook-query><D:prop><D:getetag/></D:prop><C:filter>"
                f'<C:prop-filter name="FN"><C:text-match>{text}</C:text-match></C:prop-filter>'
                "</C:filter></C:addressbook-query>", Depth=0)  # fmt: skip

        assert names(ask("lee")) == ["a.vcf"]
        assert names(ask("bob")) == []
        assert ask("lee", "none.vcf").status == 404

    def test_multiget_gives_it(self, dav):
        dav.put("a.vcf", card("a"))
        ask = ("<C:addressbook-multiget><D:prop><C:address-data/></D:prop>"
               f"<D:href>{dav.book}a.vcf</D:href></C:addressbook-multiget>")  # fmt: skip
        assert dav.report(dav.book + "a.vcf", ask).only.text("C:address-data") == card("a")
        assert dav.report(dav.book + "none.vcf", ask).status == 404

    def test_supported_report_set_names_both(self, dav):
        dav.put("a.vcf", card("a"))
        found = dav.propfind(dav.book + "a.vcf", "D:supported-report-set").only
        reports = {each[0][0].tag for each in found.element("D:supported-report-set")}
        assert {full("C:addressbook-query"), full("C:addressbook-multiget")} <= reports


class TestQuery:
    @pytest.fixture
    def found(self, dav):
        for uid, (name, *more) in CARDS.items():
            dav.put(f"{uid}.vcf", card(uid, name, *more))

        def ask(filters, test="", more="", **headers):
            answer = dav.report(
                dav.book, f"<C:addressbook-query><D:prop><D:getetag/></D:prop><C:filter{test}>"
                f"{filters}</C:filter>{more}</C:addressbook-query>", **headers)  # fmt: skip
            return [each.removesuffix(".vcf") for each in names(answer)]

        return ask

    @pytest.mark.parametrize("filters, who", [
        ("", ["ann", "bob", "eve"]),
        ('<C:prop-filter name="EMAIL"/>', ["ann", "bob"]),
        ('<C:prop-filter name="email"><C:is-not-defined/></C:prop-filter>', ["eve"]),
        ('<C:prop-filter name="item1.TEL"/>', ["bob"]),
        ('<C:prop-filter name="FN"><C:text-match>MÜLL</C:text-match></C:prop-filter>', ["ann"]),
        ('<C:prop-filter name="FN"><C:text-match collation="i;ascii-casemap">MÜLL</C:text-match>'
         "</C:prop-filter>", []),
        ('<C:prop-filter name="FN"><C:text-match collation="i;ascii-casemap">ann m</C:text-match>'
         "</C:prop-filter>", ["ann"]),
        ('<C:prop-filter name="FN"><C:text-match collation="i;octet">ann</C:text-match>'
         "</C:prop-filter>", []),
        ('<C:prop-filter name="FN"><C:text-match>strasse</C:text-match></C:prop-filter>',
         ["bob", "eve"]),
        ('<C:prop-filter name="EMAIL"><C:text-match match-type="starts-with">ann@h</C:text-match>'
         "</C:prop-filter>", ["ann"]),
        ('<C:prop-filter name="EMAIL"><C:text-match match-type="ends-with">.ORG</C:text-match>'
         "</C:prop-filter>", ["ann", "bob"]),
        ('<C:prop-filter name="NICKNAME"><C:text-match match-type="equals">annie</C:text-match>'
         "</C:prop-filter>", ["ann"]),
        ('<C:prop-filter name="FN"><C:text-match negate-condition="yes">ann</C:text-match>'
         "</C:prop-filter>", ["bob", "eve"]),
        ('<C:prop-filter name="EMAIL"><C:param-filter name="TYPE"><C:text-match '
         'match-type="equals">work</C:text-match></C:param-filter></C:prop-filter>', ["ann"]),
        ('<C:prop-filter name="TEL"><C:param-filter name="TYPE"><C:is-not-defined/>'
         "</C:param-filter></C:prop-filter>", ["bob"]),
        ('<C:prop-filter name="EMAIL" test="allof"><C:text-match>home</C:text-match>'
         '<C:text-match>ann</C:text-match></C:prop-filter>', ["ann"]),
        ('<C:prop-filter name="EMAIL" test="allof"><C:text-match>home</C:text-match>'
         '<C:text-match>example.org</C:text-match></C:prop-filter>', []),
        ('<C:prop-filter name="EMAIL" test="anyof"><C:text-match>bob</C:text-match>'
         '<C:param-filter name="TYPE"><C:text-match>work</C:text-match></C:param-filter>'
         "</C:prop-filter>", ["ann", "bob"]),
        ('<C:prop-filter name="ORG"><C:text-match>sales</C:text-match></C:prop-filter>', ["bob"]),
    ])  # fmt: skip
    def test_filters_find_what_they_say(self, found, filters, who):
        assert found(filters) == who

    def test_several_filters_are_all_or_any(self, found):
        both = '<C:prop-filter name="EMAIL"/><C:prop-filter name="NICKNAME"/>'
        assert found(both) == found(both, ' test="anyof"') == ["ann", "bob"]
        assert found(both, ' test="allof"') == ["ann"]

    def test_a_limit_says_that_there_is_more(self, dav, found):
        assert found("", more="<C:limit><C:nresults>3</C:nresults></C:limit>") == sorted(CARDS)
        answer = dav.report(
            dav.book, "<C:addressbook-query><D:prop><D:getetag/></D:prop><C:filter/>"
            "<C:limit><C:nresults>2</C:nresults></C:limit></C:addressbook-query>").by_href  # fmt: skip
        assert len(answer) == 3 and answer[dav.book].status == 507
        assert answer[dav.book].error[0].tag == full("D:number-of-matches-within-limits")

    @pytest.mark.parametrize("filters, condition", [
        ('<C:prop-filter name="FN"><C:text-match collation="i;none">x</C:text-match>'
         "</C:prop-filter>", "supported-collation"),
        ('<C:prop-filter name="FN"><C:text-match match-type="odd">x</C:text-match>'
         "</C:prop-filter>", "supported-filter"),
        ("<C:prop-filter/>", "supported-filter"), ("<C:comp-filter/>", "supported-filter"),
        ('<C:prop-filter name="FN" test="none"/>', "supported-filter")])  # fmt: skip
    def test_what_is_no_filter_is_refused_by_name(self, dav, filters, condition):
        answer = dav.report(dav.book, "<C:addressbook-query><D:prop/>"
                            f"<C:filter>{filters}</C:filter></C:addressbook-query>")  # fmt: skip
        assert answer.refuses(403, f"C:{condition}")

    def test_the_book_itself_is_no_card(self, found):
        assert found("", Depth=0) == []
        assert found("", Depth=1) == sorted(CARDS)
