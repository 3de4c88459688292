"""The directory as a book: the accounts of one's own domain, found by their words, never written.

Source: RFC 6352 7.1.2, 8.6, 8.7; draft-daboo-carddav-directory-gateway; docs/dav.md, "The directory".
"""

import pytest

from dav import Client, card, document, full
from server import Account
from sharing import needs

DIRECTORY = "/dav/directory/"


@pytest.fixture(scope="module")
def people(session_server):
    """Accounts with names, by local part; one is switched off, one of another domain."""
    if not session_server.running:
        session_server.start()
    command = session_server.command
    command("domain", "add", "directory.example")
    command("domain", "add", "another.example")
    names = {"zoe@directory.example": "Zoë Quax-Meyer", "zora@directory.example": "Zora, née Qual; Dr",
             "quentin@directory.example": "", "zack@directory.example": "Zack Quarantine",
             "zoe@another.example": "Zoe Quax"}  # fmt: skip
    for address, name in names.items():
        command("account", "add", address, "--password-stdin", stdin="pw\n")
        if name:
            command("account", "name", address, name)
    command("account", "disable", "zack@directory.example")
    return names


@pytest.fixture
def zoe(server, people):
    client = Client(server, Account("zoe@directory.example", "pw"))
    yield client
    client.close()


def query(client, filters, more="", path=DIRECTORY, prop="<D:getetag/><C:address-data/>", test=""):
    return client.report(
        path, f"<C:addressbook-query><D:prop>{prop}</D:prop><C:filter{test}>{filters}</C:filter>{more}"
        "</C:addressbook-query>", Depth=1)  # fmt: skip


def text(name, value, more=""):
    return f'<C:prop-filter name="{name}"><C:text-match{more}>{value}</C:text-match></C:prop-filter>'


def found(answer):
    """Local parts; "507" where there are more."""
    return sorted("507" if each.status == 507 else each.href.removeprefix(DIRECTORY).partition("@")[0]
                  for each in answer.responses)  # fmt: skip


def test_a_principal_leads_there(zoe):
    own = zoe.propfind(zoe.principal, "C:directory-gateway", "C:principal-address").only
    assert own.within("C:directory-gateway") == DIRECTORY
    assert own.within("C:principal-address") == DIRECTORY + "zoe@directory.example.vcf"
    assert zoe.get("", own.within("C:principal-address")).status == 200


def test_it_is_a_book_that_is_only_read(zoe):
    told = zoe.propfind(DIRECTORY, "D:resourcetype", "D:displayname", "C:supported-address-data",
                        "D:supported-report-set", "D:current-user-privilege-set", "D:sync-token",
                        "CS:getctag", "D:quota-used-bytes", "D:add-member").only  # fmt: skip
    assert told.children("D:resourcetype") == [
        full("D:collection"), full("C:addressbook"), full("C:directory")]  # fmt: skip
    assert told.text("D:displayname") == "Directory"
    assert {each[0].tag for each in told.element("D:current-user-privilege-set")} == {
        full("D:read"), full("D:read-current-user-privilege-set")}  # fmt: skip
    reports = {each[0][0].tag for each in told.element("D:supported-report-set")}
    assert {full("C:addressbook-query"), full("C:addressbook-multiget")} <= reports
    assert full("D:sync-collection") not in reports
    for name in ("D:sync-token", "CS:getctag", "D:quota-used-bytes", "D:add-member"):
        assert told.status_of(name) == 404, name


def test_no_home_has_it_and_the_root_does(zoe):
    homes = zoe.propfind(zoe.home, "D:resourcetype", depth=1).responses
    assert not any(full("C:directory") in each.children("D:resourcetype") for each in homes)
    assert DIRECTORY in zoe.propfind("/dav/", "D:resourcetype", depth=1).by_href


@pytest.mark.parametrize("filters, expected", [
    (text("FN", "quax"), ["zoe"]),
    (text("FN", "zoë qua"), ["zoe"]),
    (text("EMAIL", "zo"), ["zoe", "zora"]),
    (text("EMAIL", "zora@directory.example"), ["zora"]),
    (text("NICKNAME", "quentin", ' match-type="equals"'), ["quentin"]),
    (text("FN", "quentin"), ["quentin"]),
    (text("FN", "zora") + text("N", "quentin"), ["quentin", "zora"]),
    (text("FN", "zack"), []),
    (text("FN", "nobody"), []),
    (text("TEL", "1"), []),
    (text("EMAIL", "another.example"), []),
])  # fmt: skip
def test_people_are_found_by_the_words_of_their_names(zoe, filters, expected):
    assert found(query(zoe, filters)) == expected


def test_all_that_a_query_says_must_hold(zoe):
    both = text("FN", "zo") + text("EMAIL", "zora", ' negate-condition="yes"')
    assert found(query(zoe, both, test=' test="allof"')) == ["zoe"]


