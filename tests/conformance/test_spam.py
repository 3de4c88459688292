"""What users move into Spam? and out of it is told to the spam filter, by commands of the administrator's.
Source: docs/administration.md, "Spam"."""

import pytest

import lmtp
import messages
from eas import delete
from phone import INBOX, TRASH, Phone
from waiting import eventually
from wbxml import AirSync, ItemOperations

TEACH = 'cat > "$LESSONS/$$.part" && echo "{} $SYNCGATE_ACCOUNT" > "$LESSONS/$$.as" && ' \
        'mv "$LESSONS/$$.part" "$LESSONS/$$.eml"'  # fmt: skip


class School:
    """A server whose filter writes down what it is told: each message, and what it is."""

    def __init__(self, new_server, folder):
        self.folder = folder
        self.server = new_server()
        self.account = self.server.add_account()
        self.phone = Phone(self.server, self.account, "16.1")

    def deliver(self, subject, **how):
        lmtp.deliver(self.server, self.account, messages.plain(subject, **how))
        self.phone.sync_all()

    def move(self, subject, source, destination):
        phone = self.phone
        phone.sync_all(phone.folder(source))
        item = phone.by_subject(subject, phone.folder(source))
        (response,) = phone.client.move(
            (item.id, phone.folder(source), phone.folder(destination))
        )
        assert response.text("Status") == "3", response

    def lessons(self):
        """(what, account, subject) of each, in no order."""
        found = []
        for file in self.folder.glob("*.eml"):
            what, account = file.with_suffix(".as").read_text().split()
            found.append((what, account, file.read_bytes()))
        return found

    def said(self, subject):
        mine = [l for l in self.lessons() if f"Subject: {subject}\r\n".encode() in l[2]]
        return [what for what, account, _ in mine if account == self.account.address]


@pytest.fixture
def school(new_server, tmp_path, monkeypatch):
    monkeypatch.setenv("LESSONS", str(tmp_path))
    for what in ("spam", "ham"):
        monkeypatch.setenv(f"SYNCGATE_SPAM_LEARN_{what.upper()}", TEACH.format(what))
    made = School(new_server, tmp_path)
    yield made
    made.phone.client.close()


def test_a_move_into_spam_and_one_out_of_it_are_learnt(school):
    school.deliver("buy now", text="Cheap.\r\n")
    school.move("buy now", INBOX, "Spam?")
    eventually(lambda: school.said("buy now") == ["spam"], "the filter learns spam")
    assert school.lessons()[0][2].endswith(b"\r\n\r\nCheap.\r\n")
    school.move("buy now", "Spam?", INBOX)
    eventually(lambda: sorted(school.said("buy now")) == ["ham", "spam"], "the filter learns ham")


def test_what_is_deleted_emptied_or_moved_to_trash_is_no_ham(school):
    phone = school.phone
    for subject in ("trashed", "deleted", "emptied"):
        school.deliver(subject)
        school.move(subject, INBOX, "Spam?")
        eventually(lambda: school.said(subject) == ["spam"], f"{subject} is spam")  # noqa: B023
    school.move("trashed", "Spam?", TRASH)
    spam = phone.folder("Spam?")
    phone.sync_all(spam)
    phone.sync(spam, [delete(phone.by_subject("deleted", spam).id)])
    empty = ItemOperations.EmptyFolderContents(AirSync.CollectionId(spam))
    answer = phone.client.command("ItemOperations", ItemOperations.ItemOperations(empty))
    assert answer.text("Response/EmptyFolderContents/Status") == "1", answer
    school.deliver("the last")
    school.move("the last", INBOX, "Spam?")
    eventually(lambda: school.said("the last") == ["spam"], "what came before was looked at")
    assert sorted(what for what, _, _ in school.lessons()) == ["spam"] * 4


def test_a_failure_is_logged_and_does_not_disturb_the_move(new_server, tmp_path, monkeypatch):
    monkeypatch.setenv("SYNCGATE_SPAM_LEARN_SPAM", "echo down >&2; exit 7")
    school = School(new_server, tmp_path)
    school.deliver("buy now")
    school.move("buy now", INBOX, "Spam?")
    line = eventually(
        lambda: next((l for l in school.server.log_text().splitlines() if "lesson_failed" in l), None),
        "the failure is logged",
    )
    assert "status 7: down" in line and "tries=1" in line
    spam = school.phone.folder("Spam?")
    school.phone.sync_all(spam)
    assert school.phone.subjects(spam) == ["buy now"]
    school.phone.client.close()
