"""With SYNCGATE_ENGINE=postgres every data folder gets a database of its own in a private
PostgreSQL cluster, which is made when it is first needed and goes when the tests end."""

import atexit
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from places import SOURCE
from waiting import eventually

POSTGRES = os.environ.get("SYNCGATE_ENGINE") == "postgres"
_numbers = itertools.count(1)
_cluster = None


class Cluster:
    """PostgreSQL in a folder, reached by a socket there alone."""

    def __init__(self, *settings, standby_of=None, inside="/tmp"):
        self.folder = Path(tempfile.mkdtemp(prefix="syncgate-pg-", dir=inside))
        self.folder.chmod(0o755)
        self._settings = settings
        if standby_of is not None:
            self._script("standby", self.folder, standby_of.folder)
        self.start()
        atexit.register(self.remove)

    def _script(self, *arguments):
        done = subprocess.run(
            [SOURCE / "script" / "postgres-cluster", *arguments],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self):
        self._script("start", self.folder, *self._settings)

    def stop(self, how="fast"):
        self._script("stop", self.folder, how)

    def kill(self):
        """kill -9 of the whole server."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        children = subprocess.run(
            ["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
        ).stdout.split()
        for each in [pid, *map(int, children)]:
            try:
                os.kill(each, signal.SIGKILL)
            except ProcessLookupError:
                pass  # went with the first
        eventually(lambda: not Path(f"/proc/{pid}").exists(), "the end of the server")

    def make_standby(self):
        return Cluster(*self._settings, standby_of=self)

    def promote(self):
        self.sql("SELECT pg_promote()")

    def remove(self):
        if self.folder.exists():
            try:
                self.stop("immediate")
            except AssertionError:
                pass  # stopped already
            shutil.rmtree(self.folder, ignore_errors=True)

    def conninfo(self, database):
        return f"host={self.folder} user=syncgate dbname={database}"

    def sql(self, statement, database="postgres"):
        done = subprocess.run(
            ["psql", "-X", "-At", "-v", "ON_ERROR_STOP=1", "-c", statement,
             self.conninfo(database)],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def new_database(self):
        name = f"test{next(_numbers)}"
        self.sql(f"CREATE DATABASE {name}")
        return self.conninfo(name)


def cluster():
    global _cluster
    if _cluster is None:
        # What a test acknowledges must outlive a killed server process, not a lost machine.
        _cluster = Cluster("fsync=off", "full_page_writes=off", "max_connections=200")
    return _cluster


def place(data):
    """Gives a new data folder its database."""
    data = Path(data)
    if POSTGRES and data.is_dir() and not (data / "database").exists():
        (data / "database").write_text(cluster().new_database() + "\n")
