"""Several gateways on one PostgreSQL database: a device may go from one to the other with every
request, push crosses them, and nothing is lost or doubled when one of them, or the database, dies.
Source: docs/scale.md."""

import shutil
import subprocess
import tempfile
import threading
from functools import partial
from pathlib import Path

import pytest

import lmtp
import messages
from cluster import Cluster
from eas import VERSIONS, Client
from gateways import Gateways, Pair
from phone import SENT, Phone
from test_faults import LARGE, answer_to_change, as_root, fetched, fill
from test_send import client_id, sent_ok
from waiting import eventually

AT_ONCE = 15.0

pytestmark = pytest.mark.skipif(shutil.which("psql") is None, reason="no PostgreSQL here")


@pytest.fixture(scope="module")
def cluster():
    made = Cluster("fsync=off", "full_page_writes=off")
    yield made
    made.remove()


@pytest.fixture(scope="module")
def gateways(cluster, session_sink):
    made = Gateways(cluster.new_database(), relay=session_sink.address)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def unharmed_gateways(gateways):
    yield
    gateways.check()


@pytest.fixture
def account(gateways):
    return gateways.add_account()


def both(*calls):
    """Calls that run at the same time; what they return."""
    results = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(index):
        start.wait()
        results[index] = calls[index]()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class TestHopping:
    @pytest.mark.parametrize("version", VERSIONS)
    def test_a_device_may_change_gateways_with_every_request(self, gateways, account, version):
        phone = Phone(gateways, account, version, window=3)
        subjects = [f"hop {i}" for i in range(10)]
        for i, subject in enumerate(subjects):
            lmtp.deliver(gateways[i % 2], account, messages.plain(subject))
        phone.sync_all()
        assert phone.subjects() == sorted(subjects)
        phone.sync(commands=[phone.mark_read(phone.by_subject("hop 3"))])
        lmtp.deliver(gateways[0], account, messages.plain("one more"))
        phone.sync(lose=True)
        phone.sync_all()
        assert phone.subjects() == sorted([*subjects, "one more"])
        fresh = Phone(gateways[1], account, version, "fresh")
        fresh.sync_all()
        assert fresh.states() == phone.states()

    def test_requests_of_one_line_at_both_gateways_at_once(self, gateways, account):
        """Whichever answer reaches the phone, nothing is lost and nothing comes twice."""
        phone = Phone(gateways, account)
        phone.sync_all()
        here = Client(gateways[0], account, "16.1", "phone1")
        there = Client(gateways[1], account, "16.1", "phone1")
        here.policy_key = there.policy_key = phone.client.policy_key
        for i in range(25):
            lmtp.deliver(gateways[i % 2], account, messages.plain(f"parallel {i}"))
            commands = []
            if i % 3 == 2:
                item = phone.by_subject(f"parallel {i - 1}")
                commands = [phone.mark_read(item, not item.read)]
            asked = phone.box(phone.inbox).key
            request = phone.request(phone.inbox, commands)
            answers = both(
                lambda r=request: here.command("Sync", r),
                lambda r=request: there.command("Sync", r),
            )
            phone.receive(phone.inbox, asked, request, answers[i % 2])
            phone.sync_all()
        assert phone.subjects() == sorted(f"parallel {i}" for i in range(25))
        fresh = Phone(gateways[0], account, device="fresh")
        fresh.sync_all()
        assert fresh.states() == phone.states()

    def test_a_folder_command_at_both_gateways_at_once_is_done_once(self, gateways, account):
        phone, other = Phone(gateways, account), Phone(gateways[0], account, device="other")
        here, there = (Client(g, account, "16.1", "phone1") for g in gateways.all)
        here.policy_key = there.policy_key = phone.client.policy_key
        for i in range(4):
            key, name = phone.hierarchy_key, f"made {i}"
            answers = both(*(partial(c.folder_create, key, name) for c in (here, there)))
            assert answers[0] == answers[1]
            phone.take_created(answers[i % 2], name)
            made, key = phone.folder(name), phone.hierarchy_key
            answers = both(*(partial(c.folder_delete, key, made) for c in (here, there)))
            assert answers[0] == answers[1]
            phone.take_deleted(answers[i % 2], made)
        for each in (phone, other):
            each.folder_sync()
        assert phone.places() == other.places() and len(phone.mail_folders) == 10

    def test_a_message_sent_to_both_gateways_at_once_goes_out_once(
        self, gateways, account, session_sink
    ):
        receiver = gateways.add_account()
        phone = Phone(gateways, account)
        here, there = (Client(g, account, "16.1", "phone1") for g in gateways.all)
        here.policy_key = there.policy_key = phone.client.policy_key
        for i in range(5):
            subject, number = messages.unique("twice"), client_id()
            message = messages.plain(
                subject, sender=account.address, to=f"{receiver.address}, a{i}@elsewhere.example"
            )
            answers = both(
                lambda m=message, n=number: here.send_mail(m, n),
                lambda m=message, n=number: there.send_mail(m, n),
            )
            for answer in answers:
                assert sent_ok(answer) or answer.doc.text("Status") == "118"
            assert len(session_sink.wait_for(subject)) == 1
            got = Phone(gateways[1], receiver, device=f"fresh{i}")
            got.sync_all()
            assert got.subjects().count(subject) == 1
            got.sync_all(got.folder(SENT))
        phone.sync_all(phone.folder(SENT))
        assert len(phone.items(phone.folder(SENT))) == 5


