"""The command line: help, accounts, configuration, and commands while a server has the store.
Source: README.md, `syncgate --help`, docs/administration.md."""

import os
import re
import stat
import subprocess
import sys
import time
import tomllib

import pytest

import lmtp
import messages
from eas import Client
from rawhttp import RawConnection, head
from server import DOMAIN, Account, run_command

COMMANDS = [["serve"], ["account", "add"], ["account", "list"], ["account", "password"],
            ["account", "delete"], ["domain", "add"], ["import"], ["export"], ["device", "list"],
            ["device", "layers"], ["account", "layers"], ["alias", "add"], ["group", "join"], ["share", "add"],
            ["check"], ["store", "check"], ["config", "show"]]  # fmt: skip


# Asks the socket in a folder as another user, who could not reach it by its path.
_ASK_AS = """
import os, socket, sys
os.chdir(sys.argv[1])
os.setuid(int(sys.argv[2]))
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect("socket")
    try:
        connection.sendall(b"POST /admin/alive HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 0\\r\\n\\r\\n")
        print(connection.recv(4096).decode())
    except (BrokenPipeError, ConnectionResetError):
        print("refused")
"""


def output(done):
    return (done.stdout + done.stderr).decode()


class TestHelp:
    def test_it_names_the_commands(self, tmp_path):
        text = output(run_command(tmp_path, "--help"))
        for command in COMMANDS:
            assert command[0] in text
        assert "--data" in text

    @pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
    def test_each_command_explains_itself(self, tmp_path, command):
        assert len(output(run_command(tmp_path, *command, "--help"))) > 80

    @pytest.mark.parametrize("arguments", [["nonsense"], ["account", "nonsense"], ["serve", "--nonsense"],
                                           ["account", "add"], ["import"]], ids=" ".join)  # fmt: skip
    def test_what_is_wrong_is_said_and_fails(self, folder, arguments):
        done = run_command(folder, *arguments, check=False)
        assert done.returncode != 0 and done.stderr.strip()
        assert b"terminate" not in done.stderr

    def test_the_data_folder_must_be_there(self, tmp_path):
        done = run_command(tmp_path / "nowhere" / "deep", "account", "list", check=False)
        assert done.returncode != 0 and b"nowhere" in done.stderr


class TestAccounts:
    """Each once with the folder closed, and once while serve runs on it."""

    @pytest.fixture(params=["closed", "served"])
    def command(self, request, folder, server):
        return (lambda *a, **k: run_command(folder, *a, **k)) if request.param == "closed" else server.command  # fmt: skip

    def test_an_account_is_added_and_listed(self, command):
        address = f"{messages.unique('new').replace(' ', '')}@{DOMAIN}"
        command("account", "add", address, "--password-stdin", stdin="secret word\n")
        assert address in output(command("account", "list"))

    @pytest.mark.parametrize(
        "address", ["x@unknown.example", "no-at-sign", "@example.org", "a b@example.org", "u@"]
    )
    def test_an_address_that_can_not_be_is_refused(self, command, address):
        done = command("account", "add", address, "--password-stdin", stdin="pw\n", check=False)
        assert done.returncode != 0 and done.stderr.strip()
        assert address not in output(command("account", "list")).split()

    def test_the_same_twice_is_refused(self, command):
        address = f"{messages.unique('twice').replace(' ', '')}@{DOMAIN}"
        command("account", "add", address, "--password-stdin", stdin="pw one\n")
        for again in (address, address.upper()):
            done = command(
                "account", "add", again, "--password-stdin", stdin="pw two\n", check=False
            )
            assert done.returncode != 0 and address.encode() in done.stderr.lower()

    def test_a_domain_twice_is_no_harm_and_no_success(self, command):
        done = command("domain", "add", DOMAIN, check=False)
        assert done.returncode == 0 or b"example.org" in done.stderr

    @pytest.mark.parametrize("name", ["", "-x", "a b", "x..y", "x/y", "." * 300])
    def test_a_domain_that_can_not_be_is_refused(self, command, name):
        assert command("domain", "add", name, check=False).returncode != 0

    def test_an_account_is_deleted(self, command):
        address = f"{messages.unique('gone').replace(' ', '')}@{DOMAIN}"
        command("account", "add", address, "--password-stdin", stdin="secret word\n")
        command("account", "delete", address)
        assert address not in output(command("account", "list")).split()
        assert command("account", "delete", address, check=False).returncode != 0

    def test_an_empty_password_is_refused(self, command):
        done = command(
            "account", "add", f"empty@{DOMAIN}", "--password-stdin", stdin="\n", check=False
        )
        assert done.returncode != 0


