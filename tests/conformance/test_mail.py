"""What a mail list shows, and the flags that go both ways between two phones.
Source: MS-ASEMAIL; MS-ASCMD (Sync)."""

import re
from datetime import datetime, timezone

import pytest

import eas
import messages
from eas import FOLLOW_UP, VERSIONS, body_preference
from wbxml import Email, Tasks

# What may travel without the rest of the message.
STATE = {"Email:Read", "Email:Flag", "Email:Categories"}


class TestMetadata:
    def test_a_mail_has_what_a_list_shows(self, new_phone, deliver, account, version):
        deliver(
            messages.plain(
                "Grüße aus Köln", "Hello there.\r\n", to=f"Me <{account.address}>, b@elsewhere.example",
                Cc="c@elsewhere.example", Reply_To="answers@elsewhere.example", Importance="high",
            )  # fmt: skip
        )
        phone = new_phone(version)
        phone.sync_all()
        item = phone.only()
        assert item.subject == "Grüße aus Köln"
        assert "jane@elsewhere.example" in item["Email:From"] and "Jane Doe" in item["Email:From"]
        assert account.address in item["Email:To"] and "b@elsewhere.example" in item["Email:To"]
        assert "c@elsewhere.example" in item["Email:Cc"]
        assert "answers@elsewhere.example" in item["Email:ReplyTo"]
        assert item["Email:Importance"] == "2"
        assert item["Email:Read"] == "0"
        assert item["Email:MessageClass"] == "IPM.Note"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", item["Email:DateReceived"])
        age = datetime.now(timezone.utc) - datetime.fromisoformat(item["Email:DateReceived"])
        assert abs(age.total_seconds()) < 600

    def test_conversations_have_an_id_each_or_none(self, synced, deliver):
        deliver(messages.plain("about it"), messages.plain("about something else"))
        phone = synced(body_preference(1), version="14.1")
        ids = {i.fields["Email2:ConversationId"].data() for i in phone.items().values()
               if "Email2:ConversationId" in i.fields}  # fmt: skip
        assert len(ids) in (0, 2) and all(len(i) == 16 for i in ids)

    def test_several_sync_at_once_give_the_same_ids(self, new_phone, deliver):
        deliver(messages.plain("a"), messages.plain("b"))
        phones = [new_phone(version) for version in VERSIONS]
        for phone in phones:
            phone.sync_all()
        seen = [{i.id: i.subject for i in phone.items().values()} for phone in phones]
        assert all(each == seen[0] for each in seen) and len(seen[0]) == 2


def told_change(result):
    """The elements in the only Change of the answer."""
    (change,) = result.doc.all("Collections/Collection/Commands/Change/ApplicationData")
    return change.children


