"""Mail for others waits until the relay has it, whatever happens meanwhile; what it refuses comes
back to its writer. Source: RFC 5321 4.5.4.1, RFC 3464; docs/decisions/0008-sending-once.md."""

import email
import email.policy

import pytest

import messages
from phone import INBOX, SENT, Phone
from server import CommandFailed, Server
from test_send import (arrived, client_id, folder_subjects, mail, messages_as_mime, refused,
                       sent_ok, subject_of)  # fmt: skip
from waiting import eventually

FRIEND = "friend@elsewhere.example"


def config_of(tmp_path_factory, text):
    config = tmp_path_factory.mktemp("outbox") / "outbox.toml"
    config.write_text(f"[relay]\n{text}\n")
    return ["--config", config]


@pytest.fixture(scope="module")
def quick(servers, session_sink, tmp_path_factory):
    """A server that tries again soon."""
    options = config_of(tmp_path_factory, "retry_seconds = 1")
    server = Server(relay=session_sink.address, options=options).start()
    servers.append(server)
    yield server
    assert server.stop() == 0


def fail(sink, how):
    if how == "down":
        sink.down()
    else:
        sink.mode = how


def listed(server, *account):
    rows = server.command("outbox", "list", *account).stdout.decode().splitlines()
    return [row.split("\t") for row in rows]


def of_account(server, account):
    return listed(server, account.address)


def all_left(server, account):
    eventually(lambda: not of_account(server, account), "nothing waits any more")


def bounce_to(phone, subject):
    """The bounce in the inbox, read by another's parser."""
    phone.preferences = messages_as_mime()
    assert arrived(phone, f"Undelivered: {subject}") == 1
    data = phone.by_subject(f"Undelivered: {subject}").body.find("Data").data()
    return email.message_from_bytes(data, policy=email.policy.default)


def failures_in(bounce):
    """Final-Recipient and Status of each recipient that it names."""
    status = next(p for p in bounce.walk() if p.get_content_type() == "message/delivery-status")
    return [
        (part["Final-Recipient"].split(";")[1].strip(), part["Status"])
        for part in status.get_payload()
        if part["Final-Recipient"]
    ]


class TestARelayThatFails:
    @pytest.fixture
    def server(self, quick):
        return quick

    @pytest.mark.parametrize(
        "version, failure",
        [("16.1", "busy"), ("14.1", "drop at the start"), ("12.1", "drop at the end"),
         ("2.5", "down"), ("16.1", "down")],
    )  # fmt: skip
    def test_keeps_nobody_from_sending_and_gets_it_once(
        self, server, new_phone, account, other_account, sink, version, failure
    ):
        fail(sink, failure)
        phone, receiver = new_phone(version), new_phone(account=other_account)
        message = mail(account, FRIEND, other_account)
        assert sent_ok(phone.client.send_mail(message, client_id()))
        assert folder_subjects(phone) == [subject_of(message)]
        assert arrived(receiver, subject_of(message)) == 1
        eventually(lambda: of_account(server, account)[0][4] != "0", "a try that failed")
        assert not sink.received(subject_of(message))
        sink.reset()
        server.command("outbox", "retry", account.address)
        all_left(server, account)
        (received,) = sink.received(subject_of(message))
        assert received.recipients == (FRIEND,)
        assert folder_subjects(phone, INBOX) == []

    def test_is_sent_what_its_answer_was_lost_of_with_the_same_id(
        self, server, new_phone, account, sink
    ):
        sink.mode = "drop after taking"
        message = mail(account, FRIEND)
        assert sent_ok(new_phone().client.send_mail(message, client_id()))
        sink.wait_for(subject_of(message))
        sink.reset()
        all_left(server, account)
        ids = {email.message_from_bytes(m.message)["Message-ID"]
               for m in sink.received(subject_of(message))}  # fmt: skip
        assert len(ids) == 1 and None not in ids

    def test_a_refused_recipient_alone_comes_back(self, server, new_phone, account, sink):
        phone = new_phone()
        message = mail(account, FRIEND, "refused@elsewhere.example", "later@elsewhere.example")
        assert sent_ok(phone.client.send_mail(message, client_id()))
        bounce = bounce_to(phone, subject_of(message))
        assert bounce.get_content_type() == "multipart/report"
        assert bounce.get_param("report-type") == "delivery-status"
        assert bounce["Return-Path"] == "<>" and bounce["To"] == account.address
        assert failures_in(bounce) == [("refused@elsewhere.example", "5.1.1")]
        original = next(p for p in bounce.walk() if p.get_content_type() == "message/rfc822")
        assert original.get_payload(0)["Subject"] == subject_of(message)
        (received,) = sink.received(subject_of(message))
        assert received.recipients == (FRIEND,)
        assert of_account(server, account)[0][3] == "1"  # who is to get it later
        server.command("outbox", "remove", account.address, of_account(server, account)[0][1])

    @pytest.mark.parametrize("how", ["refuse sender", "refuse recipient", "refuse message"])
    def test_what_is_refused_comes_back(self, new_phone, account, sink, how):
        sink.mode = how
        phone = new_phone()
        message = mail(account, FRIEND, "another@elsewhere.example")
        assert sent_ok(phone.client.send_mail(message, client_id()))
        assert {who for who, _ in failures_in(bounce_to(phone, subject_of(message)))} == {
            FRIEND,
            "another@elsewhere.example",
        }
        assert not sink.received(subject_of(message))


