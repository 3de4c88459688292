"""From an address to a server: Autodiscover, autoconfig and the well-known paths.

Source: MS-ASCMD 2.2.1.1, RFC 6764, Mozilla's autoconfiguration.
"""

import http.client
import json
import xml.etree.ElementTree as ElementTree

import pytest

from places import CORPORA
from rawhttp import basic

BASE = "http://schemas.microsoft.com/exchange/autodiscover/"
REQUESTS = CORPORA / "autodiscover" / "requests"
POX, JSON = "/autodiscover/autodiscover.xml", "/autodiscover/autodiscover.json"


def local(element):
    return element.tag.rpartition("}")[2]


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    def find(self, path):
        """The text at a path of local names; None where there is nothing."""
        element = ElementTree.fromstring(self.body)
        assert local(element) == "Autodiscover"
        for name in path.split("/"):
            element = next((child for child in element if local(child) == name), None)
            if element is None:
                return None
        return element.text or ""

    @property
    def error_code(self):
        assert self.status == 200
        return self.find("Response/Error/ErrorCode")


@pytest.fixture
def ask(server, account):
    def ask(method, target, body=None, login=True, listener="https", host=None, **headers):
        where = server.addresses[listener]
        kind = http.client.HTTPSConnection if listener == "https" else http.client.HTTPConnection
        how = {"context": server.tls_context()} if listener == "https" else {}
        connection = kind(*where, timeout=60, **how)
        if login:
            name, _, value = basic(account if login is True else login).partition(": ")
            headers[name] = value
        if host:
            headers["Host"] = host
        try:
            connection.request(method, target, body, headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    return ask


def request(account, name="mobilesync.xml"):
    """One of the corpus's requests, about this account."""
    address = account.address.encode()
    return (REQUESTS / name).read_bytes().replace(b"user@example.com", address)


class TestPlainXml:
    @pytest.mark.parametrize("path", [POX, "/Autodiscover/Autodiscover.xml", POX + "/"])
    @pytest.mark.parametrize(
        "name", ["mobilesync.xml", "mobilesync-prefixed.xml", "mobilesync-pretty-bom.xml"]
    )
    def test_a_phone_is_told_its_server(self, ask, account, path, name):
        """case: MSASCMD_S01_TC01_Autodiscover_TypeIsMobileSync"""
        answer = ask("POST", path, request(account, name), host="mail.example.org:8443",
                     **{"Content-Type": "text/xml"})  # fmt: skip
        assert answer.status == 200 and answer.headers.get_content_type() == "text/xml"
        assert answer.find("Response/User/EMailAddress") == account.address
        server = "Response/Action/Settings/Server/"
        assert answer.find(server + "Type") == "MobileSync"
        url = "https://mail.example.org:8443/Microsoft-Server-ActiveSync"
        assert answer.find(server + "Url") == answer.find(server + "Name") == url

    def test_without_a_login_it_is_asked_for(self, ask, account):
        answer = ask("POST", POX, request(account), login=False)
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")

    @pytest.mark.parametrize("whose", ["another's", "nobody's"])
    def test_an_address_of_others_fails_alike(self, ask, account, other_account, whose):
        """case: MSASCMD_S01_TC02_Autodiscover_Fail"""
        address = other_account.address if whose == "another's" else "nobody@example.org"
        body = request(account).replace(account.address.encode(), address.encode())
        answer = ask("POST", POX, body)
        assert answer.find("Response/Action/Error/Status") == "2"
        assert answer.find("Response/User/EMailAddress") == address
        assert answer.find("Response/Action/Settings") is None

    def test_an_address_beyond_ascii_is_only_unknown(self, ask, account):
        answer = ask("POST", POX, request(account, "mobilesync-idn-upper.xml"))
        assert answer.find("Response/Action/Error/Status") == "2"

    @pytest.mark.parametrize("name", ["no-email.xml", "bad-schema.xml"])
    def test_what_is_no_request_is_600(self, ask, account, name):
        """case: MSASCMD_S01_TC03_ErrorCode_600"""
        assert ask("POST", POX, request(account, name)).error_code == "600"

    def test_several_requests_are_600(self, ask, account):
        """case: MSASCMD_S01_TC03_ErrorCode_600"""
        body = request(account)
        inner = body[body.index(b"<Request>") : body.index(b"</Autodiscover>")]
        assert ask("POST", POX, body.replace(inner, inner * 2)).error_code == "600"

    @pytest.mark.parametrize(
        "body",
        [b"", b"<Autodiscover", b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>',
         b"<a>" * 1000],
        ids=["nothing", "half", "an entity", "deep"],
    )  # fmt: skip
    def test_what_is_no_document_is_600(self, ask, body):
        assert ask("POST", POX, body).error_code == "600"

    @pytest.mark.parametrize("name", ["outlook-desktop.xml", "outlook-desktop-legacydn.xml"])
    def test_a_schema_that_nobody_answers_in_is_601(self, ask, account, name):
        """case: MSASCMD_S01_TC04_ErrorCode_601"""
        assert ask("POST", POX, request(account, name)).error_code == "601"

    def test_outlook_is_told_when_it_asks_for_activesync(self, ask, account):
        """In the request schema that it uses for everything."""
        body = request(account, "outlook-desktop.xml")
        wish = body.replace(b"outlook/responseschema/2006a", b"mobilesync/responseschema/2006")
        assert ask("POST", POX, wish).find("Response/Action/Settings/Server/Type") == "MobileSync"

    def test_a_get_over_plain_http_leads_to_https(self, ask):
        answer = ask("GET", POX, login=False, listener="http", host="autodiscover.example.org:80")
        assert answer.status == 302
        assert answer.headers["Location"] == "https://autodiscover.example.org" + POX

    def test_and_over_tls_it_is_no_request(self, ask):
        assert ask("GET", POX, login=False).status == 401
        assert ask("GET", POX).error_code == "600"

    def test_too_much_is_refused(self, ask):
        assert ask("POST", POX, b" " * 70_000).status == 413


class TestJson:
    @pytest.mark.parametrize(
        "target",
        [JSON + "?Email=u1%40example.org&Protocol=ActiveSync&RedirectCount=1",
         "/AutoDiscover/AutoDiscover.json/v1.0/u1%40example.org?Protocol=activesync"],
    )  # fmt: skip
    def test_anybody_is_told_where_active_sync_is(self, ask, target):
        answer = ask("GET", target, login=False, host="mail.example.org")
        assert answer.status == 200 and answer.headers.get_content_type() == "application/json"
        assert json.loads(answer.body) == {
            "Protocol": "ActiveSync",
            "Url": "https://mail.example.org/Microsoft-Server-ActiveSync",
        }

    def test_and_where_the_older_kind_is(self, ask):
        target = JSON + "/v1.0/u1@example.org?Protocol=AutodiscoverV1&RedirectCount=3"
        answer = ask("GET", target, login=False, host="mail.example.org")
        assert json.loads(answer.body)["Url"] == "https://mail.example.org" + POX

    @pytest.mark.parametrize(
        "query, code",
        [("Email=u1@example.org", "MandatoryParameterMissing"),
         ("Email=u1@example.org&Protocol=%22EWS", "InvalidProtocol"),
         ("Protocol=ActiveSync", "InvalidUserId")],
    )  # fmt: skip
    def test_what_is_not_served_is_400(self, ask, query, code):
        answer = ask("GET", f"{JSON}?{query}", login=False)
        assert answer.status == 400 and json.loads(answer.body)["ErrorCode"] == code

    def test_it_is_only_read(self, ask):
        assert ask("POST", JSON + "?Email=u1@example.org", b"{}", login=False).status == 405


class TestOtherPlaces:
    @pytest.mark.parametrize(
        "path",
        ["/mail/config-v1.1.xml", "/v1.1/mail/config-v1.1.xml",
         "/.well-known/autoconfig/mail/config-v1.1.xml"],
    )  # fmt: skip
    def test_thunderbirds_way_names_what_is_served(self, ask, path):
        answer = ask("GET", path + "?emailaddress=u1%40example.org", login=False,
                     host="mail.example.org:8443")  # fmt: skip
        assert answer.status == 200
        provider = ElementTree.fromstring(answer.body).find("emailProvider")
        assert provider.get("id") == provider.findtext("domain") == "example.org"
        (server,) = provider.findall("incomingServer")
        assert server.get("type") == "exchange" and server.findtext("port") == "8443"
        assert server.findtext("hostname") == "mail.example.org"
        url = "https://mail.example.org:8443/Microsoft-Server-ActiveSync"
        assert server.findtext("easURL") == url and provider.find("outgoingServer") is None

    def test_without_an_address_the_hosts_domain_is_meant(self, ask):
        answer = ask("GET", "/mail/config-v1.1.xml", login=False, host="autoconfig.example.org")
        assert b'<emailProvider id="example.org">' in answer.body

    @pytest.mark.parametrize("name", ["caldav", "carddav"])
    @pytest.mark.parametrize("method", ["GET", "PROPFIND"])
    def test_calendars_and_contacts_are_found_below_dav(self, ask, name, method):
        answer = ask(method, f"/.well-known/{name}", login=False)
        assert answer.status == 301 and answer.headers["Location"] == "/dav/"


class TestServersOfMail:
    """The administrator has an IMAP and a submission server beside this one."""

    @pytest.fixture
    def account(self, server):
        return server.add_account()

    @pytest.fixture
    def server(self, new_server, monkeypatch):
        monkeypatch.setenv("SYNCGATE_DISCOVERY_IMAP", "imap.example.org:993")
        monkeypatch.setenv("SYNCGATE_DISCOVERY_SUBMISSION", "smtp.example.org:587")
        return new_server()

    def test_outlook_is_told_in_its_own_schema(self, ask, account):
        answer = ask("POST", POX, request(account, "outlook-desktop.xml"))
        assert answer.find("Response/Account/AccountType") == "email"
        assert answer.find("Response/Account/Action") == "settings"
        protocols = [
            {local(each): each.text for each in protocol}
            for protocol in ElementTree.fromstring(answer.body).iter()
            if local(protocol) == "Protocol"
        ]
        said = [
            [p[name] for name in ("Type", "Server", "Port", "Encryption", "LoginName", "SPA")]
            for p in protocols
        ]
        assert said == [
            ["IMAP", "imap.example.org", "993", "SSL", account.address, "off"],
            ["SMTP", "smtp.example.org", "587", "TLS", account.address, "off"],
        ]

    def test_an_address_of_others_or_a_name_is_not_found(self, ask, account):
        body = request(account, "outlook-desktop.xml")
        other = body.replace(account.address.encode(), b"nobody@example.org")
        assert ask("POST", POX, other).error_code == "500"
        legacy = request(account, "outlook-desktop-legacydn.xml")
        assert ask("POST", POX, legacy).error_code == "500"

    def test_a_phone_is_told_of_activesync_as_ever(self, ask, account):
        answer = ask("POST", POX, request(account))
        assert answer.find("Response/Action/Settings/Server/Type") == "MobileSync"

    def test_thunderbird_is_told_of_them_first(self, ask):
        answer = ask("GET", "/mail/config-v1.1.xml?emailaddress=u1%40example.org", login=False)
        provider = ElementTree.fromstring(answer.body).find("emailProvider")
        incoming, outgoing = provider.findall("incomingServer"), provider.findall("outgoingServer")
        assert [each.get("type") for each in incoming] == ["imap", "exchange"]
        assert incoming[0].findtext("hostname") == "imap.example.org"
        assert incoming[0].findtext("socketType") == "SSL"
        assert [each.get("type") for each in outgoing] == ["smtp"]
        assert outgoing[0].findtext("port") == "587"
        assert outgoing[0].findtext("socketType") == "STARTTLS"
        assert outgoing[0].findtext("username") == "%EMAILADDRESS%"


class TestSettings:
    @pytest.fixture
    def account(self, server):
        return server.add_account()

    @pytest.fixture
    def server(self, new_server, monkeypatch):
        monkeypatch.setenv("SYNCGATE_DISCOVERY_HOSTS", "first.example,mail.example.org:8443")
        monkeypatch.setenv("SYNCGATE_DISCOVERY_DAV", "")
        return new_server()

    def test_the_administrator_names_the_hosts(self, ask, account):
        answer = ask("POST", POX, request(account), host="autodiscover.example.org")
        url = "https://mail.example.org:8443/Microsoft-Server-ActiveSync"
        assert answer.find("Response/Action/Settings/Server/Url") == url
        other = ask("GET", JSON + "?Email=a@b.example&Protocol=ActiveSync", login=False)
        assert json.loads(other.body)["Url"].startswith("https://first.example/")
        led = ask("GET", POX, login=False, listener="http", host="autodiscover.example.org")
        assert led.headers["Location"] == "https://first.example" + POX
        assert ask("GET", "/.well-known/caldav", login=False).status == 404
