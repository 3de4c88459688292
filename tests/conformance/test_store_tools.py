"""`syncgate store backup`, `restore` and `copy`, as an administrator and his phones see them.
Source: docs/administration.md, "Backup"."""

import subprocess

import pytest

import lmtp
import messages
import dav as webdav
from cluster import POSTGRES, cluster
from phone import Phone
from places import BINARY
from server import Server
from test_dav_files import said


def in_files(folder, *arguments):
    """A command on a store in files, whatever engine the other tests use."""
    done = subprocess.run(
        [BINARY, "--data", folder, *arguments], capture_output=True, timeout=120, check=False
    )
    assert b"Sanitizer" not in done.stderr, done.stderr.decode()
    return done


@pytest.fixture
def server(new_server):
    """One of few accounts: what is copied whole should not be the session's."""
    return new_server()


@pytest.fixture
def own(servers):
    """Makes servers with folders of their own, started."""

    def make(data=None):
        server = Server(data=data).start()
        servers.append(server)
        return server

    return make


@pytest.fixture
def backup(tmp_path):
    return tmp_path / "backup"


def move(phone, server):
    """The phone meets another server under the same name."""
    phone.client.close()
    phone.client.server = server


def new_folder(tmp_path, name):
    """For a store of the tests' engine."""
    folder = tmp_path / name
    folder.mkdir()
    return folder


class Files:
    """Files of an account, as its client put them."""

    LARGE = bytes(range(256)) * 1000  # more than stands in the database

    def __init__(self, server, account):
        self.account = account
        self.home = f"/dav/files/{account.address.replace('@', '%40')}/"
        self.move(server)

    def move(self, server):
        self.client = webdav.Client(server, self.account)

    def make(self):
        """A tree with something said of it."""
        for path in ("a/", "a/b/"):
            assert self.client.request("MKCOL", self.home + path).status == 201
        for path, octets in (("a/small", b"small"), ("a/b/large", self.LARGE)):
            assert self.client.request("PUT", self.home + path, octets,
                                       Content_Type="image/x-none").status == 201  # fmt: skip
        for path in ("a/", "a/small", ""):
            done = self.client.proppatch(
                self.home + path, '<D:set><D:prop><x xmlns="urn:x-test:">said</x></D:prop></D:set>'
            )
            assert done.status == 207 and b"200" in done.body, done.body

    def change(self):
        """Makes another of it: other octets, one gone, one more."""
        assert self.client.request("PUT", self.home + "a/small", self.LARGE[1:]).status == 204
        assert self.client.request("DELETE", self.home + "a/b/").status == 204
        assert self.client.request("PUT", self.home + "new", b"new").status == 201

    def seen(self):
        """All there is, by path."""
        found, left = {}, [self.home]
        while left:
            folder = left.pop()
            for each in self.client.propfind(folder, "D:getcontenttype", "D:getetag", depth=1).responses:
                path = each.href.removeprefix(self.home)
                text = said(self.client, each.href, "x")
                if each.href.endswith("/"):
                    left += [each.href] if each.href != folder else []
                    found[path] = text is not None and text.text
                else:
                    got = self.client.request("GET", each.href)
                    found[path] = (got.status, got.body, got.etag, each.text("D:getcontenttype"),
                                   text is not None and text.text)  # fmt: skip
        self.client.close()
        return found


class TestBackup:
    def test_is_made_beside_a_server_and_is_a_store_that_can_be_checked(
        self, server, account, deliver, backup
    ):
        deliver(messages.plain("one"), messages.plain("two", text="x" * 100_000 + "\r\n"))
        done = server.command("store", "backup", backup)
        assert f"{account.address}: 2 items" in done.stdout.decode()
        assert (backup / "manifest").read_text().startswith("syncgate-backup 1\n")
        checked = in_files(backup, "check")
        assert checked.returncode == 0 and b"no problems" in checked.stdout, checked

    def test_of_one_account_holds_it_alone(self, server, account, other_account, backup):
        server.command("store", "backup", backup, "--account", account.address)
        listed = in_files(backup, "account", "list").stdout.decode()
        assert account.address in listed and other_account.address not in listed

    def test_goes_nowhere_where_there_is_something(self, server, backup):
        server.command("store", "backup", backup)
        again = server.command("store", "backup", backup, check=False)
        assert again.returncode == 1 and b"holds something" in again.stderr

    def test_that_was_cut_off_is_not_restored(self, server, backup, tmp_path):
        server.command("store", "backup", backup)
        (backup / "manifest").unlink()
        done = in_files(tmp_path / "fresh", "store", "restore", backup)
        assert done.returncode == 1 and b"manifest" in done.stderr
        listed = in_files(tmp_path / "fresh", "account", "list")
        assert not listed.stdout


