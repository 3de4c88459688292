"""Requests against the rules: which Status they get, where it stands, and that nothing of them is
done. Source: MS-ASCMD 2.2.2 and 2.2.3.177 (Status), MS-ASAIRS 2.2.2."""

import base64
import struct

import pytest

import eas
import messages
from eas import at_least, body_preference, fetch_file, fetch_item
from phone import SENT, TRASH
from wbxml import (
    AirSync,
    AirSyncBase,
    ComposeMail,
    Email,
    FolderHierarchy,
    GetItemEstimate,
    ItemOperations,
    Ping,
    Settings,
)

OUT_OF_ORDER = AirSyncBase.BodyPreference(AirSyncBase.TruncationSize(100), AirSyncBase.Type(1))


@pytest.fixture(params=["12.1", "14.0", "16.1"])
def version(request):
    """Those between which Statuses differ."""
    return request.param


def only_status(answer, status):
    return [(c.tag, c.text()) for c in answer.children] == [("Status", status)]


def options_for(*classes):
    return [AirSync.Options(AirSync.Class(name) if name else None) for name in classes]


class TestSync:
    @pytest.fixture
    def phone(self, new_phone, deliver, version):
        deliver(messages.plain("one"))
        phone = new_phone(version)
        phone.sync_all()
        return phone

    def collection(self, phone, *more):
        return AirSync.Collection(
            AirSync.SyncKey(phone.box(phone.inbox).key), AirSync.CollectionId(phone.inbox), more
        )

    def ask(self, phone, *collections):
        return phone.client.command("Sync", AirSync.Sync(AirSync.Collections(collections)))

    @pytest.mark.parametrize(
        "more",
        [
            options_for(None, "Email"), options_for("SMS", "SMS"),
            options_for("Email", "Contacts"), options_for("Journal"),
            [AirSync.Options(OUT_OF_ORDER)],
            [AirSync.Options(AirSync.FilterType("x"))],
            [AirSync.Options(body_preference(1), body_preference(1))],
            [AirSync.DeletesAsMoves("true")], [AirSync.DeletesAsMoves("2")],
            [AirSync.Commands([eas.delete("1:1")] * 201)],
            [AirSync.Commands(AirSync.Delete())],
        ],
        ids=["Email twice", "SMS twice", "Contacts beside Email", "no class", "order", "filter",
             "body twice", "DeletesAsMoves true", "DeletesAsMoves 2", "201 commands",
             "a command of nothing"],
    )  # fmt: skip
    def test_a_malformed_collection_is_4_of_the_whole(self, phone, more):
        assert only_status(self.ask(phone, self.collection(phone, *more)), "4")

    def test_the_good_collection_beside_it_is_not_half_done(self, phone):
        item = phone.by_subject("one")
        good = self.collection(phone, AirSync.Commands(phone.mark_read(item)))
        bad = AirSync.Collection(AirSync.CollectionId(phone.folder(SENT)))
        assert only_status(self.ask(phone, good, bad), "4")
        phone.forget()
        phone.sync_all()
        assert not phone.by_subject("one").read

    @pytest.mark.parametrize("value", ["true", "2"])
    def test_a_deletion_by_a_guess_loses_no_mail(self, phone, value):
        item = phone.by_subject("one")
        asked = self.collection(
            phone, AirSync.DeletesAsMoves(value), AirSync.Commands(eas.delete(item.id))
        )
        self.ask(phone, asked)
        phone.forget()
        phone.sync_all()
        assert phone.subjects() == ["one"]

    def test_options_of_another_class_are_4_of_the_collection(self, phone):
        answer = self.ask(phone, self.collection(phone, *options_for("Calendar")))
        assert answer.text("Collections/Collection/Status") == "4"

    @pytest.mark.parametrize("classes", [["Email"], [None], ["SMS"], ["Email", "SMS"]])
    def test_mail_and_text_messages_go_together(self, phone, classes):
        """case: MSASCMD_S07_TC14"""
        answer = self.ask(phone, self.collection(phone, *options_for(*classes)))
        assert answer is None or answer.text("Collections/Collection/Status") == "1", answer

    def test_an_unknown_key_is_3_of_its_collection(self, phone):
        answer = phone.client.sync(eas.collection(phone.inbox, "987654321"))
        assert answer.text("Collections/Collection/Status") == "3"

    def test_changes_with_key_0_are_4(self, phone):
        asked = AirSync.Collection(
            AirSync.SyncKey("0"), AirSync.CollectionId(phone.inbox), AirSync.GetChanges(1)
        )
        assert only_status(self.ask(phone, asked), "4")

    def test_without_collections_it_is_4(self, phone):
        assert only_status(phone.client.command("Sync", AirSync.Sync()), "4")
        assert only_status(
            phone.client.command("Sync", AirSync.Sync(AirSync.Collections())), "4"
        )

    def test_a_part_or_an_empty_body_is_13(self, phone):
        assert only_status(phone.client.command("Sync", eas.sync_request(partial=True)), "13")
        assert only_status(phone.client.command("Sync"), "13")

    def test_over_a_thousand_collections_are_15_with_the_limit(self, phone):
        answer = self.ask(phone, *(eas.collection(str(i), "1") for i in range(1001)))
        assert answer.text("Status") == "15" and answer.text("Limit") == "1000", answer

    @pytest.mark.parametrize("wait, limit", [({"wait": -1}, "1"), ({"heartbeat": -300}, "60")])
    def test_a_negative_wait_is_14_with_the_bound(self, phone, wait, limit):
        request = eas.sync_request(self.collection(phone), **wait)
        answer = phone.client.command("Sync", request)
        assert answer.text("Status") == "14" and answer.text("Limit") == limit, answer

    def test_a_flag_that_is_active_needs_its_type(self, phone):
        item = phone.by_subject("one")
        result = phone.sync(commands=[eas.change(item.id, Email.Flag(Email.Status(2)))])
        assert result.responses == {item.id: "6"}


