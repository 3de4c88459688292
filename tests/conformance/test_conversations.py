"""A conversation moved as a whole, and what comes of it later. Source: MS-ASCON 3.2.5.3."""

import pytest

import messages
from phone import SENT, TRASH
from test_send import client_id, mail, sent_ok
from wbxml import ItemOperations


class TestMove:
    @pytest.fixture
    def phone(self, new_phone, deliver):
        """With a conversation of two, and another mail."""
        deliver(
            self.message("first"), self.message("second"), messages.plain("other"),
        )  # fmt: skip
        phone = new_phone()
        phone.sync_all()
        return phone

    def message(self, subject):
        return messages.plain(subject, References="<root@elsewhere.example>")

    def move(self, phone, folder, *extra, conversation=None):
        item = phone.by_subject("first")
        answer = phone.client.command(
            "ItemOperations",
            ItemOperations.ItemOperations(
                ItemOperations.Move(
                    ItemOperations.ConversationId(
                        conversation or item.fields["Email2:ConversationId"].data()
                    ),
                    ItemOperations.DstFldId(folder) if folder else None,
                    ItemOperations.Options(ItemOperations.MoveAlways()),
                )
            ),
        )
        assert answer.text("Status") == "1", answer
        return answer.text("Response/Move/Status")

    def test_what_there_is_and_what_comes_later_goes_there(self, phone, deliver):
        """case: MSASCMD_S08_TC06_ItemOperations_Move, MSASCON_S03_TC02_ItemOperations_MoveAlways"""
        folder = phone.folder("Templates")
        phone.sync_all(folder)
        for _ in range(2):  # a lost answer is asked again
            assert self.move(phone, folder) == "1"
        phone.sync_all(folder)
        phone.forget()
        phone.sync_all()
        assert phone.subjects() == ["other"]
        assert phone.subjects(folder) == ["first", "second"]
        deliver(self.message("third"), messages.plain("another"))
        phone.sync_all()
        phone.sync_all(folder)
        assert phone.subjects() == ["another", "other"]
        assert phone.subjects(folder) == ["first", "second", "third"]

    def test_into_trash_it_is_ignored(self, phone, deliver):
        """case: MSASCON_S03_TC01_ItemOperations_Ignore"""
        assert self.move(phone, phone.folder(TRASH)) == "1"
        deliver(self.message("third"))
        phone.sync_all()
        assert phone.subjects() == ["other"]

    def test_what_was_sent_stays_among_the_sent(self, phone, account):
        sent = phone.folder(SENT)
        answer = mail(account, account, subject="mine", References="<root@elsewhere.example>")
        assert sent_ok(phone.client.send_mail(answer, client_id()))
        assert self.move(phone, phone.folder(TRASH)) == "1"
        phone.sync_all(sent)
        assert phone.subjects(sent) == ["mine"]

    def test_a_move_that_is_none_is_told_why(self, phone):
        """case: MSASCON_S03_TC03_ItemOperations_Status2, MSASCON_S03_TC04_ItemOperations_Status6
        case: MSASCON_S03_TC06_ItemOperations_Status156, MSASCMD_S08_TC19_ItemOperations_Status156"""
        assert self.move(phone, None) == "2"
        assert self.move(phone, phone.folder(TRASH), conversation=b"x" * 16) == "6"
        assert self.move(phone, "987654") == "156"
        assert phone.sync_all().commands == 0
