"""`syncgate store check`: each kind of damage is planted, found, repaired where that can be, and gone
after. Source: docs/administration.md, "Commands"."""

import sqlite3
from contextlib import closing

import pytest

import lmtp
import messages
from cluster import POSTGRES
from phone import Phone
from server import Server

pytestmark = pytest.mark.skipif(POSTGRES, reason="about the store in files")

LARGE = ("y" * 70 + "\r\n") * 1500  # stands in a file

def copy_object(number, which=""):
    """A statement that copies objects to other numbers."""
    columns = "blob, size, envelope, structure, preview, text, rendition"
    return (f"INSERT INTO object(account, id, {columns}) SELECT account, {number}, {columns}"
            f" FROM object {which}")  # fmt: skip


# (name, statements that plant it, what is said; whether it can be repaired)
DAMAGE = [
    ("envelope", ["UPDATE object SET envelope = x'00' WHERE id = 1"],
     "object 1 has another envelope than the message has", True),
    ("structure", ["UPDATE object SET structure = x'00' WHERE id = 1"],
     "object 1 has another structure than the message has", True),
    ("preview and text", ["UPDATE object SET preview = 'p', text = 't' WHERE id = 1"],
     "object 1 has another preview, text than the message has", True),
    ("rendition", ["UPDATE object SET rendition = 0 WHERE id = 1"],
     "object 1 has index of another version", True),
    ("size", ["UPDATE object SET size = size + 1 WHERE id = 1"],
     "object 1 is said to have another size than it has", True),
    ("size of a file", ["UPDATE blob SET size = 7 WHERE content IS NULL"],
     "is said to have another size than it has", True),
    ("bytes", ["UPDATE blob SET content = x'58' || substr(content, 2) WHERE content IS NOT NULL"],
     "has other bytes than came (SHA-256)", False),
    ("blob", ["DELETE FROM blob WHERE content IS NOT NULL"], "has no bytes any more", False),
    ("object", ["DELETE FROM object WHERE id = 1"], "item 1:1 has no object", False),
    ("intent", ["INSERT INTO intent VALUES(1, 0, 99, 99, 1, 0)"], "intent 0 has no object 99", False),
    ("kept version",
     ["INSERT INTO kept_version VALUES(1, 0, 1, 1, 1, 99, '', '', 0, 0, '', '', 0, 0, 0)"],
     "kept version 0 has no object 99", True),
    ("folder", ["UPDATE item SET collection = 99 WHERE uid = 1"], "item 99:1 is in no folder", True),
    ("uid", ["UPDATE collection SET uidnext = 1 WHERE id = 1"],
     "folder 1 has the uid 3, which is still to be given", True),
    ("highest", ["UPDATE collection SET highest = 0 WHERE id = 1"], "folder 1 has the change", True),
    ("orphan", [copy_object("99", "WHERE id = 1")], "object 99 of", True),
    ("blob of nothing", ["INSERT INTO blob VALUES(1, x'aa', 3, x'616263')"],
     "1 blobs of 3 bytes belong to no object", True),
    ("tombstone", ["INSERT INTO tombstone VALUES(1, 99, 1, 1, 1, '', 0, 0)"],
     "folder 99 is not there, and 1 tombstones of it are", True),
    ("history", ["INSERT INTO sort_key_history VALUES(1, 99, 1, 1, 0, 1)"],
     "folder 99 is not there, and 1 rows of its sort keys are", True),
    ("property", ["INSERT INTO property VALUES(1, 99, '{DAV:}displayname', 'x')"],
     "folder 99 is not there, and 1 of its properties are", True),
    ("counter of bytes", ["UPDATE account_state SET bytes = 5"], "bytes is 5 and must be", True),
    ("counter of items", ["UPDATE account_state SET items = 5"], "items is 5 and must be 3", True),
    ("modseq", ["UPDATE account_state SET modseq = 1"], "modseq is 1 and must be", True),
    ("last object", ["UPDATE account_state SET last_object = 0"],
     "last_object is 0 and must be 3", True),
    ("last collection", ["UPDATE account_state SET last_collection = 0"],
     "last_collection is 0 and must be", True),
]  # fmt: skip


def check(server, *arguments):
    """(exit status, lines)"""
    done = server.command("store", "check", *arguments, check=False)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout.decode().splitlines()