@pytest.mark.parametrize("version", ["14.1", "16.1"])
class TestBodyParts:
    def part(self, body_type, *more):
        return AirSyncBase.BodyPartPreference(AirSyncBase.Type(body_type), more)

    def test_another_type_than_html_is_164(self, synced, deliver, version):
        """case: MSASCON_S01_TC08 MSASCON_S03_TC07 MSASCMD_S21_TC05"""
        deliver(messages.plain())
        phone = synced(version=version)
        asked = eas.collection(
            phone.inbox, phone.box(phone.inbox).key, options=AirSync.Options(self.part(1))
        )
        assert only_status(phone.client.sync(asked), "164")
        fetch = fetch_item(phone.inbox, phone.only().id, self.part(4))
        request = ItemOperations.ItemOperations(fetch)
        assert only_status(phone.client.command("ItemOperations", request), "164")



class TestEstimate:
    @pytest.fixture
    def phone(self, new_phone, version, server, account, tmp_path):
        (tmp_path / "old.eml").write_bytes(messages.plain("old", date=messages.days_ago(300)))
        server.import_mail(account, tmp_path / "old.eml")
        phone = new_phone(version, filter_type=1)
        phone.sync_all()
        return phone

    def ask(self, phone, *more):
        asked = GetItemEstimate.Collection(
            AirSync.SyncKey(phone.box(phone.inbox).key), GetItemEstimate.CollectionId(phone.inbox),
            more,
        )  # fmt: skip
        root = GetItemEstimate.GetItemEstimate(GetItemEstimate.Collections(asked))
        return phone.client.request("GetItemEstimate", root)

    def filtered(self, phone, value):
        element = AirSync.FilterType(value)
        return self.ask(
            phone, AirSync.Options(element) if at_least(phone.client.version, "14.0") else element
        )

    def test_without_a_filter_everything_counts(self, phone):
        """case: MSASCMD_S07_TC02_GetItemEstimate_WithoutOptions"""
        inside = phone.client.estimate(phone.inbox, phone.box(phone.inbox).key, 1)
        assert inside.text("Collection/Estimate") == "0"
        assert self.ask(phone).doc.text("Response/Collection/Estimate") == "1"

    def test_filters_of_mail_are_1_and_those_of_other_classes_110(self, phone):
        """case: MSASCMD_S07_TC04_GetItemEstimate_Email_FilterType"""
        for value in range(6):
            assert self.filtered(phone, value).doc.text("Response/Status") == "1"
        for value in (6, 7, 8):
            response = self.filtered(phone, value)
            if at_least(phone.client.version, "14.0"):
                assert only_status(response.doc, "110")
            else:
                assert response.status == 500

    def test_a_filter_that_is_none_is_103(self, phone):
        """case: MSASCMD_S07_TC07_GetItemEstimate_InvalidFilterType"""
        response = self.filtered(phone, 9)
        if at_least(phone.client.version, "14.0"):
            assert response.doc.text("Response/Status") == "103"
        else:
            assert response.status == 400

    def test_several_limits_of_items_are_no_error(self, phone):
        """case: MSASCMD_S07_TC08_GetItemEstimate_MoreThanOneMaxItems"""
        if at_least(phone.client.version, "14.0"):
            twice = AirSync.Options(AirSync.MaxItems(1), AirSync.MaxItems(2))
            assert self.ask(phone, twice).doc.text("Response/Status") == "1"

    def test_classes_that_do_not_go_together_are_4(self, phone):
        """case: MSASCMD_S07_TC14_GetItemEstimate_WithCombinationClasses
        case: MSASCMD_S07_TC16_GetItemEstimate_WithStatusValue4Returned"""
        assert only_status(self.ask(phone, *options_for("Email", "Calendar")).doc, "4")
        both = self.ask(phone, *options_for("Email", "SMS")).doc
        assert both.text("Response/Status") == "1"

    def test_over_a_thousand_collections_are_103(self, phone):
        """case: MSASCMD_S07_TC15_GetItemEstimate_Collection_LimitValue"""
        many = [
            GetItemEstimate.Collection(AirSync.SyncKey("1"), GetItemEstimate.CollectionId(str(i)))
            for i in range(1001)
        ]
        root = GetItemEstimate.GetItemEstimate(GetItemEstimate.Collections(many))
        response = phone.client.request("GetItemEstimate", root)
        assert response.status == 400 or only_status(response.doc, "103")
        assert (response.status == 400) == (not at_least(phone.client.version, "14.0"))