class TestTheWholeStore:
    @pytest.mark.parametrize("kept", ["newest", "older"])
    def test_is_restored_and_phones_go_on_or_sync_anew(self, own, backup, tmp_path, kept):
        first = own()
        account = first.add_account()
        lmtp.deliver(first, account, messages.plain("one"))
        phone = Phone(first, account)
        phone.sync_all()
        first.command("store", "backup", backup)
        if kept == "older":
            lmtp.deliver(first, account, messages.plain("two"))
            phone.sync_all()
            assert phone.subjects() == ["one", "two"]
        assert first.stop() == 0

        data = new_folder(tmp_path, "fresh")
        first_again = Server(data=data)
        first_again.command("store", "restore", backup)
        second = own(data)
        move(phone, second)
        lmtp.deliver(second, account, messages.plain("three"))
        if kept == "older":
            phone.sync(status="3")
            phone.forget()
        phone.sync_all()
        assert phone.subjects() == ["one", "three"]
        assert second.stop() == 0

    def test_is_not_restored_over_another(self, server, account, backup):
        server.command("store", "backup", backup)
        done = server.command("store", "restore", backup, check=False)
        assert done.returncode == 1
        assert account.address in server.command("account", "list").stdout.decode()

    def test_moves_to_the_other_engine_and_back(self, own, tmp_path):
        first = own()
        account = first.add_account()
        lmtp.deliver(first, account, messages.plain("one"))
        phone = Phone(first, account)
        phone.sync_all()
        refused = first.command("store", "copy", "--to-data", tmp_path / "no", check=False)
        assert refused.returncode == 1 and b"in use" in refused.stderr
        assert first.stop() == 0

        there = tmp_path / "files"
        first.command("store", "copy", "--to-data", there)
        back = new_folder(tmp_path, "back")
        to = ["--to-database", cluster().new_database()] if POSTGRES else []
        done = in_files(there, "store", "copy", "--to-data", back, *to)
        assert done.returncode == 0, done
        second = own(back)
        move(phone, second)
        lmtp.deliver(second, account, messages.plain("two"))
        phone.sync_all()
        assert phone.subjects() == ["one", "two"]
        assert second.stop() == 0


class TestFiles:
    """Plain files go with their account through every copy of it."""

    def test_of_a_whole_store(self, own, backup, tmp_path):
        first = own()
        files = Files(first, first.add_account())
        files.make()
        before = files.seen()
        assert set(before) == {"", "a/", "a/b/", "a/small", "a/b/large"}
        assert before["a/b/large"][:2] == (200, Files.LARGE) and before[""] == "said"
        first.command("store", "backup", backup)
        files.change()
        assert first.stop() == 0
        assert b"no problems" in in_files(backup, "check").stdout

        data = new_folder(tmp_path, "fresh")
        Server(data=data).command("store", "restore", backup, "--changed")
        second = own(data)
        files.move(second)
        assert files.seen() == before
        assert b"no problems" in second.command("check").stdout
        assert second.stop() == 0

        there, back = tmp_path / "files", new_folder(tmp_path, "back")
        second.command("store", "copy", "--to-data", there)
        to = ["--to-database", cluster().new_database()] if POSTGRES else []
        assert in_files(there, "store", "copy", "--to-data", back, *to).returncode == 0
        third = own(back)
        files.move(third)
        assert files.seen() == before
        files.change()
        assert set(files.seen()) == {"", "a/", "a/small", "new"}
        assert third.stop() == 0

    def test_of_one_account(self, server, account, backup):
        files = Files(server, account)
        files.make()
        before = files.seen()
        server.command("store", "backup", backup, "--account", account.address)
        files.change()
        restore = ["store", "restore", backup, "--account", account.address]
        server.command(*restore, "--replace")
        assert files.seen() == before
        files.change()
        server.command("account", "delete", account.address)
        server.command(*restore)
        assert files.seen() == before
        assert b"no problems" in server.command("check").stdout


class TestOneAccount:
    def test_is_replaced_only_when_asked_and_a_phone_ahead_of_it_syncs_anew(
        self, server, account, new_phone, deliver, backup
    ):
        deliver(messages.plain("one"))
        phone = new_phone()
        phone.sync_all()
        server.command("store", "backup", backup, "--account", account.address)
        deliver(messages.plain("two"))
        phone.sync_all()
        restore = ["store", "restore", backup, "--account", account.address]
        refused = server.command(*restore, check=False)
        assert refused.returncode == 1 and b"--replace" in refused.stderr

        server.command(*restore, "--replace")
        phone.sync(status="3")
        phone.forget()
        phone.sync_all()
        assert phone.subjects() == ["one"]
        deliver(messages.plain("three"))
        phone.sync_all()
        assert phone.subjects() == ["one", "three"]
        assert b"no problems" in server.command("check").stdout

    def test_that_was_deleted_comes_back_and_its_phone_goes_on(
        self, server, new_phone, backup
    ):
        account = server.add_account()
        lmtp.deliver(server, account, messages.plain("one"))
        phone = new_phone(account=account)
        phone.sync_all()
        server.command("store", "backup", backup)
        server.command("account", "delete", account.address)
        server.command("store", "restore", backup, "--account", account.address)
        lmtp.deliver(server, account, messages.plain("two"))
        phone.sync_all()
        assert phone.subjects() == ["one", "two"]

    def test_comes_back_under_another_address(self, server, account, deliver, backup, tmp_path):
        deliver(messages.plain("one"))
        server.command("store", "backup", backup)
        deliver(messages.plain("two"))
        old = f"old.{account.address}"
        server.command("store", "restore", backup, "--account", account.address, "--as", old)
        for address, count in ((old, 1), (account.address, 2)):
            folder = tmp_path / address
            server.command("export", address, folder)
            assert len(list(folder.rglob("*.eml"))) == count
        again = server.command(
            "store", "restore", backup, "--account", account.address, "--as", old, check=False
        )
        assert again.returncode == 1
