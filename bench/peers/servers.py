"""Servers to measure, each as a process tree of its own on a folder of its own, over plain HTTP.

What is set is where files and sockets are, and one account; everything else is as the packages (or
we) ship it, what makes a write durable above all.
"""

import imaplib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from client import Client

ROOT = Path(__file__).resolve().parents[2]
_PASSWORD = "correct horse"
_START = 120.0  # seconds
_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(roots):
    """Of these processes and all below them, those that have ended included."""
    parents, spent = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            # Nanoseconds of each thread; of children that have ended there are but ticks of 10 ms.
            threads = [each.read_text() for each in folder.glob("task/*/schedstat")]
        except OSError:
            continue  # it has just ended, and is its parent's to count
        parents[int(folder.name)] = int(fields[1])
        spent[int(folder.name)] = (
            sum(int(each.split()[0]) for each in threads) / 1e9
            + (int(fields[13]) + int(fields[14])) / _TICKS
        )
    known = set(roots)
    while below := {process for process, parent in parents.items() if parent in known} - known:
        known |= below
    return sum(spent.get(process, 0.0) for process in known)


class Server:
    """One that runs, with an account whose address book is there. `roots`: its processes."""

    name = user = book = ""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix=f"peers-{self.name.lower()}-"))
        self.folder.chmod(0o755)
        self.port, self.roots, self._ends = free_port(), [], []
        try:
            self.start()
        except BaseException:
            self.stop()
            raise

    def client(self):
        return Client(self.port, self.book, self.user, _PASSWORD)

    def cpu(self):
        return cpu_seconds(self.roots)

    def launch(self, command, user=None, environment=None):
        """Starts a process that stays in the foreground; it is ended by stop()."""
        log = open(self.folder / f"{Path(command[0]).name}.log", "ab")
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   user=user, group=None if user is None else user,
                                   env=environment, cwd="/")  # fmt: skip
        log.close()
        self.roots.append(process.pid)
        self._ends.append(lambda: end(process))
        return process

    def stop(self):
        while self._ends:
            self._ends.pop()()
        shutil.rmtree(self.folder, ignore_errors=True)


class Syncgate(Server):
    name, user = "Syncgate", "u1@example.org"
    book = f"/dav/addressbooks/{user}/default/"

    def start(self):
        binary = os.environ.get("SYNCGATE_BIN", ROOT / "build" / "release" / "syncgate")
        administer = [binary, "--data", self.folder / "data"]
        (self.folder / "data").mkdir()
        for arguments in (["domain", "add", "example.org"],
                          ["account", "add", self.user, "--password-stdin"]):  # fmt: skip
            subprocess.run([*administer, *arguments], check=True, input=_PASSWORD.encode() + b"\n",
                           stdout=subprocess.DEVNULL)  # fmt: skip
        self.launch([*administer, "serve", "--http", f"127.0.0.1:{self.port}"])
        wait_for(self.port)


class Cyrus(Server):
    """Debian's cyrus-imapd and cyrus-caldav, which run as the user cyrus; sasl2-bin."""

    name, user = "Cyrus", "u1"
    book = "/dav/addressbooks/user/u1/Default/"

    def start(self):
        imap = free_port()
        for each in ("config", "mail", "socket", "lock", "proc"):
            (self.folder / each).mkdir()
        settings = {
            "configdirectory": "config", "partition-default": "mail", "proc_path": "proc",
            "mboxname_lockpath": "lock", "sasl_sasldb_path": "sasldb2", "idlesocket": "socket/idle",
            "notifysocket": "socket/notify", "lmtpsocket": "socket/lmtp",
        }  # fmt: skip
        lines = [f"{name}: {self.folder / path}" for name, path in settings.items()]
        lines += ["defaultpartition: default", "admins: cyrus", "httpmodules: carddav",
                  "unixhierarchysep: no", "altnamespace: no", "hashimapspool: true",
                  "allowplaintext: yes", "sasl_pwcheck_method: auxprop", "sasl_mech_list: PLAIN",
                  "servername: localhost"]  # fmt: skip
        imapd, cyrus = self.folder / "imapd.conf", self.folder / "cyrus.conf"
        imapd.write_text("\n".join(lines) + "\n")
        # Each program is told which file it reads: the master's own is not handed on.
        cyrus.write_text(
            f'START {{\n recover cmd="ctl_cyrusdb -C {imapd} -r"\n}}\nSERVICES {{\n'
            f' imap cmd="imapd -C {imapd} -U 30" listen="127.0.0.1:{imap}" prefork=0\n'
            f' http cmd="httpd -C {imapd} -U 30" listen="127.0.0.1:{self.port}" prefork=0\n'
            f'}}\nEVENTS {{\n checkpoint cmd="ctl_cyrusdb -C {imapd} -c" period=30\n}}\n'
        )
        for name in ("cyrus", self.user):
            subprocess.run(["saslpasswd2", "-p", "-c", "-u", "localhost", "-f",
                            self.folder / "sasldb2", name],
                           input=_PASSWORD.encode(), check=True)  # fmt: skip
        subprocess.run(["chown", "-R", "cyrus:mail", self.folder], check=True)
        self.launch(["cyrmaster", "-C", imapd, "-M", cyrus, "-p", self.folder / "pid"])
        wait_for(imap)
        with imaplib.IMAP4("127.0.0.1", imap) as administrator:
            administrator.login("cyrus", _PASSWORD)
            administrator.create(f"user.{self.user}")
        wait_for(self.port)