class TestSettings:
    @pytest.fixture
    def ask(self, new_phone, version):
        client = new_phone(version).client
        return lambda *parts: client.command("Settings", Settings.Settings(parts))

    @pytest.mark.parametrize(
        "part",
        [
            Settings.DevicePassword(), Settings.DevicePassword(Settings.Set()), Settings.Oof(),
            Settings.UserInformation(), Settings.DeviceInformation(),
        ],
        ids=lambda part: part.tag,
    )
    def test_a_part_without_what_it_needs_is_2_alone(self, ask, part):
        """case: MSASCMD_S16_TC02_Settings_DevicePassword_Status2"""
        assert only_status(ask(Settings.UserInformation(Settings.Get()), part), "2")

    def test_there_is_no_away_message(self, ask):
        answer = ask(Settings.Oof(Settings.Get(Settings.BodyType("TEXT"))))
        assert answer.text("Oof/Status") == "1" and answer.text("Oof/Get/OofState") == "0"

    def test_a_state_that_is_none_is_not_set(self, ask):
        answer = ask(Settings.Oof(Settings.Set(Settings.OofState(3))))
        assert answer.text("Status") == "1" and answer.text("Oof/Status") == "2"

    @pytest.mark.parametrize("password, status", [("secret", "7"), ("x" * 256, "5")])
    def test_passwords_are_not_kept(self, ask, password, status):
        """case: MSASCMD_S16_TC16_Settings_DevicePassword_LongPassword"""
        answer = ask(Settings.DevicePassword(Settings.Set(Settings.Password(password))))
        assert answer.text("DevicePassword/Status") == status

    @pytest.mark.parametrize("version", ["14.1", "16.1"])
    def test_there_is_no_rights_management(self, ask, version):
        answer = ask(Settings.RightsManagementInformation(Settings.Get()))
        assert answer.text("RightsManagementInformation/Status") == "168"


