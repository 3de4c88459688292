"""Calendars, address books, task lists and notebooks: folders that a phone is told of, makes, renames
and deletes, syncs and waits for. All but address books hold nothing yet, and say so of what is
added.
Source: MS-ASCMD 2.2.1.3 to 2.2.1.8, 2.2.3.186; docs/activesync.md."""

import pytest

import eas
import messages
import wbxml
from eas import at_least
from phone import CALENDAR, CLASSES, CONTACTS, INBOX, NOTES, TASKS, TRASH, Phone
from wbxml import AirSync, Calendar, GetItemEstimate, ItemOperations, Ping, Search

AT_ONCE = 15.0  # seconds, generous: a loaded machine under a sanitizer
OWN = {"Calendar": 13, "Contacts": 14, "Tasks": 15, "Notes": 17}  # class -> Type of a user's own
WITH_NOTES = [each for each in eas.VERSIONS if at_least(each, "14.0")]
WITHOUT = [each for each in eas.VERSIONS if each not in WITH_NOTES]


def defaults(version):
    """The Types of the default folders that the version knows."""
    return [TASKS, CALENDAR, CONTACTS] + ([NOTES] if version in WITH_NOTES else [])


def ping(phone, *folders):
    """A Ping that names each folder with its class."""
    request = Ping.Ping(
        Ping.HeartbeatInterval(600),
        Ping.Folders([Ping.Folder(Ping.Id(f), Ping.Class(phone.class_of(f))) for f in folders]),
    )
    return eas.PendingAnswer(phone.client, "Ping", wbxml.encode(request))


def estimate(phone, folder, *more):
    """The whole answer of GetItemEstimate for a synced folder."""
    old = eas.takes_class(phone.version)
    collection = GetItemEstimate.Collection(
        GetItemEstimate.Class(phone.class_of(folder)) if old else None,
        AirSync.SyncKey(phone.box(folder).key), GetItemEstimate.CollectionId(folder), more,
    )  # fmt: skip
    return phone.client.command(
        "GetItemEstimate", GetItemEstimate.GetItemEstimate(GetItemEstimate.Collections(collection))
    )


class TestOwnBooks:
    @pytest.mark.parametrize("version", ["2.5", "12.1", "14.0", "16.1"])
    def test_are_made_renamed_moved_and_deleted_for_good(self, new_phone, version):
        phone, other = new_phone(version), new_phone(version)
        for folder_type in [CLASSES[each] for each in defaults(version)]:
            number = OWN[folder_type]
            made = phone.create_folder("Club", "0", number)
            inside = phone.create_folder("Board", made, number)
            phone.rename_folder(inside, "Members", "0")
            phone.rename_folder(made, "Old club", inside)
            other.folder_sync()
            assert other.places() == phone.places()
            assert other.places()[made] == (inside, "Old club", str(number))
            phone.delete_folder(inside)
            other.folder_sync()
            assert other.places() == phone.places()
            assert made not in phone.folders and inside not in phone.folders
        assert phone.folder_sync().text("Changes/Count") == "0"

    def test_stand_below_the_default_one_too(self, new_phone):
        phone = new_phone()
        made = phone.create_folder("Family", phone.folder(CONTACTS), OWN["Contacts"])
        assert phone.folder_sync().text("Changes/Count") == "0"
        assert made in new_phone().folders

    @pytest.mark.parametrize("version", ["2.5", "12.1"])
    def test_of_a_class_that_the_version_lacks_are_refused(self, new_phone, version):
        """Before 14.0 there are no notes, and a notebook of another device is not shown."""
        phone, newer = new_phone(version), new_phone("16.1")
        answer = phone.client.folder_create(phone.hierarchy_key, "x", "0", OWN["Notes"])
        assert answer.text("Status") == "10", answer
        own = newer.create_folder("Ideas", "0", OWN["Notes"])
        assert phone.folder_sync().text("Changes/Count") == "0"
        for notes in (own, newer.folder(NOTES)):
            answer = phone.client.sync(eas.collection(notes, "0", item_class="Notes"))
            assert answer.text("Collections/Collection/Status") in ("8", "12"), answer


