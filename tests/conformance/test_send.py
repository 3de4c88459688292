"""Sending: to local accounts, through the relay, and once, whatever is lost or repeated.
Source: MS-ASCMD 2.2.1.17; docs/architecture.md, "Exactly once outside Sync"."""

import itertools

import pytest

import lmtp
import messages
from eas import at_least, body_preference
from phone import INBOX, SENT, Phone
from waiting import eventually
from wbxml import ComposeMail, RightsManagement

_ids = itertools.count(1)


def client_id():
    return f"client-id-{next(_ids)}"


def mail(sender, *recipients, subject=None, text="A mail.\r\n", **headers):
    return messages.plain(
        subject or messages.unique("sent"), text, sender=sender.address,
        to=", ".join(getattr(r, "address", r) for r in recipients), **headers,
    )  # fmt: skip


def subject_of(message):
    line = next(l for l in message.split(b"\r\n") if l.startswith(b"Subject: "))
    return line[9:].decode()


def sent_ok(response):
    return response.status == 200 and response.body == b""


def refused(response, version, status=None):
    if not at_least(version, "14.0"):
        return response.status >= 400
    return (
        response.status == 200
        and response.doc.name == "ComposeMail:SendMail"
        and (status is None or response.doc.text("Status") == status)
    )


def folder_subjects(phone, folder_type=SENT):
    folder = phone.folder(folder_type)
    phone.sync_all(folder)
    return phone.subjects(folder)


def arrived(phone, subject):
    """Waits for the subject in the inbox; how often it is there."""

    def look():
        phone.sync_all()
        return phone.subjects().count(subject)

    return eventually(look, f"{subject!r} in the inbox")


@pytest.fixture
def receiver(new_phone, other_account):
    return new_phone(account=other_account)


class TestLocal:
    @pytest.mark.parametrize("base64_query", [False, True])
    def test_a_mail_reaches_a_local_account(
        self, new_phone, account, receiver, version, base64_query
    ):
        """case: MSASCMD_S15_TC01"""
        phone = new_phone(version, base64_query=base64_query)
        message = mail(account, receiver.client.account)
        assert sent_ok(phone.client.send_mail(message, client_id()))
        assert arrived(receiver, subject_of(message)) == 1
        item = receiver.by_subject(subject_of(message))
        assert account.address in item["Email:From"] and not item.read
        assert folder_subjects(phone) == [subject_of(message)]
        assert phone.by_subject(subject_of(message), phone.folder(SENT)).read

    @pytest.mark.parametrize("base64_query", [False, True])
    def test_nothing_is_saved_unasked(self, new_phone, account, receiver, version, base64_query):
        phone = new_phone(version, base64_query=base64_query)
        message = mail(account, receiver.client.account)
        assert sent_ok(phone.client.send_mail(message, client_id(), save=False))
        assert arrived(receiver, subject_of(message)) == 1
        assert folder_subjects(phone) == []

    def test_hidden_recipients_get_it_and_stay_hidden(self, new_phone, account, receiver, server):
        phone, third = new_phone(preferences=[]), new_phone(account=server.add_account())
        message = mail(account, receiver.client.account, Bcc=third.client.account.address)
        assert sent_ok(phone.client.send_mail(message, client_id()))
        for each in (receiver, third):
            each.preferences = messages_as_mime()
            assert arrived(each, subject_of(message)) == 1
            data = each.by_subject(subject_of(message)).body.find("Data").data()
            assert b"\r\nbcc:" not in data.lower()

    def test_a_mail_to_oneself_arrives_and_is_saved(self, new_phone, account):
        phone = new_phone()
        message = mail(account, account)
        assert sent_ok(phone.client.send_mail(message, client_id()))
        assert arrived(phone, subject_of(message)) == 1
        assert folder_subjects(phone) == [subject_of(message)]

    def test_the_text_arrives_unchanged(self, new_phone, account, receiver):
        receiver.preferences = messages_as_mime()
        text = ".\r\n..two dots\r\nÄpfel und Öl\r\n" + "x" * 70 + "\r\n.\r\nend\r\n"
        message = mail(account, receiver.client.account, text=text)
        assert sent_ok(new_phone().client.send_mail(message, client_id()))
        assert arrived(receiver, subject_of(message)) == 1
        data = receiver.by_subject(subject_of(message)).body.find("Data").data()
        assert data.endswith(message.split(b"\r\n\r\n", 1)[1])

    def test_a_large_mail_is_sent(self, new_phone, account, receiver, main_version):
        receiver.preferences = messages_as_mime()
        text = "0123456789abcdef" * 4 + "\r\n"
        message = mail(account, receiver.client.account, text=text * 50_000)
        assert len(message) > 3_000_000
        assert sent_ok(new_phone(main_version).client.send_mail(message, client_id()))
        assert arrived(receiver, subject_of(message)) == 1
        data = receiver.by_subject(subject_of(message)).body.find("Data").data()
        assert data.endswith(message.split(b"\r\n\r\n", 1)[1])

    def test_push_tells_the_receiver(self, new_phone, account, receiver):
        receiver.sync_all()
        ping = receiver.ping()
        assert ping.silent()
        assert sent_ok(
            new_phone().client.send_mail(mail(account, receiver.client.account), client_id())
        )
        assert ping.answer().text("Status") == "2"


