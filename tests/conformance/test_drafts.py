"""Drafts that a phone of 16.0 and later writes, edits and throws away; all others see them.
Source: MS-ASEMAIL 3.1.5.4; docs/activesync.md, "Drafts"."""

import pytest

import eas
import messages
from drafts import (VERSIONS, Writer, add, body, change, fields, file, files, references, responses,
                    without)  # fmt: skip
from phone import TRASH, Phone
from wbxml import AirSync, AirSyncBase, Email, Search

JANE, JOE = "jane@elsewhere.example", "joe@elsewhere.example"


@pytest.fixture
def draft_version():
    return "16.1"


@pytest.fixture
def writer(new_phone, draft_version):
    return Writer(new_phone(draft_version))


def fresh(new_phone, version="16.1", **how):
    """What another device is given of the one draft."""
    other = Writer(new_phone(version, **how))
    return other.phone.only(other.folder)


class TestAdd:
    @pytest.mark.parametrize("draft_version", VERSIONS)
    def test_is_answered_with_ids_and_seen_as_a_draft(self, new_phone, writer, draft_version):
        """case: MSASEMAIL_S01_TC26_CreateDraftEMail"""
        command = add(*fields(JANE, bcc=JOE, subject="plans for autumn"), body("Dear Jane,\n"))
        result = writer.sync(command)
        response = responses(result)[command.text("ClientId")]
        assert response.text("Status") == "1" and response.text("ServerId")
        told = response.find("ApplicationData")
        assert len(told.find("ConversationId").data()) == 16
        assert len(told.find("ConversationIndex").data()) == 5
        item = fresh(new_phone, draft_version)
        assert item.id == response.text("ServerId")
        assert item["Email:To"] == JANE and item["Email2:Bcc"] == JOE
        assert item.subject == "plans for autumn" and item.read
        assert item["Email2:IsDraft"] == "1"
        assert item["AirSyncBase:Body/Data"] == "Dear Jane,\r\n"
        assert item.fields["Email2:ConversationId"].data() == told.find("ConversationId").data()
        fetched = writer.phone.client.fetch(eas.fetch_item(writer.folder, item.id)).doc
        assert fetched.text("Response/Fetch/Properties/IsDraft") == "1"
        found = writer.phone.client.command(
            "Search",
            Search.Search(
                Search.Store(
                    Search.Name("Mailbox"),
                    Search.Query(Search.And(AirSync.CollectionId(writer.folder),
                                            Search.FreeText("autumn"))),
                    Search.Options(Search.Range("0-9")),
                )
            ),
        )  # fmt: skip
        assert found.text("Response/Store/Result/Properties/IsDraft") == "1"

    def test_a_message_is_stored_that_other_programs_read(self, writer, account):
        server_id = writer.write(
            *fields('"Doe, Jane" <jane@elsewhere.example>, Jürgen <j@elsewhere.example>',
                    JOE, "hidden@elsewhere.example", "Grüße", "reply@example.org", "2"),
            body("<p>Hallo <b>Jane</b></p>", 2),
        )  # fmt: skip
        message = writer.message(server_id)
        assert [(a.display_name, a.addr_spec) for a in message["To"].addresses] == [
            ("Doe, Jane", JANE), ("Jürgen", "j@elsewhere.example"),
        ]  # fmt: skip
        assert message["Cc"] == JOE and message["Bcc"] == "hidden@elsewhere.example"
        assert message["Subject"] == "Grüße" and message["Reply-To"] == "reply@example.org"
        assert message["Importance"] == "high" and message["Message-ID"] and message["Date"]
        assert message["From"].addresses[0].addr_spec == account.address
        assert "Hallo Jane" in message.get_body(("plain",)).get_content()
        assert message.get_body(("html",)).get_content() == "<p>Hallo <b>Jane</b></p>"

    def test_mime_is_taken_as_it_is(self, writer, account):
        source = messages.with_attachments(
            "from a program", "Text.\r\n", [("a.bin", "application/x-own", b"\0\xff")],
            sender=account.address, to=JANE,
        )  # fmt: skip
        server_id = writer.write(*fields(importance="0"), body(source, 4))
        message = writer.message(server_id)
        assert message["Subject"] == "from a program" and message["Importance"] == "low"
        assert message["To"] == JANE
        (attachment,) = message.iter_attachments()
        assert attachment.get_content() == b"\0\xff" and attachment.get_filename() == "a.bin"

    def test_every_older_phone_is_shown_it(self, new_phone, version):
        Writer(new_phone("16.1")).write(*fields(JANE, subject="seen by all"), body("Text."))
        item = fresh(new_phone, version)
        assert item.subject == "seen by all" and item["Email:To"] == JANE
        assert ("Email2:IsDraft" in item.fields) == eas.at_least(version, "16.0")
        assert ("Email2:Bcc" in item.fields) is False

    def test_what_is_half_typed_is_kept(self, new_phone, writer):
        writer.write(*fields("joh", "Jane Doe", subject=""), body(""))
        item = fresh(new_phone)
        assert item["Email:To"] == "joh" and item["Email:Cc"] == '"Jane Doe"'
        assert item.subject is None

    def test_nothing_at_all_is_a_draft(self, new_phone, writer):
        writer.write(Email.Read(0))
        item = fresh(new_phone)
        assert item["Email2:IsDraft"] == "1" and not item.read

    @pytest.mark.parametrize(
        "data",
        [
            [Email.Importance(3)],
            [Email.Read("maybe")],
            [body("{\\rtf1}", 3)],
            [body("no header", 4)],
            [files(AirSyncBase.Add(AirSyncBase.ClientId("1"), AirSyncBase.Content(b"x")))],
            [files(file("1", "a.txt", b"x", method=6))],
            [files(file("1", "a.txt", b"x", content_id="a b"))],
            [files(without("nonsense"))],
            [Email.To("a" * 200_000)],
        ],
        ids=["importance", "read", "rtf", "mime", "no name", "method", "content id", "reference",
             "too long"],
    )  # fmt: skip
    def test_what_is_no_draft_is_refused_and_nothing_made(self, writer, data):
        command = add(*data)
        assert writer.sync(command).responses == {command.text("ClientId"): "6"}
        writer.sync_all()
        assert not writer.items()


