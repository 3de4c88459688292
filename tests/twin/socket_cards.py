"""A random world of contacts around a running server: phones of several versions, with and without
ghosting, and CardDAV clients on one address book. Answers are lost, requests go out twice at once and
are hung up on, the server is killed with -9. At rest all have the same cards, and no phone's edit has
taken away what only a CardDAV client writes, or what the phone ghosts.
"""

import itertools
import random
from collections import Counter

import dav
import eas
from phone import CONTACTS, Phone
from wbxml import AirSync, Contacts, Contacts2

NAMED = "Contacts:LastName"
TEXTS = ("FirstName", "CompanyName", "JobTitle", "Spouse", "MobilePhoneNumber", "HomePhoneNumber")
GHOSTED = ("JobTitle", "Spouse")  # by a phone that names what it supports
LIMITS = (None, 1, 2, 5)
MOST = 20  # cards above which they become fewer
ROUNDS = 400  # in which a client must come to rest


class CardPhone(Phone):
    """Edits what it has; a Change says all that it does not ghost."""

    def __init__(self, *arguments, ghosts=(), **how):
        super().__init__(*arguments, **how)
        self.ghosts, self.pending, self.book = ghosts, [], self.folder(CONTACTS)
        if ghosts:
            texts = [getattr(Contacts, tag)() for tag in (*TEXTS, "LastName", "FileAs")
                     if tag not in ghosts]  # fmt: skip
            request = eas.sync_request(
                AirSync.Collection(
                    AirSync.Class("Contacts") if eas.takes_class(self.version) else None,
                    AirSync.SyncKey("0"), AirSync.CollectionId(self.book),
                    AirSync.Supported(texts, Contacts2.CustomerId()),
                )
            )  # fmt: skip
            self.receive(self.book, "0", request, self.client.command("Sync", request))
        self.sync_all(self.book)

    def said(self, item, **texts):
        """ApplicationData of an item with other texts."""
        values = {tag: item[f"Contacts:{tag}"] for tag in (*TEXTS, "LastName", "FileAs")}
        values = {**values, **texts}
        data = [getattr(Contacts, tag)(text) for tag, text in values.items()
                if text is not None and tag not in self.ghosts]  # fmt: skip
        token = item["Contacts2:CustomerId"]
        return [*data, Contacts2.CustomerId(token) if token else None]


class CardClient(dav.Client):
    """A copy by sync-collection, and the property that it alone writes."""

    def __init__(self, server, account, own):
        super().__init__(server, account)
        self.own, self.token, self.cards = own, "", {}  # cards: name -> (etag, text)

    def page(self, limit=None, lose=False):
        """Whether more is to come."""
        answer = self.sync(self.token, limit=limit, properties="<D:getetag/><C:address-data/>")
        if lose:
            return True
        if not self.token:
            self.cards = {}  # it is told all there is, and not what is gone
        for href, each in answer.by_href.items():
            name = href.rpartition("/")[2]
            if each.status == 404:
                self.cards.pop(name, None)
            elif name:
                self.cards[name] = each.text("D:getetag"), each.text("C:address-data")
        self.token = answer.token
        return any(each.status == 507 for each in answer.responses)


