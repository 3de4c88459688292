"""Heads and bodies that no honest client sends. Source: RFC 9112; docs/architecture.md, "Limits"."""

import socket
import time

import pytest

import eas
import wbxml
from eas import PATH, Client
from judging import status_of
from rawhttp import RawConnection, basic, head
from wbxml import FolderHierarchy

MIB = 1 << 20


@pytest.fixture(scope="module", autouse=True)
def slow_head(server):
    """A client that never finishes its head, started first and looked at last."""
    connection = RawConnection(server, timeout=90)
    connection.send(b"POST " + PATH.encode() + b" HTTP/1.1\r\nHost: x\r\n")
    yield connection, time.monotonic()
    connection.close()


POST = f"POST {PATH}?Cmd=FolderSync&User=u&DeviceId=raw&DeviceType=x HTTP/1.1"
# What request smuggling is made of.
SMUGGLING = {
    "two lengths": ["Content-Length: 4", "Content-Length: 5"],
    "the same length twice": ["Content-Length: 4", "Content-Length: 4"],
    "a list of lengths": ["Content-Length: 4, 4"],
    "length and chunks": ["Content-Length: 4", "Transfer-Encoding: chunked"],
    "chunks and length": ["Transfer-Encoding: chunked", "Content-Length: 4"],
    "negative length": ["Content-Length: -1"],
    "length with a sign": ["Content-Length: +4"],
    "hexadecimal length": ["Content-Length: 0x4"],
    "length with a blank inside": ["Content-Length: 1 4"],
    "empty length": ["Content-Length: "],
    "length beyond 64 bits": ["Content-Length: 99999999999999999999999"],
    "blank before the colon": ["Content-Length : 4"],
    "tab before the colon": ["Transfer-Encoding\t: chunked"],
    "no name": [": value"],
    "no colon": ["Content-Length 4"],
    "continued line": ["X-A: b", " Content-Length: 4"],
    "continued by a tab": ["X-A: b", "\tContent-Length: 4"],
    "NUL in a value": ["X-A: b\0c"],
    "NUL in a name": ["X-\0A: b"],
    "bare CR in a value": ["X-A: b\rContent-Length: 4"],
    "unknown coding": ["Transfer-Encoding: cow"],
    "chunked twice": ["Transfer-Encoding: chunked, chunked"],
    "chunked, but not at the end": ["Transfer-Encoding: chunked, identity"],
    "two codings": ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"],
    "coding with a vertical tab": ["Transfer-Encoding: \x0bchunked"],
    "quoted coding": ['Transfer-Encoding: "chunked"'],
    "a name with a blank": ["Content Length: 4"],
    "a name beyond tokens": ["Content-Length\x80: 4"],
    "two hosts": ["Host: other"],
}
SECOND = b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