class Sogo(Server):
    """Debian's sogo with postgresql and memcached. SOGo runs as the user sogo, with a worker for each
    connection; the package's three would let one of four wait."""

    name, user = "SOGo", "u1"
    book = "/SOGo/dav/u1/Contacts/personal/"
    _WORKERS = 4

    def start(self):
        data, cluster = self.folder / "postgres", ROOT / "script" / "postgres-cluster"
        database, memcached = free_port(), free_port()
        subprocess.run([cluster, "start", data, "listen_addresses=127.0.0.1"], check=True,
                       stdout=subprocess.DEVNULL, env={**os.environ, "PGPORT": str(database)})  # fmt: skip
        self._ends.append(lambda: subprocess.run([cluster, "stop", data], check=True))
        self.roots.append(int((data / "data" / "postmaster.pid").read_text().split()[0]))
        subprocess.run(
            ["psql", "-q", "-h", data, "-p", str(database), "-U", "syncgate", "syncgate", "-c",
             "CREATE TABLE people(c_uid text PRIMARY KEY, c_name text, c_password text, c_cn text,"
             f" mail text); INSERT INTO people VALUES('u1', 'u1', '{_PASSWORD}', 'U 1',"
             " 'u1@example.org')"], check=True)  # fmt: skip
        self.launch(["memcached", "-l", "127.0.0.1", "-p", str(memcached), "-u", "nobody"])
        url = f"postgresql://syncgate:none@127.0.0.1:{database}/syncgate/"
        people = (f"({{type = sql; id = people; viewURL = \"{url}people\"; canAuthenticate = YES;"
                  " isAddressBook = NO; userPasswordAlgorithm = plain;})")  # fmt: skip
        tables = {"SOGoProfileURL": "user_profile", "OCSFolderInfoURL": "folder_info",
                  "OCSSessionsFolderURL": "sessions", "OCSEMailAlarmsFolderURL": "alarms"}  # fmt: skip
        settings = {name: url + table for name, table in tables.items()} | {
            "SOGoUserSources": people, "SOGoMemcachedHost": f"127.0.0.1:{memcached}",
            "SOGoTimeZone": "UTC", "WOPort": f"127.0.0.1:{self.port}", "WOLogFile": "-",
            "WOPidFile": self.folder / "sogo.pid", "WONoDetach": "YES",
            "WOWorkersCount": self._WORKERS,
        }  # fmt: skip
        arguments = [str(part) for name, value in settings.items() for part in (f"-{name}", value)]
        (self.folder / "home").mkdir()
        shutil.chown(self.folder / "home", "sogo", "sogo")
        shutil.chown(self.folder, "sogo", "sogo")
        self.launch(["/usr/sbin/sogod", *arguments], "sogo",
                    {"HOME": str(self.folder / "home"), "PATH": os.environ["PATH"]})  # fmt: skip
        wait_for(self.port)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    deadline = time.monotonic() + _START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def end(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
