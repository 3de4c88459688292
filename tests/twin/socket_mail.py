"""The account's mail as the world knows it: every message has a subject of its own, is never in two
places, and is lost only when somebody deleted it for good."""

import itertools
import os
import threading
import time
from collections import Counter

import lmtp
import messages
from phone import DRAFTS, INBOX, SENT
from waiting import eventually

FIXED = (INBOX, DRAFTS, SENT)
AGES = (0, 2, 5, 20)  # days, of imported mail


class Mail:
    def __init__(self, server, account, random, folder):
        self.server, self.account, self.random, self.folder = server, account, random, folder
        self.sure, self.maybe, self.may_go = set(), set(), set()  # subjects
        self.numbers = itertools.count(1)  # also from several threads

    def subject(self, word="mail"):
        return f"{word} {next(self.numbers)}"

    def _message(self, subject):
        """Of one of some conversations, or of none."""
        root = self.random.randrange(8)
        thread = {"References": f"<root{root}@elsewhere.example>"} if root < 4 else {}
        return messages.plain(subject, **thread)

    def deliver(self):
        """Some messages; now and then nobody waits for the last reply."""
        for _ in range(self.random.choice((1, 1, 2, 6))):
            subject = self.subject()
            cut = self.random.random() < 0.1
            (self.maybe if cut else self.sure).add(subject)
            with lmtp.Lmtp(self.server) as connection:
                if not cut:
                    code = connection.deliver(self.account.address, self._message(subject))
                    assert code == [250], code
                    continue
                connection.command("MAIL FROM:<jane@elsewhere.example>")
                connection.command(f"RCPT TO:<{self.account.address}>")
                connection.command("DATA")
                connection.send(lmtp.dotted(messages.plain(subject)))

    def deliver_until_the_end(self, acknowledged, ended):
        """Until a server was killed: it is noticed, or `ended` says so, where another goes on.
        `acknowledged` is a semaphore."""
        try:
            while not ended.is_set():
                subject = self.subject()
                self.maybe.add(subject)
                lmtp.deliver(self.server, self.account, messages.plain(subject))
                self.sure.add(subject)
                acknowledged.release()
        except (OSError, ValueError):
            pass  # the server was killed, as was to be

    def try_one(self):
        """Whether the server acknowledged a message."""
        subject = self.subject()
        self.maybe.add(subject)
        try:
            with lmtp.Lmtp(self.server, timeout=30) as connection:
                taken = connection.deliver(self.account.address, messages.plain(subject)) == [250]
        except (OSError, AssertionError):
            return False
        if taken:
            self.sure.add(subject)
        return taken

    def deliver_while(self, do):
        """Mail comes in while `do` runs, as long as it is taken."""
        done = threading.Event()

        def send():
            while not done.is_set() and self.try_one():
                pass

        sender = threading.Thread(target=send)
        sender.start()
        do()
        done.set()
        sender.join()

    def deliver_when_possible(self):
        """Once at each gateway."""
        for _ in self.server.all:
            eventually(self.try_one, "mail to be taken again", 60)

    def bring_old(self):
        """Imports older mail, also into a folder of its own."""
        paths = []
        for days in AGES:
            subject = self.subject()
            path = self.folder / f"{subject}.eml"
            path.write_bytes(messages.plain(subject, date=messages.days_ago(days)))
            os.utime(path, (time.time() - days * 86_400,) * 2)
            paths.append(path)
            self.sure.add(subject)
        name = self.random.choice((None, f"folder {self.random.randrange(3)}"))
        self.server.import_mail(self.account, *paths, folder=name)

    def note_deletions(self, phone, folder, commands, as_moves):
        """Of a request's Deletes those that may be for good; nobody need have done them. A folder that
        is not a fixed one may have come below Trash, whether the phone knows it or not."""
        if as_moves and phone.folders[folder].type in FIXED:
            return
        deleted = [c.text("ServerId") for c in commands if c.tag == "Delete"]
        items = phone.items(folder)
        self.may_go.update(items[i].subject for i in deleted if i in items)

    def note_deleted_folder(self, fresh, folder):
        """What a folder of Trash holds on the server goes with it; nobody need have deleted it."""
        fresh.folder_sync()
        fresh.filter_type = 0
        for each in fresh.tree(folder) if folder in fresh.folders else ():
            fresh.forget(each)
            fresh.sync_all(each, window=512)
            self.may_go.update(item.subject for item in fresh.items(each).values())

    def check(self, phone):
        """Held against what a phone is given that starts anew."""
        phone.folder_sync()
        phone.filter_type = 0
        there = Counter()
        for folder in phone.folders:
            phone.forget(folder)
            phone.sync_all(folder, window=512)
            there.update(item.subject for item in phone.items(folder).values())
        twice = [subject for subject, count in there.items() if count > 1]
        assert not twice, f"in two places: {twice}"
        lost = self.sure - self.may_go - there.keys()
        assert not lost, f"lost: {sorted(lost)}"
        unknown = there.keys() - self.sure - self.maybe
        assert not unknown, f"from nowhere: {sorted(unknown)}"
