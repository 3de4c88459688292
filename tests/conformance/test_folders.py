"""Folders that a phone makes, renames, moves and deletes; what is refused; what it gets when an
answer is lost, and when others change folders meanwhile. Source: MS-ASCMD 2.2.1.3 to 2.2.1.6."""

import itertools

import pytest

import eas
import messages
from phone import CALENDAR, CONTACTS, DRAFTS, INBOX, SENT, TASKS, TRASH, Phone
from wbxml import FolderHierarchy

AT_ONCE = 15.0  # seconds, generous: a loaded machine under a sanitizer
NOWHERE = "987654"
BOOKS = (TASKS, CALENDAR, CONTACTS)


@pytest.fixture
def other(new_phone):
    """Another phone of the account."""
    return new_phone()


@pytest.fixture(scope="module", params=eas.VERSIONS)
def shared(request, session_server):
    """Two phones of one account, of a version."""
    account = session_server.add_account()
    phones = [Phone(session_server, account, request.param, name) for name in ("one", "two")]
    yield phones
    for phone in phones:
        phone.client.close()


def same_as_fresh(new_phone, *phones):
    """Each has every folder where a phone of its version is given it that starts anew, and is told
    no more."""
    fresh = new_phone(phones[0].version, device="fresh").places()
    for phone in phones:
        phone.folder_sync()
        assert phone.places() == fresh
        assert phone.folder_sync().text("Changes/Count") == "0"


def refused(answer, status):
    assert answer.text("Status") == status, answer
    assert not answer.has("SyncKey") and not answer.has("ServerId"), answer


class TestSuccess:
    def test_in_every_version(self, new_phone, version):
        """case: MSASCMD_S02_TC01_FolderCreate_Success
        case: MSASCMD_S03_TC01_FolderDelete_Success
        case: MSASCMD_S05_TC01_FolderUpdate_Success"""
        phone = new_phone(version)
        made = phone.create_folder("Made")
        phone.rename_folder(made, "Renamed")
        phone.delete_folder(made)
        same_as_fresh(new_phone, phone)
        assert phone.places()[made] == (phone.folder(TRASH), "Renamed", "12")

    def test_a_folder_is_made_and_not_told_again(self, phone, other, new_phone):
        made = phone.create_folder("Projects")
        inside = phone.create_folder("2026", made, 1)
        assert phone.folder_sync().text("Changes/Count") == "0"
        other.folder_sync()
        assert other.places()[made] == ("0", "Projects", "12")
        assert other.places()[inside] == (made, "2026", "12")
        phone.folders[inside].type = "12"  # what was asked for as any is a mail folder
        same_as_fresh(new_phone, phone, other)

    def test_mail_moves_into_it_at_once(self, phone, deliver):
        deliver(messages.plain("one"))
        phone.sync_all()
        made = phone.create_folder("Projects")
        (moved,) = phone.client.move((phone.only().id, phone.inbox, made))
        assert moved.text("Status") == "3"
        phone.sync_all(made)
        assert phone.subjects(made) == ["one"]

    def test_it_is_renamed_and_moved(self, phone, other, new_phone):
        made, place = phone.create_folder("Draft"), phone.create_folder("Place")
        phone.rename_folder(made, "Final")
        phone.rename_folder(made, "Final", place)
        phone.rename_folder(made, "Final", place)  # nothing is to be done
        assert phone.folder_sync().text("Changes/Count") == "0"
        other.folder_sync()
        assert other.places()[made] == (place, "Final", "12")
        same_as_fresh(new_phone, phone, other)

    def test_it_goes_to_trash_with_all_below_it(self, phone, other, new_phone, deliver):
        deliver(messages.plain("one"))
        made = phone.create_folder("Projects")
        inside = phone.create_folder("2026", made)
        phone.sync_all()
        phone.client.move((phone.only().id, phone.inbox, inside))
        phone.sync_all(inside)
        other.folder_sync()
        phone.delete_folder(made)
        assert made not in phone.folders and inside not in phone.folders
        phone.folder_sync()
        for each in (phone, other):
            each.folder_sync()
            assert each.places()[made] == (each.folder(TRASH), "Projects", "12")
            each.sync_all(inside)
            assert each.subjects(inside) == ["one"]
        same_as_fresh(new_phone, phone, other)

    def test_from_trash_it_goes_for_good(self, phone, other, new_phone):
        made = phone.create_folder("Projects")
        phone.create_folder("2026", made)
        phone.delete_folder(made)
        phone.folder_sync()
        other.folder_sync()
        phone.delete_folder(made)
        same_as_fresh(new_phone, phone, other)
        assert len(phone.mail_folders) == 6

    def test_a_name_that_is_taken_in_trash_is_no_obstacle(self, phone):
        for _ in range(2):
            phone.delete_folder(phone.create_folder("Projects"))
        phone.folder_sync()
        names = sorted(f.name for f in phone.folders.values() if f.parent == phone.folder(TRASH))
        assert names == ["Projects", "Projects (2)"]

    def test_its_keys_begin_anew_when_it_comes_back_in_trash(self, phone):
        made = phone.create_folder("Projects")
        phone.sync_all(made)
        key = phone.box(made).key
        phone.delete_folder(made)
        phone.folder_sync()
        answer = phone.client.sync(eas.collection(made, key))
        assert answer.text("Collections/Collection/Status") == "3", answer

    def test_it_is_taken_out_of_trash_again(self, phone, new_phone):
        made = phone.create_folder("Projects")
        phone.delete_folder(made)
        phone.folder_sync()
        phone.rename_folder(made, "Projects")
        same_as_fresh(new_phone, phone)

    def test_others_are_told_of_each_change(self, new_phone, version):
        """case: MSASCMD_S04_TC07_FolderSync_AddFolder MSASCMD_S04_TC08_FolderSync_UpdateFolder
        case: MSASCMD_S04_TC09_FolderSync_DeleteFolder"""
        phone, other = new_phone(version), new_phone(version)
        told = lambda: [  # noqa: E731
            (c.tag, c.text("ServerId")) for c in other.folder_sync().find("Changes").children[1:]
        ]
        place, made = phone.create_folder("Place"), phone.create_folder("Made")
        assert told() == [("Add", place), ("Add", made)]
        phone.rename_folder(made, "Renamed")
        assert told() == [("Update", made)]
        phone.rename_folder(made, "Renamed", place)
        assert told() == [("Update", made)]
        phone.delete_folder(place)
        phone.folder_sync()
        phone.delete_folder(place)  # out of Trash
        assert sorted(told()) == [("Delete", place), ("Delete", made)]
        assert other.places() == phone.places()

    def test_command_codes_select_the_folder_commands(self, new_phone):
        """case: MSASHTTP_S01_TC11_CommandCode_FolderRelatedCommands"""
        phone = new_phone("14.1", base64_query=True)
        made = phone.create_folder("Projects")
        phone.rename_folder(made, "Other")
        phone.delete_folder(made)


