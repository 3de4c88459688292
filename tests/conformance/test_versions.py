"""What 2.5 and 12.0 say in their own way, and devices that change their version.
Source: MS-ASCMD and MS-ASEMAIL of protocols 2.5 and 12.0; docs/decisions/0013-versions.md."""

import pytest

import eas
import lmtp
import messages
from eas import Client, body_preference
from phone import TRASH, fetch_command
from wbxml import AirSync, Email, GetItemEstimate, ItemOperations, Provision, Settings

FILE = ("logo.png", "image/png", bytes(range(256)) * 4)
CHANGES = [("2.5", "16.1"), ("16.1", "2.5"), ("12.1", "14.1")]


@pytest.fixture(params=["2.5", "12.0"])
def old_version(request):
    return request.param


def by_class(key, *more):
    return AirSync.Collection(AirSync.Class("Email"), AirSync.SyncKey(key), more)


class TestClassAlone:
    def test_it_is_the_inbox(self, new_phone, deliver, old_version):
        deliver(messages.plain("by class"))
        phone = new_phone(old_version)
        first = phone.client.sync(by_class("0")).find("Collections/Collection")
        assert first.text("Status") == "1" and first.text("CollectionId") == phone.inbox
        second = phone.client.sync(by_class(first.text("SyncKey"), AirSync.GetChanges()))
        added = second.find("Collections/Collection/Commands/Add/ApplicationData")
        assert added.text("Subject") == "by class"

    def test_it_is_estimated(self, new_phone, deliver, old_version):
        deliver(messages.plain(), messages.plain())
        phone = new_phone(old_version)
        phone.sync()
        root = phone.client.command(
            "GetItemEstimate",
            GetItemEstimate.GetItemEstimate(
                GetItemEstimate.Collections(
                    GetItemEstimate.Collection(
                        GetItemEstimate.Class("Email"),
                        AirSync.FilterType(0),
                        AirSync.SyncKey(phone.box(phone.inbox).key),
                    )
                )
            ),
        )
        found = root.find("Response/Collection")
        assert [c.text() for c in found.children] == ["Email", phone.inbox, "2"]

    def test_an_unknown_one_is_8(self, new_phone, old_version):
        odd = AirSync.Collection(AirSync.Class("Recipes"), AirSync.SyncKey("0"))
        answer = new_phone(old_version).client.sync(odd)
        assert answer.text("Collections/Collection/Status") == "8", answer

    def test_since_12_1_a_collection_has_an_id(self, new_phone):
        answer = new_phone("12.1").client.sync(by_class("0"))
        assert answer.text("Status") == "4", answer


class TestSyncBefore121:
    def test_nothing_new_is_said_with_the_same_key(self, new_phone, deliver, old_version):
        deliver(messages.plain())
        phone = new_phone(old_version)
        phone.sync_all()
        for folder in (phone.inbox, phone.folder(TRASH)):
            phone.sync_all(folder)
            key = phone.box(folder).key
            found = phone.sync(folder).doc.find("Collections/Collection")
            assert [c.tag for c in found.children] == ["Class", "SyncKey", "CollectionId", "Status"]
            assert found.text("Class") == "Email" and found.text("SyncKey") == key

    @pytest.mark.parametrize("how", [{"wait": 5}, {"heartbeat": 600}, {"partial": True}])
    def test_it_does_not_wait(self, new_phone, old_version, how):
        phone = new_phone(old_version)
        phone.sync_all()
        request = phone.request(phone.inbox).all("Collections/Collection")
        answer = phone.client.command("Sync", eas.sync_request(*request, **how))
        assert answer.text("Status") == "4", answer

    def test_it_says_what_it_wants(self, new_phone, old_version):
        assert new_phone(old_version).client.request("Sync").status == 400


