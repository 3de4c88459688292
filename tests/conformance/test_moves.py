"""Deleting, to the trash and for good, and moving.
Source: MS-ASCMD (Sync: DeletesAsMoves; 2.2.1.12 MoveItems)."""

import pytest

import eas
import messages
from eas import FOLLOW_UP
from phone import DRAFTS, INBOX, SENT, TRASH, Phone
from wbxml import Email, Move


class TestDelete:
    @pytest.fixture
    def pair(self, new_phone, deliver, main_version):
        deliver(messages.plain("keep"), messages.plain("go"))
        phones = new_phone(main_version), new_phone("16.1")
        for phone in phones:
            phone.sync_all()
            phone.sync_all(phone.folder(TRASH))
        return phones

    def test_to_the_trash(self, pair):
        """case: MSASCMD_S19_TC34"""
        here, there = pair
        trash = here.folder(TRASH)
        here.sync(commands=[eas.delete(here.by_subject("go").id)], deletes_as_moves=True)
        for phone in pair:
            phone.sync_all()
            phone.sync_all(trash)
            assert phone.subjects() == ["keep"] and phone.subjects(trash) == ["go"]

    def test_to_the_trash_unless_it_is_said_otherwise(self, pair):
        here, _ = pair
        here.sync(commands=[eas.delete(here.by_subject("go").id)])
        here.sync_all(here.folder(TRASH))
        assert here.subjects(here.folder(TRASH)) == ["go"]

    def test_for_good(self, pair):
        """case: MSASCMD_S19_TC35 MSASCMD_S19_TC38"""
        here, there = pair
        here.sync(commands=[eas.delete(here.by_subject("go").id)], deletes_as_moves=False)
        for phone in pair:
            phone.sync_all()
            phone.sync_all(phone.folder(TRASH))
            assert phone.subjects() == ["keep"] and not phone.items(phone.folder(TRASH))

    def test_from_the_trash_is_for_good(self, pair):
        here, there = pair
        trash = here.folder(TRASH)
        here.sync(commands=[eas.delete(here.by_subject("go").id)], deletes_as_moves=True)
        here.sync_all(trash)
        here.sync(trash, [eas.delete(here.only(trash).id)], deletes_as_moves=True)
        for phone in pair:
            phone.sync_all(trash)
            assert not phone.items(trash)

    def test_the_other_phone_is_told_once(self, pair):
        here, there = pair
        item = here.by_subject("go")
        here.sync(commands=[eas.delete(item.id)])
        assert there.sync_all().deleted == [item.id]
        assert there.sync_all().commands == 0 and here.sync_all().commands == 0

    def test_an_unknown_item_is_no_error_of_the_folder(self, pair):
        here, _ = pair
        answer = here.client.command("Sync", here.request(here.inbox, [eas.delete("1:987654")]))
        assert answer.text("Collections/Collection/Status") == "1"
        status = answer.text("Collections/Collection/Responses/Delete/Status")
        assert status in (None, "8"), answer


