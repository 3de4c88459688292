"""A small SMTP server, the relay's other end: it takes what comes, or fails in a chosen way."""

import socket
import threading
from dataclasses import dataclass

from waiting import eventually


@dataclass(frozen=True)
class Received:
    sender: str
    recipients: tuple
    message: bytes  # dot-stuffing undone


# Recipients whose mail is not taken, whatever the mode.
_RECIPIENTS = {
    "refused@elsewhere.example": b"550 5.1.1 nobody here",
    "later@elsewhere.example": b"450 4.2.1 not now",
}

# What the server says where it fails; a mode not named here accepts everything.
_FAILURES = {
    "refuse sender": {"MAIL": b"550 5.7.1 no"},
    "refuse recipient": {"RCPT": b"550 5.1.1 nobody here"},
    "refuse message": {"end": b"554 5.6.0 not this"},
    "busy": {"MAIL": b"451 4.3.0 later"},
    "drop at the end": {"end": None},
    "drop after taking": {"after": None},
    "drop at the start": {"MAIL": None},
}


class Sink:
    """Listens on a port that stays the same over down() and up(). Thread-safe."""

    def __init__(self):
        self._lock = threading.Lock()
        self._messages, self._connections = [], set()
        self._listener, self._port = None, 0
        self.mode = "accept"
        self.up()

    @property
    def address(self):
        return f"127.0.0.1:{self._port}"

    @property
    def messages(self):
        with self._lock:
            return list(self._messages)

    def received(self, subject):
        """Messages that bear the subject."""
        line = f"\r\nsubject: {subject}\r\n".encode().lower()
        return [m for m in self.messages if line in b"\r\n" + m.message.lower()]

    def wait_for(self, subject):
        return eventually(lambda: self.received(subject), f"{subject!r} at the relay")

    def up(self):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        listener.listen(64)
        self._listener, self._port = listener, listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def down(self):
        """Refuses connections and ends those there are."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._listener = None
        with self._lock:
            for connection in self._connections:
                _end(connection)

    def reset(self):
        self.mode = "accept"
        if self._listener is None:
            self.up()

    def _accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with self._lock:
                self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            with connection, connection.makefile("rb") as lines:
                _Conversation(self, connection, lines).run()
        except OSError:
            pass  # the other side went away: its affair
        finally:
            with self._lock:
                self._connections.discard(connection)

    def keep(self, received):
        with self._lock:
            self._messages.append(received)


class _Conversation:
    def __init__(self, sink, connection, lines):
        self._sink, self._connection, self._lines = sink, connection, lines
        self._sender, self._recipients = None, []

    def run(self):
        self._say(b"220 sink.example ESMTP")
        for line in self._lines:
            verb = line[:4].upper().decode("ascii", "replace")
            failure = _FAILURES.get(self._sink.mode, {})
            if verb in failure:
                if not self._say(failure[verb]):
                    return
            elif verb == "QUIT":
                self._say(b"221 bye")
                return
            elif verb == "DATA":
                if not self._data(failure):
                    return
            else:
                self._say(self._answer(verb, line))

    def _answer(self, verb, line):
        if verb == "EHLO":
            return b"250-sink.example\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 SIZE 60000000"
        if verb == "MAIL":
            self._sender, self._recipients = _path(line), []
            return b"250 2.1.0 ok"
        if verb == "RCPT":
            if _path(line) in _RECIPIENTS:
                return _RECIPIENTS[_path(line)]
            self._recipients.append(_path(line))
            return b"250 2.1.5 ok"
        if verb in ("HELO", "RSET", "NOOP"):
            return b"250 2.0.0 ok"
        return b"502 5.5.1 not here"

    def _data(self, failure):
        if not self._recipients:
            return self._say(b"503 5.5.1 no recipient")
        self._say(b"354 go on")
        message = bytearray()
        for line in self._lines:
            if line == b".\r\n":
                break
            message += line[1:] if line.startswith(b".") else line
        else:
            return False
        if "end" in failure:
            return self._say(failure["end"])
        self._sink.keep(Received(self._sender, tuple(self._recipients), bytes(message)))
        return self._say(failure.get("after", b"250 2.0.0 taken"))

    def _say(self, line):
        """False: the connection is to be dropped."""
        if line is None:
            _end(self._connection)
            return False
        self._connection.sendall(line + b"\r\n")
        return True


def _path(line):
    return line.split(b"<", 1)[1].split(b">", 1)[0].decode()


def _end(connection):
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # it has ended by itself
