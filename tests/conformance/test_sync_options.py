"""What a Sync may say beside its commands: options by class and by key, filters, windows, waits,
parts of requests, preferences of body parts, classes without items.
Source: MS-ASCMD 2.2.1.21, 2.2.3; MS-ASAIRS 2.2.2.10 to 2.2.2.12."""

import pytest

import eas
import messages
from eas import at_least, body_preference, fetch_item, sync_request
from phone import SENT
from wbxml import (
    AirSync,
    AirSyncBase,
    Calendar,
    Contacts,
    Email,
    ItemOperations,
    Notes,
    Search,
    Tasks,
)

VERSIONS = [each for each in eas.VERSIONS if at_least(each, "12.1")]  # of the list of cases
ALL_SINCE_14 = [each for each in VERSIONS if at_least(each, "14.0")]
OLD_AND_NEW = ("12.1", "16.1")


def asked(phone, *more, key=None, folder=None):
    folder = folder or phone.inbox
    return AirSync.Collection(
        AirSync.SyncKey(key or phone.box(folder).key), AirSync.CollectionId(folder), more
    )


def ask(phone, *more, key=None, folder=None, **how):
    document = sync_request(asked(phone, *more, key=key, folder=folder), **how)
    return phone.client.command("Sync", document)


def status(answer):
    """Of the collection, or of the whole; an empty answer is a good one."""
    if answer is None:
        return "1"
    return answer.text("Collections/Collection/Status") or answer.text("Status")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_wait_out_of_bounds_is_14_with_the_bound(rested, version):
    """case: MSASCMD_S19_TC07_Sync_HeartbeatInterval_Status14
    case: MSASCMD_S19_TC30_Sync_Limit_WaitIsLessThan1 MSASCMD_S19_TC31_Sync_Limit_WaitIsGreaterThan59
    case: MSASCMD_S19_TC32_Sync_Limit_HeartbeatIntervalIsLessThan60
    case: MSASCMD_S19_TC33_Sync_Limit_HeartbeatIntervalIsLargerThan3540
    case: MSASCMD_S19_TC47_Sync_Wait_Status14"""
    rows = [({"wait": 0}, "1"), ({"wait": 60}, "59")]
    if at_least(version, "14.0"):
        rows += [({"heartbeat": 59}, "60"), ({"heartbeat": 3541}, "3540")]
    for wait, limit in rows:
        answer = ask(rested(version), **wait)
        assert [(c.tag, c.text()) for c in answer.children] == [("Status", "14"), ("Limit", limit)]


@pytest.mark.parametrize("version", ALL_SINCE_14)
def test_wait_and_heartbeat_together_are_4(rested, version):
    """case: MSASCMD_S19_TC29_Sync_HeartbeatIntervalAndWait_StatusIs4"""
    assert status(ask(rested(version), wait=5, heartbeat=300)) == "4"


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_said_twice_in_options_is_tolerated(rested, version):
    """case: MSASCMD_S19_TC14_Sync_MoreThanOneFilterTypes MSASCMD_S19_TC20_Sync_MoreThanOneClasses
    case: MSASCMD_S19_TC21_Sync_MoreThanOneMaxItems MSASCMD_S19_TC22_Sync_MoreThanOneMIMESupport
    case: MSASCMD_S19_TC23_Sync_MoreThanOneMIMETruncation MSASCMD_S19_TC41_Sync_MoreThanOneConflicts"""
    phone = rested(version)
    for element in (AirSync.FilterType(0), AirSync.Class("Email"), AirSync.MaxItems(5),
                    AirSync.MIMESupport(0), AirSync.MIMETruncation(8),
                    AirSync.Conflict(1)):  # fmt: skip
        assert status(ask(phone, AirSync.Options([element] * 2))) == "1", element