class TestPush:
    def test_a_delivery_at_one_wakes_a_phone_at_the_other(self, gateways, account):
        phone = Phone(gateways[1], account)
        phone.sync_all()
        ping = phone.ping()
        assert ping.silent()
        lmtp.deliver(gateways[0], account, messages.plain("across"))
        assert ping.answer(AT_ONCE).text("Status") == "2"
        phone.sync_all()
        assert phone.subjects() == ["across"]

    def test_a_device_change_at_one_wakes_a_phone_at_the_other(self, gateways, account):
        lmtp.deliver(gateways[0], account, messages.plain("one"))
        here, there = Phone(gateways[0], account), Phone(gateways[1], account, device="other")
        here.sync_all()
        there.sync_all()
        ping = there.ping()
        assert ping.silent()
        here.sync(commands=[here.mark_read(here.by_subject("one"))])
        assert ping.answer(AT_ONCE).text("Status") == "2"

    def test_phones_that_waited_are_told_what_was_missed(self, gateways, account, cluster):
        """The sessions that listen are cut: what came meanwhile is told when they are back."""
        phone = Phone(gateways[1], account)
        phone.sync_all()
        ping = phone.ping()
        assert ping.silent()
        name = gateways.conninfo.rpartition("=")[2]
        cluster.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{name}' AND query LIKE 'LISTEN%' OR query = 'SELECT 1'"
        )
        lmtp.deliver(gateways[0], account, messages.plain("meanwhile"))
        assert ping.answer(AT_ONCE).text("Status") == "2"


class TestDevices:
    """What an administrator decides at one gateway counts at the other, also for who waits there."""

    @pytest.fixture
    def phone(self, gateways, account):
        phone = Phone(gateways[1], account)
        phone.sync_all()
        return phone

    @pytest.fixture
    def decide(self, gateways, account, phone):
        """Decides at one gateway while the phone waits at the other; what it is told."""

        def run(*command):
            ping = phone.ping()
            assert ping.silent()
            gateways[0].command(*command)
            return ping.answer(AT_ONCE).text("Status")

        return run

    def test_a_quarantine(self, decide, account):
        assert decide("device", "quarantine", account.address, "phone1") == "7"

    def test_a_block(self, decide, account):
        assert decide("device", "block", account.address, "phone1") == "129"

    def test_a_wipe(self, decide, account):
        assert decide("device", "wipe", account.address, "phone1") == "140"

    def test_a_policy_of_the_account(self, decide, account):
        assert decide("policy", "set", account.address, "AllowCamera=0") == "144"

    def test_a_policy_of_the_domain_and_a_rule(self, decide, gateways, account):
        assert decide("policy", "set", "domain:example.org", "AllowCamera=0") == "144"
        gateways[0].command("policy", "clear", "domain:example.org")
        try:
            assert decide("device", "rule", "add", "type=Conformance", "block") == "129"
        finally:
            gateways[0].command("device", "rule", "remove", "1")


