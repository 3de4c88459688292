"""The world of over_sockets.py, killed with -9 in every round while all its phones sync, change, move
and send at once and mail is delivered to both accounts: nothing waits for anything else, so the end
comes anywhere. Mail is sent to the second account, so that intents are on their way too.
"""

import threading
from collections import namedtuple
from pathlib import Path

import messages
from phone import Phone
from socket_folders import FolderCommand
from socket_mail import Mail
from socket_world import BROKEN, World
from waiting import eventually

MOST = 60  # things that are answered in a round before the end

Sent = namedtuple("Sent", "phone subject message client_id")


class KillWorld(World):
    def __init__(self, server, cluster, seed, folder):
        super().__init__(server, cluster, seed, folder)
        other = server.add_account()
        self.other_mail = Mail(server, other, self.random, Path(folder))
        self.other = Phone(server, other, "16.1", "other")
        self.unfinished = {}  # device -> its folder command that has no answer
        self.unanswered = []  # of SendMail: nobody knows whether it was done

    def round(self):
        """Everybody works until the server is gone; then the truth is looked at."""
        self.counts["killed"] += 1
        answered = threading.Semaphore(0)
        failures = []
        work = [
            *((self._phone_works, phone, answered, failures) for phone in self.phones),
            *((self._mail_comes, mail, answered) for mail in (self.mail, self.other_mail)),
        ]
        threads = [threading.Thread(target=f, args=rest, daemon=True) for f, *rest in work]
        for thread in threads:
            thread.start()
        for _ in range(self.random.randrange(1, MOST)):
            assert failures or answered.acquire(timeout=60), "nothing is answered"
        self.server.kill_all()
        if self.cluster is not None and self.random.random() < 0.5:
            self.counts["database killed"] += 1
            self.cluster.kill()
            self.cluster.start()
        for thread in threads:
            thread.join(120)
            assert not thread.is_alive(), "a client hangs on a server that is gone"
        assert not failures, failures
        checked = self.server.command("check", check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr
        self.start()
        self.other.client.close()
        self.look()

    def _mail_comes(self, mail, answered):
        mail.deliver_until_the_end(answered, threading.Event())

    def _phone_works(self, phone, answered, failures):
        try:
            while True:
                self._one_thing(phone)
                answered.release()
        except BROKEN as error:
            if isinstance(error, AssertionError):
                failures.append(error)
                answered.release()
            phone.client.close()

    def _one_thing(self, phone):
        folder = self.random.choice(sorted(phone.folders))
        what = self.random.random()
        if what < 0.15:
            self._send(phone)
        elif what < 0.40:
            phone.edit(folder, self.random)
        elif what < 0.50:
            self.move(phone, folder)
        elif what < 0.54:
            phone.folder_sync()
        elif what < 0.58:
            command = FolderCommand.of(phone, self.random)
            if not command.is_for_good(phone):  # others may be moving mail there
                self.unfinished[phone.client.device] = command
                self.take_folder(phone, command, command.ask(phone))
                del self.unfinished[phone.client.device]
                self.counts["folder commands"] += 1
        else:
            asked, request = phone.box(folder).key, self.request(phone, folder)
            self.receive(phone, folder, asked, request, phone.client.command("Sync", request))

    # -- sending

    def _send(self, phone):
        subject = self.mail.subject(f"sent by {phone.client.device}")
        message = messages.plain(
            subject, sender=phone.client.account.address, to=self.other.client.account.address
        )
        for mail in (self.mail, self.other_mail):
            mail.maybe.add(subject)
        sent = Sent(phone, subject, message, subject.replace(" ", "-"))
        self.unanswered.append(sent)
        self._send_until_answered(sent)

    def _send_until_answered(self, sent):
        answer = sent.phone.client.send_mail(sent.message, sent.client_id)
        assert answer.status == 200 and answer.body == b"", answer
        self.counts["sent"] += 1
        self.unanswered.remove(sent)
        for mail in (self.mail, self.other_mail):
            mail.sure.add(sent.subject)

    # -- the truth

    def look(self):
        """Every message that was acknowledged is there, once; each phone has what there is."""
        for sent in list(self.unanswered):
            self.counts["sent again"] += 1
            self._send_until_answered(sent)
        self._repeat_folder_commands()
        self.compare_all()
        self.mail.check(self.fresh)
        eventually(self._all_arrived, "what was sent is with the other account")
        self.other_mail.check(self.other)

    def _repeat_folder_commands(self):
        for phone in self.phones:
            command = self.unfinished.pop(phone.client.device, None)
            if command is not None and command.key == phone.hierarchy_key:
                self.counts["folder commands again"] += 1
                self.take_folder(phone, command, command.ask(phone))

    def _all_arrived(self):
        self.other.sync_all(window=512)
        return self.other_mail.sure <= set(self.other.subjects())