def test_what_waits_is_listed_shown_tried_and_removed(server, new_phone, account, sink):
    sink.down()
    phone, one, two = new_phone(), mail(account, FRIEND), mail(account, FRIEND, "b@x.example")
    for message in (one, two):
        assert sent_ok(phone.client.send_mail(message, client_id()))
    eventually(lambda: [row[4] for row in of_account(server, account)] == ["1", "1"], "both tried")
    (_, first, *_), (address, second, _, recipients, _, _, reason) = of_account(server, account)
    assert address == account.address and recipients == "2" and "refused" in reason
    assert [row for row in listed(server) if row[0] == account.address] == of_account(server, account)
    shown = server.command("outbox", "show", account.address, second).stdout.decode()
    assert f"from\t{account.address}\n" in shown
    assert f"\nto\t{FRIEND}\t1\t" in shown and "\nto\tb@x.example\t1\t" in shown
    removed = server.command("outbox", "remove", account.address, second).stdout.decode()
    assert removed == f"b@x.example is not sent it\n{FRIEND} is not sent it\n"
    sink.up()
    assert of_account(server, account)[0][1] == first
    server.command("outbox", "retry", account.address, first)
    sink.wait_for(subject_of(one))
    all_left(server, account)
    assert not sink.received(subject_of(two))
    for what in ("show", "retry", "remove"):
        with pytest.raises(CommandFailed, match="no message"):
            server.command("outbox", what, account.address, first)


def test_it_survives_kill_9_and_goes_out_once(new_server, session_sink, tmp_path_factory):
    session_sink.reset()
    session_sink.down()
    server = new_server(relay=session_sink.address,
                        options=config_of(tmp_path_factory, "retry_seconds = 1"))  # fmt: skip
    account = server.add_account()
    phone, message, number = Phone(server, account), mail(account, FRIEND), client_id()
    assert sent_ok(phone.client.send_mail(message, number))
    server.kill()
    phone.client.close()
    assert [row[0] for row in listed(server)] == [account.address]  # no server is needed
    server.start()
    assert sent_ok(phone.client.send_mail(message, number))
    session_sink.up()
    all_left(server, account)
    assert len(session_sink.received(subject_of(message))) == 1
    assert folder_subjects(phone) == [subject_of(message)]


def test_after_its_time_it_comes_back(new_server, sink, tmp_path_factory):
    sink.mode = "busy"
    server = new_server(relay=sink.address,
                        options=config_of(tmp_path_factory, "give_up_hours = 0"))  # fmt: skip
    account = server.add_account()
    phone, message = Phone(server, account), mail(account, FRIEND)
    assert sent_ok(phone.client.send_mail(message, client_id()))
    assert failures_in(bounce_to(phone, subject_of(message))) == [(FRIEND, "5.4.7")]
    assert listed(server) == []
    assert "mail_returned" in server.log_text()


@pytest.mark.parametrize("version", ["12.1", "16.1"])
def test_so_much_may_wait_and_no_more(new_server, sink, tmp_path_factory, version):
    sink.down()
    server = new_server(relay=sink.address, options=config_of(tmp_path_factory, "waiting = 2"))
    account = server.add_account()
    phone = Phone(server, account, version)
    sent = [mail(account, FRIEND) for _ in range(2)]
    for message in sent:
        assert sent_ok(phone.client.send_mail(message, client_id()))
    response = phone.client.send_mail(mail(account, FRIEND), client_id())
    assert refused(response, version, "111")
    assert version == "16.1" or response.status == 503
    assert sorted(folder_subjects(phone, SENT)) == sorted(map(subject_of, sent))
    assert sent_ok(phone.client.send_mail(mail(account, account), client_id()))
