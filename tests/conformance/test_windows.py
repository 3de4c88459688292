"""Windows and filters: which mail a phone is given, and in what pieces.
Source: MS-ASCMD (Sync: WindowSize, GetChanges, FilterType)."""

import os

import pytest

import eas
import messages
from eas import at_least, body_preference
from phone import SENT


class TestWindow:
    def test_a_folder_comes_in_windows(self, new_phone, deliver, version):
        """case: MSASCMD_S19_TC01 MSASCMD_S19_TC02 MSASCMD_S19_TC03 MSASCMD_S19_TC16"""
        deliver(*(messages.plain(f"mail {i}") for i in range(25)))
        phone = new_phone(version, window=10)
        phone.sync()
        sizes = [len(phone.sync().added) for _ in range(3)]
        assert sum(sizes) == 25 and max(sizes) <= 10
        assert phone.subjects() == sorted(f"mail {i}" for i in range(25))
        assert not phone.sync().more

    def test_the_newest_come_first(self, new_phone, server, account, tmp_path):
        for days in (1, 30, 5, 400, 100):
            write_mail(tmp_path, f"{days:03} days", days)
        server.import_mail(account, tmp_path)
        phone = new_phone(window=1)
        phone.sync()
        order = [phone.items()[phone.sync().added[0]].subject for _ in range(5)]
        assert order == sorted(order)

    def test_new_mail_overtakes_a_long_first_sync(self, new_phone, deliver):
        deliver(*(messages.plain(f"old {i}") for i in range(12)))
        phone = new_phone(window=4)
        phone.sync()
        phone.sync()
        deliver(messages.plain("urgent"))
        phone.sync()
        assert "urgent" in phone.subjects()
        phone.sync_all()
        assert len(phone.items()) == 13

    def test_a_missing_window_is_100_and_0_is_512(self, new_phone, deliver):
        """case: MSASCMD_S19_TC17 MSASCMD_S19_TC37"""
        deliver(*(messages.plain(f"mail {i}") for i in range(130)))
        phone = new_phone()
        phone.sync()
        key = phone.box(phone.inbox).key
        for window, least, most in ((None, 1, 100), (0, 101, 130)):
            answer = phone.client.sync(eas.collection(phone.inbox, key, window=window))
            adds = answer.all("Collections/Collection/Commands/Add")
            assert least <= len(adds) <= most, window

    def test_getchanges_0_says_nothing_new(self, phone, deliver):
        phone.sync_all()
        deliver(messages.plain())
        assert phone.sync(get_changes=False).commands == 0
        assert len(phone.sync().added) == 1

    def test_nothing_new_is_an_empty_answer(self, phone, deliver):
        deliver(messages.plain())
        phone.sync_all()
        phone.sync()
        response = phone.client.request("Sync", phone.request(phone.inbox))
        assert response.status == 200 and response.body == b""

    def test_two_folders_in_one_request(self, phone, deliver):
        deliver(messages.plain("in the inbox"))
        phone.sync()
        phone.sync(phone.folder(SENT))
        answer = phone.client.sync(
            *(eas.collection(f, phone.box(f).key) for f in (phone.inbox, phone.folder(SENT)))
        )
        by_id = {c.text("CollectionId"): c for c in answer.all("Collections/Collection")}
        assert by_id[phone.inbox].text("Commands/Add/ApplicationData/Subject") == "in the inbox"


    def test_the_window_of_the_request_is_for_all_folders_together(
        self, new_phone, server, account, tmp_path
    ):
        for i in range(3):
            (tmp_path / f"{i}.eml").write_bytes(messages.plain(f"mail {i}"))
        server.import_mail(account, tmp_path)
        server.import_mail(account, tmp_path, folder="Sent")
        phone = new_phone()
        folders = (phone.inbox, phone.folder(SENT))
        for folder in folders:
            phone.sync(folder)
        keys = {f: phone.box(f).key for f in folders}
        sizes, total = [], 0
        while total < 6:
            answer = phone.client.sync(
                *(eas.collection(f, key, window=10) for f, key in keys.items()), window=2
            )
            size = 0
            for each in answer.all("Collections/Collection"):
                keys[each.text("CollectionId")] = each.text("SyncKey")
                size += len(each.all("Commands/Add"))
            sizes.append(size)
            total += size
        assert sizes == [2, 2, 2]

    def test_up_to_12_1_the_class_is_named(self, new_phone, deliver, version):
        deliver(messages.plain())
        phone = new_phone(version)
        phone.sync()
        answer = phone.client.command("Sync", phone.request(phone.inbox))
        named = answer.find("Collections/Collection")
        counted = phone.client.estimate(phone.inbox, phone.box(phone.inbox).key)
        old = not at_least(version, "14.0")
        assert named.text("Class") == ("Email" if old else None)
        assert counted.text("Collection/Class") == ("Email" if old else None)


def write_mail(folder, subject, days, **headers):
    """An .eml file whose every date is so many days ago."""
    date = messages.days_ago(days)
    path = folder / f"{subject}.eml"
    path.write_bytes(messages.plain(subject, date=date, **headers))
    os.utime(path, (date.timestamp(), date.timestamp()))
    return path


class TestFilter:
    AGES = {0: "today", 2: "2 days", 5: "5 days", 10: "10 days", 20: "20 days", 300: "300 days"}
    SEEN = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 0: 6}  # FilterType -> how many of AGES

    @pytest.fixture
    def aged(self, server, account, tmp_path):
        for days, subject in self.AGES.items():
            write_mail(tmp_path, subject, days)
        server.import_mail(account, tmp_path)

    @pytest.mark.parametrize("filter_type", SEEN)
    def test_only_what_is_young_enough_comes(self, synced, aged, filter_type):
        phone = synced(body_preference(1), filter_type=filter_type)
        assert phone.subjects() == sorted(list(self.AGES.values())[: self.SEEN[filter_type]])

    def test_the_filter_may_change_on_the_way(self, synced, aged):
        """case: MSASCMD_S19_TC49"""
        phone = synced(body_preference(1), filter_type=3)
        for filter_type in (0, 2, 5, 1, 0):
            phone.filter_type = filter_type
            result = phone.sync_all()
            assert len(phone.items()) == self.SEEN[filter_type]
            assert not result.deleted and not result.changed

    def test_a_filter_left_out_stays(self, synced, aged):
        phone = synced(body_preference(1), filter_type=3)
        result = phone.sync_all(options=False)
        assert result.commands == 0

    def test_the_estimate_obeys_the_filter(self, new_phone, aged):
        phone = new_phone()
        phone.sync()
        answer = phone.client.estimate(phone.inbox, phone.box(phone.inbox).key, 3)
        assert answer.text("Collection/Estimate") == "3"

    @pytest.mark.parametrize("filter_type", [6, 7, 8])
    def test_filters_of_other_classes_are_refused(self, phone, filter_type):
        phone.sync()
        phone.filter_type = filter_type
        phone.sync(status="4")
