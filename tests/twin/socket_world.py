"""A random world around a running server: phones of three versions over TLS, mail over LMTP, and
real faults. Requests are cut off half sent, or sent and hung up on; answers are lost; the same
request goes out twice at once; the server is killed with -9 in the midst, or stopped, and started
again. The phone asserts on every answer what docs/sync-engine.md promises (tests/conformance/phone.py);
at rest it must hold what a phone is given that starts anew, and no message may be there twice or be
lost. The order in which parallel requests run is not ours: a seed gives the same steps, not always
the same world.
"""

import http.client
import os
import random
import threading
import time
from collections import Counter
from pathlib import Path

import eas
import lmtp
import messages
import wbxml
from phone import TRASH, Phone
from wbxml import Email

FILTERS = (0, 0, 1, 2, 3)  # of the window: all, 1, 3 and 7 days
WINDOWS = (1, 1, 2, 3, 5, 8, 20, 100, 512)
AGES = (0, 2, 5, 20)  # days, of imported mail
ROUNDS = 500  # in which a phone must come to rest


class TwinPhone(Phone):
    """A phone with changes that are not answered yet, and the keys that were used twice."""

    def __init__(self, server, account, version, device):
        super().__init__(server, account, version, device)
        self.pending, self.repeated = {}, set()  # pending: (folder, item) -> command

    def commands(self, folder):
        return [command for (at, _), command in self.pending.items() if at == folder]

    def may_repeat(self, folder):
        """Once a key: two late requests may push the live key out."""
        key = folder, self.box(folder).key
        if key[1] == "0" or key in self.repeated:
            return False
        self.repeated.add(key)
        return True

    def receive(self, folder_id, asked, request, answer, status="1"):
        result = super().receive(folder_id, asked, request, answer, status)
        sent = request.find("Collections/Collection/Commands")
        for command in sent.children if sent is not None else []:
            at = folder_id, command.text("ServerId")
            if self.pending.get(at) is command:
                del self.pending[at]
        for gone in (*result.deleted, *result.soft_deleted):
            self.pending.pop((folder_id, gone), None)
        return result