class TestRefusals:
    """In every version: these leave the phone as it was, so that it can be shared."""

    NAMES = (f"name {number}" for number in itertools.count())

    @pytest.fixture
    def phone(self, shared):
        shared[0].folder_sync()
        return shared[0]

    @pytest.fixture
    def other(self, shared):
        shared[1].folder_sync()
        return shared[1]

    @pytest.fixture
    def made(self, phone):
        return phone.create_folder(next(self.NAMES))

    def test_create(self, phone, made):
        """case: MSASCMD_S02_TC02_FolderCreate_Fail
        case: MSASCMD_S02_TC03_FolderCreate_Status2
        case: MSASCMD_S02_TC04_FolderCreate_Status5
        case: MSASCMD_S02_TC08_FolderCreate_RecipientInformationCache_Status3
        A recipient cache to make one in (MSASCMD_S02_TC07) is not here."""
        taken = phone.folders[made].name
        cache = "3" if eas.at_least(phone.client.version, "14.0") else "10"
        for name, parent, folder_type, status in (
            (taken, "0", 12, "2"), ("inbox", "0", 12, "2"), ("x", phone.folder(INBOX), 12, "3"),
            ("x", phone.folder("Spam?"), 12, "3"), ("x", NOWHERE, 12, "5"), ("x", "one", 12, "5"),
            ("x", "", 12, "5"), ("", "0", 12, "10"), (" ", "0", 12, "10"), ("a\tb", "0", 12, "10"),
            ("x" * 257, "0", 12, "10"), ("x", "0", "", "10"), ("x", "0", "mail", "10"),
            ("x", "0", 256, "10"), ("x", "0", 0, "10"), ("x", "0", 16, "10"), ("x", "0", 18, "10"),
            ("calendar", "0", 13, "2"), ("x", phone.folder(INBOX), 13, "3"), ("x", made, 14, "3"),
            ("x", phone.folder(TASKS), 12, "3"),
            ("x", "0", 19, cache), ("x", "0", 20, "10"),
            *(("x", "0", fixed, "10") for fixed in range(2, 12)),
        ):  # fmt: skip
            answer = phone.client.folder_create(phone.hierarchy_key, name, parent, folder_type)
            refused(answer, status)
        assert phone.folder_sync().text("Changes/Count") == "0"

    def test_update(self, phone, made):
        """case: MSASCMD_S05_TC02_FolderUpdate_Status2
        case: MSASCMD_S05_TC03_FolderUpdate_Status4
        case: MSASCMD_S05_TC04_FolderUpdate_Status5
        case: MSASCMD_S05_TC07_FolderUpdate_Moves
        A recipient cache (MSASCMD_S05_TC08) is not here."""
        name, place = phone.folders[made].name, phone.create_folder(next(self.NAMES))
        inside = phone.create_folder(name, place)
        for folder, new_name, parent, status in (
            (made, phone.folders[place].name, "0", "2"), (made, name, place, "2"),
            (made, "sent", "0", "2"),
            *((phone.folder(fixed), "x", "0", "2")
              for fixed in (INBOX, DRAFTS, SENT, TRASH, "Templates", "Spam?", *BOOKS)),
            (NOWHERE, "x", "0", "4"), ("", "x", "0", "4"), (made, "x", NOWHERE, "5"),
            (made, "x", "one", "5"), (made, "x", phone.inbox, "5"), (made, "x", made, "5"),
            (place, "x", inside, "5"), (made, "", "0", "10"), (made, "x" * 257, "0", "10"),
        ):  # fmt: skip
            answer = phone.client.folder_update(phone.hierarchy_key, folder, new_name, parent)
            refused(answer, status)
        assert phone.folder_sync().text("Changes/Count") == "0"

    def test_delete(self, phone):
        """case: MSASCMD_S03_TC02_FolderDelete_Status3
        case: MSASCMD_S03_TC03_FolderDelete_Status4"""
        for folder in (INBOX, DRAFTS, SENT, TRASH, "Templates", "Spam?", *BOOKS):
            answer = phone.client.folder_delete(phone.hierarchy_key, phone.folder(folder))
            refused(answer, "3")
        for folder in (NOWHERE, "", "one", "0"):
            refused(phone.client.folder_delete(phone.hierarchy_key, folder), "4")

    def test_a_wrong_key_is_9_and_does_nothing(self, phone, other, made):
        """case: MSASCMD_S02_TC05_FolderCreate_Status9
        case: MSASCMD_S03_TC04_FolderDelete_Status9
        case: MSASCMD_S05_TC05_FolderUpdate_Status9"""
        for key in ("", "0", "987654", "one", "-1", other.hierarchy_key):
            refused(phone.client.folder_create(key, "x"), "9")
            refused(phone.client.folder_update(key, made, "x"), "9")
            refused(phone.client.folder_delete(key, made), "9")
        assert phone.folder_sync().text("Changes/Count") == "0"

    @pytest.mark.parametrize("command", ["FolderCreate", "FolderUpdate", "FolderDelete"])
    def test_what_is_malformed_is_10(self, phone, made, command):
        """case: MSASCMD_S02_TC06_FolderCreate_Status10
        case: MSASCMD_S03_TC05_FolderDelete_Status10
        case: MSASCMD_S05_TC06_FolderUpdate_Status10"""
        key = phone.hierarchy_key
        whole = {
            "FolderCreate": eas.folder_create(key, "x"),
            "FolderUpdate": eas.folder_update(key, made, "x"),
            "FolderDelete": eas.folder_delete(key, made),
        }[command]
        root = getattr(FolderHierarchy, command)
        for left_out in range(len(whole.children)):
            parts = [c for i, c in enumerate(whole.children) if i != left_out]
            refused(phone.client.command(command, root(parts)), "10")
        for more in (FolderHierarchy.SyncKey(key), FolderHierarchy.Count(1)):
            refused(phone.client.command(command, root(whole.children, more)), "10")
        assert phone.folder_sync().text("Changes/Count") == "0"

    def test_a_folder_that_another_phone_has_removed(self, phone, made, other):
        other.delete_folder(made)
        other.folder_sync()
        other.delete_folder(made)
        refused(phone.client.folder_update(phone.hierarchy_key, made, "x"), "4")
        refused(phone.client.folder_delete(phone.hierarchy_key, made), "4")
        refused(phone.client.folder_create(phone.hierarchy_key, "x", made), "5")
        phone.folder_sync()
        assert made not in phone.folders

    def test_a_folder_that_the_phone_was_not_told(self, phone, other):
        unknown = other.create_folder(next(self.NAMES))
        refused(phone.client.folder_update(phone.hierarchy_key, unknown, "x"), "4")
        refused(phone.client.folder_delete(phone.hierarchy_key, unknown), "4")
        refused(phone.client.folder_create(phone.hierarchy_key, "x", unknown), "5")

    def test_more_than_32_levels(self, phone, made):
        deep = made
        for level in range(2, 33):
            deep = phone.create_folder(f"level {level}", deep)
        refused(phone.client.folder_create(phone.hierarchy_key, "x", deep), "5")
        alone = phone.create_folder(next(self.NAMES))
        refused(phone.client.folder_update(phone.hierarchy_key, alone, "x", deep), "5")
        phone.delete_folder(made)