class TestMoveItems:
    @pytest.fixture
    def phone(self, new_phone, deliver, main_version):
        deliver(messages.plain("stays"), messages.plain("moves"))
        phone = new_phone(main_version)
        phone.sync_all()
        return phone

    def test_success_is_3_with_a_new_id(self, phone, new_phone):
        """case: MSASCMD_S10_TC01"""
        item, templates = phone.by_subject("moves"), phone.folder("Templates")
        (response,) = phone.client.move((item.id, phone.inbox, templates))
        assert response.text("Status") == "3" and response.text("SrcMsgId") == item.id
        assert response.text("DstMsgId") not in (None, item.id)
        for each in (phone, new_phone()):
            each.sync_all()
            each.sync_all(templates)
            assert each.subjects() == ["stays"]
            assert list(each.items(templates)) == [response.text("DstMsgId")]

    def test_read_and_flag_go_with_it(self, phone):
        item, templates = phone.by_subject("moves"), phone.folder("Templates")
        phone.sync(commands=[eas.change(item.id, Email.Read(1), Email.Flag(FOLLOW_UP))])
        phone.client.move((item.id, phone.inbox, templates))
        phone.sync_all(templates)
        assert phone.by_subject("moves", templates).state() == ("moves", True, True)

    def test_there_and_back_gives_a_third_id(self, phone):
        item, templates = phone.by_subject("moves"), phone.folder("Templates")
        (there,) = phone.client.move((item.id, phone.inbox, templates))
        (back,) = phone.client.move((there.text("DstMsgId"), templates, phone.inbox))
        assert back.text("Status") == "3"
        assert back.text("DstMsgId") not in (item.id, there.text("DstMsgId"))
        phone.sync_all()
        assert phone.subjects() == ["moves", "stays"]

    def test_several_moves_are_answered_in_their_order(self, phone):
        templates = phone.folder("Templates")
        answers = phone.client.move(
            (phone.by_subject("moves").id, phone.inbox, templates),
            ("1:987654", phone.inbox, templates),
            (phone.by_subject("stays").id, phone.inbox, phone.folder(TRASH)),
        )
        assert [a.text("Status") for a in answers] == ["3", "1", "3"]

    def test_a_second_move_of_an_item_is_5(self, phone):
        """case: MSASCMD_S10_TC06_MoveItems_Status5"""
        item, templates = phone.by_subject("moves"), phone.folder("Templates")
        answers = phone.client.move(
            (item.id, phone.inbox, templates), (item.id, phone.inbox, phone.folder(TRASH))
        )
        assert [a.text("Status") for a in answers] == ["3", "5"]
        phone.sync_all(templates)
        phone.sync_all(phone.folder(TRASH))
        assert phone.subjects(templates) == ["moves"] and not phone.items(phone.folder(TRASH))


class TestOutlook:
    """It keeps a mail that it moved, under the new id."""

    @pytest.fixture
    def outlook(self, server, account, deliver):
        deliver(messages.plain("moves"), messages.plain("stays"))
        phone = Phone(server, account, "14.0", "outlook1", set_up=False)
        phone.client.device_type = "WindowsOutlook15"
        phone.folder_sync()
        phone.sync_all()
        phone.sync_all(phone.folder("Templates"))
        yield phone
        phone.client.close()

    @staticmethod
    def move(phone):
        item, templates = phone.by_subject("moves"), phone.folder("Templates")
        (response,) = phone.client.move((item.id, phone.inbox, templates))
        return templates, response.text("DstMsgId")

    @staticmethod
    def commands(answer):
        return [
            (each.tag, each.text("ServerId"))
            for each in answer.find("Collections/Collection/Commands").children
        ]

    def test_is_told_of_it_as_changed(self, outlook, new_phone):
        templates, there = self.move(outlook)
        for _ in range(2):  # the first answer is lost
            answer = outlook.sync(templates, lose=True)
            assert self.commands(answer) == [("Change", there)]
        other = new_phone()
        other.sync_all(templates)
        assert list(other.items(templates)) == [there]

    def test_is_told_of_all_as_new_where_it_begins_anew(self, outlook):
        templates, there = self.move(outlook)
        outlook.forget(templates)
        outlook.sync_all(templates)
        assert list(outlook.items(templates)) == [there]


class TestIos6:
    def test_gets_an_answer_with_collections_when_there_is_no_news(self, server, account):
        phone = Phone(server, account, "14.1", "ios6", set_up=False)
        phone.client.device_type, phone.client.user_agent = "iPhone", "Apple-iPhone4C1/1002.329"
        phone.client.provision()
        phone.folder_sync()
        phone.sync_all()
        key = phone.box(phone.inbox).key
        answer = phone.sync(lose=True)
        assert answer is not None and answer.text("Collections/Collection/SyncKey") == key
        assert answer.text("Collections/Collection/Status") == "1"
        phone.client.close()


