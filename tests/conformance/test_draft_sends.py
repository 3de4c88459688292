"""A draft that a phone of 16.0 and later sends: it leaves Drafts, a copy is in Sent, and each
recipient gets it once, whatever is lost, repeated, killed or down.
Source: MS-ASEMAIL 2.2.2.69 Send; docs/decisions/0008-sending-once.md."""

import email
import email.policy

import pytest

import eas
import messages
from drafts import VERSIONS, Writer, add, body, change, fields, file, files
from phone import SENT, Phone
from test_outbox import all_left, quick  # noqa: F401 (a fixture)
from test_send import arrived, folder_subjects, messages_as_mime

FRIEND = "friend@elsewhere.example"


@pytest.fixture
def draft_version():
    return "16.1"


@pytest.fixture
def writer(new_phone, draft_version):
    return Writer(new_phone(draft_version))


@pytest.fixture
def receiver(new_phone, other_account):
    return new_phone(account=other_account, preferences=messages_as_mime())


def subject():
    return messages.unique("draft")


def mail_of(phone, subject):
    """The one mail of that subject in the inbox, read by another's parser."""
    assert arrived(phone, subject) == 1
    data = phone.by_subject(subject).body.find("Data").data()
    return email.message_from_bytes(data, policy=email.policy.default)


def is_sent_once(writer, subject):
    assert writer.subjects() == []
    assert folder_subjects(writer.phone) == [subject]


class TestSend:
    @pytest.mark.parametrize("draft_version", VERSIONS)
    def test_of_an_add(self, new_phone, writer, receiver, other_account):
        """case: MSASEMAIL_S01_TC27_CreateDraftEMailAndSend"""
        what = subject()
        command = add(
            *fields(other_account.address, subject=what), body("<p>Words</p>", 2),
            files(file("1", "a.txt", b"AAA")), send=True,
        )  # fmt: skip
        assert writer.sync(command).responses == {command.text("ClientId"): "1"}
        message = mail_of(receiver, what)
        assert message["To"] == other_account.address and message["Bcc"] is None
        assert [a.get_content() for a in message.iter_attachments()] == [b"AAA"]
        shown = new_phone("16.1", account=other_account)
        shown.sync_all()
        assert shown.by_subject(what)["Email2:IsDraft"] == "0" and not shown.by_subject(what).read
        is_sent_once(writer, what)
        assert writer.phone.by_subject(what, writer.phone.folder(SENT)).read

    @pytest.mark.parametrize("draft_version", VERSIONS)
    def test_of_a_draft_with_its_last_edit(self, new_phone, writer, receiver, other_account):
        what = subject()
        server_id = writer.write(
            *fields(FRIEND, subject="not yet"), body("Words."), files(file("1", "a.txt", b"AAA"))
        )
        other = Writer(new_phone())
        edit = change(server_id, *fields(other_account.address, subject=what), send=True)
        assert writer.sync(edit).responses == {}
        message = mail_of(receiver, what)
        assert message["To"] == other_account.address
        assert message.get_body().get_content() == "Words."
        assert len(list(message.iter_attachments())) == 1
        assert other.sync_all().deleted == [server_id]
        is_sent_once(writer, what)

    def test_of_a_draft_as_it_is(self, writer, receiver, other_account):
        what = subject()
        server_id = writer.write(*fields(other_account.address, subject=what))
        assert writer.sync(change(server_id, send=True)).responses == {}
        assert mail_of(receiver, what)["To"] == other_account.address
        is_sent_once(writer, what)

    def test_through_the_relay_with_hidden_recipients(self, server, writer, account, sink):
        what = subject()
        command = add(*fields(FRIEND, bcc="hidden@elsewhere.example", subject=what), send=True)
        assert writer.sync(command).responses == {command.text("ClientId"): "1"}
        (received,) = sink.wait_for(what)
        assert sorted(received.recipients) == [FRIEND, "hidden@elsewhere.example"]
        assert b"hidden@" not in received.message
        is_sent_once(writer, what)
        writer.phone.preferences = messages_as_mime()
        folder = writer.phone.folder(SENT)
        writer.phone.forget(folder)
        writer.phone.sync_all(folder)
        copy = writer.phone.by_subject(what, folder).body.find("Data").data()
        assert b"Bcc: hidden@elsewhere.example" in copy

    def test_with_the_time_it_is_sent_at(
        self, new_phone, server, account, receiver, tmp_path, other_account
    ):
        what = subject()
        path = tmp_path / "draft.eml"
        path.write_bytes(messages.plain(
            what, sender=account.address, to=other_account.address, date=messages.days_ago(90)
        ))  # fmt: skip
        server.import_mail(account, path, folder="Drafts")
        writer = Writer(new_phone())
        (item,) = writer.items().values()
        assert writer.sync(change(item.id, send=True)).responses == {}
        assert mail_of(receiver, what)["Date"].datetime > messages.days_ago(1)