class TestCredentials:
    def test_a_new_password_counts_at_every_gateway(self, gateways, account):
        phone = Phone(gateways[1], account)
        phone.sync_all()
        ping = phone.ping()
        assert ping.silent()
        gateways[0].command("account", "password", account.address, stdin="another horse\n")

        def refused():
            return phone.client.request("Sync").status == 401

        eventually(refused, "the old password to be refused at the other gateway", AT_ONCE)

    def test_a_deleted_account_is_never_an_empty_mailbox(self, gateways, account):
        lmtp.deliver(gateways[0], account, messages.plain("there"))
        phone = Phone(gateways[1], account)
        phone.sync_all()
        gateways[0].command("account", "delete", account.address)
        for _ in range(20):
            answer = phone.client.request("Sync", phone.request(phone.inbox))
            assert answer.status in (401, 403, 500, 503) or answer.doc.text(
                "Collections/Collection/Status"
            ) not in (None, "1"), answer
        eventually(
            lambda: phone.client.request("Sync", phone.request(phone.inbox)).status == 401,
            "the login to be refused", AT_ONCE,
        )  # fmt: skip


class TestTrouble:
    def test_a_phone_goes_on_at_the_other_when_its_gateway_is_killed(self, cluster):
        pair = Gateways(cluster.new_database())
        try:
            account = pair.add_account()
            phone = Phone(pair[0], account)
            for i in range(4):
                lmtp.deliver(pair[i % 2], account, messages.plain(f"before {i}"))
            phone.sync_all()
            lmtp.deliver(pair[1], account, messages.plain("after"))
            pair[0].kill()
            phone.client.close()
            phone.client.server = pair[1]
            phone.sync_all()
            assert phone.subjects() == ["after", *(f"before {i}" for i in range(4))]
        finally:
            pair.close()

    def test_a_database_that_comes_back_is_used_again(self):
        own = Cluster("fsync=off")
        pair = Gateways(own.new_database())
        try:
            account = pair.add_account()
            phone = Phone(pair, account)
            lmtp.deliver(pair[0], account, messages.plain("before"))
            phone.sync_all()
            waiting = Phone(pair[1], account, device="waiting")
            waiting.sync_all()
            ping = waiting.ping()
            assert ping.silent()
            own.kill()
            status = phone.client.request("Sync", phone.request(phone.inbox)).status
            assert status in (200, 503), status
            own.start()
            eventually(lambda: delivered(pair[0], account, "after"), "a delivery", 30)
            assert ping.answer(AT_ONCE).text("Status") == "2"
            phone.sync_all()
            assert phone.subjects() == ["after", "before"]
        finally:
            pair.close()
            own.remove()

    def test_a_database_that_takes_no_writes_refuses_and_goes_on_when_it_does(self):
        own = Cluster("fsync=off")
        pair = Gateways(own.new_database())
        try:
            account = pair.add_account()
            phone = Phone(pair, account)
            lmtp.deliver(pair[0], account, messages.plain("before"))
            phone.sync_all()
            takes_writes(own, False)
            for i in range(2):
                refused = partial(delivered, pair[i], account, "refused")
                eventually(lambda refused=refused: not refused(), "a refusal", 30)
            before = phone.by_subject("before")
            for _ in pair.all:
                assert answer_to_change(phone, before) == "5"
                assert fetched(phone, before) == "1"
            takes_writes(own, True)
            for i in range(2):
                eventually(partial(delivered, pair[i], account, "after"), "a delivery", 30)
            phone.sync(commands=[phone.mark_read(phone.by_subject("before"))])
            phone.sync_all()
            assert phone.by_subject("before").read
            assert {"before", "after"} <= set(phone.subjects())
            fresh = Phone(pair[1], account, device="fresh")
            fresh.sync_all()
            assert fresh.states() == phone.states()
        finally:
            pair.close()
            own.remove()

    def test_nothing_acknowledged_is_lost_when_a_standby_is_promoted(self):
        databases = Pair()
        pair = Gateways(databases.conninfo)
        try:
            account = pair.add_account()
            phone = Phone(pair, account)
            phone.sync_all()
            acknowledged, stop = [], threading.Event()

            def send():
                number = 0
                while not stop.is_set():
                    number += 1
                    if delivered(pair[number % 2], account, f"mail {number}"):
                        acknowledged.append(f"mail {number}")

            sender = threading.Thread(target=send)
            sender.start()
            eventually(lambda: len(acknowledged) >= 20, "some mail", 60)
            phone.sync_all()
            databases.fail_over()
            so_far = len(acknowledged)
            eventually(lambda: len(acknowledged) >= so_far + 20, "mail after the promotion", 60)
            stop.set()
            sender.join()
            phone.sync_all()
            for subject in acknowledged:
                assert phone.subjects().count(subject) == 1, subject
            fresh = Phone(pair[0], account, device="fresh")
            fresh.sync_all()
            assert fresh.states() == phone.states()
        finally:
            pair.close()
            databases.standby.remove()
            databases.primary.remove()


