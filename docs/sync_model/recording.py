"""A run of the model written down, line by line, so that another engine can be led through it and
must say the same. Numbers, and one letter for what they are:

    world SEED KIND...                          a new account with these collections
    w                                           a write begins: the next modseq
    + COLLECTION ITEM KEY A B                   it adds,
    ~ COLLECTION ITEM FIELD VALUE               changes (field 0 a, 1 b, 2 the sort key),
    - COLLECTION ITEM                           removes
    z COLLECTION MODSEQ                         compaction up to there
    ? DEVICE COLLECTION KEY WINDOW EDGE SERVER-WINS GET-CHANGES CRASH COMMAND...
                                                a request; commands, parts joined by colons:
                                                +:OP:CLIENT-ID:KEY:A:B:REFUSED
                                                ~:OP:ITEM:FIELD:VALUE:REFUSED, -:OP:ITEM:REFUSED
    ! STATUS KEY MORE =STATUS:ITEM... A5 C6...  its answer: outcomes of the commands; Adds, Changes,
                                                Deletes, SoftDeletes. Writes between ? and ! came
                                                between the commands and the snapshot.
    x =STATUS:ITEM...                           instead of !: killed, no answer
"""
from model import Server, Store


class Recording:
    def __init__(self, file):
        self.file, self.quiet, self.values = file, False, {}

    def line(self, *parts):
        if not self.quiet:                        # what a request writes follows from it
            print(*parts, file=self.file)

    def value(self, v):
        """Random contents become small numbers."""
        return 0 if v == 0 else self.values.setdefault(v, len(self.values) + 1)

    def store(self, seed, kinds):
        self.quiet, self.values = False, {}
        self.line("world", seed, *kinds)
        return RecordedStore(kinds, self)

    def server(self, store):
        return RecordedServer(store, self)

    def command(self, cmd):
        if cmd[0] == "add":
            _, op, cid, (a, b, key), good = cmd
            parts = "+", op, cid, key, self.value(a), self.value(b)
        elif cmd[0] == "chg":
            _, op, x, field, v, good = cmd
            parts = "~", op, x, field, v if field == 2 else self.value(v)
        else:
            _, op, x, good = cmd
            parts = "-", op, x
        return ":".join(map(str, (*parts, int(good == "bad"))))


class RecordedStore(Store):
    def __init__(self, kinds, to):
        super().__init__(kinds)
        self.to = to

    def begin(self):
        self.to.line("w")
        return super().begin()

    def add(self, c, m, key, a, b, writer=None, op=None, item_id=None):
        it = super().add(c, m, key, a, b, writer, op, item_id)
        self.to.line("+", self.colls.index(c), it.id, key, self.to.value(a), self.to.value(b))
        return it

    def remove(self, c, m, x):
        self.to.line("-", self.colls.index(c), x)
        return super().remove(c, m, x)

    def change(self, c, m, x, field, value, writer=None):
        v = value if field == 2 else self.to.value(value)
        self.to.line("~", self.colls.index(c), x, field, v)
        super().change(c, m, x, field, value, writer)

    def compact(self, c, upto):
        self.to.line("z", self.colls.index(c), upto)
        super().compact(c, upto)


class RecordedServer(Server):
    def __init__(self, store, to):
        super().__init__(store)
        self.to, self.outcomes = to, []

    def execute(self, *args):
        status, x = super().execute(*args)
        self.outcomes.append(f"={status}:{x or 0}")
        return status, x

    def sync(self, dev, ci, key, cmds, size, edge, wins="server", changes=True,
             between=None, crash=False):
        self.to.line("?", dev, ci, key, size, edge, int(wins == "server"), int(changes),
                     int(crash), *map(self.to.command, cmds))

        def heard():
            self.to.quiet = False
            between()
            self.to.quiet = True

        self.to.quiet, self.outcomes = True, []
        ans = super().sync(dev, ci, key, cmds, size, edge, wins, changes, between and heard, crash)
        self.to.quiet = False
        if ans is None:
            self.to.line("x", *self.outcomes)
        else:
            self.to.line("!", ans.status, ans.key, int(ans.more), *self.outcomes,
                         *(f"{kind[0]}{x}" for kind, x, _ in ans.commands))
        return ans