class TestMailOf25:
    def test_it_has_no_later_element(self, new_phone, deliver):
        deliver(messages.with_attachments("old", "See below.\r\n", files=[FILE]))
        phone = new_phone("2.5", preferences=[body_preference(1)])
        phone.sync_all()
        item = phone.only()
        assert {name.partition(":")[0] for name in item.fields} == {"Email"}
        assert item["Email:Body"].strip() == "See below." and item["Email:BodyTruncated"] == "0"
        assert "Email:Flag" not in item.fields and "Email:Categories" not in item.fields

    def test_a_body_cut_is_fetched_whole(self, new_phone, deliver):
        deliver(messages.plain("long", messages.LONG))
        phone = new_phone("2.5", preferences=[body_preference(1, 500)])
        phone.sync_all()
        item = phone.only()
        assert item["Email:BodyTruncated"] == "1" and len(item["Email:Body"].encode()) <= 512
        size = int(item["Email:BodySize"])
        result = phone.sync(commands=[fetch_command(item.id)])
        fetched = result.doc.find("Collections/Collection/Responses/Fetch/ApplicationData")
        assert fetched.text("BodyTruncated") == "0"
        assert len(fetched.find("Body").data()) == size > 512

    def test_mime_is_the_message_byte_for_byte(self, new_phone, deliver):
        message = messages.with_attachments("as it is", files=[FILE])
        deliver(message)
        phone = new_phone("2.5", preferences=[body_preference(4)])
        phone.sync_all()
        fields = phone.only().fields
        data = fields["Email:MIMEData"].data()
        assert data.endswith(message) and fields["Email:MIMESize"].text() == str(len(data))
        assert fields["Email:MIMETruncated"].text() == "0" and "Email:Body" not in fields

    def test_only_read_travels_alone(self, new_phone, deliver):
        deliver(messages.plain())
        old, new = new_phone("2.5"), new_phone("16.1")
        old.sync_all()
        new.sync_all()
        flag = Email.Flag(eas.FOLLOW_UP)
        new.sync_all(commands=[eas.change(new.only().id, Email.Read(1), flag)])
        result = old.sync()
        (data,) = result.doc.all("Collections/Collection/Commands/Change/ApplicationData")
        assert [c.name for c in data.children] == ["Email:Read"] and old.only().read

    def test_reading_goes_the_other_way_too(self, new_phone, deliver):
        deliver(messages.plain())
        old, new = new_phone("2.5"), new_phone("16.1")
        new.sync_all()
        old.sync_all()
        old.sync_all(commands=[old.mark_read(old.only())])
        new.sync_all()
        assert new.only().read

    @pytest.mark.parametrize("command", ["Settings", "ItemOperations"])
    def test_commands_of_12_0_are_501(self, new_phone, command):
        body = {"Settings": Settings.Settings(Settings.Oof(Settings.Get())),
                "ItemOperations": ItemOperations.ItemOperations()}[command]  # fmt: skip
        assert new_phone("2.5").client.request(command, body).status == 501


class TestGetAttachment:
    @pytest.fixture(params=[False, True], ids=["plain query", "base64 query"])
    def base64_query(self, request):
        return request.param

    def name_in(self, phone):
        """By which the file of the one mail is asked for."""
        fields = phone.only().fields
        if phone.version == "2.5":
            return fields["Email:Attachments"].find("Attachment").text("AttName")
        return fields["AirSyncBase:Attachments"].find("Attachment").text("FileReference")

    @pytest.mark.parametrize("version", ["2.5", "12.0", "12.1"])
    def test_it_brings_the_bytes(self, new_phone, deliver, version, base64_query):
        """case: MSASHTTP_S01_TC03_CommandParameter_AttachmentName_Base64
        case: MSASHTTP_S01_TC04_CommandParameter_AttachmentName_PlainText
        case: MSASCMD_S06_TC01_GetAttachment_Success"""
        deliver(messages.with_attachments(files=[FILE]))
        phone = new_phone(version, base64_query=base64_query)
        phone.sync_all()
        name = self.name_in(phone)
        if version == "2.5":
            listed = phone.only().fields["Email:Attachments"].find("Attachment")
            assert listed.text("DisplayName") == FILE[0] and listed.text("AttMethod") == "1"
            assert listed.number("AttSize") == len(FILE[2])
        response = phone.client.request("GetAttachment", parameters={"AttachmentName": name})
        assert response.status == 200 and response.body == FILE[2]
        assert response.headers["Content-Type"] == FILE[1]

    def test_what_was_removed_is_500(self, new_phone, deliver, old_version):
        """case: MSASCMD_S06_TC02_GetAttachment_Status500"""
        deliver(messages.with_attachments(files=[FILE]))
        phone = new_phone(old_version)
        phone.sync_all()
        name = self.name_in(phone)
        phone.sync(commands=[eas.delete(phone.only().id)], deletes_as_moves=False)
        response = phone.client.request("GetAttachment", parameters={"AttachmentName": name})
        assert response.status == 500 and response.body == b""

    @pytest.mark.parametrize("name", ["", "nonsense", "2:987654:1", "../../etc/passwd"])
    def test_what_is_not_there_is_500(self, new_phone, old_version, name):
        client = new_phone(old_version).client
        response = client.request("GetAttachment", parameters={"AttachmentName": name})
        assert response.status == 500 and response.body == b""

    def test_since_14_0_it_is_gone(self, new_phone):
        client = new_phone("14.0").client
        assert client.request("GetAttachment", parameters={"AttachmentName": "x"}).status == 501


@pytest.mark.parametrize(
    "version, policy_type",
    [("2.5", "MS-EAS-Provisioning-WBXML"), ("12.0", "MS-WAP-Provisioning-XML")],
)
def test_a_policy_of_another_version_is_unknown(server, account, version, policy_type):
    client = Client(server, account, version)
    request = Provision.Provision(
        Provision.Policies(Provision.Policy(Provision.PolicyType(policy_type)))
    )
    answer = client.command("Provision", request)
    assert answer.text("Policies/Policy/Status") == "3", answer
    assert answer.text("Policies/Policy/PolicyType") == policy_type
    client.close()


