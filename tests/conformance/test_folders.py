"""Folders that a phone makes, renames, moves and deletes. Source: MS-ASCMD 2.2.1.3 to 2.2.1.6."""

import eas
import messages
from folders import other, same_as_fresh
from phone import TRASH


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
