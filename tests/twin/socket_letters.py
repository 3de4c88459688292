"""A random world of drafts and sends around a running server and a recording relay: answers are lost,
requests are sent twice at once and hung up on, the relay refuses and goes away, the server is killed
with -9. What was acknowledged as sent arrives exactly once, and nothing arrives twice; a draft that
was sent is no draft any more.

When a kill comes between the relay's yes and the server's note of it, the relay gets the message once
more, with the same Message-ID (RFC 1047): only then may it have one twice.
"""

import email
import itertools
import random
from collections import Counter

import drafts
import eas
import messages
from phone import DRAFTS, SENT, Phone
from waiting import eventually
from wbxml import ComposeMail

FAR = "ann@elsewhere.example"
ONCE, SENT_BEFORE = "1", "118"
LONG = 120.0  # seconds, generous: the outbox tries again after a minute


class Letter:
    def __init__(self, phone, subject, to, save=True):
        self.phone, self.subject, self.to, self.save = phone, subject, to, save
        self.acknowledged = False


class LetterWorld:
    def __init__(self, server, cluster, seed, folder, relay):
        self.random, self.server, self.relay, self.counts = random.Random(seed), server, relay, Counter()
        self.seed = seed  # the relay keeps what came from worlds of before
        account, other = server.add_account(), server.add_account()
        self.phones = [
            Phone(server, account, version, f"writer{number}")
            for number, version in enumerate(("12.1", "14.1", "16.0", "16.1"))
        ]
        self.reader = Phone(server, other, "16.1", "reader")
        self.to_choices = (FAR, other.address, f"{FAR}, {other.address}")
        self.letters, self.unanswered, self.numbers = {}, [], itertools.count(1)
        self.pending = {phone: [] for phone in self.phones[2:]}  # edits of drafts without an answer
        for phone in self.phones:
            phone.sync_all(phone.folder(DRAFTS))

    def _letter(self, phone, word, **how):
        subject = f"{word} {next(self.numbers)} of world {self.seed}"
        letter = Letter(phone, subject, self.random.choice(self.to_choices), **how)
        self.letters[subject] = letter
        return letter

    # -- SendMail

    def send(self):
        letter = self._letter(self.random.choice(self.phones), "mail", save=self.random.random() < 0.7)
        self.unanswered.append(letter)
        self.post(letter)

    def _message(self, letter):
        return messages.plain(letter.subject, sender=letter.phone.client.account.address,
                              to=letter.to, date=messages.days_ago(0))  # fmt: skip

    def _body(self, letter):
        return ComposeMail.SendMail(
            ComposeMail.ClientId(letter.subject[:40]),
            ComposeMail.SaveInSentItems() if letter.save else None,
            ComposeMail.Mime(letter.message),
        )

    def post(self, letter, faults=True):
        """Once, perhaps with a fault; the writer tries again until it has read an answer."""
        if not hasattr(letter, "message"):
            letter.message = self._message(letter)  # the same each time
        self.counts["sends"] += 1
        modern = eas.at_least(letter.phone.version, "14.0")
        fate = self.random.random() if faults else 1
        if fate < 0.1 and modern:
            self.counts["hung up"] += 1
            letter.phone.client.hang_up("SendMail", self._body(letter))
        elif fate < 0.2 and modern:
            self.counts["twice at once"] += 1
            document = eas.wbxml.encode(self._body(letter))
            both = [eas.PendingAnswer(letter.phone.client, "SendMail", document) for _ in range(2)]
            for each in both:
                assert each.response(60).body == b"", each.response(60)
            self._acknowledge(letter)
        else:
            answer = letter.phone.client.send_mail(letter.message, letter.subject[:40], letter.save)
            assert answer.status == 200 and answer.body == b"", answer
            if fate < 0.45:
                self.counts["lost answers"] += 1
            else:
                self._acknowledge(letter)

    def _acknowledge(self, letter):
        letter.acknowledged = True
        if letter in self.unanswered:
            self.unanswered.remove(letter)

    # -- drafts

    def write(self):
        """The user of one of two phones writes, changes, sends or throws away a draft."""
        phone, commands = self.random.choice(list(self.pending.items()))
        items = phone.items(phone.folder(DRAFTS))
        named = {command.text("ServerId") for command in commands}
        free = sorted(set(items) - named)
        send = self.random.random() < 0.4
        if not free or self.random.random() < 0.4:
            letter = self._letter(phone, "draft")
            commands.append(drafts.add(*self._text(letter), send=send))
            return
        letter = self.letters[items[self.random.choice(free)].subject]
        (server_id,) = [i for i, item in items.items() if item.subject == letter.subject]
        if self.random.random() < 0.1:
            commands.append(eas.delete(server_id))
        else:
            commands.append(drafts.change(server_id, *self._text(letter), send=send))

    def _text(self, letter):
        text = f"text {next(self.numbers)}"
        return (*drafts.fields(to=letter.to, subject=letter.subject), drafts.body(text))

    def sync(self, phone, faults=True):
        folder, commands = phone.folder(DRAFTS), list(self.pending.get(phone, ()))
        self.counts["syncs"] += 1
        if faults and self.random.random() < 0.2:
            self.counts["lost answers"] += 1
            phone.sync(folder, commands, lose=True)
            return True
        result = phone.sync(folder, commands)
        for command in commands:
            self._answered(command, result)
            self.pending[phone].remove(command)
        # What the server says is newer than what the user did on the copy of before.
        touched = {*result.changed, *result.deleted}
        self.pending.get(phone, [])[:] = [
            c for c in self.pending.get(phone, []) if c.text("ServerId") not in touched
        ]
        return result.more

    def _answered(self, command, result):
        named = command.text("ClientId") or command.text("ServerId")
        status = result.responses.get(named, ONCE)
        allowed = {ONCE, SENT_BEFORE} if command.tag == "Add" else {ONCE, "7", "8"}
        assert status in allowed, (command, status)
        if command.tag != "Delete" and command.has("Send") and status in (ONCE, SENT_BEFORE):
            self.counts["drafts sent"] += 1
            self.letters[command.text("ApplicationData/Subject")].acknowledged = True

    # -- the process and the relay

    def kill(self):
        """While a message is handed over, and the outbox works."""
        self.counts["killed"] += 1
        letter = self._letter(self.phones[-1], "mail")
        letter.message = self._message(letter)
        self.unanswered.append(letter)
        letter.phone.client.hang_up("SendMail", self._body(letter))
        self.server.kill_all()
        self.server.start()
        for phone in (*self.phones, self.reader):
            phone.client.close()

    def trouble(self):
        """The relay has some, or none any more."""
        self.relay.reset()
        self.relay.mode = self.random.choice(("accept", "accept", "busy", "drop at the start"))

    def step(self):
        what = self.random.random()
        if what < 0.25:
            self.send()
        elif what < 0.45 and self.unanswered:
            self.post(self.random.choice(self.unanswered))
        elif what < 0.65:
            self.write()
        elif what < 0.66:
            self.kill()
        elif what < 0.68:
            self.trouble()
        else:
            self.sync(self.random.choice(self.phones))

    # -- the truth

    def finish(self):
        self.relay.reset()
        for letter in list(self.unanswered):
            self.post(letter, faults=False)
        for phone in (*self.phones, *self.phones):
            while self.sync(phone, faults=False):
                pass
        assert not self.unanswered
        self.server.command("outbox", "retry")
        eventually(self._all_relayed, "what was sent at the relay", LONG)
        self._check()

    def _relayed(self, subject):
        return self.relay.received(subject)

    def _where(self, phone, folder):
        phone.filter_type = 0
        phone.forget(folder)
        phone.sync_all(folder, window=512)
        return Counter(phone.subjects(folder))

    def _all_relayed(self):
        sent = self._where(self.phones[0], self.phones[0].folder(SENT))
        wanted = [x for x in self.letters.values() if FAR in x.to and (x.acknowledged or sent[x.subject])]
        return all(self._relayed(letter.subject) for letter in wanted)

    def _check(self):
        phone, reader = self.phones[0], self.reader
        sent, left = self._where(phone, phone.folder(SENT)), self._where(phone, phone.folder(DRAFTS))
        here = self._where(reader, reader.inbox)
        for subject, letter in self.letters.items():
            relayed = self._relayed(subject)
            ids = {email.message_from_bytes(each.message)["Message-ID"] for each in relayed}
            self.counts["relayed"] += len(ids)
            self.counts["relayed again after a kill"] += len(relayed) - len(ids)
            assert len(ids) <= 1, f"{subject} was sent {len(ids)} times"
            assert len(relayed) <= 1 or self.counts["killed"], f"{subject} was relayed twice"
            assert here[subject] <= 1 and sent[subject] <= 1, (subject, here[subject], sent[subject])
            was_sent = letter.acknowledged or sent[subject] > 0
            assert sent[subject] == (was_sent and letter.save), f"{subject} in Sent"
            assert (FAR in letter.to and was_sent) == bool(ids), f"{subject} at the relay"
            assert (letter.to != FAR and was_sent) == bool(here[subject]), f"{subject} here"
            assert left[subject] <= (not was_sent), f"{subject} is a draft still, or twice"