class TestChange:
    @pytest.fixture
    def server_id(self, writer):
        return writer.write(
            *fields(JANE, JOE, subject="first"), body("<p>one</p>", 2),
            files(file("1", "a.txt", b"first file"), file("2", "b.txt", b"second file")),
        )  # fmt: skip

    def test_keeps_its_id_and_reaches_all_phones(self, new_phone, writer, server_id):
        other = Writer(new_phone("14.1"))
        assert writer.sync(change(server_id, *fields(JOE, subject="second"))).responses == {}
        result = other.sync_all()
        assert result.changed == [server_id]
        assert other.items()[server_id].subject == "second"
        item = fresh(new_phone)
        assert item.id == server_id and item["Email:To"] == JOE and "Email:Cc" not in item.fields
        assert item["AirSyncBase:Body/Data"].strip() == "one" and len(item.attachments) == 2
        writer.sync_all()
        assert list(writer.items()) == [server_id]

    def test_a_text_alone_leaves_the_rest(self, writer, server_id):
        before = writer.message(server_id)
        assert writer.sync(change(server_id, body("new text"))).responses == {}
        message = writer.message(server_id)
        assert message["To"] == JANE and message["Cc"] == JOE and message["Subject"] == "first"
        assert message["Message-ID"] == before["Message-ID"]
        assert message.get_body().get_content().strip() == "new text"
        assert [a.get_content() for a in message.iter_attachments()] == [
            b"first file", b"second file",
        ]  # fmt: skip

    @pytest.mark.parametrize("draft_version", VERSIONS)
    def test_files_come_and_go(self, new_phone, writer, server_id):
        a, b = fresh(new_phone).attachments
        command = change(
            server_id,
            files(without(a.text("FileReference")), file("3", "Ü.txt", b"third", "text/plain")),
        )
        response = responses(writer.sync(command))[server_id]
        assert response.text("Status") == "1"
        made = references(response)
        assert list(made) == ["3"]
        assert writer.fetched(made["3"]) == b"third"
        assert writer.fetched(b.text("FileReference")) == b"second file"
        names = [f.text("DisplayName") for f in fresh(new_phone).attachments]
        assert names == ["b.txt", "Ü.txt"]
        assert writer.sync(change(server_id, files(without(made["3"])))).responses == {}
        assert writer.sync(change(server_id, files(without(made["3"])))).responses == {}
        (left,) = fresh(new_phone).attachments
        assert left.text("FileReference") == b.text("FileReference")

    def test_a_picture_stands_in_the_text_and_a_message_beside_it(self, new_phone, writer):
        inner = messages.plain("the inner one", "Inside.\r\n")
        command = add(
            *fields(JANE, subject="picture"), body('<p>Look: <img src="cid:p1@phone"></p>', 2),
            files(file("p", "p.png", b"\x89PNG", "image/png", content_id="p1@phone", inline=True),
                  file("m", "inner.eml", inner, "message/rfc822", method=5)),
        )  # fmt: skip
        response = responses(writer.sync(command))[command.text("ClientId")]
        assert writer.fetched(references(response)["p"]) == b"\x89PNG"
        assert writer.fetched(references(response)["m"]) == inner
        picture, message = fresh(new_phone).attachments
        assert picture.text("ContentId") == "p1@phone" and picture.text("IsInline") == "1"
        assert picture.text("DisplayName") == "p.png"
        assert message.text("Method") == "5" and message.text("DisplayName") == "inner.eml"

    def test_a_large_file_stays_whole(self, writer):
        content = bytes(range(256)) * 12_000
        command = add(*fields(subject="large"), files(file("1", "large.bin", content)))
        made = references(responses(writer.sync(command))[command.text("ClientId")])
        assert writer.fetched(made["1"]) == content

    def test_state_alone_is_no_edit(self, new_phone, writer, server_id):
        before = writer.message(server_id).as_bytes()
        commands = [change(server_id, Email.Read(0), Email.Categories(Email.Category("later")))]
        assert writer.sync(*commands).responses == {}
        assert writer.message(server_id).as_bytes() == before
        item = fresh(new_phone)
        assert not item.read and item["Email:Categories/Category"] == "later"

    @pytest.mark.parametrize("old", ["2.5", "12.0", "12.1", "14.0", "14.1"])
    def test_before_16_nobody_edits(self, new_phone, old):
        """case: MSASCMD_S19_TC25_Sync_Status6_AddEmail"""
        server_id = Writer(new_phone("16.1")).write(*fields(JANE, subject="first"))
        other = Writer(new_phone(old))
        result = other.sync(change(server_id, *fields(JOE, subject="second")))
        assert result.responses == {server_id: "6"}
        assert other.sync(change(server_id, Email.Read(0))).responses == {}
        other.sync_all()
        assert other.items()[server_id].subject == "first"

    def test_elsewhere_nobody_edits(self, new_phone, deliver):
        deliver(messages.plain("received"))
        phone = new_phone()
        phone.sync_all()
        item = phone.only()
        result = phone.sync(commands=[change(item.id, *fields(subject="mine"))])
        assert result.responses == {item.id: "6"}
        result = phone.sync(commands=[change(item.id, Email.Read(1), send=True)])
        assert result.responses == {item.id: "6"}
        phone.sync_all()
        assert phone.only().subject == "received"

    def test_the_newer_edit_of_another_wins_and_the_lost_one_is_kept(
        self, new_phone, server, account, writer, server_id
    ):
        other = Writer(new_phone())
        assert other.sync(change(server_id, *fields(JANE, subject="theirs"))).responses == {}
        result = writer.sync(change(server_id, *fields(JANE, subject="mine"), body("my words")))
        assert result.responses == {server_id: "7"}
        writer.sync_all()
        assert writer.items()[server_id].subject == "theirs"
        (row,) = server.command("account", "recover", account.address).stdout.decode().splitlines()
        version, *rest = row.split("\t")
        assert "Drafts" in rest
        server.command("account", "recover", account.address, version)
        item = fresh(new_phone)
        assert item.subject == "mine" and item["AirSyncBase:Body/Data"] == "my words"

    def test_a_draft_of_another_program_loses_nothing(self, new_phone, server, account, tmp_path):
        path = tmp_path / "draft.eml"
        path.write_bytes(messages.with_attachments(
            "imported", "Text.\r\n", [("a.txt", "text/plain", b"AAA"), ("b.txt", "text/plain", b"B")],
            to=JANE, X_Own="kept",
        ))  # fmt: skip
        server.import_mail(account, path, folder="Drafts")
        writer = Writer(new_phone())
        (item,) = writer.items().values()
        a, b = (f.text("FileReference") for f in item.attachments)
        delete_a = change(item.id, files(without(a)))
        for _ in range(2):  # the first answer is lost
            assert writer.sync(delete_a, lose=True)
        assert writer.sync(change(item.id, files(without(a)), body("New."))).responses == {}
        assert writer.fetched(b) == b"B"
        message = writer.message(item.id)
        assert message["X-Own"] == "kept" and message["From"] == messages.SENDER
        assert [f.get_filename() for f in message.iter_attachments()] == ["b.txt"]