class CardWorld:
    def __init__(self, server, cluster, seed, folder, relay=None):
        self.random, self.server, self.counts = random.Random(seed), server, Counter()
        account = server.add_account()
        self.phones = [
            CardPhone(server, account, version, f"book{number}", ghosts=ghosts)
            for number, (version, ghosts) in enumerate(
                (("2.5", ()), ("12.1", GHOSTED), ("14.1", ()), ("16.1", GHOSTED))
            )
        ]
        self.clients = [CardClient(server, account, own) for own in ("X-DAV-ONE", "X-DAV-TWO")]
        self.numbers, self.may_go = itertools.count(1), set()
        self.own = {}  # (card, client) -> what it may have: the last text, or one whose answer was lost

    # -- phones

    def edit(self, phone):
        items = phone.items(phone.book)
        busy = {command.text("ServerId") for command in phone.pending}
        free = sorted(set(items) - busy)
        number = next(self.numbers)
        if not free or (len(items) < MOST and self.random.random() < 0.25):
            data = [Contacts.LastName(f"n{number}"), Contacts.FileAs(f"f{number}"),
                    Contacts2.CustomerId(f"{phone.client.device} {number}")]  # fmt: skip
            phone.pending.append(AirSync.Add(AirSync.ClientId(f"c{number}"), AirSync.ApplicationData(data)))
            return
        item = items[self.random.choice(free)]
        if self.random.random() < (0.06 if len(items) < MOST else 0.4):
            self.may_go.add(item[NAMED])
            phone.pending.append(eas.delete(item.id))
            return
        tag = self.random.choice([t for t in TEXTS if t not in phone.ghosts])
        text = self.random.choice((None, f"v{number}, ü; \\x"))
        phone.pending.append(eas.change(item.id, *phone.said(item, **{tag: text})))

    def sync(self, phone, faults=True):
        commands, asked = list(phone.pending), phone.box(phone.book).key
        request = phone.request(phone.book, commands, window=self.random.choice((1, 3, 100)))
        self.counts["syncs"] += 1
        fate = self.random.random() if faults else 1
        if fate < 0.15:
            self.counts["lost answers"] += 1
            phone.client.command("Sync", request)
            return True
        answer = phone.client.command("Sync", request)
        result = phone.receive(phone.book, asked, request, answer)
        for command in commands:
            named = command.text("ClientId") or command.text("ServerId")
            status = result.responses.get(named, "1")
            assert status in (("1",) if command.tag == "Add" else ("1", "7", "8")), (command, status)
            phone.pending.remove(command)
        touched = {*result.changed, *result.deleted}
        phone.pending = [c for c in phone.pending if c.text("ServerId") not in touched]
        return result.more

    # -- CardDAV

    def write(self, client):
        name = self.random.choice(sorted(client.cards)) if client.cards else None
        number = next(self.numbers)
        if name is None or (len(client.cards) < MOST and self.random.random() < 0.2):
            text = dav.card(f"dav{number}", f"n{number}", "TEL;TYPE=CELL:1", f"{client.own};X-P=1:made")
            self.put(client, f"dav{number}.vcf", text, number, If_None_Match="*")
            return
        etag, text = client.cards[name]
        if self.random.random() < (0.06 if len(client.cards) < MOST else 0.4):
            self.may_go.add(self.title(text))
            assert client.request("DELETE", client.book + name, If_Match=etag).status in (204, 404, 412)
            return
        lines = [line for line in text.split("\r\n") if not line.startswith(client.own)]
        at = lines.index("END:VCARD")
        lines.insert(at, f'{client.own};X-P="a,b":{number}')
        if self.random.random() < 0.5:
            lines = [line for line in lines if not line.startswith("TITLE")]
            lines.insert(1, f"TITLE:w{number}")
        self.put(client, name, "\r\n".join(lines), number, If_Match=etag)

    @staticmethod
    def title(text):
        """What the card is called: LastName of a phone."""
        (line,) = [line for line in text.split("\r\n") if line.startswith("N:")]
        return line[2:].partition(";")[0]

    def put(self, client, name, text, number, **condition):
        answer = client.put(name, text, **condition)
        self.counts["PUTs" if answer.status in (201, 204) else "PUTs refused"] += 1
        assert answer.status in (201, 204, 412), answer.body
        if answer.status == 412:
            return
        self.own[name, client.own] = "".join(x for x in text.split("\r\n") if x.startswith(client.own))
        if self.random.random() < 0.8:  # the answer was read
            client.cards[name] = answer.etag, text

    def pull(self, client, faults=True):
        return client.page(self.random.choice(LIMITS), faults and self.random.random() < 0.15)

    # -- one step

    def kill(self):
        """While a request of a phone is under way."""
        self.counts["killed"] += 1
        phone = self.random.choice(self.phones)
        if phone.pending:
            phone.client.hang_up("Sync", phone.request(phone.book, phone.pending))
        self.server.kill_all()
        self.server.start()
        for each in (*self.phones, *self.clients):
            (each.client if hasattr(each, "client") else each).close()

    def step(self):
        what = self.random.random()
        if what < 0.25:
            self.edit(self.random.choice(self.phones))
        elif what < 0.45:
            self.write(self.random.choice(self.clients))
        elif what < 0.60:
            self.pull(self.random.choice(self.clients))
        elif what < 0.61:
            self.kill()
        elif what < 0.63:
            self.compare()
        else:
            self.sync(self.random.choice(self.phones))

    # -- the truth

    def _rest(self, again):
        for _ in range(ROUNDS):
            if not again():
                return
        raise AssertionError("never comes to rest")

    def compare(self):
        """All have the same cards, and each client finds what it wrote."""
        self.counts["compared"] += 1
        for _ in range(2):  # phones write once more
            for phone in self.phones:
                self._rest(lambda p=phone: self.sync(p, faults=False) or p.pending)
        for client in self.clients:
            self._rest(lambda c=client: self.pull(c, faults=False))
        one, two = self.clients
        assert one.cards == two.cards, f"two clients differ\n{one.cards}\n{two.cards}"
        names = Counter(self.title(text) for _, text in one.cards.values())
        assert all(count == 1 for count in names.values()), names
        for phone in self.phones:
            has = Counter(item[NAMED] for item in phone.items(phone.book).values())
            assert has == names, f"{phone.client.device} has {has}, and not {names}"
        self._same_texts()
        for (name, own), line in self.own.items():
            if name in one.cards:
                text = one.cards[name][1]
                found = "".join(x for x in text.split("\r\n") if x.startswith(own))
                assert found == line, f"{name}: {found!r} is not {line!r}"

    def _same_texts(self):
        """What a phone ghosts is not in its own copy after its own edit."""

        def texts(phone, tags):
            return {
                item[NAMED]: [item[f"Contacts:{tag}"] for tag in tags]
                for item in phone.items(phone.book).values()
            }

        first = self.phones[0]
        for phone in self.phones[1:]:
            tags = [tag for tag in TEXTS if tag not in phone.ghosts]
            assert texts(phone, tags) == texts(first, tags), phone.client.device

    def finish(self):
        self.compare()