class TestSync:
    def test_keys_go_on_over_nothing(self, rested, version):
        phone = rested(version)
        for folder in map(phone.folder, defaults(version)):
            phone.forget(folder)
            result = phone.sync_all(folder)
            assert result.commands == 0 and phone.box(folder).key != "0"
            for _ in range(2):
                assert phone.sync(folder).commands == 0

    def test_what_is_sent_is_refused_item_by_item(self, rested, version):
        phone = rested(version)
        folder = phone.folder(CALENDAR)
        nobody = f"{folder}:98765"
        data = Calendar.Subject("x")
        for _ in range(2):  # also when it is sent once more
            result = phone.sync(
                folder,
                [
                    AirSync.Add(AirSync.ClientId("new"), AirSync.ApplicationData(data)),
                    eas.change(nobody, data),
                    eas.delete(nobody),
                    AirSync.Fetch(AirSync.ServerId(nobody)),
                ],
            )
            assert result.responses == {"new": "6", nobody: "8"}
            assert result.commands == 0
        phone.forget(folder)
        assert phone.sync_all(folder).commands == 0

    def test_an_old_key_begins_anew(self, rested, version):
        phone = rested(version)
        folder = phone.folder(CALENDAR)
        answer = phone.client.sync(eas.collection(folder, "987654", item_class="Calendar"))
        assert answer.text("Collections/Collection/Status") == "3", answer


class TestEstimate:
    """Filters beside those of a class are refused; contacts and notes take any."""

    @pytest.mark.parametrize("version", WITH_NOTES)
    def test_is_nothing(self, rested, version):
        """case: MSASCMD_S07_TC03_GetItemEstimate_Contacts_FilterType
        case: MSASCMD_S07_TC05_GetItemEstimate_Calendar_FilterType
        case: MSASCMD_S07_TC06_GetItemEstimate_Tasks_FilterType"""
        phone = rested(version)
        known = {CONTACTS: range(9), NOTES: range(9), CALENDAR: [0, 4, 5, 6, 7], TASKS: [0, 8]}
        for folder_type, filters in known.items():
            folder = phone.folder(folder_type)
            for number in range(9):
                answer = estimate(phone, folder, AirSync.Options(AirSync.FilterType(number)))
                if number in filters:
                    assert answer.text("Response/Status") == "1", (folder_type, number)
                    assert answer.text("Response/Collection/Estimate") == "0"
                else:
                    assert answer.text("Status") == "110", (folder_type, number)

    @pytest.mark.parametrize("version", WITHOUT)
    def test_is_nothing_in_old_versions(self, rested, version):
        phone = rested(version)
        for folder_type in defaults(version):
            answer = estimate(phone, phone.folder(folder_type))
            assert answer.text("Response/Status") == "1", answer
            assert answer.text("Response/Collection/Estimate") == "0"
            assert answer.text("Response/Collection/Class") == CLASSES[folder_type]

    @pytest.mark.parametrize("version", WITH_NOTES)
    def test_conversations_are_asked_for_in_mail_alone(self, rested, version):
        """case: MSASCMD_S07_TC13_GetItemEstimate_ConversationMode_Status103"""
        phone = rested(version)
        mode = AirSync.ConversationMode(1)
        for folder_type in defaults(version):
            answer = estimate(phone, phone.folder(folder_type), mode)
            assert answer.text("Response/Status") == "103", answer
        assert estimate(phone, phone.inbox, mode).text("Response/Status") == "1"


class TestWaiting:
    @pytest.mark.parametrize("version", ["2.5", "12.1", "16.1"])
    def test_a_ping_waits_for_all_and_wakes_for_what_came(self, new_phone, deliver, version):
        phone = new_phone(version)
        phone.sync_everything()
        waiting = ping(phone, *phone.folders)
        assert waiting.silent()
        deliver(messages.plain("news"))
        answer = waiting.answer(AT_ONCE)
        assert answer.text("Status") == "2"
        assert [f.text() for f in answer.all("Folders/Folder")] == [phone.inbox]

    @pytest.mark.parametrize("version", ["12.1", "16.1"])
    def test_a_sync_waits_for_all(self, new_phone, deliver, version):
        phone = new_phone(version)
        phone.sync_everything()
        collections = [eas.collection(f, phone.box(f).key) for f in phone.folders]
        waiting = phone.client.parked_sync(eas.sync_request(*collections, wait=10))
        assert waiting.silent()
        deliver(messages.plain("news"))
        (answered,) = waiting.answer(AT_ONCE).all("Collections/Collection")
        assert answered.text("CollectionId") == phone.inbox

    def test_a_book_of_another_phone_wakes_it(self, new_phone):
        phone, other = new_phone(), new_phone()
        phone.sync_everything()
        waiting = ping(phone, *phone.folders)
        assert waiting.silent()
        other.create_folder("Club", "0", OWN["Contacts"])
        assert waiting.answer(AT_ONCE).text("Status") == "7"
        phone.folder_sync()
        assert phone.folder("Club")


