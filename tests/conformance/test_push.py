"""Push: Ping parks, and answers when there is something to see. Source: MS-ASCMD 2.2.1.13;
docs/architecture.md, "Push"."""

import os
import time

import pytest

import eas
import lmtp
import messages
from phone import SENT, TRASH, Phone
from wbxml import Ping

AT_ONCE = 15.0  # seconds, generous: a loaded machine under a sanitizer
PARKED_PER_ACCOUNT = 100


@pytest.fixture(scope="module", autouse=True)
def long_ping(session_server):
    """A Ping of the shortest heartbeat, started with the first test and looked at by the last."""
    account = session_server.add_account("heartbeat")
    phone = Phone(session_server, account)
    phone.sync_all()
    started = time.monotonic()
    return phone.ping(heartbeat=60), started


@pytest.fixture
def phone(new_phone, version):
    """A phone at rest: its inbox is synced."""
    return at_rest(new_phone(version))


def at_rest(phone, *folders):
    for folder in folders or (phone.inbox,):
        phone.sync_all(folder)
    return phone


def new_folder(server, account, tmp_path, name="Projects"):
    (tmp_path / "a.eml").write_bytes(messages.plain("in a new folder"))
    server.import_mail(account, tmp_path / "a.eml", folder=name)


def folders_of(answer):
    return sorted(f.text() for f in answer.all("Folders/Folder"))


class TestWake:
    def test_a_delivery_wakes_it(self, phone, server, account):
        ping = phone.ping()
        assert ping.silent()
        lmtp.deliver(server, account, messages.plain("push"))
        answer = ping.answer(AT_ONCE)
        assert answer.text("Status") == "2" and folders_of(answer) == [phone.inbox]
        phone.sync_all()
        assert phone.subjects() == ["push"]
        assert phone.ping().silent()

    def test_what_came_before_it_parks_is_told_at_once(self, phone, server, account):
        lmtp.deliver(server, account, messages.plain())
        answer = phone.ping().answer(AT_ONCE)
        assert answer.text("Status") == "2" and folders_of(answer) == [phone.inbox]

    def test_as_long_as_it_is_not_fetched_it_is_told_again(self, phone, server, account):
        lmtp.deliver(server, account, messages.plain())
        for _ in range(3):
            assert phone.ping().answer(AT_ONCE).text("Status") == "2"

    def test_a_change_of_another_phone_wakes_it(self, new_phone, server, account):
        lmtp.deliver(server, account, messages.plain("one"))
        here, there = at_rest(new_phone("16.1")), at_rest(new_phone("12.1"))
        ping = here.ping()
        assert ping.silent()
        there.sync(commands=[there.mark_read(there.by_subject("one"))])
        assert ping.answer(AT_ONCE).text("Status") == "2"

    def test_each_folder_that_changed_is_named(self, new_phone, server, account):
        """case: MSASCMD_S11_TC06"""
        lmtp.deliver(server, account, messages.plain("one"))
        here, there = new_phone(), new_phone()
        trash, sent = here.folder(TRASH), here.folder(SENT)
        at_rest(here, here.inbox, trash, sent)
        at_rest(there)
        item = there.by_subject("one")
        there.client.move((item.id, there.inbox, trash))
        answer = here.ping(here.inbox, trash, sent).answer(AT_ONCE)
        assert answer.text("Status") == "2"
        assert folders_of(answer) == sorted([here.inbox, trash])

    def test_a_folder_that_is_not_watched_stays_silent(self, new_phone, server, account):
        phone = new_phone()
        at_rest(phone, phone.folder(SENT))
        ping = phone.ping(phone.folder(SENT))
        lmtp.deliver(server, account, messages.plain())
        assert ping.silent()

    def test_several_phones_are_all_told(self, new_phone, server, account):
        pings = [at_rest(new_phone(v)).ping() for v in eas.VERSIONS]
        assert all(ping.silent(0.1) for ping in pings)
        lmtp.deliver(server, account, messages.plain())
        assert [p.answer(AT_ONCE).text("Status") for p in pings] == ["2"] * len(eas.VERSIONS)

    def test_no_wake_is_lost_between_ping_and_delivery(self, new_phone, server, account):
        phone = at_rest(new_phone())
        with lmtp.Lmtp(server) as connection:
            for i in range(40):
                ping = phone.ping()
                assert connection.deliver(account.address, messages.plain(f"race {i}")) == [250]
                assert ping.answer(AT_ONCE).text("Status") == "2", i
                phone.sync_all()
        assert len(phone.items()) == 40


