"""script/run over the binary under test, without its installing and building."""

import shutil
import signal
import subprocess
from types import SimpleNamespace

import pytest

import lmtp
import messages
from cluster import POSTGRES
from phone import Phone
from ports import free_port
from places import BINARY, SOURCE
from server import Account, Server, run_command
from waiting import eventually


@pytest.fixture
def tree(tmp_path):
    """A source tree that is built already."""
    root = tmp_path / "tree"
    (root / "script").mkdir(parents=True)
    (root / "build" / "release").mkdir(parents=True)
    for name in ("run", "run-postgres", "postgres-cluster", "demo-account"):
        shutil.copy(SOURCE / "script" / name, root / "script" / name)
    for name in ("install-packages", "build"):
        (root / "script" / name).write_text("#!/bin/sh\n")
        (root / "script" / name).chmod(0o755)
    (root / "build" / "release" / "syncgate").symlink_to(BINARY)
    return root


def run_until_served(tree, *arguments, meanwhile=lambda told: None):
    """What script/run tells until it serves; it is then stopped as by Ctrl-C."""
    told = tree / "told"
    with open(told, "wb") as out:
        process = subprocess.Popen(
            [tree / "script" / "run", "--https", "127.0.0.1:0", "--lmtp", "127.0.0.1:0", *arguments],
            stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    try:
        eventually(lambda: b"serving" in told.read_bytes() or process.poll() is not None,
                   "script/run to serve", 60)  # fmt: skip
        assert process.poll() is None, told.read_text()
        meanwhile(told.read_text())
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, told.read_text()
    finally:
        process.kill()
    return told.read_text()


@pytest.mark.skipif(POSTGRES, reason="the script's store is one in files")
def test_a_second_run_imports_nothing_twice(tree, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.eml").write_bytes(messages.plain(name))
    one, two = ("--import", tmp_path / "one"), ("--import", tmp_path / "two")
    assert "1 messages imported" in run_until_served(tree, *one)
    told = run_until_served(tree, *one, *two)
    assert "imported before" in told and "1 messages imported" in told
    done = run_command(tree / "data", "export", "demo@example.org", tmp_path / "out")
    assert b"2 messages" in done.stdout


def test_what_could_not_be_imported_is_tried_again(tree, tmp_path):
    path = ("--import", tmp_path / "later")
    assert "no such file" in run_until_served(tree, *path)
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "a.eml").write_bytes(messages.plain())
    assert "1 messages imported" in run_until_served(tree, *path)


@pytest.mark.skipif(shutil.which("haproxy") is None, reason="no HAProxy here")
def test_two_gateways_behind_haproxy(tree, tmp_path):
    """The example of --postgres: a phone is set up through HAProxy, mail that comes by its LMTP
    wakes it, both gateways see the phone's own address, and a second run finds all again."""
    (tmp_path / "a.eml").write_bytes(messages.plain("imported"))
    https, mail = free_port(), free_port()
    listeners = ["--https", f"127.0.0.1:{https}", "--lmtp", f"127.0.0.1:{mail}"]

    def use(told):
        password = (tree / "data-postgres" / "demo-password").read_text()
        account = Account("demo@example.org", password)
        proxy = SimpleNamespace(addresses={"https": ("127.0.0.1", https), "lmtp": ("127.0.0.1", mail)},
                                data=tree / "data-postgres" / "one")  # fmt: skip
        proxy.tls_context = lambda: Server.tls_context(proxy)
        proxy.connect = lambda *how: Server.connect(proxy, *how)
        eventually(lambda: is_up(proxy), "HAProxy to find the gateways", 30)
        phones = []
        for i in range(4):
            phones.append(Phone(proxy, account, device=f"phone{i}"))
            phones[-1].client.close()
            phones[-1].client._source = f"127.0.0.{i + 2}"
            phones[-1].sync_all()
            assert "imported" in phones[-1].subjects()
        pings = [phone.ping() for phone in phones]
        assert all(ping.silent() for ping in pings)
        lmtp.deliver(proxy, account, messages.plain("pushed"))
        for ping in pings:
            assert ping.answer(15).text("Status") == "2"

    def is_up(proxy):
        try:
            with proxy.connect("https", 5) as connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                return connection.recv(100).startswith(b"HTTP/1.1 200")
        except OSError:
            return False

    told = run_until_served(tree, "--postgres", *listeners, "--import", tmp_path / "a.eml",
                            meanwhile=use)  # fmt: skip
    assert "peer=127.0.0.2" in told and "peer=127.0.0.5" in told
    run_until_served(tree, "--postgres", *listeners, meanwhile=use)