def sql(server, *statements):
    with closing(sqlite3.connect(server.data / "accounts" / "1" / "store.db")) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


@pytest.fixture
def closed(tmp_path):
    """A store with three messages, one of them in a file, that no server has open."""
    server = Server()
    account = server.add_account()
    mails = [messages.plain("one"), messages.plain("two"), messages.plain("three", LARGE)]
    for number, mail in enumerate(mails):
        (tmp_path / f"{number}.eml").write_bytes(mail)
        server.import_mail(account, tmp_path / f"{number}.eml")
    yield server
    server.close()


def blob_file(server):
    (file,) = [f for f in (server.data / "accounts" / "1" / "blobs").rglob("*") if f.is_file()]
    return file


def test_a_whole_store_differs_in_nothing(closed):
    assert check(closed) == (0, ["1 accounts compared, 0 differences"])


@pytest.mark.parametrize("name, plant, said, repairable", DAMAGE, ids=[row[0] for row in DAMAGE])
def test_damage_is_found_and_repaired(closed, name, plant, said, repairable):
    sql(closed, *plant)
    status, lines = check(closed)
    assert status == 1 and any(said in line for line in lines), lines
    assert all(line.startswith("u1@example.org: ") for line in lines[:-1]), lines
    status, lines = check(closed, "--repair")
    told = [line for line in lines if said in line]
    if repairable:
        assert status == 0 and all(line.endswith("(repaired)") for line in lines[:-1]), lines
        assert check(closed) == (0, ["1 accounts compared, 0 differences"])
        assert closed.command("check").returncode == 0
    else:
        assert status == 1 and told[0].endswith("(beyond repair)"), lines


def test_files_that_are_lost_changed_or_left_over(closed):
    file = blob_file(closed)
    content = file.read_bytes()
    left = file.parent / ("ab" * 32)
    left.write_bytes(b"left")
    file.write_bytes(b"z" + content[1:])
    lines = check(closed)[1]
    assert any("has other bytes than came" in line for line in lines), lines
    assert any(str(left) in line and "belongs to no message" in line for line in lines), lines
    file.unlink()
    lines = check(closed, "--repair")[1]
    assert any("object 3 has no bytes any more (beyond repair)" in line for line in lines), lines
    assert not left.exists()
    file.write_bytes(content)
    assert check(closed) == (0, ["1 accounts compared, 0 differences"])


def test_beside_a_server_phones_are_sent_what_was_repaired(new_server):
    server = new_server()
    account, other = server.add_account(), server.add_account()
    lmtp.deliver(server, account, messages.plain("one"), messages.plain("two"))
    lmtp.deliver(server, other, messages.plain("three"))
    sql(server, "UPDATE object SET preview = 'x', envelope = (SELECT envelope FROM object"
                " WHERE id = 2) WHERE id = 1")  # fmt: skip
    phone = Phone(server, account)
    phone.sync_all()
    assert phone.subjects() == ["two", "two"]
    status, lines = check(server, account.address)
    assert status == 1 and "object 1 has another envelope, preview" in lines[0]
    assert check(server, other.address) == (0, ["1 accounts compared, 0 differences"])
    status, lines = check(server, "--repair")
    assert (status, lines[-1]) == (0, "2 accounts compared, 0 differences left, 1 repaired")
    phone.sync_all()
    assert phone.subjects() == ["one", "two"]
    assert check(server)[0] == 0


def test_an_account_that_can_not_be_read_is_named_and_others_are_compared(closed):
    other = closed.add_account()
    for file in (closed.data / "accounts" / "1").glob("store.db*"):
        file.write_bytes(b"no database" * 1000)
    status, lines = check(closed)
    assert status == 1 and lines[0].startswith("u1@example.org: ")
    assert lines[-1] == "2 accounts compared, 1 differences"
    assert check(closed, other.address)[0] == 0


def test_more_messages_than_one_step_takes(closed, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(150):
        (folder / f"{number}.eml").write_bytes(messages.plain(f"many {number}"))
    closed.command("import", "u1@example.org", folder)
    sql(closed, "UPDATE object SET preview = 'x'",
        copy_object("id + 1000"), copy_object("id + 10000"))  # fmt: skip
    status, lines = check(closed, "--repair")
    assert status == 0, lines[-1]
    assert sum("belongs to no item" in line for line in lines) == 3 * 153
    assert check(closed) == (0, ["1 accounts compared, 0 differences"])