class TestMoveItemsInEveryVersion:
    @pytest.fixture
    def phone(self, new_phone, deliver, version):
        deliver(messages.plain("stays"), messages.plain("moves"))
        phone = new_phone(version)
        phone.sync_all()
        return phone

    def refused(self, phone, message, source, destination, status):
        (response,) = phone.client.move((message, source, destination))
        assert response.text("Status") == status, response
        assert response.text("SrcMsgId") == message and not response.has("DstMsgId"), response
        assert phone.sync_all().commands == 0

    def test_success(self, phone):
        """case: MSASCMD_S10_TC01_MoveItems_Success"""
        item, templates = phone.by_subject("moves"), phone.folder("Templates")
        (response,) = phone.client.move((item.id, phone.inbox, templates))
        assert response.text("Status") == "3"
        assert response.text("DstMsgId").startswith(templates)
        phone.sync_all(templates)
        assert list(phone.items(templates)) == [response.text("DstMsgId")]

    def test_errors(self, phone):
        """case: MSASCMD_S10_TC02_MoveItems_Status1_InvalidSrcFldId
        case: MSASCMD_S10_TC03_MoveItems_Status1_InvalidSrcMsgId
        case: MSASCMD_S10_TC04_MoveItems_Status2
        case: MSASCMD_S10_TC05_MoveItems_Status4"""
        item, inbox, templates = phone.by_subject("moves").id, phone.inbox, phone.folder("Templates")
        for message, source, destination, status in (
            (item, "987654", templates, "1"), (item, "x", templates, "1"),
            (item, templates, inbox, "1"), (f"{inbox}:987654", inbox, templates, "1"),
            ("x", inbox, templates, "1"), (item, inbox, "987654", "2"), (item, inbox, "x", "2"),
            (item, inbox, inbox, "4"),
        ):  # fmt: skip
            self.refused(phone, message, source, destination, status)

    def test_a_destination_that_is_gone_is_2(self, phone, new_phone):
        made, other = phone.create_folder("Made"), new_phone()
        for _ in range(2):  # into Trash, and from there
            other.delete_folder(made)
            other.folder_sync()
        self.refused(phone, phone.by_subject("moves").id, phone.inbox, made, "2")

    def test_several_destinations_are_5(self, phone):
        """case: MSASCMD_S10_TC06_MoveItems_Status5"""
        item = phone.by_subject("moves").id
        move = Move.Move(
            Move.SrcMsgId(item), Move.SrcFldId(phone.inbox),
            Move.DstFldId(phone.folder("Templates")), Move.DstFldId(phone.folder(TRASH)),
        )  # fmt: skip
        answer = phone.client.command("MoveItems", Move.MoveItems(move))
        assert answer.text("Response/Status") == "5", answer
        assert phone.sync_all().commands == 0

    def test_every_message_of_a_conversation_moves(self, phone, deliver):
        """case: MSASCON_S04_TC01_MoveItems_Move"""
        deliver(*(messages.plain("Re: stays") for _ in range(3)))
        phone.sync_all()
        templates, items = phone.folder("Templates"), list(phone.items())
        answers = phone.client.move(*((item, phone.inbox, templates) for item in items))
        assert [a.text("Status") for a in answers] == ["3"] * len(items)
        phone.sync_all()
        phone.sync_all(templates)
        assert not phone.items() and len(phone.items(templates)) == len(items)

    def test_over_a_thousand_moves_are_103(self, phone):
        """case: MSASCMD_S10_TC07_MoveItems_Status103"""
        moves = Move.MoveItems([
            Move.Move(
                Move.SrcMsgId(f"1:{i}"), Move.SrcFldId(phone.inbox),
                Move.DstFldId(phone.folder(TRASH)),
            )
            for i in range(1001)
        ])  # fmt: skip
        response = phone.client.request("MoveItems", moves)
        if eas.at_least(phone.client.version, "14.0"):
            assert response.status == 200 and response.doc.text("Status") == "103"
        else:
            assert response.status == 400  # as all Statuses of all commands before 14.0


def test_every_folder_counts_its_own(new_phone, server, account, tmp_path):
    counts = {INBOX: 3, DRAFTS: 0, SENT: 2, TRASH: 1, "Templates": 4, "Spam?": 5}
    first = new_phone()
    for name, count in counts.items():
        folder = tmp_path / name.replace("?", "")
        folder.mkdir()
        for i in range(count):
            (folder / f"{i}.eml").write_bytes(messages.plain(f"{name} {i}"))
        title = first.folders[first.folder(name)].name
        if count:
            server.import_mail(account, folder, folder=title)
    phone = new_phone()
    assert len(phone.mail_folders) == 6, "an import into a folder that is there made another"
    for name, count in counts.items():
        folder_id = phone.folder(name)
        phone.sync(folder_id)
        estimate = phone.client.estimate(folder_id, phone.box(folder_id).key)
        assert estimate.number("Collection/Estimate", 0) == count
        phone.sync_all(folder_id)
        assert len(phone.items(folder_id)) == count