@pytest.mark.parametrize("version", VERSIONS)
def test_a_collection_that_breaks_the_rules_is_4(rested, version):
    """case: MSASCMD_S19_TC09_Sync_Class_Redefined MSASCMD_S19_TC42_Sync_WithCombinationClasses
    case: MSASCMD_S19_TC46_Sync_Supported_Status4 MSASCMD_S19_TC48_Sync_Collection_LimitValue"""
    phone = rested(version)

    def classes(*names):
        return [AirSync.Options(AirSync.Class(name)) for name in names]

    for more in (classes("Email", "Email"), classes("Email", "Calendar"),
                 [AirSync.Commands([eas.delete("1:1")] * 201)]):  # fmt: skip
        assert status(ask(phone, *more)) == "4", more
    early = AirSync.Collection(
        AirSync.SyncKey("0"), AirSync.Supported(), AirSync.CollectionId(phone.inbox)
    )
    assert status(phone.client.sync(early)) == "4"


@pytest.mark.parametrize("version", VERSIONS)
def test_no_commands_are_no_mistake(rested, version):
    """case: MSASCMD_S19_TC10_Sync_NoChildElementsForCommands
    case: MSASCMD_S19_TC19_Sync_NoResponsesElement"""
    answer = ask(rested(version), AirSync.Commands())
    assert status(answer) == "1"
    assert answer is None or not answer.has("Collections/Collection/Responses")


@pytest.mark.parametrize("version", VERSIONS)
def test_mail_has_filters_0_to_5(rested, version):
    """case: MSASCMD_S19_TC11_Sync_Email_FilterType"""
    for filter_type in range(9):
        answer = ask(rested(version), AirSync.Options(AirSync.FilterType(filter_type)), key="0")
        assert status(answer) == ("1" if filter_type <= 5 else "4"), filter_type


@pytest.mark.parametrize("version", ALL_SINCE_14)
def test_conversations_may_be_asked_for_in_mail(rested, version):
    """case: MSASCMD_S19_TC45_Sync_ConversationMode"""
    for mode in (0, 1):
        assert status(ask(rested(version), AirSync.ConversationMode(mode))) == "1"


@pytest.mark.parametrize("version", VERSIONS)
def test_changes_come_unless_they_are_not_wanted(new_phone, deliver, version):
    """case: MSASCMD_S19_TC26_Sync_GetChanges"""
    deliver(messages.plain("one"))
    phone = new_phone(version)
    assert status(ask(phone, AirSync.GetChanges(1), key="0")) == "4"
    phone.sync()
    key = phone.box(phone.inbox).key
    for element, adds in ((AirSync.GetChanges(0), 0), (None, 1), (AirSync.GetChanges(), 1),
                          (AirSync.GetChanges(1), 1)):  # fmt: skip
        answer = ask(phone, element, key=key)
        assert len(answer.all("Collections/Collection/Commands/Add")) == adds, element


@pytest.mark.parametrize("version", OLD_AND_NEW)
def test_each_item_has_its_own_status(new_phone, deliver, version):
    """case: MSASCMD_S19_TC25_Sync_Status6_AddEmail MSASCMD_S19_TC28_Sync_Change_InvalidServerId
    case: MSASCMD_S19_TC52_Sync_Status8"""
    deliver(messages.plain("one"), messages.plain("two"))
    phone = new_phone(version)
    phone.sync_all()
    good, other = (phone.by_subject(subject).id for subject in ("one", "two"))
    gone = f"{phone.inbox}:98765"
    result = phone.sync(
        commands=[
            eas.change(good, Email.Read(1)),
            eas.change(other, Email.Read("maybe")),
            eas.change(gone, Email.Read(1)),
            AirSync.Add(AirSync.ClientId("c"), AirSync.ApplicationData(Email.Subject("x"))),
            AirSync.Fetch(AirSync.ServerId(gone)),
        ]
    )
    assert result.responses == {other: "6", gone: "8", "c": "6"}
    assert phone.items()[good].read and not phone.items()[other].read
    gone_folder = ask(phone, key="0", folder="98765")
    assert status(gone_folder) in ("8", "12")


def test_there_is_no_cache_of_recipients(rested):
    answer = ask(rested("16.1"), AirSync.Options(AirSync.MaxItems(100)), key="0", folder="RI")
    assert status(answer) == "8"


