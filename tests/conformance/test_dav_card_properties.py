"""What clients say of single cards: kept as it came, with the card wherever it goes.

Source: RFC 4918 4, 9.2, 9.7 to 9.9.
"""

import pytest

from dav import card

NS = "http://x.example/"
COLOR = f'<X:color xmlns:X="{NS}" X:tone="deep">blue</X:color>'


@pytest.fixture
def told(dav):
    """A card "a.vcf" with a property."""
    dav.put("a.vcf", card("a"))
    answer = dav.proppatch(dav.book + "a.vcf", f"<D:set><D:prop>{COLOR}</D:prop></D:set>")
    assert answer.only.properties[f"{{{NS}}}color"][0] == 200
    return dav


def color(dav, path):
    """The property's element; None where there is none."""
    body = f'<D:propfind xmlns:D="DAV:"><D:prop><color xmlns="{NS}"/></D:prop></D:propfind>'
    answer = dav.request("PROPFIND", path, body, Depth=0).only
    status, element = answer.properties[f"{{{NS}}}color"]
    return element if status == 200 else None


def test_it_is_given_back_as_it_came(told):
    element = color(told, told.book + "a.vcf")
    assert element.text == "blue" and element.attrib == {f"{{{NS}}}tone": "deep"}
    everything = told.propfind(told.book + "a.vcf").only
    assert everything.properties[f"{{{NS}}}color"][1].text == "blue"
    names = told.request("PROPFIND", told.book + "a.vcf",
                         '<D:propfind xmlns:D="DAV:"><D:propname/></D:propfind>', Depth=0).only  # fmt: skip
    assert f"{{{NS}}}color" in names.properties


def test_reports_and_lists_have_it_where_they_ask(told):
    told.put("b.vcf", card("b"))
    prop = f'<D:prop><color xmlns="{NS}"/></D:prop>'
    asked = (
        told.request("PROPFIND", told.book, f'<D:propfind xmlns:D="DAV:">{prop}</D:propfind>', Depth=1),
        told.sync(properties=f'<color xmlns="{NS}"/>'),
        told.report(told.book, f"<C:addressbook-query>{prop}<C:filter/></C:addressbook-query>", Depth=1),
        told.report(told.book, f"<C:addressbook-multiget>{prop}<D:href>{told.book}a.vcf</D:href>"
                    f"<D:href>{told.book}b.vcf</D:href></C:addressbook-multiget>"),
    )  # fmt: skip
    for answer in asked:
        found = {href.rpartition("/")[2]: each.properties[f"{{{NS}}}color"][0]
                 for href, each in answer.by_href.items() if href.endswith(".vcf")}  # fmt: skip
        assert found == {"a.vcf": 200, "b.vcf": 404}


def test_it_is_no_change_of_the_card(told):
    before = told.get("a.vcf")
    token = told.sync().token
    told.proppatch(told.book + "a.vcf", f'<D:set><D:prop><n xmlns="{NS}">1</n></D:prop></D:set>')
    assert told.get("a.vcf").etag == before.etag
    assert told.sync(token).responses == []


def test_it_stays_when_the_card_is_edited(told):
    assert told.put("a.vcf", card("a", "Ann New")).status == 204
    assert color(told, told.book + "a.vcf").text == "blue"


def test_it_stays_when_a_card_gets_its_uid(dav):
    dav.put("n.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:N\r\nEND:VCARD\r\n")
    dav.proppatch(dav.book + "n.vcf", f"<D:set><D:prop>{COLOR}</D:prop></D:set>")
    assert dav.put("n.vcf", card("n")).status == 204
    assert color(dav, dav.book + "n.vcf").text == "blue"


def test_it_moves_with_the_card_and_is_copied_with_it(told):
    told.make_book("work")
    work = told.home + "work/"
    assert told.request("COPY", told.book + "a.vcf", Destination=work + "c.vcf").status == 201
    assert told.request("MOVE", told.book + "a.vcf", Destination=told.book + "m.vcf").status == 201
    for path in (work + "c.vcf", told.book + "m.vcf"):
        assert color(told, path).text == "blue"
    assert told.put("a.vcf", card("new")).status == 201
    assert color(told, told.book + "a.vcf") is None


def test_what_is_overwritten_leaves_nothing(told):
    told.make_book("work")
    there = told.home + "work/b.vcf"
    told.put("b.vcf", card("b"), told.home + "work/")
    told.proppatch(there, f'<D:set><D:prop><n xmlns="{NS}">1</n></D:prop></D:set>')
    assert told.request("COPY", told.book + "a.vcf", Destination=there).status == 204
    assert color(told, there).text == "blue"
    assert f"{{{NS}}}n" not in told.propfind(there).only.properties


def test_it_goes_with_the_card(told):
    assert told.request("DELETE", told.book + "a.vcf").status == 204
    assert told.put("a.vcf", card("a")).status == 201
    assert color(told, told.book + "a.vcf") is None


def test_it_is_taken_back(told):
    prop = f'<D:remove><D:prop><color xmlns="{NS}"/></D:prop></D:remove>'
    assert told.proppatch(told.book + "a.vcf", prop).only.properties[f"{{{NS}}}color"][0] == 200
    assert color(told, told.book + "a.vcf") is None


def test_what_the_server_says_is_not_for_clients(told):
    both = f'<D:set><D:prop><D:getetag>"x"</D:getetag><n xmlns="{NS}">1</n></D:prop></D:set>'
    answer = told.proppatch(told.book + "a.vcf", both).only
    assert answer.status_of("D:getetag") == 403
    assert answer.properties[f"{{{NS}}}n"][0] == 424
    everything = told.propfind(told.book + "a.vcf").only
    assert f"{{{NS}}}n" not in everything.properties


def test_a_card_has_a_hundred_at_most(told):
    def say(name, value="1"):
        prop = f'<D:set><D:prop><{name} xmlns="{NS}">{value}</{name}></D:prop></D:set>'
        return told.proppatch(told.book + "a.vcf", prop).only.properties[f"{{{NS}}}{name}"][0]

    many = "".join(f'<n{n} xmlns="{NS}">1</n{n}>' for n in range(99))
    told.proppatch(told.book + "a.vcf", f"<D:set><D:prop>{many}</D:prop></D:set>")
    assert say("one-more") == 507 and say("n7", "2") == 200
    assert say("n8", "x" * 70_000) == 507