def messages_as_mime():
    return [body_preference(4)]


class TestRefused:
    def test_nobody_to_send_to_is_119(self, new_phone, account, version):
        """case: MSASCMD_S21_TC09"""
        message = messages.plain("to nobody", sender=account.address).replace(
            b"To: u1@example.org\r\n", b""
        )
        phone = new_phone(version)
        assert refused(phone.client.send_mail(message, client_id()), version, "119")
        assert folder_subjects(phone) == []

    def test_an_unknown_local_recipient_is_refused(self, new_phone, account, version):
        phone = new_phone(version)
        response = phone.client.send_mail(mail(account, "nobody.here@example.org"), client_id())
        assert refused(response, version)
        assert folder_subjects(phone) == []

    @pytest.mark.parametrize(
        "recipient", ["jane", "@friends", "+491701234567@sms", "03012345@fax", "news@list"]
    )
    def test_a_recipient_that_nobody_sends_to_is_116(
        self, new_phone, account, version, recipient
    ):
        phone = new_phone(version)
        message = mail(account, "friend@elsewhere.example").replace(
            b"\r\nTo: ", b"\r\nTo: %s, " % recipient.encode()
        )
        assert refused(phone.client.send_mail(message, client_id()), version, "116")
        assert folder_subjects(phone) == []

    @pytest.mark.parametrize("field", ["From", "Sender"])
    def test_a_sender_that_is_another_is_120(
        self, new_phone, account, other_account, version, field
    ):
        phone = new_phone(version)
        own, foreign = (f"From: {account.address}\r\n".encode(),
                        f"{field}: {other_account.address}\r\n".encode())  # fmt: skip
        message = mail(account, other_account)
        assert own in message
        message = message.replace(own, foreign if field == "From" else own + foreign)
        response = phone.client.send_mail(message, client_id())
        assert refused(response, version, "120")
        assert response.status != 503  # it would come again and again
        assert folder_subjects(phone) == []

    def test_a_detail_of_ones_own_address_may_be_sent_from(self, new_phone, account, sink):
        detailed = account.address.replace("@", "+shop@")
        message = mail(account, "friend@elsewhere.example").replace(
            b"From: " + account.address.encode(), b"From: " + detailed.encode()
        )
        assert sent_ok(new_phone().client.send_mail(message, client_id()))
        assert sink.wait_for(subject_of(message))[0].sender == detailed

    @pytest.mark.parametrize("version", ["14.0", "14.1", "16.1"])
    def test_a_missing_client_id_or_message_is_refused(self, new_phone, account, version):
        phone = new_phone(version)
        for document in (
            ComposeMail.SendMail(ComposeMail.ClientId(client_id())),
            ComposeMail.SendMail(ComposeMail.Mime(mail(account, account))),
            ComposeMail.SendMail(),
        ):
            response = phone.client.request("SendMail", document)
            assert response.status == 400 or refused(response, version, "103")


    @pytest.mark.parametrize(
        "element, status",
        [(ComposeMail.AccountId("no such account"), "166"),
         (RightsManagement.TemplateID("no such template"), "168")],
        ids=["AccountId", "TemplateID"],
    )  # fmt: skip
    @pytest.mark.parametrize("version", ["14.1", "16.0", "16.1"])
    def test_what_is_not_there_refuses_the_mail(self, new_phone, account, version, element, status):
        """case: MSASCMD_S15_TC02 MSASCMD_S21_TC01"""
        phone = new_phone(version)
        document = ComposeMail.SendMail(
            ComposeMail.ClientId(client_id()), ComposeMail.SaveInSentItems(), element,
            ComposeMail.Mime(mail(account, account)),
        )  # fmt: skip
        assert refused(phone.client.request("SendMail", document), version, status)
        assert folder_subjects(phone) == [] and folder_subjects(phone, INBOX) == []