@pytest.mark.parametrize("filters", [
    "", text("FN", "x", ' negate-condition="yes"'), '<C:prop-filter name="FN"/>',
    '<C:prop-filter name="TEL"><C:is-not-defined/></C:prop-filter>', text("EMAIL", "@"),
])  # fmt: skip
def test_whoever_asks_for_everybody_is_told_that_there_are_more(zoe, filters):
    answer = query(zoe, filters)
    (more,) = answer.responses
    assert (more.href, more.status) == (DIRECTORY, 507)
    assert more.error[0].tag == full("D:number-of-matches-within-limits")


def test_a_limit_is_kept(zoe):
    limited = "<C:limit><C:nresults>1</C:nresults></C:limit>"
    answer = query(zoe, text("EMAIL", "zo"), limited)
    assert len(answer.responses) == 2 and "507" in found(answer)


def test_nothing_lists_it(zoe):
    for depth in (1, "infinity"):
        answer = zoe.propfind(DIRECTORY, "D:getetag", depth=depth)
        assert answer.refuses(403, "D:number-of-matches-within-limits")
    assert zoe.request("GET", DIRECTORY).status == 405
    assert zoe.sync(book=DIRECTORY).refuses(403, "D:supported-report")


def test_a_card_is_the_same_wherever_it_is_read(zoe):
    (one,) = query(zoe, text("FN", "zora")).responses
    got = zoe.get("", one.href)
    assert got.body.decode() == one.text("C:address-data")
    assert got.etag == one.text("D:getetag")
    assert "FN:Zora\\, née Qual\\; Dr\r\n" in got.body.decode()
    assert zoe.get("", one.href, If_None_Match=got.etag).status == 304
    told = zoe.propfind(one.href, "D:getetag", "D:getcontenttype", "D:resourcetype").only
    assert told.text("D:getetag") == got.etag and told.children("D:resourcetype") == []
    assert told.text("D:getcontenttype") == "text/vcard; charset=utf-8"
    listed = zoe.report(DIRECTORY, "<C:addressbook-multiget><D:prop><C:address-data "
                        'content-type="text/vcard" version="4.0"/></D:prop>'
                        f"<D:href>{one.href.replace('@', '%40')}</D:href>"
                        f"<D:href>{DIRECTORY}nobody@directory.example.vcf</D:href>"
                        "</C:addressbook-multiget>").by_href  # fmt: skip
    assert "VERSION:4.0" in listed[one.href].text("C:address-data")
    assert listed[DIRECTORY + "nobody@directory.example.vcf"].status == 404
    assert found(query(zoe, text("FN", "zora"), path=one.href)) == ["zora"]
    assert found(query(zoe, text("FN", "zoe"), path=one.href)) == []


def test_a_new_name_is_a_new_card(server, zoe):
    path = DIRECTORY + "quentin@directory.example.vcf"
    before = zoe.get("", path)
    server.command("account", "name", "quentin@directory.example", "Q. Uentin")
    after = zoe.get("", path)
    server.command("account", "name", "quentin@directory.example", "")
    assert before.etag != after.etag and b"FN:Q. Uentin" in after.body
    assert zoe.get("", path).etag == before.etag


def test_who_is_not_in_it_is_not_found(zoe):
    for name in ("zack@directory.example.vcf", "zoe@another.example.vcf", "zora.vcf",
                 "zora@directory.example", "nobody@directory.example.vcf"):  # fmt: skip
        assert zoe.get("", DIRECTORY + name).status == 404, name
        assert zoe.propfind(DIRECTORY + name, "D:getetag").status == 404, name
        assert query(zoe, text("FN", "z"), path=DIRECTORY + name).status == 404, name


def test_whatever_would_change_it_is_refused_for_want_of_a_privilege(zoe):
    path = DIRECTORY + "zora@directory.example.vcf"
    said = "<D:set><D:prop><D:displayname>x</D:displayname></D:prop></D:set>"
    assert needs(zoe.put("", card("x"), path), "D:write-content", path)
    assert needs(zoe.put("new.vcf", card("x"), DIRECTORY), "D:write-content", DIRECTORY + "new.vcf")
    assert needs(zoe.request("DELETE", path), "D:unbind", DIRECTORY)
    assert needs(zoe.request("DELETE", DIRECTORY), "D:unbind", DIRECTORY)
    assert needs(zoe.request("POST", DIRECTORY, card("x")), "D:bind", DIRECTORY)
    assert needs(zoe.proppatch(DIRECTORY, said), "D:write-properties", DIRECTORY)
    assert needs(zoe.request("MKCOL", DIRECTORY + "x/", document("<D:mkcol/>")), "D:bind", DIRECTORY)
    assert zoe.request("MOVE", path, Destination=zoe.book + "z.vcf").status == 405
    zoe.put("own.vcf", card("own"))
    assert zoe.request("COPY", zoe.book + "own.vcf", Destination=path).status == 403
    assert zoe.get("", path).status == 200


def test_a_stranger_of_another_domain_has_his_own(server, people):
    other = Client(server, Account("zoe@another.example", "pw"))
    assert found(query(other, text("FN", "zo"))) == ["zoe"]
    assert other.get("", DIRECTORY + "zoe@directory.example.vcf").status == 404
    other.close()