class TestOptionsOfAKey:
    def test_a_late_key_0_does_not_reset_them(self, new_phone, server, account, tmp_path):
        (tmp_path / "old.eml").write_bytes(messages.plain("old", date=messages.days_ago(20)))
        server.import_mail(account, tmp_path / "old.eml")
        phone = new_phone(filter_type=3)
        phone.sync_all()
        assert phone.subjects() == []
        for late in ((), (AirSync.Options(AirSync.FilterType(0)),)):
            assert status(ask(phone, *late, key="0")) == "1"
            assert phone.sync_all(options=False).commands == 0
        phone.filter_type = 5
        assert phone.sync_all().added

    def test_a_new_start_begins_with_the_defaults(self, new_phone, server, account, tmp_path):
        (tmp_path / "old.eml").write_bytes(messages.plain("old", date=messages.days_ago(20)))
        server.import_mail(account, tmp_path / "old.eml")
        phone = new_phone(filter_type=3)
        phone.sync_all()
        phone.forget()
        phone.sync_all(options=False)
        assert phone.subjects() == ["old"]


class TestTheLastRequest:
    @pytest.mark.parametrize("version", OLD_AND_NEW)
    def test_an_empty_one_is_the_last_again(self, new_phone, deliver, version):
        phone = new_phone(version)
        phone.sync_all()
        first = phone.client.parked_sync(sync_request(asked(phone), wait=10))
        assert first.silent()
        again = eas.PendingAnswer(phone.client, "Sync", b"")
        assert first.response().body == b""  # only the newer one waits
        assert again.silent()
        deliver(messages.plain("news"))
        assert again.answer().text("Collections/Collection/Commands/Add/ApplicationData/Subject")
        # It was answered: the phone has other keys now, or lost the answer.
        assert status(phone.client.command("Sync")) == "13"

    def test_a_part_names_what_differs(self, new_phone, deliver):
        phone = new_phone()
        folders = phone.inbox, phone.folder(SENT)
        for folder in folders:
            phone.sync_all(folder)
        whole = sync_request(*(asked(phone, folder=f) for f in folders), wait=10)
        first = phone.client.parked_sync(whole)
        assert first.silent()
        part = phone.client.parked_sync(
            sync_request(asked(phone, folder=folders[1]), heartbeat=600, partial=True)
        )
        assert first.response().body == b"" and part.silent()
        deliver(messages.plain("news"))
        (answered,) = part.answer().all("Collections/Collection")
        assert answered.text("CollectionId") == phone.inbox

    def test_without_one_the_whole_is_asked_for(self, new_phone):
        """case: MSASCMD_S19_TC06_Sync_Status13"""
        phone = new_phone()
        assert status(phone.client.command("Sync")) == "13"
        assert status(phone.client.command("Sync", sync_request(partial=True, wait=5))) == "13"


def part_preference(size=None, all_or_none=None, preview=None):
    return AirSyncBase.BodyPartPreference(
        AirSyncBase.Type(2),
        AirSyncBase.TruncationSize(size) if size is not None else None,
        AirSyncBase.AllOrNone(all_or_none) if all_or_none is not None else None,
        AirSyncBase.Preview(preview) if preview is not None else None,
    )


# TruncationSize, AllOrNone, what is left of a body of more than 1000 bytes: all, a beginning, none.
PARTS = [(100_000, 1, "all"), (50, 1, "none"), (50, 0, "cut"), (100_000, 0, "all"),
         (50, None, "cut"), (100_000, None, "all"), (None, None, "all"), (None, 0, "all"),
         (None, 1, "all")]  # fmt: skip


