"""HTTP by hand: bytes out, responses in; for what no HTTP library would send."""

import base64
from dataclasses import dataclass, field


@dataclass
class RawResponse:
    status: int
    headers: dict = field(default_factory=dict)  # names in lower case
    body: bytes = b""


class RawConnection:
    def __init__(self, server, listener="https", timeout=30.0, source=None):
        self.socket = server.connect(listener, timeout, source)
        self._buffer = b""

    def send(self, data):
        self.socket.sendall(data)

    def send_anyway(self, data):
        """Sends as long as the other side takes it; False when it stopped."""
        try:
            self.send(data)
        except OSError:
            return False
        return True

    def response(self):
        """The next response; None when the connection ends before one."""
        while b"\r\n\r\n" not in self._buffer:
            if not self._more():
                assert not self._buffer, f"half a response: {self._buffer[:200]!r}"
                return None
        head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        status = int(lines[0].split()[1])
        length = 0 if status == 100 else int(headers.get("content-length", 0))
        while len(self._buffer) < length:
            assert self._more(), "the connection ended inside a body"
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        return RawResponse(status, headers, body)

    def final(self):
        """The next response that is not 100."""
        response = self.response()
        while response is not None and response.status == 100:
            response = self.response()
        return response

    def ended(self):
        """Whether the other side ends the connection without another byte."""
        return not self._buffer and not self._more()

    def _more(self):
        try:
            data = self.socket.recv(65536)
        except ConnectionError:
            return False
        self._buffer += data
        return bool(data)

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def basic(account):
    token = base64.b64encode(f"{account.address}:{account.password}".encode()).decode()
    return f"Authorization: Basic {token}"


def head(line, *fields):
    return "\r\n".join([line, *fields, "", ""]).encode("latin-1")
