"""A CardDAV client that treats every server alike: one kept connection, Basic, plain HTTP/1.1."""

import base64
import socket

_NAMESPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"'


def card_name(number):
    return f"card{number}.vcf"


def make_card(number):
    """The card that script/bench puts under this number too (bench/load/cards.cpp)."""
    return (
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Bench//EN\r\nUID:uid-{number}-of-the-bench\r\n"
        f"N:Family{number};Given;;;\r\nFN:Given Family{number}\r\nORG:Company;Department\r\n"
        f"TITLE:Number 0\r\nEMAIL;TYPE=INTERNET,WORK:Given.Family{number}{number}@example.org\r\n"
        f"TEL;TYPE=CELL:+49 170 {number}\r\nTEL;TYPE=WORK,VOICE:+49 30 {number}\r\n"
        f"ADR;TYPE=HOME:;;Street {number};City;;12345;Country\r\n"
        "NOTE:A note of this person\\, in some words that are no longer than\r\n"
        "  most notes are\\, but fold.\r\nEND:VCARD\r\n"
    ).encode()


class Client:
    """An account's address book. Not for two threads at once."""

    def __init__(self, port, book, user, password):
        self.book = book
        credentials = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._head = f"Host: 127.0.0.1:{port}\r\nAuthorization: Basic {credentials}\r\n"
        self._port, self._input = port, None

    def ask(self, method, path, body=b"", more=""):
        """(status, body). A server that closes after its answer is connected to anew."""
        request = (
            f"{method} {path} HTTP/1.1\r\n{self._head}{more}Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body
        kept = self._input is not None
        try:
            return self._exchange(request)
        except ConnectionError:
            # A kept connection may have been closed between two requests, which are idempotent.
            self.close()
            if not kept:
                raise
            return self._exchange(request)

    def log_in(self):
        """What connecting and logging in cost, before what is measured."""
        status, _ = self.ask("OPTIONS", self.book)
        _expect(status, 200, "OPTIONS")

    def put(self, number):
        status, _ = self.ask("PUT", self.book + card_name(number), make_card(number),
                             "Content-Type: text/vcard; charset=utf-8\r\n")  # fmt: skip
        _expect(status, 201, f"PUT {number}")

    def initial_sync(self):
        return self._report("sync-collection", "<sync-token/><sync-level>1</sync-level>"
                            "<prop><getetag/></prop>", "0")  # fmt: skip

    def multiget(self, numbers):
        hrefs = "".join(f"<href>{self.book}{card_name(number)}</href>" for number in numbers)
        return self._report("C:addressbook-multiget",
                            f"<prop><getetag/><C:address-data/></prop>{hrefs}")  # fmt: skip

    def list(self):
        body = (f"<propfind {_NAMESPACES}><prop><getetag/><resourcetype/><getcontenttype/></prop>"
                "</propfind>")  # fmt: skip
        return self._listing("PROPFIND", body, "1")

    def find(self, text):
        return self._report(
            "C:addressbook-query", '<prop><getetag/></prop><C:filter><C:prop-filter name="EMAIL">'
            f'<C:text-match collation="i;unicode-casemap" match-type="contains">{text}'
            "</C:text-match></C:prop-filter></C:filter>")  # fmt: skip

    def close(self):
        if self._input is not None:
            self._input.close()
            self._socket.close()
            self._input = None

    def _report(self, name, inside, depth="1"):
        return self._listing("REPORT", f"<{name} {_NAMESPACES}>{inside}</{name}>", depth)

    def _listing(self, method, body, depth):
        body = b'<?xml version="1.0" encoding="utf-8"?>' + body.encode()
        more = f"Depth: {depth}\r\nContent-Type: text/xml; charset=utf-8\r\n"
        status, answer = self.ask(method, self.book, body, more)
        _expect(status, 207, f"{method} {body[:120]}: {answer[:300]}")
        return answer

    def _exchange(self, request):
        if self._input is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), 120)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._input = self._socket.makefile("rb")
        self._socket.sendall(request)
        line = self._input.readline()
        if not line:
            raise ConnectionResetError("closed before the answer")
        fields = {}
        while (field := self._input.readline().rstrip()) != b"":
            name, _, value = field.partition(b":")
            fields[name.lower()] = value.strip().lower()
        body = self._body(fields)
        if fields.get(b"connection") == b"close":
            self.close()
        return int(line.split()[1]), body

    def _body(self, fields):
        if fields.get(b"transfer-encoding") == b"chunked":
            chunks = []
            while size := int(self._input.readline(), 16):
                chunks.append(self._input.read(size))
                self._input.readline()
            self._input.readline()
            return b"".join(chunks)
        if b"content-length" in fields:
            return self._input.read(int(fields[b"content-length"]))
        return self._input.read() if fields.get(b"connection") == b"close" else b""


def _expect(status, wanted, what):
    if status != wanted:
        raise RuntimeError(f"{what}: {status} instead of {wanted}")