class TestLostAnswers:
    """The same key and arguments once more: the same answer, and nothing is done twice."""

    def test_each_is_repeated(self, phone, other, new_phone):
        key = phone.hierarchy_key
        first = phone.client.folder_create(key, "Made")
        again = phone.client.folder_create(key, "Made")
        assert again == first
        phone.take_created(again, "Made")
        made, key = again.text("ServerId"), phone.hierarchy_key
        first = phone.client.folder_update(key, made, "Renamed")
        other.folder_sync()
        again = phone.client.folder_update(key, made, "Renamed")
        assert again == first
        phone.take_updated(again, made, "Renamed")
        key = phone.hierarchy_key
        first = phone.client.folder_delete(key, made)
        again = phone.client.folder_delete(key, made)
        assert again == first
        phone.take_deleted(again, made)
        same_as_fresh(new_phone, phone, other)
        assert phone.folders[made].parent == phone.folder(TRASH)

    def test_instead_the_folders_are_synced(self, phone, new_phone):
        """The phone gives up its command: it is told what it did."""
        phone.client.folder_create(phone.hierarchy_key, "Made")
        phone.folder_sync()
        made = phone.folder("Made")
        phone.client.folder_update(phone.hierarchy_key, made, "Renamed")
        phone.folder_sync()
        assert phone.folders[made].name == "Renamed"
        phone.client.folder_delete(phone.hierarchy_key, made)
        phone.folder_sync()
        assert phone.folders[made].parent == phone.folder(TRASH)
        same_as_fresh(new_phone, phone)

    def test_lost_folder_syncs_between_the_two(self, phone, new_phone):
        for losses in (1, 2, 3):
            key, name = phone.hierarchy_key, f"made {losses}"
            first = phone.client.folder_create(key, name)
            for _ in range(losses):
                phone.folder_sync(lose=True)
            again = phone.client.folder_create(key, name)
            assert again.text("ServerId") == first.text("ServerId")
            phone.take_created(again, name)
        same_as_fresh(new_phone, phone)

    def test_a_late_duplicate_does_nothing(self, phone, new_phone):
        key = phone.hierarchy_key
        made = phone.create_folder("Made")
        late = phone.client.folder_create(key, "Made")
        assert late.text("ServerId") == made
        phone.rename_folder(made, "Renamed")
        phone.client.folder_create(key, "Made")
        same_as_fresh(new_phone, phone)
        assert [f.name for f in phone.folders.values() if f.type == "12"].count("Made") == 0

    def test_another_command_follows_on_the_old_key(self, phone, new_phone):
        """The phone never read the first answer: it is told of that folder by FolderSync."""
        phone.client.folder_create(phone.hierarchy_key, "Lost")
        phone.create_folder("Read")
        assert "Lost" not in {f.name for f in phone.folders.values()}
        phone.folder_sync()
        assert phone.folder("Lost") and phone.folder("Read")
        same_as_fresh(new_phone, phone)

    def test_an_old_name_may_be_used_again(self, phone):
        """A repetition is known by its key: a wish that only looks like one is carried out."""
        first = phone.create_folder("Made")
        phone.delete_folder(first)
        assert phone.create_folder("Made") != first