class TestSilence:
    def test_a_phones_own_changes_do_not_wake_it(self, new_phone, server, account):
        lmtp.deliver(server, account, messages.plain("one"), messages.plain("two"))
        phone = at_rest(new_phone())
        ping = phone.ping()
        assert ping.silent()
        phone.sync(commands=[phone.mark_read(phone.by_subject("one"))])
        phone.sync(commands=[eas.delete(phone.by_subject("two").id)], deletes_as_moves=False)
        assert ping.silent()
        assert phone.ping().silent()
        lmtp.deliver(server, account, messages.plain())
        assert phone.ping().answer(AT_ONCE).text("Status") == "2"

    def test_what_the_filter_hides_does_not_wake_it(self, new_phone, server, account, tmp_path):
        phone = at_rest(new_phone(filter_type=1))
        ping = phone.ping()
        (tmp_path / "old.eml").write_bytes(messages.plain("old", date=messages.days_ago(300)))
        os.utime(tmp_path / "old.eml", (1_600_000_000, 1_600_000_000))
        server.import_mail(account, tmp_path / "old.eml")
        assert ping.silent() and phone.ping().silent()
        lmtp.deliver(server, account, messages.plain("new"))
        phone.sync_all()
        assert phone.subjects() == ["new"]

    def test_another_account_does_not_wake_it(self, phone, server, other_account):
        ping = phone.ping()
        lmtp.deliver(server, other_account, messages.plain())
        assert ping.silent()


class TestParameters:
    @pytest.mark.parametrize(
        "heartbeat, bound",
        [(59, "60"), (1, "60"), (0, "60"), (-5, "60"), (3541, "3540"), (99999, "3540")],
    )
    def test_a_heartbeat_out_of_bounds_is_5_with_the_bound(self, new_phone, heartbeat, bound):
        """case: MSASCMD_S11_TC03 MSASCMD_S11_TC07"""
        phone = at_rest(new_phone())
        answer = phone.ping(heartbeat=heartbeat).answer(AT_ONCE)
        assert answer.text("Status") == "5" and answer.text("HeartbeatInterval") == bound

    @pytest.mark.parametrize("heartbeat", [60, 3540])
    def test_the_bounds_themselves_park(self, new_phone, heartbeat):
        assert at_rest(new_phone()).ping(heartbeat=heartbeat).silent()

    def test_an_empty_ping_repeats_the_last_one(self, phone, server, account):
        """case: MSASCMD_S11_TC08"""
        phone.ping().silent(0.1)
        again = phone.client.ping(body=False)
        assert again.silent()
        lmtp.deliver(server, account, messages.plain())
        answer = again.answer(AT_ONCE)
        assert answer.text("Status") == "2" and folders_of(answer) == [phone.inbox]

    def test_either_part_may_be_left_out(self, new_phone, server, account):
        phone = at_rest(new_phone())
        phone.ping().silent(0.1)
        for part in ({"heartbeat": 300}, {"folders": [phone.inbox]}):
            ping = phone.client.ping(**part)
            assert ping.silent()
        lmtp.deliver(server, account, messages.plain())
        assert folders_of(ping.answer(AT_ONCE)) == [phone.inbox]

    @pytest.mark.parametrize(
        "how", [{"body": False}, {"heartbeat": 600}], ids=["empty", "no folders"]
    )
    def test_without_folders_now_or_before_it_is_3(self, new_phone, version, how):
        """case: MSASCMD_S11_TC01"""
        answer = at_rest(new_phone(version)).client.ping(**how).answer(AT_ONCE)
        assert answer.text("Status") == "3"

    def test_another_devices_parameters_are_not_its_own(self, new_phone):
        one, two = at_rest(new_phone()), at_rest(new_phone())
        one.ping().silent(0.1)
        assert two.client.ping(body=False).answer(AT_ONCE).text("Status") == "3"

    def test_a_syntax_error_is_4(self, phone):
        bad = Ping.Ping(
            Ping.HeartbeatInterval("soon"), Ping.Folders(Ping.Folder(Ping.Id(phone.inbox)))
        )
        response = phone.client.request("Ping", bad)
        if response.status != 400:
            assert response.doc.text("Status") in ("4", "103"), response.doc

    def test_too_many_folders_are_6(self, new_phone):
        phone = new_phone()
        answer = phone.ping(*(str(100 + i) for i in range(1001))).answer(AT_ONCE)
        assert answer.text("Status") in ("6", "7")
        assert answer.text("Status") == "7" or answer.text("MaxFolders") == "1000"