class TestSmuggling:
    def refuse(self, server, data):
        """One 400, then the end: no second answer."""
        with RawConnection(server) as connection:
            connection.send_anyway(data)
            response = connection.final()
            assert response is not None and response.status == 400, response
            assert connection.final() is None, "a second request was seen"

    @pytest.mark.parametrize("name", SMUGGLING)
    def test_an_ambiguous_head_is_400(self, server, account, name):
        data = head(POST, "Host: x", basic(account), *SMUGGLING[name])
        self.refuse(server, data + SECOND)

    @pytest.mark.parametrize("name", SMUGGLING)
    def test_the_same_on_the_plain_listener(self, server, account, name):
        with RawConnection(server, "http") as connection:
            connection.send_anyway(head(POST, "Host: x", basic(account), *SMUGGLING[name]) + SECOND)
            assert connection.final().status == 400 and connection.final() is None

    @pytest.mark.parametrize("line_end", [b"\n", b"\r", b"\n\r"])
    def test_other_line_ends_are_400(self, server, account, line_end):
        data = head(POST, "Host: x", basic(account), "Content-Length: 0")
        with RawConnection(server) as connection:
            connection.send_anyway(data.replace(b"\r\n", line_end) + b"\r\n\r\n")
            assert connection.final().status == 400
            assert connection.final() is None

    def test_one_bare_lf_among_the_lines_is_400(self, server, account):
        data = head(POST, "Host: x", basic(account), "X-A: b", "Content-Length: 0")
        self.refuse(server, data.replace(b"X-A: b\r\n", b"X-A: b\n") + SECOND)

    @pytest.mark.parametrize("line", [
        "POST  /x HTTP/1.1", "POST /x", "POST /x HTTP/1.1 more", " POST /x HTTP/1.1", "POST /x HTTP/2.0",
        "POST /x HTTP/1.10", "POST /x http/1.1", "P(ST /x HTTP/1.1", "POST x HTTP/1.1",
        "POST /a\tb HTTP/1.1", "POST /\x80 HTTP/1.1", "\x16\x03\x01",
    ])  # fmt: skip
    def test_a_bad_request_line_is_refused(self, server, line):
        with RawConnection(server) as connection:
            connection.send_anyway(head(line, "Host: x", "Content-Length: 0"))
            response = connection.final()
            assert response is None or response.status in (400, 501, 505), response

    def test_a_head_without_a_host_is_400(self, server):
        self.refuse(server, head(POST, "Content-Length: 0"))

    def test_the_generated_ones(self, server, hostile):
        for name in ("http-smuggling", "http-deviceid-traversal"):
            with RawConnection(server) as connection:
                connection.send_anyway((hostile / "proto" / f"{name}.txt").read_bytes())
                assert connection.final().status in (400, 401)

    def test_two_requests_at_once_are_answered_in_their_order(self, server, account):
        options = head(f"OPTIONS {PATH} HTTP/1.1", "Host: x", basic(account))
        lost = head("GET /nowhere HTTP/1.1", "Host: x", basic(account))
        with RawConnection(server) as connection:
            connection.send(options + lost + options)
            assert [connection.final().status for _ in range(3)] == [200, 404, 200]