class TestFlags:
    """Two phones of one account, of different versions."""

    @pytest.fixture
    def pair(self, new_phone, deliver):
        deliver(messages.plain("one"), messages.plain("two"))
        phones = new_phone("16.1"), new_phone("12.1")
        for phone in phones:
            phone.sync_all()
        return phones

    @pytest.mark.parametrize("way", [1, -1], ids=["new to old", "old to new"])
    def test_read_goes_both_ways(self, pair, way):
        here, there = pair[::way]
        for read in (True, False):
            item = here.by_subject("one")
            result = here.sync(commands=[here.mark_read(item, read)])
            assert result.responses.get(item.id, "1") == "1"
            told = there.sync()
            assert told.changed == [item.id] and not told.added
            assert there.by_subject("one").read == read
            assert {e.name for e in told_change(told)} <= STATE

    @pytest.mark.parametrize("way", [1, -1], ids=["new to old", "old to new"])
    def test_a_flag_goes_both_ways(self, pair, way):
        here, there = pair[::way]
        item = here.by_subject("two")
        here.sync(commands=[eas.change(item.id, Email.Flag(FOLLOW_UP))])
        told = there.sync()
        assert there.by_subject("two").flagged
        assert {e.name for e in told_change(told)} <= STATE
        assert there.by_subject("two")["Email:Flag/FlagType"] == "Follow up"
        assert there.by_subject("two")["Email:Flag/DueDate"].startswith("2026-11-30")
        there.sync(commands=[eas.change(item.id, Email.Flag())])
        here.sync_all()
        assert not here.by_subject("two").flagged

    def test_a_flag_may_be_complete(self, pair):
        here, there = pair
        item = here.by_subject("one")
        done = (
            Email.Status(1), Email.FlagType("Follow up"),
            Email.CompleteTime("2026-11-24T10:00:00.000Z"),
            Tasks.DateCompleted("2026-11-24T10:00:00.000Z"),
        )  # fmt: skip
        here.sync(commands=[eas.change(item.id, Email.Flag(done))])
        there.sync_all()
        assert there.by_subject("one")["Email:Flag/Status"] == "1"

    @pytest.mark.parametrize("there_version", ["14.0", "14.1", "16.0", "16.1"])
    def test_a_category_of_any_name_goes_to_every_phone(self, new_phone, deliver, there_version):
        names = ["Für später", "$Label1", "50% (a, b)", "a=b", "x" * 255]
        deliver(messages.plain("one"))
        here, there = new_phone("16.1"), new_phone(there_version)
        for phone in (here, there):
            phone.sync_all()
        tagged = Email.Categories([Email.Category(name) for name in names])
        assert here.sync(commands=[eas.change(here.only().id, tagged)]).responses == {}
        there.sync_all()
        shown = there.only().fields["Email:Categories"].all("Category")
        assert [category.text() for category in shown] == names
        # The same in other letters' case is the same; what is left out goes.
        again = Email.Categories(Email.Category("FÜR SPÄTER"), Email.Category("A=B"))
        assert there.sync(commands=[eas.change(there.only().id, again)]).responses == {}
        here.sync_all()
        shown = here.only().fields["Email:Categories"].all("Category")
        assert [category.text() for category in shown] == ["Für später", "a=b"]

    @pytest.mark.parametrize("names", [["x" * 256], ["two\nlines"], [f"c{n}" for n in range(301)]],
                             ids=["long", "lines", "many"])  # fmt: skip
    def test_what_is_no_category_is_refused(self, new_phone, deliver, names):
        deliver(messages.plain("one"))
        phone = new_phone()
        phone.sync_all()
        bad = Email.Categories([Email.Category(name) for name in names])
        item = phone.only()
        assert phone.sync(commands=[eas.change(item.id, bad)]).responses == {item.id: "6"}

    def test_categories_go_to_another_phone(self, new_phone, deliver):
        deliver(messages.plain("one"))
        here, there = new_phone("14.1"), new_phone("16.1")
        here.sync_all()
        there.sync_all()
        item = here.only()
        here.sync(commands=[eas.change(item.id, Email.Categories(Email.Category("Red"), Email.Category("Work")))])  # fmt: skip
        there.sync_all()
        names = [c.text() for c in there.only().fields["Email:Categories"].all("Category")]
        assert sorted(names) == ["Red", "Work"]

    def test_of_an_answered_mail_the_whole_is_told(self, new_phone, server, account, tmp_path):
        """case: MSASEMAIL_S01_TC08 MSASEMAIL_S01_TC25"""
        for name in ("cur", "new", "tmp"):
            (tmp_path / "Maildir" / name).mkdir(parents=True)
        (tmp_path / "Maildir" / "cur" / "1:2,R").write_bytes(messages.plain("answered"))
        server.import_mail(account, tmp_path / "Maildir")
        here, there = new_phone("16.1"), new_phone("14.1")
        here.sync_all()
        there.sync_all()
        assert there.only()["Email2:LastVerbExecuted"] == "1"
        here.sync(commands=[here.mark_read(here.only())])
        names = {e.name for e in told_change(there.sync())}
        assert {"Email:Subject", "Email2:LastVerbExecuted", "AirSyncBase:Body"} <= names
        assert there.only().read

    def test_the_phones_own_change_is_not_told_to_it(self, pair):
        here, _ = pair
        here.sync(commands=[here.mark_read(here.by_subject("one"))])
        assert here.sync_all().commands == 0
        assert here.sync().commands == 0

    def test_changes_of_both_at_once_are_merged(self, pair):
        here, there = pair
        item = here.by_subject("one")
        here.sync(commands=[here.mark_read(item)], get_changes=False)
        there.sync(commands=[eas.change(item.id, Email.Flag(FOLLOW_UP))], get_changes=False)
        for _ in range(2):
            for phone in pair:
                phone.sync_all()
        for phone in pair:
            assert phone.by_subject("one").read and phone.by_subject("one").flagged

    @pytest.mark.parametrize(
        "data",
        [
            Email.Read("x"), Email.Read("2"), Email.Flag(Email.Status(5), Email.FlagType("x")),
        ],
        ids=["Read x", "Read 2", "flag Status 5"],
    )  # fmt: skip
    def test_a_bad_value_is_status_6(self, pair, data):
        here, there = pair
        item = here.by_subject("one")
        result = here.sync(commands=[eas.change(item.id, data)])
        assert result.responses == {item.id: "6"}
        there.sync_all()
        assert not there.by_subject("one").read and not there.by_subject("one").flagged

    def test_what_a_client_must_not_change_is_status_6(self, pair):
        here, _ = pair
        item = here.by_subject("one")
        result = here.sync(commands=[eas.change(item.id, Email.Subject("changed"))])
        assert result.responses == {item.id: "6"}
        here.forget()
        here.sync_all()
        assert here.subjects() == ["one", "two"]

    @pytest.mark.parametrize("server_id", ["1:987654", "nonsense", "999:1"])
    def test_a_change_of_an_unknown_item_is_status_8(self, phone, server_id):
        phone.sync_all()
        request = phone.request(phone.inbox, [eas.change(server_id, Email.Read(1))])
        answer = phone.client.command("Sync", request)
        assert answer.text("Collections/Collection/Status") == "1", answer
        assert answer.text("Collections/Collection/Responses/Change/Status") == "8", answer

    def test_several_commands_are_done_in_one_request(self, pair, deliver):
        here, there = pair
        one, two = here.by_subject("one"), here.by_subject("two")
        deliver(messages.plain("three"))
        result = here.sync(
            commands=[here.mark_read(one), eas.delete(two.id)], deletes_as_moves=False
        )
        assert len(result.added) == 1 and here.subjects() == ["one", "three"]
        there.sync_all()
        assert there.states() == here.states()
