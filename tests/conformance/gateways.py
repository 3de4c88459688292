"""Several gateways on one PostgreSQL database, and a device that goes from one to the other."""

import shutil
import tempfile
from pathlib import Path

from cluster import Cluster
from eas import Client
from server import DOMAIN, Server, run_command


def new_folder(conninfo, key_of=None):
    """A data folder of a gateway on that database; all of them share one auth.key."""
    folder = Path(tempfile.mkdtemp(prefix="syncgate-gateway-"))
    (folder / "database").write_text(conninfo + "\n")
    if key_of is not None:
        shutil.copy(key_of / "auth.key", folder / "auth.key")
    return folder


class HoppingClient(Client):
    """Sends every request to another gateway than the last, over a connection kept to each."""

    def __init__(self, gateways, *arguments, **how):
        super().__init__(gateways[0], *arguments, **how)
        self._gateways, self._kept, self._inside = gateways, {}, False

    def exchange(self, *arguments, **how):
        self._kept[self.server] = self._connection
        self.server = self._gateways.next()
        self._connection = self._kept.get(self.server)
        self._inside = True
        try:
            return super().exchange(*arguments, **how)
        finally:
            self._inside = False

    def connect(self, *arguments, **how):
        if not self._inside:
            self._kept[self.server] = self._connection
            self.server = self._gateways.next()
            self._connection = self._kept.get(self.server)
        return super().connect(*arguments, **how)

    def close(self):
        """Of every gateway."""
        super().close()
        for connection in getattr(self, "_kept", {}).values():
            if connection is not None:
                connection.close()
        self._kept = {}


class Gateways:
    """`count` gateways, started; to a test they are one server whose clients hop."""

    client_class = HoppingClient

    def __init__(self, conninfo, count=2, relay=None, options=()):
        self.conninfo = conninfo
        first = new_folder(conninfo)
        run_command(first, "domain", "add", DOMAIN)
        self.all = [Server(data=first, relay=relay, options=options).start()]
        for _ in range(count - 1):
            self.all.append(
                Server(data=new_folder(conninfo, first), relay=relay, options=options).start()
            )
        self._turn = 0

    def __getitem__(self, index):
        return self.all[index]

    @property
    def running(self):
        """Those that are up; none is false."""
        return [server for server in self.all if server.running]

    def next(self):
        """The one whose turn it is, among those that run."""
        running = self.running
        if not running:
            raise ConnectionError("no gateway runs")
        self._turn += 1
        return running[self._turn % len(running)]

    # -- as a Server

    def connect(self, *arguments, **how):
        return self.next().connect(*arguments, **how)

    def add_account(self, *arguments):
        return self.all[0].add_account(*arguments)

    def import_mail(self, *arguments, **how):
        return self.all[0].import_mail(*arguments, **how)

    def kill(self):
        """kill -9 of one; the others go on."""
        self.next().kill()

    def kill_all(self):
        for server in self.all:
            if server.running:
                server.kill()

    def command(self, *arguments, **how):
        return self.all[0].command(*arguments, **how)

    def start(self):
        for server in self.all:
            if not server.running:
                server.start()
        return self

    def stop(self):
        return max(server.stop() for server in self.all if server.running)

    def check(self):
        for server in self.all:
            server.check()

    def log_text(self):
        return "\n".join(server.log_text() for server in self.all)

    def close(self):
        for server in self.all:
            server.close()
            shutil.rmtree(server.data, ignore_errors=True)


class Pair:
    """A primary and its standby, which has everything that the primary acknowledged."""

    _DURABLE = ("synchronous_commit=remote_apply", "wal_level=replica", "max_wal_senders=4")

    def __init__(self):
        self.primary = Cluster(*self._DURABLE)
        self.primary.sql("CREATE DATABASE mail")
        self.standby = self.primary.make_standby()
        self.primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.primary.sql("SELECT pg_reload_conf()")

    @property
    def conninfo(self):
        return (
            f"host={self.primary.folder},{self.standby.folder} user=syncgate dbname=mail"
            " target_session_attrs=read-write"
        )

    def fail_over(self):
        """kill -9 of the primary; the standby is promoted."""
        self.primary.kill()
        self.standby.sql("ALTER SYSTEM SET synchronous_standby_names = ''")
        self.standby.promote()