class TestLostAnswers:
    """The answer is lost as often as is said, and the phone asks again."""

    @pytest.mark.parametrize("losses", [1, 3])
    def test_an_add_is_sent_once(self, writer, receiver, other_account, losses):
        what = subject()
        command = add(*fields(other_account.address, subject=what), send=True)
        for _ in range(losses):
            writer.sync(command, lose=True)
        assert writer.sync(command).responses == {command.text("ClientId"): "1"}
        assert arrived(receiver, what) == 1
        is_sent_once(writer, what)

    def test_a_change_is_sent_once(self, writer, receiver, other_account):
        what = subject()
        server_id = writer.write(*fields(FRIEND, subject="not yet"))
        command = change(server_id, *fields(other_account.address, subject=what), send=True)
        for _ in range(3):
            writer.sync(command, lose=True)
        assert writer.sync(command).responses == {}
        assert arrived(receiver, what) == 1
        is_sent_once(writer, what)

    def test_a_draft_saved_unheard_is_sent_from_there(self, writer, receiver, other_account):
        what = subject()
        data = fields(other_account.address, subject=what)
        writer.sync(add(*data, client_id="c1"), lose=True)
        assert writer.sync(add(*data, client_id="c1", send=True)).responses == {"c1": "1"}
        assert arrived(receiver, what) == 1
        is_sent_once(writer, what)

    def test_edited_after_it_was_sent_unheard_it_is_not_silently_dropped(
        self, writer, receiver, other_account
    ):
        what, other = subject(), subject()
        to = other_account.address
        writer.sync(add(*fields(to, subject=what), client_id="c1", send=True), lose=True)
        edited = add(*fields(to, subject=other), client_id="c1", send=True)
        assert writer.sync(edited).responses == {"c1": "118"}
        assert arrived(receiver, what) == 1
        assert writer.sync(edited).responses == {"c1": "1"}, "the writer was told, and sends again"
        assert arrived(receiver, other) == 1
        assert sorted(folder_subjects(writer.phone)) == sorted([what, other])

    @pytest.mark.parametrize("deletes_as_moves", [0, 1])
    def test_one_that_another_phone_threw_away_unheard_is_sent_all_the_same(
        self, new_phone, writer, receiver, other_account, deletes_as_moves
    ):
        what, to = subject(), other_account.address
        writer.sync(add(*fields(to, subject="not yet"), client_id="c1"), lose=True)
        other = Writer(new_phone())
        (item,) = other.items().values()
        other.sync(eas.delete(item.id), deletes_as_moves=deletes_as_moves)
        sends = add(*fields(to, subject=what), client_id="c1", send=True)
        for _ in range(2):
            writer.sync(sends, lose=True)
        assert writer.sync(sends).responses == {"c1": "1"}
        assert arrived(receiver, what) == 1
        is_sent_once(writer, what)

    def test_one_that_another_phone_sent_unheard_is_not_sent_again(
        self, new_phone, writer, receiver, other_account
    ):
        what, to = subject(), other_account.address
        writer.sync(add(*fields(to, subject=what), client_id="c1"), lose=True)
        other = Writer(new_phone())
        (item,) = other.items().values()
        assert other.sync(change(item.id, send=True)).responses == {}
        again = add(*fields(to, subject=what), client_id="c1", send=True)
        assert writer.sync(again).responses == {"c1": "118"}
        assert arrived(receiver, what) == 1

    def test_edited_after_it_was_sent_unheard_and_asked_for_by_another_key(
        self, writer, receiver, other_account
    ):
        what, to = subject(), other_account.address
        first = add(*fields(to, subject=what), client_id="c1", send=True)
        writer.sync(first, lose=True)
        writer.sync_all()
        writer.sync(first, lose=True)
        edited = add(*fields(to, subject=subject()), client_id="c1", send=True)
        assert writer.sync(edited).responses == {"c1": "118"}
        assert arrived(receiver, what) == 1
        is_sent_once(writer, what)

    def test_one_that_came_back_as_anothers_before_its_writer_sends_it(
        self, writer, receiver, other_account
    ):
        what, to = subject(), other_account.address
        writer.sync(add(*fields(to, subject="not yet"), client_id="c1"), lose=True)
        assert writer.subjects() == ["not yet"], "without the Add: the answer tells of it"
        again = add(*fields(to, subject=what), client_id="c1", send=True)
        assert writer.sync(again).responses == {"c1": "1"}
        assert arrived(receiver, what) == 1
        is_sent_once(writer, what)

    def test_a_kill_between_write_and_answer(self, new_server):
        server = new_server()
        account, other = server.add_account(), server.add_account()
        writer = Writer(Phone(server, account, "16.1"))
        what = subject()
        added = add(*fields(other.address, subject=what), send=True)
        writer.sync(added, lose=True)
        server.kill()
        server.start()
        writer.phone.client.close()
        assert writer.sync(added).responses == {added.text("ClientId"): "1"}
        receiver = Phone(server, other, "16.1")
        assert arrived(receiver, what) == 1
        is_sent_once(writer, what)