class TestWhileServing:
    def test_a_new_password_counts_at_once(self, server, account):
        client = Client(server, account)
        assert client.options().status == 200
        server.command(
            "account", "password", account.address, "--password-stdin", stdin="another one\n"
        )
        assert client.options().status == 401
        assert Client(server, Account(account.address, "another one")).options().status == 200

    def test_a_deleted_account_is_shut_out_at_once(self, server, account):
        client = Client(server, account)
        client.provision()
        server.command("account", "delete", account.address)
        assert client.options().status == 401
        with lmtp.Lmtp(server) as connection:
            assert connection.deliver(account.address, messages.plain()) == [550]

    def test_devices_are_listed(self, server, account):
        client = Client(server, account, device="mydevice42", device_type="MyType")
        client.provision()
        client.device_information()
        text = output(server.command("device", "list", account.address))
        assert "mydevice42" in text and "MyType" in text

    def test_the_socket_is_its_owners_alone(self, server):
        path = server.data / "socket"
        assert stat.S_ISSOCK(path.stat().st_mode) and stat.S_IMODE(path.stat().st_mode) == 0o600

    @pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
    @pytest.mark.parametrize("uid, answered", [(0, True), (65534, False)])
    def test_the_socket_answers_nobody_else_though_its_mode_were_open(
        self, server, uid, answered
    ):
        server.data.chmod(0o711)
        (server.data / "socket").chmod(0o666)
        try:
            done = subprocess.run(
                [sys.executable, "-c", _ASK_AS, str(server.data), str(uid)],
                capture_output=True, text=True, check=True, timeout=60,
            )  # fmt: skip
        finally:
            (server.data / "socket").chmod(0o600)
            server.data.chmod(0o700)
        assert ("200 OK" in done.stdout) is answered, done.stdout

    def test_a_second_serve_names_the_first(self, server):
        started = time.monotonic()
        done = server.command("serve", "--https", "127.0.0.1:0", check=False)
        assert done.returncode != 0 and str(server.process.pid).encode() in done.stderr
        assert time.monotonic() - started < 25

    def test_administration_is_not_on_the_network(self, server, account):
        for listener in ("https", "http"):
            for path in ("/admin/accounts", "/admin/", "/admin/account/list"):
                with RawConnection(server, listener) as connection:
                    connection.send(head(f"POST {path} HTTP/1.1", "Host: x", "Content-Length: 0"))
                    assert connection.final().status in (401, 403, 404)

    def test_the_store_is_found_sound(self, server, account):
        lmtp.deliver(server, account, messages.plain())
        assert server.command("check").returncode == 0


class TestConfiguration:
    def test_every_default_is_shown_and_can_be_read_back(self, folder, new_server, tmp_path):
        text = run_command(folder, "config", "show").stdout.decode()
        assert tomllib.loads(text) and re.search(r"^#", text, re.MULTILINE)
        (tmp_path / "syncgate.toml").write_text(text)
        server = new_server(options=["--config", str(tmp_path / "syncgate.toml")])
        assert Client(server, server.add_account()).options().status == 200

    @pytest.mark.parametrize(
        "text, line", [("nonsense_key = 1\n", 1), ("\n\n[unclosed\n", 3), ("\na = = b\n", 2)]
    )
    def test_a_mistake_is_named_by_file_and_line(self, folder, tmp_path, text, line):
        path = tmp_path / "wrong.toml"
        path.write_text(text)
        done = run_command(folder, "serve", "--config", path, "--https", "127.0.0.1:0", check=False)
        assert done.returncode != 0
        assert re.search(rf"wrong\.toml\D*{line}\b", done.stderr.decode()), done.stderr

    def test_an_address_that_can_not_be_listened_on_is_named(self, folder):
        for address in ("192.0.2.1:8443", "nonsense", "127.0.0.1:99999"):
            done = run_command(folder, "serve", "--https", address, check=False)
            assert done.returncode != 0 and address.partition(":")[0].encode() in done.stderr