@pytest.mark.parametrize("version", ["14.1", "16.1"])
def test_a_body_part_has_the_size_that_is_wanted(new_phone, deliver, version):
    """case: MSASAIRS_S01_TC01_BodyPartPreference_AllOrNoneTrue_AllContentReturned
    case: MSASAIRS_S01_TC02_BodyPartPreference_AllOrNoneTrue_AllContentNotReturned
    case: MSASAIRS_S01_TC03_BodyPartPreference_AllOrNoneFalse_TruncatedContentReturned
    case: MSASAIRS_S01_TC04_BodyPartPreference_AllOrNoneFalse_NonTruncatedContentReturned
    case: MSASAIRS_S01_TC05_BodyPartPreference_NoAllOrNone_TruncatedContentReturned
    case: MSASAIRS_S01_TC06_BodyPartPreference_NoAllOrNone_NonTruncatedContentReturned
    case: MSASAIRS_S01_TC07_BodyPartPreference_NotIncludedTruncationSize"""
    markup = f"<p>{messages.LONG}</p>"
    deliver(messages.alternative(markup=markup))
    phone = new_phone(version)
    phone.sync_all()
    key = ask(phone, key="0").text("Collections/Collection/SyncKey")
    for size, all_or_none, left in PARTS:
        preference = part_preference(size, all_or_none)
        fetch = ItemOperations.ItemOperations(fetch_item(phone.inbox, phone.only().id, preference))
        synced = ask(phone, AirSync.Options(preference), key=key)
        fetched = phone.client.command("ItemOperations", fetch)
        for data in (synced.find("Collections/Collection/Commands/Add/ApplicationData"),
                     fetched.find("Response/Fetch/Properties")):  # fmt: skip
            assert not data.has("Body")
            part = data.find("BodyPart")
            assert part.text("Status") == "1" and part.text("Type") == "2", part
            assert part.number("EstimatedDataSize") >= len(messages.LONG)
            assert part.text("Truncated") == ("0" if left == "all" else "1")
            text = part.text("Data") or ""
            assert {"all": text.split() == markup.split(), "none": text == "",
                    "cut": 0 < len(text) <= 50}[left], (size, all_or_none)  # fmt: skip


@pytest.mark.parametrize("version", ["14.1", "16.0", "16.1"])
def test_a_message_part_comes_where_it_is_asked_for(new_phone, deliver, version):
    """Beside the body, instead of it, or not at all.
    case: MSASCON_S01_TC07_Sync_MessagePart MSASCON_S03_TC08_ItemOperations_MessagePart
    case: MSASCON_S05_TC02_Search_MessagePart"""
    deliver(messages.html("asked", text="<p>the words</p>"))
    phone = new_phone(version)
    phone.sync_all()
    key = ask(phone, key="0").text("Collections/Collection/SyncKey")
    part, body = part_preference(12), body_preference(2)
    for preferences, has_body, has_part in (
        ([], True, False), ([body], True, False), ([part], False, True), ([body, part], True, True),
    ):  # fmt: skip
        fetch = ItemOperations.ItemOperations(
            fetch_item(phone.inbox, phone.only().id, *preferences)
        )  # fmt: skip
        query = Search.Query(Search.And(AirSync.Class("Email"), Search.FreeText("asked")))
        search = Search.Search(
            Search.Store(Search.Name("Mailbox"), query, Search.Options(preferences))
        )  # fmt: skip
        for answer, place in (
            (ask(phone, AirSync.Options(preferences), key=key),
             "Collections/Collection/Commands/Add/ApplicationData"),
            (phone.client.command("ItemOperations", fetch), "Response/Fetch/Properties"),
            (phone.client.command("Search", search), "Response/Store/Result/Properties"),
        ):  # fmt: skip
            data = answer.find(place)
            assert data.has("BodyPart") == has_part, answer
            assert data.has("Body") or not has_body or not preferences, answer
            if has_part:
                assert not data.has("Body") or has_body, answer
                assert data.text("BodyPart/Status") == "1"
                assert 0 < len(data.text("BodyPart/Data")) <= 12


@pytest.mark.parametrize("version", ["14.1", "16.1"])
def test_a_body_part_has_a_preview(new_phone, deliver, version):
    """case: MSASAIRS_S01_TC08_BodyPart_Preview"""
    deliver(messages.html(text=f"<p>{messages.LONG}</p>"))
    phone = new_phone(version, preferences=[body_preference(1, 10), part_preference(0, 0, 30)])
    phone.sync_all()
    part = phone.only().fields["AirSyncBase:BodyPart"]
    assert 0 < len(part.text("Preview")) <= 30 and "<" not in part.text("Preview")
    assert phone.only()["AirSyncBase:Body/Type"] == "1"


