"""Changes of folders that are refused. Source: MS-ASCMD 2.2.1.3 to 2.2.1.6."""

import itertools

import pytest

import eas
from folders import refused
from phone import CALENDAR, CONTACTS, DRAFTS, INBOX, SENT, TASKS, TRASH, Phone
from wbxml import FolderHierarchy

NOWHERE = "987654"
BOOKS = (TASKS, CALENDAR, CONTACTS)


@pytest.fixture(scope="module", params=eas.VERSIONS)
def shared(request, session_server):
    """Two phones of one account, of a version."""
    account = session_server.add_account()
    phones = [Phone(session_server, account, request.param, name) for name in ("one", "two")]
    yield phones
    for phone in phones:
        phone.client.close()


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
