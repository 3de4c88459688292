"""The tools of this suite, against others of their kind."""

import ast
import smtplib
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

import case_table
import lmtp
import messages
from eas import Client
from places import SOURCE
from server import Account
from smtp_sink import Sink


@pytest.fixture
def sink():
    sink = Sink()
    yield sink
    sink.reset()
    sink.down()


def send(sink, message, recipients=("b@example.com",)):
    host, port = sink.address.split(":")
    with smtplib.SMTP(host, int(port), timeout=10) as smtp:
        smtp.sendmail("a@example.com", list(recipients), message)


def test_the_sink_keeps_what_it_is_sent(sink):
    message = messages.plain("kept", ".\r\n..two\r\nend\r\n")
    send(sink, message, ("b@example.com", "c@example.com"))
    (received,) = sink.received("kept")
    assert received.message == message
    assert received.sender == "a@example.com"
    assert received.recipients == ("b@example.com", "c@example.com")


@pytest.mark.parametrize("mode", ["refuse sender", "refuse recipient", "refuse message", "busy",
                                  "drop at the end", "drop at the start"])  # fmt: skip
def test_the_sink_fails_as_it_is_told(sink, mode):
    sink.mode = mode
    with pytest.raises(smtplib.SMTPException):
        send(sink, messages.plain("refused"))
    assert not sink.received("refused")


def test_the_sink_goes_down_and_comes_up_at_the_same_place(sink):
    address = sink.address
    sink.down()
    with pytest.raises(OSError):
        send(sink, messages.plain("down"))
    sink.up()
    send(sink, messages.plain("up"))
    assert sink.address == address and sink.received("up")


def test_dots_are_stuffed_only_at_the_start_of_lines():
    assert lmtp.dotted(b".a\r\nb.\r\n..\r\n\n.c") == b"..a\r\nb.\r\n...\r\n\n.c\r\n.\r\n"


def test_line_ends_become_those_of_the_store():
    assert messages.crlf(b"From x\na\nb\r\nc\rd") == b"a\r\nb\r\nc\r\nd"


def test_a_base64_query_has_the_published_bytes():
    """The example of the reference: Nine's Sync in 14.1, but for Options and User."""
    client = Client(None, Account("", ""), "14.1", "Nine4383AF346860", "Android", base64_query=True)
    assert client.target("Sync").endswith("jQAJBBBOaW5lNDM4M0FGMzQ2ODYwBAAAAAAHQW5kcm9pZAgA")
    assert client.target("Sync", options=0).count("?") == 1


def test_ping_and_options_carry_no_policy_key():
    client = Client(None, Account("u@example.org", "x"))
    assert "X-MS-PolicyKey" not in client.headers("Ping")
    assert client.headers("Sync")["X-MS-PolicyKey"] == "0"


@pytest.mark.parametrize("own, ends", [
    ('<testcase name="a"/><testcase name="b"/>', ["2 passed, 0 failed"]),
    ('<testcase name="a"/><testcase name="b"><skipped/></testcase>',
     ["1 skipped", "1 passed, 0 failed"]),
    ('<testcase name="a"/><testcase name="b"><failure/></testcase>',
     ["failed: own: b", "1 passed, 1 failed"]),
])  # fmt: skip
def test_the_last_line_counts_passed_and_failed_alone(tmp_path, own, ends):
    (tmp_path / "own.xml").write_text(f"<testsuite>{own}</testsuite>")
    (tmp_path / "ctest.xml").write_text("<testsuite/>")
    counted = subprocess.run(
        [sys.executable, SOURCE / "script" / "count_tests.py", tmp_path],
        capture_output=True, text=True,
    )  # fmt: skip
    assert counted.stdout.splitlines() == ends
    assert counted.returncode == (1 if "failed:" in counted.stdout else 0)


class TestCaseTable:
    def test_every_case_that_a_test_names_is_one(self):
        known = case_table.cases()
        known |= {case_table.number_of(case): row for case, row in known.items()}
        for file in sorted(Path(__file__).parent.rglob("test_*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.FunctionDef):
                    for case in case_table.named_in(ast.get_docstring(node)):
                        assert case in known, f"{file.name}: {node.name} names {case}"

    def test_every_reason_is_about_some_case(self):
        known = case_table.cases()
        for pattern, reason in case_table.reasons():
            assert reason and any(fnmatchcase(case, pattern) for case in known), pattern