class TestHierarchy:
    def test_a_folder_that_is_not_there_is_7(self, phone):
        """case: MSASCMD_S11_TC05"""
        assert phone.ping(phone.inbox, "987654").answer(AT_ONCE).text("Status") == "7"

    def test_before_the_first_folder_sync_it_is_7(self, server, account, version):
        """case: MSASCMD_S11_TC04"""
        client = eas.Client(server, account, version)
        assert client.ping(["1"], 600).answer(AT_ONCE).text("Status") == "7"

    def test_a_new_folder_wakes_with_7(self, phone, server, account, tmp_path):
        ping = phone.ping()
        assert ping.silent()
        (tmp_path / "a.eml").write_bytes(messages.plain("in a new folder"))
        server.import_mail(account, tmp_path / "a.eml", folder="Projects")
        assert ping.answer(AT_ONCE).text("Status") == "7"
        phone.folder_sync()
        phone.sync_all(phone.folder("Projects"))
        assert phone.subjects(phone.folder("Projects")) == ["in a new folder"]
        assert phone.ping().silent()


class TestParkedConnections:
    def test_the_newest_ping_wins(self, phone, server, account):
        older = phone.ping()
        assert older.silent()
        newer = phone.ping()
        assert older.response(AT_ONCE).status in (200, 503)
        assert newer.silent()
        lmtp.deliver(server, account, messages.plain())
        assert newer.answer(AT_ONCE).text("Status") == "2"

    def test_a_ping_of_another_device_is_no_newer_one(self, new_phone):
        one, two = at_rest(new_phone()), at_rest(new_phone())
        first = one.ping()
        assert two.ping().silent() and first.silent()

    def test_a_phone_may_hang_up_and_come_back(self, phone, server, account):
        for _ in range(5):
            ping = phone.ping()
            assert ping.silent(0.05)
            ping.hang_up()
        ping = phone.ping()
        assert ping.silent()
        lmtp.deliver(server, account, messages.plain())
        assert ping.answer(AT_ONCE).text("Status") == "2"

    def test_other_commands_go_on_while_it_is_parked(self, phone):
        ping = phone.ping()
        for _ in range(3):
            phone.folder_sync()
            phone.sync_all()
        assert ping.silent()

    def test_a_kept_connection_carries_one_ping_after_another(self, new_phone, server, account):
        phone = at_rest(new_phone())
        for _ in range(3):
            lmtp.deliver(server, account, messages.plain())
            answer = phone.client.command("Ping", eas.ping_request([phone.inbox], 600))
            assert answer.text("Status") == "2"
            phone.sync_all()

    def test_an_account_parks_a_hundred_and_no_more(self, new_server):
        server = new_server()
        account = server.add_account()
        phones = [Phone(server, account, device=f"many{i}") for i in range(PARKED_PER_ACCOUNT + 1)]
        for phone in phones:
            at_rest(phone)
            phone.client.close()
        parked = [phone.ping() for phone in phones[:-1]]
        assert all(ping.silent(0.01) for ping in parked) and parked[-1].silent()
        refused = phones[-1].ping().response(AT_ONCE)
        assert refused.status == 503 or refused.doc.text("Status") in ("1", "8"), refused
        assert refused.status != 503 or int(refused.headers["Retry-After"]) > 0
        for ping in parked[:50]:
            ping.hang_up()
        lmtp.deliver(server, account, messages.plain())
        assert {p.answer(60).text("Status") for p in parked[50:]} == {"2"}


