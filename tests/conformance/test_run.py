"""script/run over the binary under test, without its installing and building."""

import shutil
import signal
import subprocess

import pytest

import messages
from places import BINARY, SOURCE
from server import run_command
from waiting import eventually


@pytest.fixture
def tree(tmp_path):
    """A source tree that is built already."""
    root = tmp_path / "tree"
    (root / "script").mkdir(parents=True)
    (root / "build" / "release").mkdir(parents=True)
    shutil.copy(SOURCE / "script" / "run", root / "script" / "run")
    for name in ("install-packages", "build"):
        (root / "script" / name).write_text("#!/bin/sh\n")
        (root / "script" / name).chmod(0o755)
    (root / "build" / "release" / "syncgate").symlink_to(BINARY)
    return root


def run_until_served(tree, *arguments):
    """What script/run tells until it serves; it is then stopped as by Ctrl-C."""
    told = tree / "told"
    with open(told, "wb") as out:
        process = subprocess.Popen(
            [tree / "script" / "run", "--https", "127.0.0.1:0", "--lmtp", "127.0.0.1:0", *arguments],
            stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    try:
        eventually(lambda: b"is serving" in told.read_bytes() or process.poll() is not None,
                   "script/run to serve", 60)  # fmt: skip
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, told.read_text()
    finally:
        process.kill()
    return told.read_text()


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