class TestOthersMeanwhile:
    """Another phone has changed folders, and this one does not know yet."""

    @pytest.fixture
    def pair(self, phone, other):
        made = phone.create_folder("Made")
        inside = phone.create_folder("Inside", made)
        other.folder_sync()
        return phone, other, made, inside

    def test_what_it_deletes_no_longer_holds_what_it_shows(self, pair, new_phone):
        phone, other, made, inside = pair
        other.rename_folder(inside, "Saved")
        phone.delete_folder(made)
        phone.folder_sync()
        assert phone.folders[inside].parent == "0"
        same_as_fresh(new_phone, phone, other)

    def test_what_it_deletes_holds_more_than_it_shows(self, pair, new_phone):
        phone, other, made, inside = pair
        outside = other.create_folder("Outside")
        phone.folder_sync()
        other.rename_folder(outside, "Outside", inside)
        phone.delete_folder(made)
        assert outside in phone.folders
        same_as_fresh(new_phone, phone, other)
        assert phone.folders[outside].parent == inside

    def test_what_both_delete_stays_in_trash(self, pair, new_phone):
        phone, other, made, inside = pair
        other.delete_folder(made)
        phone.delete_folder(made)
        same_as_fresh(new_phone, phone, other)
        assert phone.folders[made].parent == phone.folder(TRASH)

    def test_what_both_rename_is_called_as_the_later_one_says(self, pair, new_phone):
        phone, other, made, inside = pair
        other.rename_folder(made, "theirs")
        other.rename_folder(inside, "moved", "0")
        phone.rename_folder(made, "ours")
        same_as_fresh(new_phone, phone, other)
        assert other.folders[made].name == "ours" and phone.folders[inside].name == "moved"

    def test_a_circle_is_refused(self, pair, new_phone):
        phone, other, made, inside = pair
        other.rename_folder(inside, "Inside")
        other.rename_folder(made, "Made", inside)
        answer = phone.client.folder_update(phone.hierarchy_key, inside, "Inside", made)
        refused(answer, "5")
        same_as_fresh(new_phone, phone, other)

    def test_what_they_made_meanwhile_is_told(self, pair, new_phone):
        phone, other, made, inside = pair
        theirs = other.create_folder("theirs")
        refused(phone.client.folder_create(phone.hierarchy_key, "theirs"), "2")
        phone.create_folder("ours")
        phone.folder_sync()
        assert theirs in phone.folders
        same_as_fresh(new_phone, phone, other)


