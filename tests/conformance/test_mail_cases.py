"""Published behaviours of mail: flags, marks, and what a Change carries. Their IDs are in case_table.py's
list; each is tried in every version."""

import pytest

import eas
import lmtp
import messages
from wbxml import Email, Email2, Tasks

START, LATER = "2026-11-25T08:00:00.000Z", "2026-11-30T08:00:00.000Z"
DATES = (
    Tasks.StartDate(START), Tasks.UtcStartDate(START), Tasks.DueDate(LATER), Tasks.UtcDueDate(LATER),
)  # fmt: skip
ACTIVE = (Email.Status(2), Email.FlagType("Flag for follow up"))
WHOLE = (
    *ACTIVE, *DATES, Tasks.ReminderSet(1), Tasks.ReminderTime(LATER), Tasks.OrdinalDate(START),
    Tasks.SubOrdinalDate("5555555"), Tasks.Subject("call back"),
)  # fmt: skip
DONE = (
    Email.Status(1), Email.FlagType("Flag for follow up"), Email.CompleteTime(START),
    Tasks.DateCompleted(START),
)  # fmt: skip
STATES = {"Email:Read", "Email:Flag", "Email:Categories"}


@pytest.fixture(params=eas.WITH_AIR_SYNC_BASE)
def version(request):
    """The list knows nothing of 2.5, which has no flags."""
    return request.param


@pytest.fixture
def pair(new_phone, deliver, version):
    """Two phones of one account that hold one mail."""
    deliver(messages.plain("one"))
    phones = new_phone(version), new_phone("16.1")
    for phone in phones:
        phone.sync_all()
    return phones


def change(phone, *data, status="1"):
    """The phone changes its one mail."""
    item = phone.only()
    result = phone.sync(commands=[eas.change(item.id, *data)])
    assert result.responses.get(item.id, "1") == status, result.doc
    return item


def flag_as_told(phone):
    """The flag that the other phone has after its next Sync, by names."""
    phone.sync_all()
    flag = phone.only().fields["Email:Flag"]
    return {child.name: child.text() for child in flag.children}


def names_told(phone):
    """The elements of the one Change in the next Sync."""
    (data,) = phone.sync().doc.all("Collections/Collection/Commands/Change/ApplicationData")
    return {child.name for child in data.children}


