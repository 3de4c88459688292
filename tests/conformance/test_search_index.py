"""The index of words behind Search: in every script, made anew when it is lost, and kept up."""

import contextlib
import sqlite3

import pytest

import lmtp
import messages
from cluster import POSTGRES
from eas import delete
from phone import Phone
from searching import searched, subjects, words
from waiting import eventually
from wbxml import AirSync, Search

SCRIPTS = [
    ("Łódź i Zażółć", "lodz", "zazolc"), ("Über den Wolken", "uber", "ÜBER"),
    ("日本語版のお知らせ", "語版", "知"), ("한국어입니다", "국어", "한국"), ("สวัสดีครับ", "สดี", "ครับ"),
    ("Ёлка в лесу", "елка", "ЛЕСУ"), ("party 🎉 time", "🎉", '"party 🎉"'),
]  # fmt: skip


def one_value(file, query, *values):
    with contextlib.closing(sqlite3.connect(file)) as database:
        (value,) = database.execute(query, values).fetchone()
        return value


def indexed(server, account, count):
    """Waits until the account's index knows the first messages that came."""
    number = one_value(
        server.data / "directory.db", "SELECT id FROM account WHERE address = ?", account.address
    )
    words_file = server.data / "accounts" / str(number) / "words.db"

    def known():
        return (
            words_file.exists()
            and one_value(words_file, "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'word_mark'")
            and one_value(words_file, "SELECT upto FROM word_mark") >= count
        )

    eventually(known, "the index is up to date")


@pytest.mark.skipif(POSTGRES, reason="looks into the index in files; tests/contract has both")
class TestIndex:
    """What is found is the same before a message is indexed and after."""

    @pytest.fixture
    def in_both(self, new_phone, server, account):
        """Runs a look twice: at once, and when the index knows so many messages."""
        phone = new_phone()

        def both(count, look):
            look(phone)
            indexed(server, account, count)
            look(phone)

        return both

    def test_in_any_script_and_spelling(self, in_both, deliver):
        deliver(*(messages.plain(subject) for subject, *_ in SCRIPTS))

        def look(phone):
            for subject, *texts in SCRIPTS:
                for text in texts:
                    assert subjects(searched(phone, words(text))) == [subject], text

        in_both(len(SCRIPTS), look)

    def test_as_words_phrases_and_alternatives(self, in_both, deliver):
        deliver(
            messages.plain("one", "The quick brown fox.\r\n"),
            messages.plain("two", "The brown quick fox.\r\n"),
            messages.with_attachments(
                "three", files=[("Übersicht 2026.pdf", "application/pdf", b"%PDF")]
            ),
        )
        rows = [
            ('"quick brown"', {"one"}), ("quick brown", {"one", "two"}), ("qui*", {"one", "two"}),
            ("uick", set()), ("ubersicht", {"three"}), ("2026.pdf OR \"brown quick\"", {"two", "three"}),
            ("fox -\"quick brown\"", {"two"}), ("subject:fox", set()), ("body:fox subject:one", {"one"}),
            ("-fox", {"three"}), ("fox received<2020-01-01", set()),
        ]  # fmt: skip

        def look(phone):
            for text, found in rows:
                assert set(subjects(searched(phone, words(text)))) == found, text

        in_both(3, look)

    def test_wherever_a_message_goes(self, in_both, deliver):
        deliver(messages.plain("wanderer"))

        def look(phone):
            parent = phone.create_folder(messages.unique("parent"))
            child = phone.create_folder("child", parent)
            here, top = AirSync.CollectionId(phone.inbox), AirSync.CollectionId(parent)
            below = [Search.DeepTraversal()]
            (result,) = searched(phone, words("wanderer")).all("Result")
            (moved,) = phone.client.move((result.text("LongId"), phone.inbox, child))
            assert subjects(searched(phone, here, words("wanderer"))) == []
            assert subjects(searched(phone, top, words("wanderer"))) == []
            assert subjects(searched(phone, top, words("wanderer"), options=below)) == ["wanderer"]
            phone.client.move((moved.text("DstMsgId"), child, phone.inbox))
            assert subjects(searched(phone, here, words("wanderer"))) == ["wanderer"]

        in_both(1, look)

    def test_until_it_is_deleted(self, in_both, deliver):
        deliver(messages.plain("short-lived"), messages.plain("also short-lived"))

        def look(phone):
            phone.sync_all()
            going, *staying = phone.subjects()
            phone.sync(commands=[delete(phone.by_subject(going).id)], deletes_as_moves=False)
            assert subjects(searched(phone, words("lived"))) == staying

        in_both(2, look)

    def test_after_a_crash(self, new_server):
        server = new_server()
        account = server.add_account()
        lmtp.deliver(server, account, messages.plain("before the crash"))
        server.kill()
        server.start()
        phone = Phone(server, account, device="crashed")
        assert subjects(searched(phone, words("crash"))) == ["before the crash"]
        indexed(server, account, 1)
        lmtp.deliver(server, account, messages.plain("after the crash"))
        found = subjects(searched(phone, words("crash")))
        assert found == ["after the crash", "before the crash"]
        phone.client.close()