# -- a device that changes its version


@pytest.fixture(params=CHANGES, ids=lambda pair: " to ".join(pair))
def versions(request):
    return request.param


@pytest.fixture
def changed(new_phone, deliver, versions):
    """A phone with mail that speaks another version from now on."""
    deliver(*(messages.plain(f"mail {i}") for i in range(7)))
    phone = new_phone(versions[0], window=3)
    phone.sync_all()
    phone.client.version = versions[1]
    return phone


def start_anew(phone):
    """What a client does with Status 9 of FolderSync and 3 of Sync."""
    phone.hierarchy_key, phone.folders = "0", {}
    for folder in list(phone.boxes):
        phone.forget(folder)
    phone.folder_sync()
    phone.sync_all()


class TestAnotherVersion:
    def test_old_keys_start_the_client_anew(self, changed, new_phone):
        changed.sync(status="3")
        assert changed.client.folder_sync(changed.hierarchy_key).text("Status") == "9"
        estimate = changed.client.estimate(changed.inbox, changed.box(changed.inbox).key)
        assert estimate.text("Status") in ("3", "4")
        start_anew(changed)
        fresh = new_phone()
        fresh.sync_all()
        assert changed.subjects() == fresh.subjects() and len(changed.items()) == 7

    def test_the_folders_first_does_it_too(self, changed):
        assert changed.client.folder_sync(changed.hierarchy_key).text("Status") == "9"
        changed.sync(status="3")
        start_anew(changed)
        assert len(changed.items()) == 7

    def test_it_happens_once(self, changed, deliver):
        start_anew(changed)
        deliver(messages.plain("later"))
        result = changed.sync_all()
        assert [changed.items()[i].subject for i in result.added] == ["later"]
        assert changed.client.folder_sync(changed.hierarchy_key).text("Status") == "1"

    def test_and_again_on_the_way_back(self, changed, versions):
        start_anew(changed)
        changed.client.version = versions[0]
        changed.sync(status="3")
        start_anew(changed)
        assert len(changed.items()) == 7

    def test_what_came_with_an_old_key_is_not_carried_out(self, changed, new_phone):
        changed.sync(commands=[changed.mark_read(next(iter(changed.items().values())))], status="3")
        fresh = new_phone()
        fresh.sync_all()
        assert not any(item.read for item in fresh.items().values())

    def test_a_move_whose_answer_was_lost_is_answered_as_before(self, changed, new_phone, versions):
        item, trash = next(iter(changed.items())), changed.folder(TRASH)
        changed.client.version = versions[0]
        (lost,) = changed.client.move((item, changed.inbox, trash))
        changed.client.version = versions[1]
        changed.sync(status="3")
        (again,) = changed.client.move((item, changed.inbox, trash))
        assert again == lost and again.text("Status") == "3"

    def test_a_ping_sends_it_to_its_folders(self, changed):
        changed.sync(status="3")
        assert changed.ping().answer().text("Status") == "7"


def test_a_command_beside_sync_changes_nothing(new_phone, deliver):
    """Some clients provision or ask their settings before they have chosen their version."""
    deliver(messages.plain())
    phone = new_phone("16.1")
    phone.sync_all()
    phone.client.version = "14.0"
    assert phone.client.device_information().text("Status") == "1"
    phone.client.version = "16.1"
    assert phone.sync().status == "1" and phone.client.folder_sync(
        phone.hierarchy_key
    ).text("Status") == "1"  # fmt: skip


def test_a_mail_sent_in_one_version_is_known_in_the_next(new_phone, server, other_account, account):
    phone = new_phone("14.1")
    receiver = new_phone(account=other_account)
    letter = messages.plain("once", sender=account.address, to=other_account.address)
    for version in ("14.1", "16.1", "14.0"):
        phone.client.version = version
        start_anew(phone)
        assert phone.client.send_mail(letter, "the same").status == 200
    old = new_phone("2.5", device="old")
    for version in ("2.5", "12.1"):
        old.client.version = version
        start_anew(old)
        assert old.client.send_mail(letter).status == 200
    lmtp.deliver(server, other_account, messages.plain("behind it"))
    receiver.sync_all()
    assert receiver.subjects() == ["behind it", "once", "once"], "one of each device"


def test_a_sync_that_hangs_in_the_old_version_ends_with_nothing(new_phone, server, account):
    phone = new_phone("14.1")
    phone.sync_all()
    request = phone.request(phone.inbox).all("Collections/Collection")
    hanging = phone.client.parked_sync(eas.sync_request(*request, heartbeat=600))
    assert hanging.silent()
    phone.client.version = "16.1"
    start_anew(phone)
    lmtp.deliver(server, account, messages.plain("for the new one"))
    response = hanging.response()
    assert response.status == 200 and response.body == b""
    phone.sync_all()
    assert phone.subjects() == ["for the new one"]