class TestRelay:
    def test_a_mail_goes_through_the_relay(self, new_phone, account, sink, version):
        phone = new_phone(version)
        message = mail(account, "friend@elsewhere.example")
        assert sent_ok(phone.client.send_mail(message, client_id()))
        (received,) = sink.wait_for(subject_of(message))
        assert received.sender == account.address
        assert received.recipients == ("friend@elsewhere.example",)
        assert folder_subjects(phone) == [subject_of(message)]

    def test_the_message_arrives_as_it_was_written(self, new_phone, account, sink):
        text = "Ä line\r\n.\r\n..dots\r\nend\r\n"
        message = mail(account, "friend@elsewhere.example", text=text,
                       Bcc="secret@elsewhere.example")  # fmt: skip
        assert sent_ok(new_phone().client.send_mail(message, client_id()))
        (received,) = sink.wait_for(subject_of(message))
        assert sorted(received.recipients) == [
            "friend@elsewhere.example",
            "secret@elsewhere.example",
        ]
        assert received.message.endswith(message.split(b"\r\n\r\n", 1)[1])
        assert b"secret@" not in received.message
        phone = new_phone(preferences=messages_as_mime(), device="reader")
        folder_subjects(phone)
        kept = phone.by_subject(subject_of(message), phone.folder(SENT)).body.find("Data").data()
        assert b"\r\nBcc: secret@elsewhere.example\r\n" in kept

    def test_a_large_message_of_bare_line_feeds_arrives_whole(
        self, new_phone, account, receiver, sink, main_version
    ):
        """Such a message is written and read piece by piece, with line ends across two of them."""
        lines = ("0123456789abcdef" * 4 + "\r\n") * 40_000
        message = mail(account, receiver.client.account, "friend@elsewhere.example", text=lines,
                       Bcc="secret@elsewhere.example")  # fmt: skip
        bare = message.replace(b"\r\n", b"\n")
        assert sent_ok(new_phone(main_version).client.send_mail(bare, client_id()))
        reader = new_phone(preferences=messages_as_mime(), device="reader")
        receiver.preferences = messages_as_mime()
        assert arrived(receiver, subject_of(message)) == 1
        folder_subjects(reader)
        sent = reader.by_subject(subject_of(message), reader.folder(SENT))
        kept = sent.body.find("Data").data()
        assert b"\r\nBcc: secret@elsewhere.example\r\n" in kept
        (relayed,) = sink.wait_for(subject_of(message))
        local = receiver.by_subject(subject_of(message)).body.find("Data").data()
        for each in (kept, local, relayed.message):
            assert each.endswith(b"\r\n\r\n" + lines.encode())

    def test_local_recipients_get_it_beside(self, new_phone, account, receiver, sink):
        message = mail(account, receiver.client.account, "friend@elsewhere.example")
        assert sent_ok(new_phone().client.send_mail(message, client_id()))
        (received,) = sink.wait_for(subject_of(message))
        assert received.recipients == ("friend@elsewhere.example",)
        assert arrived(receiver, subject_of(message)) == 1

    def test_without_a_relay_strangers_are_refused(self, new_server):
        server = new_server()
        account = server.add_account()
        phone = Phone(server, account)
        response = phone.client.send_mail(mail(account, "friend@elsewhere.example"), client_id())
        assert refused(response, "16.1", "120")
        assert folder_subjects(phone) == []


