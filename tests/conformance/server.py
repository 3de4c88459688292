"""The real server as its own process, with a data folder of its own."""

import os
import re
import signal
import socket
import ssl
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cluster import place
from places import BINARY
from waiting import eventually

DOMAIN = "example.org"
_START = 60.0  # seconds until the ready file must be there
_STOP = 10.0  # what the server promises after SIGTERM
_SANITIZER = re.compile(
    rb"(AddressSanitizer|LeakSanitizer|ThreadSanitizer|UndefinedBehaviorSanitizer|runtime error:).*"
)
_ENVIRONMENT = {
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=0",
    # No line buffering of a dying process may hide its report.
    "ASAN_OPTIONS": "detect_leaks=1:handle_abort=1",
}


@dataclass(frozen=True)
class Account:
    address: str
    password: str

    @property
    def local_part(self):
        return self.address.partition("@")[0]


class CommandFailed(AssertionError):
    pass


def run_command(data, *arguments, stdin="", check=True):
    """`syncgate --data DATA ...`; the finished process."""
    place(data)
    done = subprocess.run(
        [BINARY, "--data", str(data), *map(str, arguments)],
        input=stdin if isinstance(stdin, bytes) else stdin.encode(),
        capture_output=True,
        timeout=300,
        env={**_ENVIRONMENT, **os.environ},
    )
    report = _SANITIZER.search(done.stderr)
    if report or check and done.returncode != 0:
        raise CommandFailed(
            f"{' '.join(map(str, arguments))}: exit {done.returncode}\n"
            f"{done.stdout.decode(errors='replace')}{done.stderr.decode(errors='replace')}"
        )
    return done


class Server:
    """`syncgate serve`. Not started by the constructor."""

    def __init__(self, relay=None, options=(), data=None):
        assert BINARY.exists(), f"no server at {BINARY}; build it, or set SYNCGATE_BIN"
        self._folder = tempfile.TemporaryDirectory(prefix="syncgate-test-")
        self.data = Path(data or Path(self._folder.name) / "data")
        self.log = Path(self._folder.name) / "serve.log"
        self.process = None
        self.addresses = {}
        self._relay, self._options = relay, list(options)
        self._accounts, self._seen_log = 0, 0
        if data is None:
            self.data.mkdir()
            self.command("domain", "add", DOMAIN)

    # -- the process

    @property
    def ready(self):
        return Path(self._folder.name) / "ready"

    def start(self, stderr=None):
        """`stderr` takes the log instead of the file that log_text() reads."""
        self.launch(stderr)
        self.wait_until_ready()
        return self

    def launch(self, stderr=None):
        place(self.data)
        arguments = [BINARY, "--data", self.data, "serve", "--ready-file", self.ready]
        arguments += self._options
        self.ready.unlink(missing_ok=True)
        for listener in ("--https", "--http", "--lmtp"):
            if listener not in self._options:
                arguments += [listener, "127.0.0.1:0"]
        if self._relay:
            arguments += ["--relay", self._relay]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                list(map(str, arguments)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log if stderr is None else stderr,
                env={**_ENVIRONMENT, **os.environ},
            )

    def wait_until_ready(self):
        eventually(self._listens, "the ready file", _START)

    def _listens(self):
        assert self.process.poll() is None, f"serve ended at its start:\n{self.log_text()[-4000:]}"
        if not self.ready.exists():
            return False
        lines = self.ready.read_text().splitlines()
        self.addresses = {}
        for line in lines:
            name, address = line.split()
            host, port = address.rsplit(":", 1)
            self.addresses[name] = host, int(port)
        return {"https", "http", "lmtp"} <= self.addresses.keys()

    @property
    def running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """Gracefully; the exit status. Fails when it takes too long, or a sanitizer spoke."""
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"still there {_STOP} s after SIGTERM") from None
        finally:
            self.process_ended()
        self.check_log()
        return status

    def kill(self):
        """kill -9."""
        self.process.kill()
        self.process.wait()
        self.process_ended()

    kill_all = kill

    def process_ended(self):
        self.process = None

    def log_text(self):
        return self.log.read_bytes().decode(errors="replace") if self.log.exists() else ""

    def check_log(self):
        """Fails when a sanitizer has spoken since the last call."""
        if not self.log.exists():
            return
        text = self.log.read_bytes()
        start, self._seen_log = self._seen_log, len(text)
        found = _SANITIZER.search(text, start)
        assert not found, text[max(0, found.start() - 200) : found.start() + 6000].decode(
            errors="replace"
        )

    def check(self):
        """Fails when the process has died, or a sanitizer has spoken."""
        self.check_log()
        if self.process is not None and self.process.poll() is not None:
            status, self.process = self.process.returncode, None
            raise AssertionError(f"serve died with {status}:\n{self.log_text()[-6000:]}")

    def close(self):
        if self.running:
            self.kill()
        self._folder.cleanup()

    # -- what an administrator does

    def command(self, *arguments, stdin="", check=True):
        return run_command(self.data, *arguments, stdin=stdin, check=check)

    def add_account(self, local_part=None, password="correct horse"):
        self._accounts += 1
        account = Account(f"{local_part or f'u{self._accounts}'}@{DOMAIN}", password)
        self.command("account", "add", account.address, "--password-stdin", stdin=password + "\n")
        return account

    def import_mail(self, account, *paths, folder=None):
        options = ["--folder", folder] if folder else []
        return self.command("import", account.address, *paths, *options)

    # -- what a client does

    def tls_context(self):
        authority = self.data / "certs" / "ca.pem"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        if authority.exists():
            context.load_verify_locations(authority)
        else:
            context.verify_mode = ssl.CERT_NONE
        return context

    def connect(self, listener, timeout=30.0, source=None):
        """A socket to a listener, TLS where it is."""
        plain = socket.create_connection(
            self.addresses[listener], timeout, source_address=(source, 0) if source else None
        )
        if listener != "https":
            return plain
        return self.tls_context().wrap_socket(plain, server_hostname="127.0.0.1")
