"""A random world around a running server: phones of four versions over TLS, mail over LMTP, and
real faults. Requests are cut off half sent, or sent and hung up on; answers are lost; the same
request goes out twice at once; the server is killed with -9 in the midst, or stopped, and started
again. The phone asserts on every answer what docs/sync-engine.md promises
(tests/conformance/phone.py); at rest it must hold what a phone is given that starts anew, and no
message may be in two places or be lost. The order in which parallel requests run is not ours: a
seed gives the same steps, not always the same world.
"""

import http.client
import random
import threading
from collections import Counter
from pathlib import Path

import eas
import wbxml
from phone import NOTES, Phone
from socket_folders import FolderCommand
from socket_mail import Mail
from socket_phone import TwinPhone, state_of
from waiting import eventually

FILTERS = (0, 0, 1, 2, 3)  # of the window: all, 1, 3 and 7 days
WINDOWS = (1, 1, 2, 3, 5, 8, 20, 100, 512)
ROUNDS = 500  # in which a phone must come to rest


class World:
    def __init__(self, server, cluster, seed, folder, relay=None):
        """`cluster`: None, or the PostgreSQL server below several gateways. Nothing is relayed."""
        self.random, self.server, self.counts = random.Random(seed), server, Counter()
        self.cluster = cluster
        account = server.add_account()
        self.mail = Mail(server, account, self.random, Path(folder))
        self.mail.bring_old()
        self.phones = [
            TwinPhone(server, account, version, f"twin{number}")
            for number, version in enumerate(("2.5", "12.1", "14.1", "16.1"))
        ]
        self.fresh = Phone(server, account, "16.1", "fresh")

    # -- the user

    def request(self, phone, folder):
        phone.filter_type = self.random.choice(FILTERS) if self.random.random() < 0.08 else (
            phone.filter_type
        )  # fmt: skip
        commands = phone.commands(folder)
        if self.random.random() < 0.2:
            commands = commands[: self.random.randrange(4)]
        as_moves = self.random.random() < 0.5
        self.mail.note_deletions(phone, folder, commands, as_moves)
        return phone.request(
            folder, commands, get_changes=self.random.random() > 0.05, deletes_as_moves=as_moves,
            window=self.random.choice(WINDOWS),
        )  # fmt: skip

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
        item, to = self.random.choice(sorted(items)), self.random.choice(sorted(phone.folders))
        move = (item, folder, to)
        first = phone.client.move(move)[0]
        if first.text("Status") == "3" and self.random.random() < 0.3:
            again = phone.client.move(move)[0]
            assert again == first, f"a repeated MoveItems says otherwise\n{first}\n{again}"

    def move_conversation(self, phone, folder):
        """The answer is lost now and then, and then it is asked again."""
        items = phone.items(folder)
        if not items or phone.commands(folder) or not eas.at_least(phone.version, "14.0"):
            return
        self.counts["conversations moved"] += 1
        item = items[self.random.choice(sorted(items))]
        to = self.random.choice(sorted(phone.folders))
        for _ in range(self.random.choice((1, 1, 2))):
            status = phone.move_conversation(item, to)
            # Gone meanwhile, or the folder that it was to go to.
            assert status in ("1", "6", "156"), status

    # -- folders

    def change_folder(self, phone):
        """The user makes, renames, moves or deletes a folder, perhaps with a fault."""
        command = FolderCommand.of(phone, self.random)
        if command.is_for_good(phone):
            self.mail.note_deleted_folder(self.fresh, command.folder)
        self.counts["folder commands"] += 1
        fate = self.random.random()
        if fate < 0.1 and phone.may_repeat_folders():
            phone.client.hang_up(command.name, command.document)
            return
        answer = command.ask(phone)
        if fate < 0.4:
            self.lose_folder_answer(phone, command, answer)
        else:
            self.take_folder(phone, command, answer)

    def lose_folder_answer(self, phone, command, answer):
        """The phone gives up, or asks once more, perhaps after FolderSyncs that are lost, too."""
        self.counts["folder answers lost"] += 1
        if self.random.random() < 0.3:
            return
        syncs = self.random.randrange(3)
        for _ in range(syncs):
            phone.folder_sync(lose=True)
        again = command.ask(phone)
        if answer.text("Status") == "1":
            assert again.text("ServerId") == answer.text("ServerId"), f"{answer}\n{again}"
            assert syncs > 0 or again == answer, f"a repeated command says otherwise\n{again}"
        self.take_folder(phone, command, again)

    def take_folder(self, phone, command, answer):
        """What is refused, because others have changed folders meanwhile, makes the phone look."""
        if not command.take(phone, answer):
            phone.folder_sync()

    # -- the process

    def kill(self, phone, folder):
        """kill -9 while a request, and a delivery, are under way."""
        self.counts["killed"] += 1
        if phone.may_repeat(folder):
            phone.client.hang_up("Sync", self.request(phone, folder))
        acknowledged, ended = threading.Semaphore(0), threading.Event()
        deliveries = threading.Thread(
            target=self.mail.deliver_until_the_end, args=(acknowledged, ended), daemon=True
        )
        deliveries.start()
        for _ in range(self.random.randrange(4)):
            assert acknowledged.acquire(timeout=60), "no mail is taken"
        self.server.kill()
        ended.set()
        deliveries.join()
        if not self.server.running or self.random.random() < 0.5:
            self.start()
        else:
            self.counts["went on with one gateway"] += 1
            self.close_connections()

    def kill_database(self, phone, folder):
        """kill -9 of PostgreSQL while a request, and a delivery, are under way."""
        self.counts["database killed"] += 1
        if phone.may_repeat(folder):
            phone.client.hang_up("Sync", self.request(phone, folder))
        self.mail.deliver_while(self.cluster.kill)
        self.cluster.start()
        self.start()
        self.mail.deliver_when_possible()

    def restart(self):
        self.counts["stopped"] += 1
        assert self.server.stop() == 0
        self.start()

    def start(self):
        self.server.start()
        self.close_connections()

    def close_connections(self):
        for phone in (*self.phones, self.fresh):
            phone.client.close()

    # -- the truth

    def rest(self, phone, folder):
        for _ in range(ROUNDS):
            if folder not in phone.folders:
                return
            commands = phone.commands(folder)
            self.mail.note_deletions(phone, folder, commands, as_moves=True)
            if not phone.sync(folder, commands, window=512).more:
                return
        raise AssertionError("never comes to rest")

    def compare(self, phone, folder):
        """At rest the phone holds what one is given that starts anew. A request that was hung up on
        may still run between the two: then they are looked at again."""
        self.counts["compared"] += 1
        for _ in range(20):
            self.rest(phone, folder)
            if folder not in phone.folders:
                return
            self.fresh.filter_type = phone.filter_type
            self.fresh.forget(folder)
            self.fresh.sync_all(folder, window=512)
            has, should = (
                {i: state_of(item, phone.version) for i, item in each.items(folder).items()}
                for each in (phone, self.fresh)
            )
            if has == should:
                return
        raise AssertionError(f"not equal at rest\nhas {has}\nshould have {should}")

    def compare_all(self):
        """Each phone has all folders where one has them that starts anew, and what is in them."""
        for phone in self.phones:
            eventually(lambda p=phone: self.same_places(p), "a phone has every folder in its place")
            for folder in list(phone.folders):
                self.compare(phone, folder)

    def same_places(self, phone):
        """A command that was hung up on may still run between the two."""
        phone.folder_sync()
        self.fresh.folder_sync()
        places = self.fresh.places()
        if not eas.at_least(phone.version, "14.0"):
            del places[self.fresh.folder(NOTES)]
        return phone.places() == places

    # -- one step

    def step(self):
        what = self.random.random()
        phone = self.random.choice(self.phones)
        folder = self.random.choice(sorted(phone.folders))
        if what < 0.10:
            self.mail.deliver()
        elif what < 0.103:
            self.mail.bring_old()
        elif what < 0.25:
            phone.edit(folder, self.random)
        elif what < 0.29:
            phone.folder_sync(lose=self.random.random() < 0.3)
        elif what < 0.33:
            self.move(phone, folder)
        elif what < 0.34:
            self.move_conversation(phone, folder)
        elif what < 0.37:
            self.change_folder(phone)
        elif what < 0.378:
            self.kill(phone, folder)
        elif what < 0.380:
            self.restart()
        elif what < 0.383 and self.cluster is not None:
            self.kill_database(phone, folder)
        elif what < 0.40:
            self.compare(phone, folder)
        else:
            self.sync(phone, folder)

    def finish(self):
        self.compare_all()
        self.mail.check(self.fresh)


BROKEN = (AssertionError, OSError, http.client.HTTPException, wbxml.Malformed)