@pytest.mark.parametrize("version", ["14.1", "16.1"])
def test_a_body_part_may_be_a_part_of_the_answer(new_phone, deliver, version):
    deliver(messages.html(text="<p>whole</p>"))
    phone = new_phone(version)
    phone.sync_all()
    fetch = fetch_item(phone.inbox, phone.only().id, part_preference())
    response = phone.client.fetch(fetch, multipart=True)
    part = response.doc.find("Response/Fetch/Properties/BodyPart")
    assert not part.has("Data")
    assert b"whole" in response.parts[part.number("Part")]


NEW_ITEMS = {
    "Contacts": Contacts.FirstName("x"), "Calendar": Calendar.Subject("x"),
    "Tasks": Tasks.Subject("x"), "Notes": Notes.Subject("x"),
}  # fmt: skip


EMPTY = [each for each in NEW_ITEMS if each != "Contacts"]  # classes that take nothing yet

# The filters beside 0; contacts and notes have none and are not bothered by any.
FILTERS = {"Contacts": range(9), "Calendar": range(4, 8), "Tasks": [8], "Notes": range(9)}


def book(phone, item_class, *more):
    """The default folder of a class, and a key of it."""
    folder = next(f.id for f in phone.folders.values() if f.item_class == item_class)
    answer = ask(phone, more, key="0", folder=folder)
    assert status(answer) == "1", answer
    return folder, answer.text("Collections/Collection/SyncKey")


def known(version):
    """The classes beside mail that the version knows."""
    return [each for each in NEW_ITEMS if each != "Notes" or at_least(version, "14.0")]


@pytest.mark.parametrize("version", ["14.0", "14.1"])
def test_each_class_has_options_of_its_own(new_phone, version):
    """case: MSASCMD_S19_TC08_Sync_ConversationMode_Status4 MSASCMD_S19_TC12_Sync_Calendar_FilterType
    case: MSASCMD_S19_TC13_Sync_Tasks_FilterType MSASCMD_S19_TC15_Sync_IncludeFilterTypeOrNot"""
    phone = new_phone(version)
    for item_class, filters in FILTERS.items():
        folder, key = book(phone, item_class)
        for number in range(9):
            options = AirSync.Options(AirSync.FilterType(number))
            good = number == 0 or number in filters
            answer = ask(phone, options, key="0", folder=folder)
            assert status(answer) == ("1" if good else "4"), (item_class, number)
        answer = ask(phone, AirSync.ConversationMode(1), key=key, folder=folder)
        assert status(answer) == "4", item_class


@pytest.mark.parametrize("version", VERSIONS)
def test_classes_without_items_are_empty_and_take_none(new_phone, version):
    """case: MSASCMD_S19_TC39_Sync_Supported"""
    phone = new_phone(version)
    for item_class in [each for each in known(version) if each in EMPTY]:
        element = NEW_ITEMS[item_class]
        supported = AirSync.Supported(element) if item_class != "Notes" else None
        folder, key = book(phone, item_class, supported)
        answer = ask(phone, AirSync.GetChanges(1), key=key, folder=folder)
        collection = answer.find("Collections/Collection")
        assert collection.text("Status") == "1" and not collection.has("Commands")
        assert collection.text("Class") == (None if at_least(version, "14.0") else item_class)
        add = AirSync.Add(AirSync.ClientId("c"), AirSync.ApplicationData(element))
        key = collection.text("SyncKey")
        answer = ask(phone, AirSync.Commands(add), key=key, folder=folder)
        collection = answer.find("Collections/Collection")
        assert collection.text("Responses/Add/Status") == "6" and not collection.has("Commands")
        again = ask(phone, key=collection.text("SyncKey"), folder=folder)
        assert again is None, again  # it is told once, and nothing comes of it