class TestFlags:
    def test_every_part_of_a_flag_comes_to_the_other_phone(self, pair):
        """case: MSASEMAIL_S03_TC01 MSASEMAIL_S03_TC08 MSASEMAIL_S03_TC27"""
        here, there = pair
        change(here, Email.Flag(WHOLE))
        assert flag_as_told(there) == {part.name: part.text() for part in WHOLE}

    def test_a_flag_with_its_four_dates_is_active(self, pair):
        """case: MSASEMAIL_S03_TC11"""
        here, there = pair
        change(here, Email.Flag(*ACTIVE, *DATES))
        assert flag_as_told(there)["Email:Status"] == "2"

    @pytest.mark.parametrize(
        ("case", "parts"),
        [
            ("MSASEMAIL_S03_TC03", DONE),
            ("MSASEMAIL_S03_TC12", DONE),
            ("MSASEMAIL_S03_TC26", (*DONE, *DATES)),
            ("MSASEMAIL_S03_TC30", (*DONE, *DATES, Tasks.Subject("call back"))),
        ],
    )
    def test_a_flag_is_completed(self, pair, case, parts):
        here, there = pair
        change(here, Email.Flag(WHOLE))
        change(here, Email.Flag(parts))
        assert flag_as_told(there) == {part.name: part.text() for part in parts}

    @pytest.mark.parametrize(
        ("case", "before", "flag"),
        [
            ("MSASEMAIL_S03_TC13", (*ACTIVE, *DATES), Email.Flag(Email.Status(0))),
            ("MSASEMAIL_S03_TC14", (*ACTIVE, *DATES), Email.Flag()),
            ("MSASEMAIL_S03_TC28", WHOLE, Email.Flag(Email.Status(0))),
            ("MSASEMAIL_S03_TC29", WHOLE, Email.Flag()),
        ],
    )
    def test_a_flag_is_cleared(self, pair, case, before, flag):
        here, there = pair
        change(here, Email.Flag(before))
        assert flag_as_told(there)["Email:Status"] == "2"
        change(here, flag)
        assert flag_as_told(there) == {}

    @pytest.mark.parametrize(
        ("case", "before"),
        [("MSASEMAIL_S03_TC15", (*ACTIVE, *DATES)), ("MSASEMAIL_S03_TC31", WHOLE)],
    )
    def test_a_flag_is_changed_as_a_whole(self, pair, case, before):
        here, there = pair
        change(here, Email.Flag(before))
        moved = tuple(
            Tasks.DueDate("2026-12-24T08:00:00.000Z") if part.name == "Tasks:DueDate" else part
            for part in before
        )
        change(here, Email.Flag(moved))
        assert flag_as_told(there)["Tasks:DueDate"] == "2026-12-24T08:00:00.000Z"

    @pytest.mark.parametrize(
        ("case", "parts"),
        [
            ("MSASEMAIL_S03_TC02", (Email.Status(3), Email.FlagType("x"))),
            ("MSASEMAIL_S03_TC04", (*ACTIVE, *DATES, Tasks.ReminderSet(1))),
            ("MSASEMAIL_S03_TC05",
             (*ACTIVE, Tasks.StartDate(LATER), Tasks.UtcStartDate(START), Tasks.DueDate(START),
              Tasks.UtcDueDate(LATER))),
            ("MSASEMAIL_S03_TC06",
             (*ACTIVE, Tasks.StartDate(START), Tasks.UtcStartDate(LATER), Tasks.DueDate(LATER),
              Tasks.UtcDueDate(START))),
            ("MSASEMAIL_S03_TC07", (*ACTIVE, *DATES[:3])),
            ("MSASEMAIL_S03_TC16", (Email.Status(2), *DATES)),
            ("MSASEMAIL_S03_TC16", (Email.Status(1), Email.FlagType("x"))),
            ("MSASEMAIL_S03_TC16", (Email.Status(1), Tasks.DateCompleted(START))),
            ("MSASEMAIL_S03_TC16", (Email.Status(1), Email.CompleteTime(START))),
        ],
    )  # fmt: skip
    def test_a_flag_that_does_not_agree_with_itself_is_6(self, pair, case, parts):
        here, there = pair
        change(here, Email.Flag(parts), status="6")
        assert there.sync_all().commands == 0

    @pytest.mark.parametrize(
        ("case", "part"),
        [
            ("MSASEMAIL_S03_TC17", Tasks.DueDate(LATER)),
            ("MSASEMAIL_S03_TC18", Tasks.OrdinalDate(LATER)),
            ("MSASEMAIL_S03_TC19", Tasks.ReminderSet(1)),
            ("MSASEMAIL_S03_TC20", Tasks.ReminderTime(LATER)),
            ("MSASEMAIL_S03_TC21", Tasks.StartDate(START)),
            ("MSASEMAIL_S03_TC22", Email.Status(2)),
            ("MSASEMAIL_S03_TC23", Tasks.SubOrdinalDate("5555555")),
            ("MSASEMAIL_S03_TC24", Tasks.UtcDueDate(LATER)),
            ("MSASEMAIL_S03_TC25", Tasks.UtcStartDate(START)),
        ],
    )
    def test_a_part_given_twice_is_taken(self, pair, case, part):
        here, there = pair
        change(here, Email.Flag(*WHOLE, part))
        assert flag_as_told(there)["Email:Status"] == "2"