class TestDelete:
    @pytest.mark.parametrize("moves, left", [(True, ["thrown away"]), (False, [])])
    def test_goes_to_trash_or_for_good(self, new_phone, writer, moves, left):
        server_id = writer.write(*fields(subject="thrown away"))
        assert writer.sync(eas.delete(server_id), deletes_as_moves=moves).responses == {}
        assert writer.subjects() == []
        trash = writer.phone.folder(TRASH)
        writer.phone.sync_all(trash)
        assert writer.phone.subjects(trash) == left


class TestLostAnswers:
    def test_an_add_asked_again_makes_one_draft(self, new_phone, writer):
        command = add(*fields(JANE, subject="once"), files(file("1", "a.txt", b"AAA")))
        for _ in range(3):
            writer.sync(command, lose=True)
        response = responses(writer.sync(command))[command.text("ClientId")]
        assert writer.fetched(references(response)["1"]) == b"AAA"
        assert writer.subjects() == ["once"]
        assert fresh(new_phone).id == response.text("ServerId")

    def test_edited_before_it_is_asked_again(self, new_phone, writer):
        writer.sync(add(*fields(JANE, subject="first"), client_id="c1"), lose=True)
        writer.write(*fields(JOE, subject="second"), client_id="c1")
        assert writer.subjects() == ["second"]
        item = fresh(new_phone)
        assert item.subject == "second" and item["Email:To"] == JOE

    def test_a_change_asked_again_is_done_once(self, new_phone, writer):
        server_id = writer.write(*fields(JANE, subject="first"))
        command = change(server_id, files(file("1", "a.txt", b"AAA")))
        for _ in range(3):
            writer.sync(command, lose=True)
        made = references(responses(writer.sync(command))[server_id])
        assert writer.fetched(made["1"]) == b"AAA"
        assert len(fresh(new_phone).attachments) == 1

    def test_a_kill_between_write_and_answer_loses_and_doubles_nothing(self, new_server):
        server = new_server()
        account = server.add_account()
        writer = Writer(Phone(server, account, "16.1"))
        command = add(*fields(JANE, subject="once"), body("Text."))
        writer.sync(command, lose=True)
        server.kill()
        server.start()
        writer.phone.client.close()
        assert writer.sync(command).responses == {command.text("ClientId"): "1"}
        assert writer.subjects() == ["once"]
