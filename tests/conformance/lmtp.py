"""An LMTP client (RFC 2033): one connection, any number of messages."""

import re


class Lmtp:
    def __init__(self, server, hello="mx.elsewhere.example", timeout=60.0):
        self._socket = server.connect("lmtp", timeout)
        self._lines = self._socket.makefile("rb")
        self.greeting = self.reply()
        self.extensions = self.command(f"LHLO {hello}")

    def reply(self):
        """(code, text) of one reply, its lines joined."""
        texts = []
        while True:
            line = self._lines.readline()
            if not line.endswith(b"\n"):
                raise ConnectionError("the connection ended inside a reply")
            assert line.endswith(b"\r\n") and re.match(rb"\d{3}[ -]", line), line
            texts.append(line[4:].rstrip().decode())
            if line[3:4] == b" ":
                return int(line[:3]), "\n".join(texts)

    def send(self, data):
        self._socket.sendall(data)

    def command(self, line):
        self.send(line.encode() + b"\r\n")
        return self.reply()

    def deliver(self, recipients, message, sender="jane@elsewhere.example"):
        """The codes of the final replies, in the order of the accepted recipients; those of
        RCPT where none was accepted."""
        if isinstance(recipients, str):
            recipients = [recipients]
        code, text = self.command(f"MAIL FROM:<{sender}>")
        assert code == 250, text
        asked = [self.command(f"RCPT TO:<{recipient}>")[0] for recipient in recipients]
        accepted = sum(code == 250 for code in asked)
        if not accepted:
            self.command("RSET")
            return asked
        code, text = self.command("DATA")
        assert code == 354, text
        self.send(dotted(message))
        return [self.reply()[0] for _ in range(accepted)]

    def quit(self):
        code, _ = self.command("QUIT")
        self.close()
        return code

    def close(self):
        self._lines.close()
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def dotted(message):
    """The message as DATA carries it. Its line ends stay as they are."""
    data = re.sub(rb"(^|\r\n)\.", rb"\1..", message)
    if not data.endswith(b"\r\n"):
        data += b"\r\n"
    return data + b".\r\n"


def deliver(server, account, *messages):
    """Every message into the account's inbox; each must be accepted."""
    with Lmtp(server) as connection:
        for message in messages:
            assert connection.deliver(account.address, message) == [250]