class TestOnce:
    """A repeated SendMail, its answer lost, is not sent again."""

    def repeat(self, phone, message, number, times=3):
        for _ in range(times):
            assert sent_ok(phone.client.send_mail(message, number))

    def test_to_a_local_account(self, new_phone, account, receiver, version):
        phone = new_phone(version)
        message = mail(account, receiver.client.account)
        self.repeat(phone, message, client_id())
        assert arrived(receiver, subject_of(message)) == 1
        assert folder_subjects(phone) == [subject_of(message)]

    def test_through_the_relay(self, new_phone, account, sink, version):
        phone = new_phone(version)
        message = mail(account, "friend@elsewhere.example")
        self.repeat(phone, message, client_id())
        assert len(sink.wait_for(subject_of(message))) == 1
        assert folder_subjects(phone) == [subject_of(message)]

    def test_the_same_text_with_another_client_id_is_another_mail(
        self, new_phone, account, receiver
    ):
        phone = new_phone("16.1")
        message = mail(account, receiver.client.account)
        for _ in range(2):
            assert sent_ok(phone.client.send_mail(message, client_id()))
        assert folder_subjects(phone) == [subject_of(message)] * 2
        eventually(lambda: arrived(receiver, subject_of(message)) == 2, "the second mail")

    @pytest.mark.parametrize("version", ["14.0", "14.1", "16.1"])
    def test_another_text_with_a_used_client_id_is_118(
        self, new_phone, account, receiver, sink, version
    ):
        """case: MSASCMD_S21_TC06"""
        phone = new_phone(version)
        first = mail(account, receiver.client.account)
        second = mail(account, receiver.client.account, "friend@elsewhere.example")
        number = client_id()
        assert sent_ok(phone.client.send_mail(first, number))
        assert refused(phone.client.send_mail(second, number), version, "118")
        assert sent_ok(phone.client.send_mail(first, number))
        assert folder_subjects(phone) == [subject_of(first)]
        assert arrived(receiver, subject_of(first)) == 1
        assert receiver.subjects() == [subject_of(first)]
        assert not sink.received(subject_of(second))
        assert sent_ok(phone.client.send_mail(second, client_id()))

    def test_another_device_may_use_the_same_client_id(self, new_phone, account, receiver):
        number = client_id()
        one, two = mail(account, receiver.client.account), mail(account, receiver.client.account)
        assert sent_ok(new_phone().client.send_mail(one, number))
        assert sent_ok(new_phone().client.send_mail(two, number))
        assert arrived(receiver, subject_of(one)) == arrived(receiver, subject_of(two)) == 1

    def test_a_phone_that_hung_up_sends_once(self, new_phone, account, receiver, sink):
        phone = new_phone()
        message = mail(account, receiver.client.account, "friend@elsewhere.example")
        number = client_id()
        document = ComposeMail.SendMail(
            ComposeMail.ClientId(number), ComposeMail.SaveInSentItems(), ComposeMail.Mime(message)
        )
        for _ in range(3):
            phone.client.hang_up("SendMail", document)
        answer = phone.client.send_mail(message, number)
        assert sent_ok(answer) or answer.doc.text("Status") == "118"
        assert arrived(receiver, subject_of(message)) == 1
        assert len(sink.wait_for(subject_of(message))) == 1
        assert folder_subjects(phone) == [subject_of(message)]

    def test_kill_9_after_the_answer(self, new_server, session_sink):
        session_sink.reset()
        server = new_server(relay=session_sink.address)
        sender, receiver = server.add_account(), server.add_account()
        phone, other = Phone(server, sender), Phone(server, receiver)
        for i in range(5):
            message = mail(sender, receiver, "friend@elsewhere.example", subject=f"killed {i}")
            number = client_id()
            assert sent_ok(phone.client.send_mail(message, number))
            server.kill()
            phone.client.close()
            other.client.close()
            server.start()
            answer = phone.client.send_mail(message, number)
            assert sent_ok(answer) or answer.doc.text("Status") == "118"
            assert arrived(other, f"killed {i}") == 1
            # Killed between the relay's yes and its being written, it goes once more.
            sent = session_sink.wait_for(f"killed {i}")
            assert len({m.message for m in sent}) == 1 and len(sent) <= 2
        assert folder_subjects(phone) == [f"killed {i}" for i in range(5)]


def test_a_delivery_beside_does_not_disturb(new_phone, account, receiver, server):
    """A mail from outside and one from a phone at the same time: both are there once."""
    message = mail(account, receiver.client.account)
    lmtp.deliver(server, receiver.client.account, messages.plain("from outside"))
    assert sent_ok(new_phone().client.send_mail(message, client_id()))
    assert arrived(receiver, subject_of(message)) == 1
    assert receiver.subjects() == sorted(["from outside", subject_of(message)])