class TestItemOperations:
    @pytest.fixture
    def phone(self, synced, deliver, version):
        deliver(messages.with_attachments("one", files=[("a.bin", "application/x-a", b"abc")]))
        return synced(body_preference(1), version=version)

    def ask(self, phone, *operations):
        root = ItemOperations.ItemOperations(operations)
        return phone.client.command("ItemOperations", root)

    @pytest.mark.parametrize(
        "option",
        [OUT_OF_ORDER, AirSyncBase.BodyPreference(AirSyncBase.Type("x")),
         AirSync.MIMESupport(7), ItemOperations.Range(""), ItemOperations.Range("0-10")],
        ids=["order", "type", "MIMESupport", "empty Range", "Range of an item"],
    )  # fmt: skip
    def test_a_bad_option_is_2_of_the_whole(self, phone, option):
        """case: MSASCMD_S08_TC02"""
        good = fetch_item(phone.inbox, phone.only().id)
        bad = fetch_item(phone.inbox, phone.only().id, option)
        assert only_status(self.ask(phone, good, bad), "2")

    def test_nothing_is_emptied_beside_it(self, phone):
        empty = ItemOperations.EmptyFolderContents(AirSync.CollectionId(phone.inbox))
        bad = fetch_item(phone.inbox, phone.only().id, OUT_OF_ORDER)
        assert only_status(self.ask(phone, empty, bad), "2")
        assert phone.sync_all().commands == 0

    def test_two_references_in_a_fetch_are_2(self, phone):
        """case: MSASCMD_S08_TC18"""
        reference = AirSyncBase.FileReference(phone.only().attachments[0].text("FileReference"))
        fetch = ItemOperations.Fetch(ItemOperations.Store("Mailbox"), reference, reference)
        assert only_status(self.ask(phone, fetch), "2")

    def test_over_a_hundred_operations_are_11(self, phone):
        assert only_status(self.ask(phone, *[fetch_file("x")] * 101), "11")

    def test_a_schema_names_what_is_wanted(self, phone):
        """case: MSASEMAIL_S01_TC19"""
        schema = ItemOperations.Schema(Email.Subject(), Email.From())
        answer = self.ask(phone, fetch_item(phone.inbox, phone.only().id, schema))
        properties = answer.find("Response/Fetch/Properties")
        assert {p.name for p in properties.children} == {"Email:Subject", "Email:From"}

    def test_a_folder_is_emptied_for_good(self, phone):
        """case: MSASCMD_S08_TC10"""
        empty = ItemOperations.EmptyFolderContents(AirSync.CollectionId(phone.inbox))
        answer = self.ask(phone, empty)
        assert answer.text("Response/EmptyFolderContents/Status") == "1"
        assert answer.text("Response/EmptyFolderContents/CollectionId") == phone.inbox
        assert len(phone.sync_all().deleted) == 1
        phone.sync_all(phone.folder(TRASH))
        assert not phone.items() and not phone.items(phone.folder(TRASH))

    def test_folders_in_it_go_where_that_is_wanted(self, phone):
        """case: MSASCMD_S08_TC01_ItemOperations_DeleteSubFolders"""
        above = phone.create_folder("Above")
        inside = phone.create_folder("Inside", above)
        folder = AirSync.CollectionId(above)
        with_folders = ItemOperations.Options(ItemOperations.DeleteSubFolders())
        for options, left in ((None, {above, inside}), (with_folders, {above})):
            answer = self.ask(phone, ItemOperations.EmptyFolderContents(folder, options))
            assert answer.text("Response/EmptyFolderContents/Status") == "1"
            phone.folder_sync()
            assert {above, inside} & phone.folders.keys() == left

    @pytest.mark.parametrize(
        "folder, status", [("987654", "6"), ("RI", "6"), (None, "2")]
    )  # fmt: skip
    def test_a_folder_that_is_not_there_can_not_be_emptied(self, phone, folder, status):
        """A cache of recipients, which others call RI, is not there either.
        case: MSASCMD_S08_TC09_ItemOperations_RecipientInformationCache"""
        empty = ItemOperations.EmptyFolderContents(AirSync.CollectionId(folder) if folder else None)
        answer = self.ask(phone, empty)
        assert answer.text("Response/EmptyFolderContents/Status") == status

    def test_a_conversation_that_is_none_is_not_moved(self, phone):
        def move(folder, *options):
            return ItemOperations.Move(
                ItemOperations.ConversationId(b"\x01" * 16), ItemOperations.DstFldId(folder),
                ItemOperations.Options(options) if options else None,
            )  # fmt: skip

        always = ItemOperations.MoveAlways()
        trash = phone.folder(TRASH)
        answer = self.ask(phone, move(trash), move("987654", always), move(trash, always))
        if not at_least(phone.client.version, "14.0"):
            assert only_status(answer, "2")
        else:
            moves = answer.all("Response/Move")
            assert [m.text("Status") for m in moves] == ["155", "156", "6"]
        assert phone.sync_all().commands == 0


class TestOthers:
    def test_what_is_foreign_to_folder_sync_is_102(self, new_phone, version):
        """case: MSASCMD_S21_TC07"""
        root = FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0"), ComposeMail.ClientId("x"))
        answer = new_phone(version).client.command("FolderSync", root)
        assert only_status(answer, "102" if at_least(version, "14.0") else "10")

    def test_a_ping_that_says_nothing_is_4(self, new_phone, version):
        """case: MSASCMD_S11_TC02"""
        phone = new_phone(version)
        phone.sync_all()
        phone.ping().silent(0.1)
        assert only_status(phone.client.command("Ping", Ping.Ping()), "4")
        assert phone.client.ping(body=False).silent()

    @pytest.mark.parametrize("base64_query", [False, True], ids=["plain query", "base64 query"])
    @pytest.mark.parametrize(
        "how, status",
        [({"device": "x" * 33}, "108"), ({"device_type": "x" * 65}, "109")],
        ids=["DeviceId", "DeviceType"],
    )
    def test_a_device_that_is_none(self, server, account, version, base64_query, how, status):
        """case: MSASCMD_S21_TC10 MSASCMD_S21_TC11"""
        client = eas.Client(server, account, version, base64_query=base64_query, **how)
        request = FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0"))
        response = client.request("FolderSync", request)
        if at_least(version, "14.0"):
            assert response.status == 200 and only_status(response.doc, status)
        else:
            assert response.status == 400

    @pytest.mark.parametrize("code", [24, 200])
    def test_an_unknown_code_of_a_command_is_501(self, phone, code):
        raw = struct.pack("<BBH", 161, code, 0x0409) + b"\x06phone1\x00\x04Test"
        target = f"{eas.PATH}?{base64.b64encode(raw).decode()}"
        response = phone.client.exchange("POST", target, b"", phone.client.headers("Sync"))
        assert response.status == 501