class TestLayers:
    @pytest.fixture
    def switch(self, server, account):
        def switch(phone, *choices):
            device = phone.client.device
            done = server.command("device", "layers", account.address, device, *choices)
            return [line.split("\t") for line in done.stdout.decode().splitlines()]

        return switch

    def test_each_is_switched_by_itself(self, new_phone, switch):
        phone = new_phone()
        before = phone.places()
        names = {TASKS: "tasks", CALENDAR: "calendar", CONTACTS: "contacts", NOTES: "notes"}
        for folder_type, name in names.items():
            folder = phone.folder(folder_type)
            phone.sync_all(folder)
            key = phone.box(folder).key
            switch(phone, f"{name}=off")
            phone.folder_sync()
            assert phone.places() == {f: at for f, at in before.items() if f != folder}
            answer = phone.client.sync(eas.collection(folder, key))
            assert "12" in (answer.text("Status"), answer.text("Collections/Collection/Status"))
            switch(phone, f"{name}=on")
            phone.folder_sync()
            assert phone.places() == before
            phone.sync_all(folder)

    def test_a_further_book_is_listed_and_switched_with_what_stands_in_it(self, new_phone, switch):
        phone = new_phone()
        club = phone.create_folder("Club", "0", OWN["Contacts"])
        board = phone.create_folder("Board", club, OWN["Contacts"])
        layer = f"contacts:{club}"
        assert [phone.client.device, layer, "on", "standard", "Club"] in switch(phone)
        switch(phone, f"{layer}=off")
        phone.folder_sync()
        assert club not in phone.folders and board not in phone.folders
        assert phone.folder(CONTACTS)
        switch(phone, f"{layer}=default")
        phone.folder_sync()
        assert phone.folders[board].parent == club

    def test_what_a_phone_makes_is_shown_there(self, new_phone, switch):
        phone = new_phone()
        family = phone.create_folder("Family", phone.folder(CONTACTS), OWN["Contacts"])
        switch(phone, "contacts=off")
        phone.folder_sync()
        assert family not in phone.folders
        made = phone.create_folder("Club", "0", OWN["Contacts"])
        assert phone.folder_sync().text("Changes/Count") == "0"
        assert made in phone.folders

    def test_a_client_that_cannot_do_without_keeps_the_default_ones(self, server, account, switch):
        """Outlook for Windows: see the quirks."""
        phone = Phone(server, account, "14.0", set_up=False)
        phone.client.device_type = "WindowsOutlook15"
        phone.folder_sync()
        own = phone.create_folder("Club", "0", OWN["Calendar"])
        before = phone.places()
        switch(phone, "calendar=off", f"calendar:{own}=off", "contacts=off", "notes=off")
        phone.folder_sync()
        assert phone.places() == {f: at for f, at in before.items() if f != own}
        assert phone.sync_all(phone.folder(CALENDAR)).commands == 0
        phone.client.close()


class TestMailStaysOut:
    @pytest.mark.parametrize("version", WITH_NOTES)
    def test_of_books(self, rested, version):
        phone = rested(version)
        phone.sync_all()
        mail, book = phone.only().id, phone.folder(CONTACTS)
        (moved,) = phone.client.move((mail, phone.inbox, book))
        assert moved.text("Status") == "2", moved
        empty = ItemOperations.EmptyFolderContents(AirSync.CollectionId(book))
        answer = phone.client.command("ItemOperations", ItemOperations.ItemOperations(empty))
        assert answer.text("Response/EmptyFolderContents/Status") == "6", answer
        query = Search.And(
            AirSync.Class("Email"), AirSync.CollectionId(book), Search.FreeText("one")
        )
        store = Search.Store(Search.Name("Mailbox"), Search.Query(query))
        answer = phone.client.command("Search", Search.Search(store))
        assert not answer.has("Response/Store/Result/Properties"), answer
        assert phone.sync_all().commands == 0
        phone.folder_sync()
        assert phone.folder(INBOX) and phone.folder(TRASH)