class TestChanges:
    def test_categories_that_are_not_named_stay(self, new_phone, deliver, version_with_categories):
        """case: MSASEMAIL_S01_TC03"""
        here, there = two_phones(new_phone, deliver, version_with_categories)
        change(here, Email.Categories(Email.Category("Red")))
        change(here, Email.Read(1))
        there.sync_all()
        assert there.only().fields["Email:Categories"].text("Category") == "Red"

    def test_empty_categories_clear_them(self, new_phone, deliver, version_with_categories):
        """case: MSASEMAIL_S01_TC04"""
        here, there = two_phones(new_phone, deliver, version_with_categories)
        change(here, Email.Categories(Email.Category("Red")))
        there.sync_all()
        change(here, Email.Categories())
        there.sync_all()
        categories = there.only().fields.get("Email:Categories")
        assert categories is None or not categories.children

    @pytest.mark.parametrize(
        ("case", "data", "told"),
        [
            ("MSASEMAIL_S01_TC05", [Email.Read(1)], {"Email:Read"}),
            ("MSASEMAIL_S01_TC06", [Email.Flag(ACTIVE)], {"Email:Flag"}),
            ("MSASEMAIL_S01_TC07", [Email.Read(1), Email.Flag(ACTIVE)],
             {"Email:Read", "Email:Flag"}),
        ],
    )  # fmt: skip
    def test_a_change_of_state_comes_alone(self, pair, case, data, told):
        here, there = pair
        change(there, *data)
        names = names_told(here)
        assert told <= names <= STATES

    @pytest.mark.parametrize(
        ("case", "data", "told"),
        [
            ("MSASEMAIL_S01_TC29", [], {"Email:Categories"}),
            ("MSASEMAIL_S01_TC30", [Email.Read(1)], {"Email:Read", "Email:Categories"}),
            ("MSASEMAIL_S01_TC31", [Email.Flag(ACTIVE)], {"Email:Flag", "Email:Categories"}),
            ("MSASEMAIL_S01_TC28", [Email.Read(1), Email.Flag(ACTIVE)], STATES),
        ],
    )
    def test_categories_come_alone_too(
        self, new_phone, deliver, version_with_categories, case, data, told
    ):
        here, there = two_phones(new_phone, deliver, version_with_categories)
        change(there, *data, Email.Categories(Email.Category("Red")))
        names = names_told(here)
        assert told <= names <= STATES

    def test_nothing_is_told_when_nothing_changed(self, pair):
        """case: MSASEMAIL_S01_TC09"""
        here, there = pair
        there.sync_all()
        assert here.sync_all().commands == 0

    @pytest.mark.parametrize(
        ("case", "data"),
        [
            ("MSASEMAIL_S01_TC10", Email.Read("yes")),
            ("MSASEMAIL_S01_TC11", Email2.Sender("other@example.org")),
            ("MSASEMAIL_S01_TC14", Email2.ReceivedAsBcc(1)),
            ("MSASEMAIL_S01_TC17", Email2.ConversationId(b"0123456789abcdef")),
        ],
    )
    def test_what_a_client_must_not_say_is_6(self, new_phone, deliver, version, case, data):
        if data.name.startswith("Email2:") and not eas.at_least(version, "14.0"):
            pytest.skip("has no such element")
        here, there = two_phones(new_phone, deliver, version)
        change(here, data, status="6")
        assert there.sync_all().commands == 0


@pytest.fixture(params=eas.WITH_AIR_SYNC_BASE)
def version(request):
    """The list knows nothing of 2.5, which test_versions has."""
    return request.param


@pytest.fixture(params=[each for each in eas.VERSIONS if eas.at_least(each, "14.0")])
def version_with_categories(request):
    return request.param


def two_phones(new_phone, deliver, version):
    deliver(messages.plain("one"))
    phones = new_phone(version), new_phone("16.1")
    for phone in phones:
        phone.sync_all()
    return phones


class TestMetadata:
    def test_a_mail_comes_with_its_metadata_and_its_body(self, new_phone, deliver, version):
        """case: MSASEMAIL_S01_TC01 MSASEMAIL_S01_TC02 MSASAIRS_S02_TC10"""
        deliver(messages.plain("one", text="the text\r\n"))
        bare, full = new_phone(version, preferences=[]), new_phone(version)
        for phone in (bare, full):
            phone.sync_all()
            assert phone.only().subject == "one" and phone.only()["Email:From"]
        assert full.only()["AirSyncBase:Body/Data"] == "the text\r\n"

    def test_a_sender_like_from_or_none_is_left_out(self, new_phone, deliver):
        """case: MSASEMAIL_S01_TC12 MSASEMAIL_S01_TC13"""
        deliver(messages.plain("same", Sender=messages.SENDER), messages.plain("none"))
        phone = new_phone("16.1")
        phone.sync_all()
        for subject in ("same", "none"):
            assert "Email2:Sender" not in phone.by_subject(subject).fields

    def test_a_report_of_non_delivery_has_its_class(self, new_phone, server, account, version):
        """case: MSASEMAIL_S01_TC18"""
        report = (
            b"From: MAILER-DAEMON@example.org\r\nTo: u@example.org\r\nSubject: Undelivered\r\n"
            b"MIME-Version: 1.0\r\nContent-Type: multipart/report;"
            b' report-type=delivery-status; boundary="b"\r\n\r\n'
            b"--b\r\nContent-Type: text/plain\r\n\r\nIt came back.\r\n"
            b"--b\r\nContent-Type: message/delivery-status\r\n\r\n"
            b"Reporting-MTA: dns; example.org\r\n\r\nFinal-Recipient: rfc822; x@example.net\r\n"
            b"Action: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
        )
        lmtp.deliver(server, account, report)
        phone = new_phone(version)
        phone.sync_all()
        assert phone.only()["Email:MessageClass"].upper() == "REPORT.IPM.NOTE.NDR"