class TestHangingSync:
    """The same, as Sync with Wait or HeartbeatInterval."""

    @pytest.mark.parametrize(
        "version, bounds, limit",
        [
            ("12.1", {"wait": 0}, "1"), ("14.1", {"wait": 60}, "59"), ("16.1", {"wait": 0}, "1"),
            ("14.0", {"heartbeat": 59}, "60"), ("16.1", {"heartbeat": 3541}, "3540"),
        ],
    )  # fmt: skip
    def test_out_of_bounds_is_14_with_the_bound(self, new_phone, version, bounds, limit):
        phone = at_rest(new_phone(version))
        request = eas.sync_request(
            eas.collection(phone.inbox, phone.box(phone.inbox).key), **bounds
        )
        answer = phone.client.command("Sync", request)
        assert answer.text("Status") == "14" and answer.text("Limit") == limit, answer

    def test_both_at_once_are_4(self, new_phone):
        phone = at_rest(new_phone())
        request = eas.sync_request(
            eas.collection(phone.inbox, phone.box(phone.inbox).key), wait=5, heartbeat=300
        )
        assert phone.client.command("Sync", request).text("Status") == "4"

    @pytest.mark.parametrize(
        "version, bounds", [("12.1", {"wait": 5}), ("16.1", {"heartbeat": 300})]
    )
    def test_it_parks_and_brings_the_mail_itself(self, new_phone, server, account, version, bounds):
        phone = at_rest(new_phone(version))
        asked = phone.box(phone.inbox).key
        request = eas.sync_request(eas.collection(phone.inbox, asked, window=10), **bounds)
        pending = phone.client.parked_sync(request)
        assert pending.silent()
        lmtp.deliver(server, account, messages.plain("pushed"))
        phone.receive(phone.inbox, asked, request, pending.answer(AT_ONCE))
        assert phone.subjects() == ["pushed"]

    @pytest.fixture(params=["12.1", "16.1"])
    def phone(self, new_phone, request):
        return at_rest(new_phone(request.param))

    def hang(self, phone):
        asked = eas.collection(phone.inbox, phone.box(phone.inbox).key)
        return phone.client.parked_sync(eas.sync_request(asked, wait=5))

    def test_a_new_folder_wakes_it_with_12(self, phone, server, account, tmp_path):
        pending = self.hang(phone)
        assert pending.silent()
        new_folder(server, account, tmp_path)
        assert pending.answer(AT_ONCE).text("Status") == "12"

    def test_a_new_folder_of_before_is_told_once(self, phone, server, account, tmp_path):
        new_folder(server, account, tmp_path)
        assert self.hang(phone).answer(AT_ONCE).text("Status") == "12"
        deaf = self.hang(phone)
        assert deaf.silent()
        lmtp.deliver(server, account, messages.plain("pushed"))
        assert deaf.answer(AT_ONCE).has("Collections/Collection/Commands/Add")
        phone.sync_all()
        new_folder(server, account, tmp_path, "Another")
        assert self.hang(phone).answer(AT_ONCE).text("Status") == "12"
        phone.folder_sync()
        assert self.hang(phone).silent()

    def test_the_newest_wins(self, phone, server, account):
        older = self.hang(phone)
        assert older.silent()
        newer = self.hang(phone)
        assert older.answer(AT_ONCE) is None
        assert newer.silent()

    def test_one_whose_key_was_overtaken_is_no_reason_to_start_anew(self, phone, server, account):
        pending = self.hang(phone)
        assert pending.silent()
        asked = eas.collection(phone.inbox, phone.box(phone.inbox).key, get_changes=False)
        newer = phone.client.sync(asked).text("Collections/Collection/SyncKey")
        assert phone.client.sync(eas.collection(phone.inbox, newer)) is None
        lmtp.deliver(server, account, messages.plain())
        assert pending.answer(AT_ONCE) is None
        again = phone.client.sync(eas.collection(phone.inbox, newer))
        assert again.has("Collections/Collection/Commands/Add")

    def test_at_its_end_the_server_answers_with_nothing(self, new_server):
        server = new_server()
        phone = at_rest(Phone(server, server.add_account()))
        pending = self.hang(phone)
        assert pending.silent()
        server.stop()
        assert pending.answer(AT_ONCE) is None


def test_a_heartbeat_ends_with_status_1(long_ping):
    ping, started = long_ping
    answer = ping.answer(120)
    assert answer.text("Status") == "1" and not answer.has("Folders")
    assert 59 <= time.monotonic() - started
