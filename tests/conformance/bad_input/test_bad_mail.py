"""Hostile messages, delivered, imported and sent. Source: RFC 2033, RFC 5321 4.1.1.4."""

import pytest

import eas
import lmtp
import messages
from eas import Client, body_preference
from judging import is_refusal
from phone import Phone
from places import CORPORA
from rawhttp import RawConnection
from wbxml import ComposeMail

MIB = 1 << 20
PUBLIC = CORPORA / "hostile" / "public"


class TestDeliveries:
    """Hostile messages by LMTP and by import: what is taken is shown, and stops nothing."""

    FILES = [p for p in sorted(PUBLIC.glob("mail-parser-malformed/*")) if p.is_file()]
    VIEWS = [("12.1", 1), ("16.1", 2), ("14.1", 4)]

    def show(self, server, account, count):
        for version, body_type in self.VIEWS:
            phone = Phone(server, account, version, f"view{body_type}", window=50,
                          preferences=[body_preference(body_type, 50_000)])  # fmt: skip
            phone.sync_all()
            assert len(phone.items()) == count, (version, body_type)
            for item in phone.items().values():
                for attachment in item.attachments[:3]:
                    answer = phone.client.fetch(eas.fetch_file(attachment.text("FileReference")))
                    assert answer.doc.text("Response/Fetch/Status") in ("1", "10"), answer.doc
            phone.client.close()

    def messages(self, hostile):
        for path in [*sorted((hostile / "mime").glob("*.eml")), *self.FILES]:
            yield path.name, path.read_bytes()

    def test_by_lmtp(self, server, hostile):
        account, taken = server.add_account(), 0
        for name, message in self.messages(hostile):
            with lmtp.Lmtp(server) as connection:
                (code,) = connection.deliver(
                    account.address, message.replace(b"\r\n.\r\n", b"\r\n..\r\n")
                )
                assert code == 250 or 500 <= code < 600, (name, code)
                taken += code == 250
                assert connection.command("NOOP")[0] == 250, name
        assert taken > 50
        self.show(server, account, taken)

    def test_by_import(self, server, hostile, tmp_path):
        account = server.add_account()
        count = 0
        for name, message in self.messages(hostile):
            (tmp_path / (name if name.endswith(".eml") else name + ".eml")).write_bytes(message)
            count += 1
        server.command("import", account.address, tmp_path, check=False)
        phone = Phone(server, account)
        phone.sync_all()
        assert count - 5 <= len(phone.items()) <= count
        self.show(server, account, len(phone.items()))

    def test_a_zip_bomb_is_imported_as_nothing(self, server, hostile, account):
        done = server.command(
            "import", account.address, hostile / "bombs" / "16MiB-zeros.zip", check=False
        )
        assert done.returncode in (0, 1, 2)

    @pytest.mark.parametrize("name", ["lf-dot-lf", "lf-dot-crlf", "cr-dot-cr"])
    def test_a_second_message_is_not_smuggled_in(self, server, hostile, name):
        account = server.add_account()
        data = (hostile / "proto" / f"smtp-smuggling-{name}.txt").read_bytes()
        data = data.replace(b"EHLO", b"LHLO").replace(b"b@example.com", account.address.encode())
        with lmtp.Lmtp(server) as connection:
            connection.send(data if data.endswith(b"QUIT\r\n") else data + b"QUIT\r\n")
            while connection.reply()[0] != 221:
                pass
        phone = Phone(server, account)
        phone.sync_all()
        assert len(phone.items()) == 1

    def test_lines_of_other_protocols_end_in_errors(self, server, hostile):
        for path in sorted((hostile / "proto").glob("*.txt")):
            for listener in ("lmtp", "http"):
                with RawConnection(server, listener, timeout=60) as connection:
                    connection.send_anyway(path.read_bytes())

    def test_a_line_without_an_end_is_refused(self, server, account):
        with lmtp.Lmtp(server) as connection:
            connection.send(b"MAIL FROM:<" + b"a" * 1_000_000 + b">\r\n")
            assert 500 <= connection.reply()[0] < 600
            assert connection.command("NOOP")[0] == 250

    def test_commands_out_of_order_are_refused(self, server, account):
        with lmtp.Lmtp(server) as connection:
            for line in ("DATA", f"RCPT TO:<{account.address}>", "EHLO x", "HELO x", "NONSENSE",
                         "MAIL FROM:", "MAIL FROM:<a@b> SIZE=99999999999999", "RCPT TO:<>",
                         "MAIL FROM:<a@b>\0"):  # fmt: skip
                code, text = connection.command(line)
                assert 500 <= code < 600 or line.startswith("MAIL FROM:<a@b>"), (line, code, text)

    def test_a_message_beyond_the_limit_is_refused(self, server, account):
        with lmtp.Lmtp(server, timeout=120) as connection:
            message = messages.plain("huge") + b"x" * 78 * 1000 + b"\r\n"
            body = (b"y" * 76 + b"\r\n") * (MIB // 78)
            assert connection.command("MAIL FROM:<a@elsewhere.example>")[0] == 250
            assert connection.command(f"RCPT TO:<{account.address}>")[0] == 250
            assert connection.command("DATA")[0] == 354
            connection.send(message)
            for _ in range(55):
                connection.send(body)
            connection.send(b".\r\n")
            code, _ = connection.reply()
            assert code == 552 or 500 <= code < 600
            assert connection.deliver(account.address, messages.plain("after")) == [250]


def test_bcc_in_a_mail_of_nonsense_is_no_way_out(server, account, sink):
    """A message whose head is broken is sent to nobody."""
    client = Client(server, account, device="nonsense")
    client.provision()
    for message in (b"", b"\0\0\0", b"no head at all", b"To: \r\n\r\nx", b"To: <<<>>>\r\n\r\nx"):
        document = ComposeMail.SendMail(
            ComposeMail.ClientId(f"n{len(message)}"), ComposeMail.Mime(message)
        )
        response = client.request("SendMail", document)
        assert is_refusal(response), (message, response)
