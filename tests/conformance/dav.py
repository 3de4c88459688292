"""A WebDAV client: requests over one kept connection, and multistatus answers as values."""

import http.client
import urllib.parse
import xml.etree.ElementTree as ElementTree

from rawhttp import basic

DAV, CARD, CS = "DAV:", "urn:ietf:params:xml:ns:carddav", "http://calendarserver.org/ns/"
PREFIXES = {"D": DAV, "C": CARD, "CS": CS, "I": "http://inf-it.com/ns/ab/"}
DECLARED = " ".join(f'xmlns:{prefix}="{ns}"' for prefix, ns in PREFIXES.items())


def full(name):
    """ "D:prop" as ElementTree spells it."""
    prefix, _, local = name.partition(":")
    return f"{{{PREFIXES[prefix]}}}{local}"


def document(xml):
    """The outermost element with the namespaces that it uses."""
    end = min(at for at in (xml.find(c) for c in " />") if at > 0)
    return f'<?xml version="1.0" encoding="utf-8"?>{xml[:end]} {DECLARED}{xml[end:]}'.encode()


def propfind(*names):
    return document(f"<D:propfind><D:prop>{''.join(f'<{n}/>' for n in names)}</D:prop></D:propfind>")


def card(uid, name="Ann Lee", *lines):
    text = ["BEGIN:VCARD", "VERSION:3.0", f"UID:{uid}", f"FN:{name}", f"N:{name};;;;", *lines]
    return "\r\n".join([*text, "END:VCARD", ""])


class Response:
    """One DAV:response: properties by status, or a status of its own."""

    def __init__(self, element):
        self.href = element.findtext(full("D:href"))
        self.status = self._status(element)
        self.error = element.find(full("D:error"))
        self.properties = {}
        for propstat in element.iterfind(full("D:propstat")):
            for each in propstat.find(full("D:prop")):
                self.properties[each.tag] = (self._status(propstat), each)

    @staticmethod
    def _status(element):
        line = element.findtext(full("D:status"))
        return int(line.split()[1]) if line else None

    def __contains__(self, name):
        return self.properties.get(full(name), (404, None))[0] == 200

    def element(self, name):
        status, element = self.properties[full(name)]
        assert status == 200, (name, status)
        return element

    def text(self, name):
        return self.element(name).text or ""

    def status_of(self, name):
        return self.properties[full(name)][0]

    def children(self, name):
        return [each.tag for each in self.element(name)]

    def within(self, name):
        """The href that a property holds."""
        return self.element(name).findtext(full("D:href"))


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def xml(self):
        return ElementTree.fromstring(self.body)

    @property
    def responses(self):
        assert self.status == 207, (self.status, self.body)
        return [Response(each) for each in self.xml.iterfind(full("D:response"))]

    @property
    def only(self):
        (response,) = self.responses
        return response

    @property
    def by_href(self):
        found = {each.href: each for each in self.responses}
        assert len(found) == len(self.responses), "an href twice"
        return found

    @property
    def token(self):
        return self.xml.findtext(full("D:sync-token"))

    @property
    def conditions(self):
        """What the DAV:error names."""
        root = self.xml
        assert root.tag == full("D:error"), self.body
        return [each.tag for each in root]

    def refuses(self, status, condition):
        return self.status == status and self.conditions == [full(condition)]

    @property
    def etag(self):
        return self.headers["ETag"]


class Client:
    def __init__(self, server, account, listener="http"):
        self.server, self.account = server, account
        self._listener, self._connection = listener, None
        user = urllib.parse.quote(account.address, safe="@")
        self.principal = f"/dav/principals/{user}/"
        self.home = f"/dav/addressbooks/{user}/"
        self.book = self.home + "default/"

    def request(self, method, path, body=None, login=True, **headers):
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                *self.server.addresses[self._listener], timeout=60
            )
        fields = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        if login:
            name, _, value = basic(self.account).partition(": ")
            fields[name] = value
        body = body.encode() if isinstance(body, str) else body
        try:
            self._connection.request(method, path, body, fields)
            return Answer(self._connection.getresponse())
        except (http.client.HTTPException, OSError):
            self.close()
            raise

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def clear(self):
        """Removes every book; the default one comes back empty."""
        for book in self.propfind(self.home, "D:owner", depth=1).responses:
            if book.href != self.home:
                assert self.request("DELETE", book.href).status == 204

    def propfind(self, path, *names, depth=0, **headers):
        body = propfind(*names) if names else None
        return self.request("PROPFIND", path, body, Depth=depth, **headers)

    def proppatch(self, path, xml, **headers):
        return self.request("PROPPATCH", path, document(f"<D:propertyupdate>{xml}</D:propertyupdate>"),
                            **headers)  # fmt: skip

    def acl(self, path, aces, **headers):
        return self.request("ACL", path, document(f"<D:acl>{aces}</D:acl>"), **headers)

    def report(self, path, xml, **headers):
        return self.request("REPORT", path, document(xml), **headers)

    def put(self, name, text, book=None, **headers):
        headers.setdefault("Content_Type", "text/vcard; charset=utf-8")
        return self.request("PUT", (book or self.book) + name, text, **headers)

    def get(self, name, book=None, **headers):
        return self.request("GET", (book or self.book) + name, **headers)

    def make_book(self, segment, properties=""):
        body = document(
            "<D:mkcol><D:set><D:prop><D:resourcetype><D:collection/><C:addressbook/>"
            f"</D:resourcetype>{properties}</D:prop></D:set></D:mkcol>"
        )
        return self.request("MKCOL", f"{self.home}{segment}/", body)

    def sync(self, token="", book=None, properties="<D:getetag/>", limit=None):
        limited = f"<D:limit><D:nresults>{limit}</D:nresults></D:limit>" if limit else ""
        return self.report(
            book or self.book,
            f"<D:sync-collection><D:sync-token>{token}</D:sync-token>"
            f"<D:sync-level>1</D:sync-level>{limited}<D:prop>{properties}</D:prop>"
            "</D:sync-collection>",
        )
