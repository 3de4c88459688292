"""kill -9 while mail is delivered and synced: what was acknowledged is there once, whole."""

import http.client
import os
import random
import threading

import lmtp
import messages
from eas import body_preference
from phone import Phone

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "50"))
END = b"-- the last line of this message --\r\n"


class _Sender(threading.Thread):
    """Delivers until the server is gone; counts what was acknowledged."""

    def __init__(self, server, account, name, acknowledged):
        super().__init__(daemon=True)
        self._server, self._account, self._name = server, account, name
        self._acknowledged = acknowledged
        self.tried, self.failure = [], None

    def run(self):
        try:
            self._deliver()
        except (OSError, ValueError):
            pass  # the server was killed, as was to be
        except BaseException as error:
            self.failure = error

    def _deliver(self):
        padding = "x" * 70 + "\r\n"
        with lmtp.Lmtp(self._server) as connection:
            for number in range(10_000):
                subject = f"{self._name}-{number}"
                self.tried.append(subject)
                text = padding * random.randrange(1, 2000) + END.decode()
                assert connection.deliver(self._account.address, messages.plain(subject, text)) == [
                    250
                ]
                self._acknowledged(subject)


class _Reader(threading.Thread):
    """A phone that syncs and marks mail read until the server is gone."""

    def __init__(self, phone):
        super().__init__(daemon=True)
        self._phone = phone
        self.read, self.failure = set(), None

    def run(self):
        try:
            while True:
                unread = [i for i in self._phone.items().values() if not i.read][:3]
                self._phone.sync(commands=[self._phone.mark_read(i) for i in unread])
                self.read |= {i.id for i in unread}
        except (OSError, http.client.HTTPException):
            pass  # the server was killed, as was to be
        except BaseException as error:
            self.failure = error


class _Acknowledged:
    """Subjects whose 250 has come; wakes who waits for a number of them."""

    def __init__(self):
        self._changed = threading.Condition()
        self.subjects = set()

    def __call__(self, subject):
        with self._changed:
            self.subjects.add(subject)
            self._changed.notify_all()

    def wait_for_more(self, count):
        with self._changed:
            target = len(self.subjects) + count
            assert self._changed.wait_for(lambda: len(self.subjects) >= target, 60)


def test_nothing_is_lost_and_nothing_is_double(new_server):
    server = new_server()
    account = server.add_account()
    phone = Phone(server, account, window=20)
    phone.sync_all()
    acknowledged, tried, read = _Acknowledged(), set(), set()
    for number in range(ROUNDS):
        senders = [_Sender(server, account, f"{number}-{i}", acknowledged) for i in range(2)]
        reader = _Reader(phone)
        for thread in (*senders, reader):
            thread.start()
        acknowledged.wait_for_more(random.randrange(1, 8))
        server.kill()
        for thread in (*senders, reader):
            thread.join(60)
            assert not thread.is_alive() and thread.failure is None, thread.failure
        read |= reader.read
        phone.client.close()
        server.start()
        tried |= {subject for sender in senders for subject in sender.tried}
        _check_inbox(phone, acknowledged.subjects, tried, read)
    _check_whole(server, account, phone)


def _check_inbox(phone, acknowledged, tried, read):
    phone.sync_all()
    subjects = phone.subjects()
    assert len(subjects) == len(set(subjects)), "something is there twice"
    assert not acknowledged - set(subjects), "something is lost"
    assert set(subjects) <= tried, "something comes from nowhere"
    forgotten = [i for i in read if not phone.items()[i].read]
    assert not forgotten, f"answered as read, and unread again: {forgotten}"


def _check_whole(server, account, phone):
    """A new phone is given the same, and no message ends in its middle."""
    fresh = Phone(server, account, device="fresh", preferences=[body_preference(4)])
    fresh.sync_all()
    assert fresh.states() == phone.states()
    halves = [
        i.subject for i in fresh.items().values() if not i.body.find("Data").data().endswith(END)
    ]
    assert not halves
    assert server.command("check").returncode == 0
    assert server.stop() == 0


def test_kill_9_while_importing_leaves_whole_messages(new_server, tmp_path):
    server = new_server()
    account = server.add_account()
    for i in range(200):
        (tmp_path / f"{i}.eml").write_bytes(
            messages.plain(f"import {i}", "y" * 5000 + "\r\n" + END.decode())
        )
    phone = Phone(server, account, preferences=[body_preference(4)])
    phone.sync_all()
    importing = threading.Thread(
        target=lambda: server.command("import", account.address, tmp_path, check=False)
    )
    importing.start()
    ping = phone.ping()
    assert ping.answer(60).text("Status") == "2"
    server.kill()
    importing.join(60)
    phone.client.close()
    server.start()
    phone.sync_all()
    subjects = phone.subjects()
    assert 0 < len(subjects) == len(set(subjects)) <= 200
    assert all(i.body.find("Data").data().endswith(END) for i in phone.items().values())
