"""The store on a disk that is full, read-only, or damaged, and beside a process that locks it: what can
not be done is refused and not acknowledged, what can be done goes on, and nothing is lost."""

import os
import sqlite3
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

import eas
import lmtp
import messages
from cluster import POSTGRES
from phone import Phone
from server import DOMAIN, run_command

pytestmark = pytest.mark.skipif(POSTGRES, reason="about the store in files")

PAGE = 4096
LARGE = ("x" * 70 + "\r\n") * 1500  # more than stays in memory while it arrives


def as_root(*command):
    """Runs it; skips the test where that is not allowed."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to change the disk")
    done = subprocess.run([*map(str, command)], capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip(f"not possible here: {done.stderr.strip()}")


def offer(server, account, subject, text="Hello.\r\n"):
    """The code of the final reply; that of the last words of a server that hangs up."""
    try:
        with lmtp.Lmtp(server) as connection:
            return connection.deliver(account.address, messages.plain(subject, text))[0]
    except ConnectionError:
        return 421


def answer_to_change(phone, item):
    """The status of a Sync that marks the item read; the phone knows nothing of it."""
    answer = phone.sync(commands=[phone.mark_read(item)], lose=True)
    return answer.text("Collections/Collection/Status")


def fetched(phone, item):
    answer = phone.client.fetch(eas.fetch_item(phone.inbox, item.id)).doc
    return answer.text("Response/Fetch/Status")


def send(phone, subject):
    address = phone.client.account.address
    return phone.client.send_mail(messages.plain(subject, sender=address, to=address), subject)


@pytest.fixture
def disk(tmp_path):
    """A folder on a disk of 16 MB of its own."""
    path = tmp_path / "disk"
    path.mkdir()
    as_root("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", path)
    yield path
    subprocess.run(["umount", "-l", str(path)], check=True)


@pytest.fixture
def server_on(new_server, tmp_path):
    """Makes a server whose data lie in the folder."""

    def make(folder):
        data = folder / "data"
        data.mkdir()
        run_command(data, "domain", "add", DOMAIN)
        return new_server(data=data)

    return make


def fill(path):
    with open(path, "wb", buffering=0) as file:
        try:
            while file.write(b"x" * PAGE):
                pass
        except OSError:
            return


class TestFullDisk:
    def test_refuses_what_comes_and_loses_nothing(self, disk, server_on):
        server = server_on(disk)
        account = server.add_account()
        phone = Phone(server, account)
        phone.sync_all()
        taken = ["first"]
        lmtp.deliver(server, account, messages.plain("first"))
        phone.sync_all()
        taken += self._taken(server, account, "mail", LARGE)
        assert len(taken) > 10
        fill(disk / "filler")
        # The database's log may still have room of its own, and one too small for a message may yet
        # take a change.
        taken += self._taken(server, account, "small")
        self._change_until_refused(phone)
        self._is_full(server, account, phone)
        (disk / "filler").unlink()
        assert offer(server, account, "after") == 250
        phone.sync(commands=[phone.mark_read(phone.by_subject("first"))])
        phone.sync_all()
        assert phone.subjects() == sorted([*taken, "after"])
        assert phone.by_subject("first").read
        assert send(phone, "sent while full").status == 200
        checked = server.command("check").stdout
        assert b"leftover" not in checked, checked
        assert server.stop() == 0

    @staticmethod
    def _taken(server, account, word, *text):
        """The subjects of those that are taken until one is refused."""
        for number in range(1000):
            code = offer(server, account, f"{word} {number}", *text)
            if code != 250:
                assert code in (452, 421)
                return [f"{word} {i}" for i in range(number)]
        raise AssertionError("the disk is never full")

    @staticmethod
    def _change_until_refused(phone):
        first = phone.by_subject("first")
        for number in range(1000):
            asked = phone.box(phone.inbox).key
            request = phone.request(phone.inbox, [phone.mark_read(first, read=number % 2 == 0)])
            answer = phone.client.command("Sync", request)
            if answer.text("Collections/Collection/Status") == "5":
                return
            phone.receive(phone.inbox, asked, request, answer)
        raise AssertionError("the disk is never full")

    @staticmethod
    def _is_full(server, account, phone):
        first = phone.by_subject("first")
        assert offer(server, account, "small") == 452
        assert offer(server, account, "large", LARGE) in (452, 421)
        assert answer_to_change(phone, first) == "5"
        assert phone.sync(lose=True).text("Collections/Collection/Status") == "5"
        assert fetched(phone, first) == "1"
        assert send(phone, "sent while full").doc.text("Status") == "113"
        server.check()


class TestReadOnlyDisk:
    @pytest.fixture
    def folder(self, tmp_path):
        path = tmp_path / "data"
        yield path.parent
        subprocess.run(["chattr", "-R", "-i", str(path)], capture_output=True)

    @staticmethod
    def _seal(data, flag="+i"):
        # Not the index that the processes of a database share: it is memory.
        files = [f for f in data.rglob("*") if not f.name.endswith(("-shm", "socket", "lock"))]
        as_root("chattr", flag, *files, data)

    def test_answers_errors_and_reads_on(self, folder, server_on):
        server = server_on(folder)
        account, other = server.add_account(), server.add_account()
        phone = Phone(server, account)
        phone.sync_all()
        lmtp.deliver(server, account, messages.plain("first"))
        phone.sync_all()
        first = phone.by_subject("first")
        self._seal(server.data)
        assert offer(server, account, "lost") == 451
        assert offer(server, account, "lost", LARGE) in (451, 421)
        assert offer(server, other, "lost") == 451
        assert answer_to_change(phone, first) == "5"
        assert fetched(phone, first) == "1"
        assert send(phone, "sent").doc.text("Status") == "111"
        assert server.stop() == 0
        self._refuses_to_start(server)
        self._seal(server.data, "-i")
        server.start()
        phone.client.close()
        assert offer(server, account, "after") == 250
        phone.sync_all()
        assert phone.subjects() == ["after", "first"]
        assert send(phone, "sent").status == 200
        assert server.stop() == 0

    @staticmethod
    def _refuses_to_start(server):
        server.launch()
        assert server.process.wait(60) == 1
        server.process_ended()
        last = server.log_text().splitlines()[-1]
        assert str(server.data) in last, last
        refused = server.command("account", "list", check=False)
        assert refused.returncode == 1 and str(server.data).encode() in refused.stderr

    def test_is_no_place_to_begin(self, disk):
        data = disk / "data"
        data.mkdir()
        as_root("mount", "-o", "remount,ro", disk)
        refused = run_command(data, "domain", "add", DOMAIN, check=False)
        assert refused.returncode == 1 and str(data).encode() in refused.stderr


class TestLockedAccount:
    def test_is_refused_while_others_go_on(self, new_server):
        server = new_server()
        account, other = server.add_account(), server.add_account()
        phone, second = Phone(server, account), Phone(server, other)
        phone.sync_all()
        second.sync_all()
        lmtp.deliver(server, account, messages.plain("first"))
        phone.sync_all()
        lock = sqlite3.connect(
            server.data / "accounts" / "1" / "store.db", isolation_level=None, timeout=0
        )
        lock.execute("BEGIN EXCLUSIVE")
        # More than there are workers: none of them may be kept by an account that is held.
        with ThreadPoolExecutor(max_workers=40) as many:
            codes = list(many.map(lambda i: offer(server, account, f"lost {i}"), range(40)))
        assert set(codes) == {451}
        assert answer_to_change(phone, phone.by_subject("first")) == "5"
        assert fetched(phone, phone.by_subject("first")) == "1"
        assert offer(server, other, "for the other") == 250
        second.sync_all()
        assert second.subjects() == ["for the other"]
        lock.execute("ROLLBACK")
        lock.close()
        assert offer(server, account, "after") == 250
        phone.sync(commands=[phone.mark_read(phone.by_subject("first"))])
        phone.sync_all()
        assert phone.subjects() == ["after", "first"]
        assert server.command("check").returncode == 0


class TestDamagedAccount:
    @pytest.mark.parametrize("damage", ["no database", "empty", "overwritten"])
    def test_is_named_and_all_others_go_on(self, new_server, damage):
        server = new_server()
        account, other = server.add_account(), server.add_account()
        lmtp.deliver(server, account, messages.plain("first"))
        assert server.stop() == 0
        file = server.data / "accounts" / "1" / "store.db"
        for log in file.parent.glob("store.db-*"):
            log.unlink()
        if damage == "no database":
            file.write_bytes(b"This is no database, and it is long enough." * 1000)
        elif damage == "empty":
            file.write_bytes(b"")
        else:
            content = bytearray(file.read_bytes())
            content[PAGE:] = b"\xa5" * (len(content) - PAGE)
            file.write_bytes(content)
        server.start()
        assert offer(server, account, "lost") == 451
        with pytest.raises(AssertionError):
            Phone(server, account)
        assert 'account_unreadable account=1' in server.log_text()
        assert offer(server, other, "for the other") == 250
        phone = Phone(server, other)
        phone.sync_all()
        assert phone.subjects() == ["for the other"]
        checked = server.command("check", check=False)
        assert checked.returncode == 1 and account.address.encode() in checked.stderr
        assert other.address.encode() not in checked.stderr
        assert server.stop() == 0