def takes_writes(cluster, does):
    """As an administrator stops all writes, or PostgreSQL itself on a standby."""
    cluster.sql(f"ALTER SYSTEM SET default_transaction_read_only = {'off' if does else 'on'}")
    cluster.sql("SELECT pg_reload_conf()")


@pytest.fixture
def database_disk():
    """A folder on a disk of 200 MB of its own, which PostgreSQL's user may enter."""
    path = Path(tempfile.mkdtemp(prefix="syncgate-disk-", dir="/tmp"))
    as_root("mount", "-t", "tmpfs", "-o", "size=200m,mode=755", "tmpfs", path)
    yield path
    subprocess.run(["umount", "-l", str(path)], check=True)
    path.rmdir()


def test_a_database_on_a_full_disk_refuses_and_goes_on_when_there_is_room(database_disk):
    own = Cluster("max_wal_size=64MB", "min_wal_size=32MB", inside=database_disk)
    pair = Gateways(own.new_database())
    try:
        account = pair.add_account()
        phone = Phone(pair, account)
        phone.sync_all()
        assert delivered(pair[0], account, "before")
        phone.sync_all()
        ballast = database_disk / "ballast"
        fill(ballast)
        acknowledged = ["before"]
        for i in range(200):
            if not delivered(pair[i % 2], account, f"mail {i}", LARGE):
                break
            acknowledged.append(f"mail {i}")
        else:
            raise AssertionError("the disk is never full")
        ballast.unlink()
        eventually(lambda: delivered(pair[0], account, "after"), "mail to be taken again", 60)
        eventually(lambda: delivered(pair[1], account, "after too"), "mail to be taken again", 60)
        phone.sync_all()
        assert set(acknowledged) | {"after", "after too"} <= set(phone.subjects())
        fresh = Phone(pair[1], account, device="fresh")
        fresh.sync_all()
        assert fresh.states() == phone.states()
        assert "no problems" in pair.command("check").stdout.decode()
    finally:
        pair.close()
        own.remove()


def delivered(server, account, subject, text="Hello.\r\n"):
    """Whether the server acknowledged the message."""
    try:
        with lmtp.Lmtp(server, timeout=20) as session:
            return session.deliver(account.address, messages.plain(subject, text)) == [250]
    except (OSError, AssertionError):
        return False
