"""Folders when an answer is lost, and when others change them meanwhile. Source: MS-ASCMD 2.2.1.3 to 2.2.1.6."""

import pytest

from folders import other, refused, same_as_fresh
from phone import TRASH

AT_ONCE = 15.0  # seconds, generous: a loaded machine under a sanitizer


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
