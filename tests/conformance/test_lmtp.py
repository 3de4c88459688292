"""Mail comes in by LMTP. Source: RFC 2033."""

import threading

import lmtp
import messages


class TestLmtp:
    def test_it_greets_and_names_what_it_can(self, server):
        with lmtp.Lmtp(server) as connection:
            assert connection.greeting[0] == 220 and connection.extensions[0] == 250
            names = {line.split()[0].upper() for line in connection.extensions[1].splitlines()[1:]}
            assert {"PIPELINING", "8BITMIME", "SIZE"} <= names
            assert connection.quit() == 221

    def test_each_recipient_has_an_answer(self, server, account, other_account, new_phone):
        with lmtp.Lmtp(server) as connection:
            message = messages.plain("to both")
            assert connection.deliver([account.address, other_account.address], message) == [
                250,
                250,
            ]
            answers = connection.deliver([account.address, "nobody@example.org"], message)
            assert answers == [250]
            assert connection.deliver("nobody@example.org", message) == [550]
            assert connection.deliver("x@elsewhere.example", message)[0] // 100 == 5
        for each, count in ((account, 2), (other_account, 1)):
            phone = new_phone(account=each, device="lmtp")
            phone.sync_all()
            assert phone.subjects() == ["to both"] * count

    def test_other_spellings_of_the_address_arrive(self, server, account, new_phone):
        detail = account.address.replace("@", "+detail@")
        for address in (account.address.upper(), detail):
            with lmtp.Lmtp(server) as connection:
                assert connection.deliver(address, messages.plain()) == [250]
        phone = new_phone()
        phone.sync_all()
        assert len(phone.items()) == 2

    def test_a_null_sender_is_taken(self, server, account):
        with lmtp.Lmtp(server) as connection:
            assert connection.deliver(account.address, messages.plain(), sender="") == [250]

    def test_a_pipeline_is_answered_in_its_order(self, server, account):
        with lmtp.Lmtp(server) as connection:
            connection.send(
                b"MAIL FROM:<a@elsewhere.example> BODY=8BITMIME\r\n"
                + f"RCPT TO:<{account.address}>\r\nRCPT TO:<nobody@example.org>\r\n".encode()
                + b"DATA\r\n"
            )
            assert [connection.reply()[0] for _ in range(4)] == [250, 250, 550, 354]
            connection.send(lmtp.dotted(messages.plain()) + b"NOOP\r\nQUIT\r\n")
            assert [connection.reply()[0] for _ in range(3)] == [250, 250, 221]

    def test_a_pipeline_of_many_messages_is_answered_in_its_order(
        self, server, account, new_phone
    ):
        envelope = f"MAIL FROM:<>\r\nRCPT TO:<{account.address}>\r\nDATA\r\n".encode()
        refused = b"MAIL FROM:<>\r\nRCPT TO:<nobody@example.org>\r\nRSET\r\n"
        with lmtp.Lmtp(server) as connection:
            for count in range(5):
                message = lmtp.dotted(messages.plain(f"number {count}"))
                connection.send(refused + envelope + message + b"NOOP\r\n")
            connection.send(b"QUIT\r\n")
            codes = [connection.reply()[0] for _ in range(5 * 8 + 1)]
            assert codes == [250, 550, 250, 250, 250, 354, 250, 250] * 5 + [221]
        phone = new_phone()
        phone.sync_all()
        assert sorted(phone.subjects()) == [f"number {count}" for count in range(5)]

    def test_thousands_of_pipelined_commands_are_all_answered(self, server, account):
        known = f"MAIL FROM:<>\r\nRCPT TO:<{account.address}>\r\nRSET\r\n".encode()
        with lmtp.Lmtp(server) as connection:
            assert connection.deliver(account.address, messages.plain()) == [250]
            sender = threading.Thread(target=connection.send, args=(known * 20_000 + b"QUIT\r\n",))
            sender.start()
            codes = [connection.reply()[0] for _ in range(60_001)]
            sender.join()
            assert codes == [250] * 60_000 + [221]

    def test_many_connections_deliver_at_once(self, server, account, new_phone):
        connections = [lmtp.Lmtp(server) for _ in range(20)]
        for connection in connections:
            connection.send(f"MAIL FROM:<>\r\nRCPT TO:<{account.address}>\r\nDATA\r\n".encode())
        for connection in connections:
            assert [connection.reply()[0] for _ in range(3)] == [250, 250, 354]
            connection.send(lmtp.dotted(messages.plain()))
        assert [connection.reply()[0] for connection in connections] == [250] * 20
        for connection in connections:
            connection.close()
        phone = new_phone()
        phone.sync_all()
        assert len(phone.items()) == 20

    def test_a_connection_that_breaks_inside_a_message_delivers_nothing(
        self, server, account, new_phone
    ):
        with lmtp.Lmtp(server) as connection:
            connection.send(f"MAIL FROM:<>\r\nRCPT TO:<{account.address}>\r\nDATA\r\n".encode())
            for _ in range(3):
                connection.reply()
            connection.send(b"Subject: half\r\n\r\nhalf a mess")
        lmtp.deliver(server, account, messages.plain("whole"))
        phone = new_phone()
        phone.sync_all()
        assert phone.subjects() == ["whole"]