class World:
    def __init__(self, server, seed, folder):
        self.random, self.server, self.folder = random.Random(seed), server, Path(folder)
        self.account = server.add_account()
        self.counts = Counter()
        self.sure, self.maybe, self.may_go = set(), set(), set()  # subjects
        self.names = 0
        self.import_mail()
        self.phones = [
            TwinPhone(server, self.account, version, f"twin{number}")
            for number, version in enumerate(("12.1", "14.1", "16.1"))
        ]
        self.fresh = Phone(server, self.account, "16.1", "fresh")

    # -- mail comes

    def subject(self):
        self.names += 1
        return f"mail {self.names}"

    def deliver(self):
        for _ in range(self.random.choice((1, 1, 2, 6))):
            subject = self.subject()
            cut = self.random.random() < 0.1
            (self.maybe if cut else self.sure).add(subject)
            with lmtp.Lmtp(self.server) as connection:
                if not cut:
                    code = connection.deliver(self.account.address, messages.plain(subject))
                    assert code == [250], code
                    continue
                connection.command("MAIL FROM:<jane@elsewhere.example>")
                connection.command(f"RCPT TO:<{self.account.address}>")
                connection.command("DATA")  # and nobody waits for the last reply
                connection.send(lmtp.dotted(messages.plain(subject)))

    def import_mail(self):
        """Older mail, also into a folder of its own."""
        paths = []
        for days in AGES:
            subject = self.subject()
            path = self.folder / f"{self.names}.eml"
            path.write_bytes(messages.plain(subject, date=messages.days_ago(days)))
            os.utime(path, (time.time() - days * 86_400,) * 2)
            paths.append(path)
            self.sure.add(subject)
        name = self.random.choice((None, f"folder {self.names % 3}"))
        self.server.import_mail(self.account, *paths, folder=name)

    # -- the user

    def edit(self, phone, folder):
        items = phone.items(folder)
        if not items:
            return
        item = items[self.random.choice(sorted(items))]
        what = self.random.random()
        if what < 0.4:
            command = eas.change(item.id, Email.Read(self.random.randrange(2)))
        elif what < 0.7:
            command = eas.change(item.id, self.flag())
        else:
            command = eas.delete(item.id)
        phone.pending[folder, item.id] = command

    def flag(self):
        if self.random.random() < 0.5:
            return Email.Flag()
        return Email.Flag(Email.Status(2), Email.FlagType("Follow up"))

    def request(self, phone, folder):
        phone.filter_type = self.random.choice(FILTERS) if self.random.random() < 0.08 else (
            phone.filter_type
        )  # fmt: skip
        commands = phone.commands(folder)
        if self.random.random() < 0.2:
            commands = commands[: self.random.randrange(4)]
        as_moves = self.random.random() < 0.5
        self.note_deletions(phone, folder, commands, as_moves)
        return phone.request(
            folder, commands, get_changes=self.random.random() > 0.05, deletes_as_moves=as_moves,
            window=self.random.choice(WINDOWS),
        )  # fmt: skip

    def note_deletions(self, phone, folder, commands, as_moves):
        if as_moves and folder != phone.folder(TRASH):
            return
        deleted = [c.text("ServerId") for c in commands if c.tag == "Delete"]
        items = phone.items(folder)
        self.may_go.update(items[i].subject for i in deleted if i in items)

    def sync(self, phone, folder):
        """One Sync, perhaps with a fault."""
        asked, request = phone.box(folder).key, self.request(phone, folder)
        fate = self.random.random()
        if fate < 0.04:
            self.half(phone, request)
        elif fate < 0.10 and phone.may_repeat(folder):
            self.counts["hung up"] += 1
            phone.client.hang_up("Sync", request)
        elif fate < 0.20:
            self.counts["lost answers"] += 1
            phone.client.command("Sync", request)
        elif fate < 0.28 and phone.may_repeat(folder):
            self.counts["twice at once"] += 1
            both = self.at_once((phone, request), (phone, request))
            self.receive(phone, folder, asked, request, self.random.choice(both))
        elif fate < 0.36:
            self.two_folders(phone, folder, request)
        else:
            self.receive(phone, folder, asked, request, phone.client.command("Sync", request))

    def receive(self, phone, folder, asked, request, answer):
        self.counts["syncs"] += 1
        return phone.receive(folder, asked, request, answer)

    def half(self, phone, request):
        """Cut off in the midst of the body."""
        self.counts["cut off"] += 1
        connection = phone.client.connect()
        body = wbxml.encode(request)
        connection.putrequest("POST", phone.client.target("Sync"))
        for name, value in phone.client.headers("Sync").items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body[: self.random.randrange(len(body))])
        connection.close()

    @staticmethod
    def at_once(*requests):
        """Each on a connection of its own, sent before an answer is awaited."""
        waiting = [
            eas.PendingAnswer(phone.client, "Sync", wbxml.encode(request))
            for phone, request in requests
        ]
        return [each.answer(60) if each.response(60).body else None for each in waiting]

    def two_folders(self, phone, folder, request):
        other = self.random.choice(sorted(phone.folders))
        if other == folder:
            return
        self.counts["two folders at once"] += 1
        second = self.request(phone, other)
        keys = phone.box(folder).key, phone.box(other).key
        one, two = self.at_once((phone, request), (phone, second))
        self.receive(phone, folder, keys[0], request, one)
        self.receive(phone, other, keys[1], second, two)

    def move(self, phone, folder):
        """MoveItems, its answer lost now and then."""
        items = phone.items(folder)
        if not items or phone.commands(folder):
            return
        self.counts["moves"] += 1
        move = (self.random.choice(sorted(items)), folder, self.random.choice(sorted(phone.folders)))
        first = phone.client.move(move)[0]
        if first.text("Status") == "3" and self.random.random() < 0.3:
            again = phone.client.move(move)[0]
            assert again == first, f"a repeated MoveItems says otherwise\n{first}\n{again}"

    # -- the process

    def kill(self, phone, folder):
        """kill -9 while a request, and a delivery, are under way."""
        self.counts["killed"] += 1
        if phone.may_repeat(folder):
            phone.client.hang_up("Sync", self.request(phone, folder))
        acknowledged = threading.Semaphore(0)
        deliveries = threading.Thread(
            target=self.deliver_until_the_end, args=(acknowledged,), daemon=True
        )
        deliveries.start()
        for _ in range(self.random.randrange(4)):
            assert acknowledged.acquire(timeout=60), "no mail is taken"
        self.server.kill()
        deliveries.join()
        self.start()

    def deliver_until_the_end(self, acknowledged):
        try:
            while True:
                subject = self.subject()
                self.maybe.add(subject)
                lmtp.deliver(self.server, self.account, messages.plain(subject))
                self.sure.add(subject)
                acknowledged.release()
        except (OSError, ValueError):
            pass  # the server was killed, as was to be

    def restart(self):
        self.counts["stopped"] += 1
        assert self.server.stop() == 0
        self.start()

    def start(self):
        self.server.start()
        for phone in (*self.phones, self.fresh):
            phone.client.close()

    # -- the truth

    def rest(self, phone, folder):
        for _ in range(ROUNDS):
            commands = phone.commands(folder)
            self.note_deletions(phone, folder, commands, as_moves=True)
            if not phone.sync(folder, commands, window=512).more:
                return
        raise AssertionError("never comes to rest")

    def compare(self, phone, folder):
        """At rest the phone holds what one is given that starts anew. A request that was hung up on
        may still run between the two: then they are looked at again."""
        self.counts["compared"] += 1
        for _ in range(20):
            self.rest(phone, folder)
            self.fresh.filter_type = phone.filter_type
            self.fresh.forget(folder)
            self.fresh.sync_all(folder, window=512)
            has, should = (
                {i: item.state() for i, item in each.items(folder).items()}
                for each in (phone, self.fresh)
            )
            if has == should:
                return
        raise AssertionError(f"not equal at rest\nhas {has}\nshould have {should}")

    def check_messages(self):
        """Each is in one place; none is lost that nobody deleted for good."""
        self.fresh.folder_sync()
        self.fresh.filter_type = 0
        there = Counter()
        for folder in self.fresh.folders:
            self.fresh.forget(folder)
            self.fresh.sync_all(folder, window=512)
            there.update(item.subject for item in self.fresh.items(folder).values())
        twice = [subject for subject, count in there.items() if count > 1]
        assert not twice, f"in two places: {twice}"
        lost = self.sure - self.may_go - there.keys()
        assert not lost, f"lost: {sorted(lost)}"
        unknown = there.keys() - self.sure - self.maybe
        assert not unknown, f"from nowhere: {sorted(unknown)}"

    # -- one step

    def step(self):
        what = self.random.random()
        phone = self.random.choice(self.phones)
        folder = self.random.choice(sorted(phone.folders))
        if what < 0.10:
            self.deliver()
        elif what < 0.103:
            self.import_mail()
        elif what < 0.25:
            self.edit(phone, folder)
        elif what < 0.29:
            phone.folder_sync(lose=self.random.random() < 0.3)
        elif what < 0.33:
            self.move(phone, folder)
        elif what < 0.338:
            self.kill(phone, folder)
        elif what < 0.340:
            self.restart()
        elif what < 0.36:
            self.compare(phone, folder)
        else:
            self.sync(phone, folder)

    def finish(self):
        for phone in self.phones:
            phone.folder_sync()
            for folder in list(phone.folders):
                self.compare(phone, folder)
        self.check_messages()


BROKEN = (AssertionError, OSError, http.client.HTTPException, wbxml.Malformed)