class TestPush:
    def test_other_phones_hear_of_it_at_once_and_this_one_does_not(self, phone, other):
        for each in (phone, other):
            each.sync_all()
        made = phone.create_folder("Made")
        other.folder_sync()
        for change in (
            lambda: phone.rename_folder(made, "Renamed"),
            lambda: phone.create_folder("More", made),
        ):
            own, others = phone.ping(), other.ping()
            assert own.silent() and others.silent()
            change()
            assert others.answer(AT_ONCE).text("Status") == "7"
            assert own.silent()
            own.hang_up()
            other.folder_sync()
        waiting = other.ping()
        assert waiting.silent()
        phone.delete_folder(made)
        assert waiting.answer(AT_ONCE).text("Status") == "7"
        assert phone.ping().answer(AT_ONCE).text("Status") == "7"  # it is in Trash now
        phone.folder_sync()
        assert made in phone.folders


class TestGetHierarchy:
    def test_it_lists_all_folders(self, new_phone):
        """case: MSASCMD_S22_TC01_GetHierarchySuccess"""
        phone = new_phone("12.1")
        made = phone.create_folder("Made")
        phone.create_folder("Inside", made)
        answer = phone.client.command("GetHierarchy")
        assert answer.name == "FolderHierarchy:Folders"
        listed = {
            f.text("ServerId"): (f.text("ParentId"), f.text("DisplayName"), f.text("Type"))
            for f in answer.children
        }
        assert listed == phone.places()
        assert phone.folder_sync().text("Changes/Count") == "0"

    def test_it_takes_no_body(self, new_phone):
        phone = new_phone("12.1")
        body = FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0"))
        assert phone.client.request("GetHierarchy", body).status == 400

    def test_newer_versions_do_not_know_it(self, phone):
        for phone.client.version in eas.VERSIONS:
            if eas.at_least(phone.client.version, "14.0"):
                assert phone.client.request("GetHierarchy").status == 501


@pytest.mark.parametrize(
    "command", ["CreateCollection", "DeleteCollection", "MoveCollection", "Notify"]
)
def test_commands_of_the_past_are_not_implemented(phone, command):
    for phone.client.version in eas.VERSIONS:
        assert phone.client.request(command).status == 501