class TestChunks:
    """Bodies in chunks: decoded, counted, and checked to the byte."""

    def send(self, server, account, body, *fields):
        connection = RawConnection(server)
        document = wbxml.encode(FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0")))
        connection.send_anyway(
            head(POST, "Host: x", basic(account), "MS-ASProtocolVersion: 16.1",
                 f"Content-Type: {eas.WBXML_TYPE}", "Transfer-Encoding: chunked", *fields)
            + body(document)
        )  # fmt: skip
        return connection

    @pytest.mark.parametrize("size", [1, 3, 4096])
    @pytest.mark.parametrize("extension", [b"", b";name=value", b'; a="b;c"'])
    def test_a_body_in_chunks_is_read(self, server, account, size, extension):
        def body(document):
            pieces = [document[i : i + size] for i in range(0, len(document), size)]
            return (
                b"".join(b"%x%s\r\n%s\r\n" % (len(p), extension, p) for p in pieces)
                + b"0\r\nX-Trailer: yes\r\n\r\n"
            )

        with self.send(server, account, body) as connection:
            response = connection.final()
            assert response.status == 200 and status_of(response) == "142"
            connection.send(head(f"OPTIONS {PATH} HTTP/1.1", "Host: x", basic(account)))
            assert connection.final().status == 200

    @pytest.mark.parametrize("bad", [
        b"zz\r\n", b"-1\r\n", b"+1\r\n", b"0x5\r\n", b"\r\n", b"fffffffffffffffff\r\n", b"5\n", b"5 \n",
        b"3\r\nabcX\r\n0\r\n\r\n", b"3\r\nabc0\r\n\r\n", b"1;" + b"e" * 100_000 + b"\r\na\r\n0\r\n\r\n",
        b"0\r\n" + b"T: " + b"t" * 200_000 + b"\r\n\r\n", b"0\r\nbad trailer\r\n\r\n",
    ])  # fmt: skip
    def test_bad_chunks_are_400(self, server, account, bad):
        with self.send(server, account, lambda _: bad) as connection:
            response = connection.final()
            assert response is not None and response.status in (400, 413, 431), response
            assert connection.final() is None

    def test_chunks_beyond_the_limit_are_413(self, server, account):
        with self.send(server, account, lambda _: b"") as connection:
            chunk = b"%x\r\n" % MIB + b"\0" * MIB + b"\r\n"
            for _ in range(8):
                if not connection.send_anyway(chunk):
                    break
            assert connection.final().status == 413


class TestSize:
    def too_large(self, connection):
        """413, and the end, though the body goes on."""
        piece = b"x" * 65536
        for _ in range(60 * MIB // len(piece)):
            if not connection.send_anyway(piece):
                break
        response = connection.final()
        assert response.status == 413, response
        assert connection.final() is None

    def test_a_document_of_60_mb_is_413(self, server, account):
        with RawConnection(server) as connection:
            connection.send(head(POST, "Host: x", basic(account), "MS-ASProtocolVersion: 16.1",
                                 f"Content-Length: {60 * MIB}"))  # fmt: skip
            response = connection.final()
            assert response.status == 413, response

    @pytest.mark.parametrize("version", ["12.1", "16.1"])
    def test_a_mail_of_60_mb_is_413(self, server, account, version):
        line = POST.replace("FolderSync", "SendMail")
        with RawConnection(server) as connection:
            connection.send(head(line, "Host: x", basic(account), f"MS-ASProtocolVersion: {version}",
                                 "Content-Type: message/rfc822", f"Content-Length: {60 * MIB}"))  # fmt: skip
            self.too_large(connection)

    def test_without_a_login_a_large_body_is_401(self, server):
        with RawConnection(server) as connection:
            connection.send(head(POST, "Host: x", f"Content-Length: {60 * MIB}"))
            for _ in range(100):
                if not connection.send_anyway(b"x" * 65536):
                    break
            assert connection.final().status == 401

    def test_100_comes_only_after_the_head_is_let_in(self, server, account):
        for login, expected in ((basic(account), 100), ("X-Nothing: 1", 401)):
            with RawConnection(server) as connection:
                connection.send(head(POST, "Host: x", login, "MS-ASProtocolVersion: 16.1",
                                     "Expect: 100-continue", "Content-Length: 13"))  # fmt: skip
                assert connection.response().status == expected

    def test_a_head_beyond_64_kib_is_refused(self, server, account):
        for fields in (["X-Long: " + "x" * 70_000], [f"X-{i}: y" for i in range(150)]):
            with RawConnection(server) as connection:
                connection.send_anyway(head(POST, "Host: x", basic(account), *fields))
                assert connection.final().status in (400, 431)

    def test_an_endless_head_is_cut_off(self, server):
        with RawConnection(server) as connection:
            connection.send(POST.encode() + b"\r\n")
            for i in range(5000):
                if not connection.send_anyway(b"X-%d: " % i + b"y" * 100 + b"\r\n"):
                    break
            response = connection.final()
            assert response is None or response.status in (400, 431)

    def test_a_body_that_ends_too_early_is_nothing(self, server, account):
        for _ in range(20):
            connection = RawConnection(server)
            connection.send(head(POST, "Host: x", basic(account), "MS-ASProtocolVersion: 16.1",
                                 "Content-Length: 500") + b"\x03\x01")  # fmt: skip
            connection.close()


class TestManyAtOnce:
    def test_connections_that_say_nothing_keep_nobody_out(self, server, account):
        idle = [server.connect("https") for _ in range(100)]
        idle += [server.connect("http") for _ in range(100)]
        assert Client(server, account).options().status == 200
        for connection in idle:
            connection.close()

    def test_half_a_tls_handshake_harms_nobody(self, server, account):
        for data in (b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/1.1\r\n\r\n", b"\x80" * 100, b""):
            with socket.create_connection(server.addresses["https"], 20) as plain:
                plain.sendall(data)
        assert Client(server, account).options().status == 200

    def test_a_reader_that_never_reads_is_let_go(self, server, account):
        """Answers pile up unread: the server neither waits nor remembers without a limit."""
        with RawConnection(server) as connection:
            connection.socket.settimeout(3)
            request = head(f"OPTIONS {PATH} HTTP/1.1", "Host: x", basic(account))
            try:
                for _ in range(200):
                    connection.send(request * 100)
            except OSError:
                pass  # back-pressure, or the end: either is an answer
            assert Client(server, account).options().status == 200


def test_a_head_that_never_ends_is_given_up(slow_head):
    connection, started = slow_head
    response = connection.response()
    assert response is None or response.status == 408
    assert time.monotonic() - started < 200  # other tests run meanwhile