class TestRefused:
    @pytest.mark.parametrize(
        "to, status",
        [(None, "183"), ("", "183"), ("joh", "183"), ("Jane Doe", "183"), ("a@b@", "183"),
         (f"{FRIEND}, Jane", "183"), ("nobody-here@example.org", "116"), ("5550100@sms", "116")],
    )  # fmt: skip
    def test_nothing_is_sent_and_the_draft_is_as_it_was_written(
        self, new_phone, writer, to, status
    ):
        what = subject()
        command = add(*fields(to, subject=what), send=True)
        assert writer.sync(command).responses == {command.text("ClientId"): status}
        assert writer.subjects() == []
        server_id = writer.write(*fields(FRIEND, subject="not yet"))
        edit = change(server_id, *fields(to, subject=what), body("long thought"), send=True)
        assert writer.sync(edit).responses == {server_id: status}
        assert writer.subjects() == [what]
        other = Writer(new_phone())
        assert other.phone.only(other.folder)["AirSyncBase:Body/Data"] == "long thought"
        assert folder_subjects(writer.phone) == []
        edit = change(server_id, *fields(FRIEND, subject=what), send=True)
        assert writer.sync(edit).responses == {}
        is_sent_once(writer, what)

    def test_another_writer_than_the_account_is_120(self, new_phone, server, account, tmp_path):
        path = tmp_path / "draft.eml"
        path.write_bytes(messages.plain("of another", to=FRIEND))
        server.import_mail(account, path, folder="Drafts")
        writer = Writer(new_phone())
        (item,) = writer.items().values()
        assert writer.sync(change(item.id, send=True)).responses == {item.id: "120"}
        assert writer.subjects() == ["of another"]

    def test_what_another_phone_has_changed_is_not_sent_unseen(self, new_phone, writer):
        server_id = writer.write(*fields(FRIEND, subject="first"))
        other = Writer(new_phone())
        assert other.sync(change(server_id, *fields(FRIEND, subject="second"))).responses == {}
        assert writer.sync(change(server_id, send=True)).responses == {server_id: "7"}
        assert writer.subjects() == ["second"]
        assert writer.sync(change(server_id, send=True)).responses == {}
        is_sent_once(writer, "second")

    def test_a_full_account_sends_nothing(self, server, account, writer):
        server_id = writer.write(*fields(FRIEND, subject="first"))
        server.command("account", "quota", account.address, "--items", "1")
        assert writer.sync(change(server_id, send=True)).responses == {server_id: "9"}
        assert writer.subjects() == ["first"]
        server.command("account", "quota", account.address, "--items", "0")
        assert writer.sync(change(server_id, send=True)).responses == {}


class TestARelayThatIsDown:
    @pytest.fixture
    def server(self, quick):  # noqa: F811
        return quick

    def test_gets_the_draft_once_it_is_back(self, server, account, writer, sink):
        sink.down()
        what = subject()
        command = add(*fields(FRIEND, subject=what), send=True)
        assert writer.sync(command).responses == {command.text("ClientId"): "1"}
        is_sent_once(writer, what)
        sink.reset()
        server.command("outbox", "retry", account.address)
        all_left(server, account)
        assert [m.recipients for m in sink.received(what)] == [(FRIEND,)]
