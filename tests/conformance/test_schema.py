"""Requests that break their command's schema: the Status that each command has for that, in every
version, where it stands, and that nothing of the request is done. The table itself is tested row by
row in tests/unit/protocols/activesync. Source: MS-ASCMD 2.2.1, 2.2.2, 2.2.3.177; MS-ASAIRS 2.2.2."""

import pytest

import eas
import messages
from eas import VERSIONS, at_least, body_preference
from wbxml import (
    AirSync,
    AirSyncBase,
    ComposeMail,
    FolderHierarchy,
    GetItemEstimate,
    ItemOperations,
    Move,
    Ping,
    Provision,
    Settings,
)

FOREIGN = Settings.Model("x")


def preference(*children):
    return AirSyncBase.BodyPreference(children)


SIZE, TYPE = AirSyncBase.TruncationSize(100), AirSyncBase.Type(1)
# The ways of MS-ASAIRS to get a preference wrong.
WRONG_PREFERENCES = {
    "wrong type": preference(AirSyncBase.Type("text")),  # case: MSASAIRS_S04_TC02_IncorrectDataType
    "AllOrNone of text": preference(TYPE, SIZE, AirSyncBase.AllOrNone("yes")),
    "twice": preference(TYPE, SIZE, SIZE),  # case: MSASAIRS_S04_TC03_IncorrectNumberOfInstances
    "AllOrNone twice": preference(TYPE, SIZE, [AirSyncBase.AllOrNone(1)] * 2),
    "order": preference(SIZE, TYPE),  # case: MSASAIRS_S04_TC04_IncorrectOrder
    "place": AirSyncBase.Type(1),  # case: MSASAIRS_S04_TC05_IncorrectPlacement
    "no Type": preference(SIZE),
    "Type 0": preference(AirSyncBase.Type(0)),
    "Type 5": preference(AirSyncBase.Type(5)),
    "Preview of 256": preference(TYPE, AirSyncBase.Preview(256)),
    "size of 33 bits": preference(TYPE, AirSyncBase.TruncationSize(2**32)),
}


def estimate(*children):
    return GetItemEstimate.GetItemEstimate(GetItemEstimate.Collections(
        GetItemEstimate.Collection(AirSync.SyncKey("1"), GetItemEstimate.CollectionId("1"), children)
    ))  # fmt: skip


def collection(*children):
    return AirSync.Sync(AirSync.Collections(
        AirSync.Collection(AirSync.SyncKey("1"), AirSync.CollectionId("1"), children)
    ))  # fmt: skip


def policy(*children):
    return Provision.Provision(Provision.Policies(Provision.Policy(children)))


# Command, what is wrong with it, the Status in its root; None: the common one, 103.
BROKEN = [
    ("Sync", AirSync.Sync(FOREIGN), "4"),
    ("Sync", AirSync.Sync(AirSync.Wait("soon")), "4"),
    ("Sync", collection(FOREIGN), "4"),
    ("Sync", collection([AirSync.SyncKey("1")]), "4"),
    ("Sync", collection(AirSync.GetChanges("yes")), "4"),
    ("Sync", collection(AirSync.WindowSize("all")), "4"),
    ("Sync", collection(AirSync.ConversationMode("2")), "4"),
    ("Sync", collection(AirSync.Options(AirSync.MIMESupport(3))), "4"),
    ("Sync", collection(AirSync.Options(AirSync.MIMETruncation(9))), "4"),
    ("Sync", collection(AirSync.Options(AirSync.Conflict(2))), "4"),
    ("Sync", collection(AirSync.Options(AirSync.MaxItems(0))), "4"),
    ("Sync", collection(AirSync.Commands(AirSync.SoftDelete(AirSync.ServerId("1:1")))), "4"),
    ("FolderSync", FolderHierarchy.FolderSync(), "10"),
    ("GetItemEstimate", GetItemEstimate.GetItemEstimate(), None),
    ("GetItemEstimate", GetItemEstimate.GetItemEstimate(GetItemEstimate.Collections()), None),
    ("GetItemEstimate", estimate(FOREIGN), None),
    ("GetItemEstimate", estimate(AirSync.ConversationMode("x")), None),
    ("Ping", Ping.Ping(FOREIGN), "4"),
    ("Ping", Ping.Ping(Ping.HeartbeatInterval("x")), "4"),
    ("Ping", Ping.Ping(Ping.Folders(Ping.Folder(Ping.Class("Email")))), "4"),
    ("ItemOperations", ItemOperations.ItemOperations(FOREIGN), "2"),
    ("MoveItems", Move.MoveItems(), None),
    ("MoveItems", Move.MoveItems(Move.Move(Move.SrcMsgId("1:1"), Move.SrcFldId("1"))), None),
    ("Provision", policy(Provision.PolicyKey("1")), "2"),
    # case: MSASCMD_S12_TC02_Provision_WithoutPolicyTypeElement
    ("Provision", policy(Provision.Status("1")), "2"),
    ("Settings", Settings.Settings(FOREIGN), "2"),
    ("Settings", Settings.Settings([Settings.UserInformation(Settings.Get())] * 2), "2"),
]


@pytest.fixture(scope="module")
def clients(session_server):
    """A provisioned device of each version."""
    if not session_server.running:
        session_server.start()
    account = session_server.add_account()
    made = {
        v: eas.Client(session_server, account, v, device="schema" + v.replace(".", ""))
        for v in VERSIONS
    }
    for client in made.values():
        client.provision()
    yield made
    for client in made.values():
        client.close()


def expect_refused(response, version, status):
    if status is None and not at_least(version, "14.0"):
        assert response.status == 400, response
        return
    assert response.status == 200, response
    assert [(c.tag, c.text()) for c in response.doc.children] == [("Status", status or "103")]


@pytest.mark.parametrize("version", eas.WITH_AIR_SYNC_BASE)
def test_each_command_has_its_status_for_what_breaks_its_schema(clients, version):
    """case: MSASCMD_S21_TC08_CommonStatusCode_103 MSASCMD_S19_TC05_Sync_Status4"""
    for command, document, status in BROKEN:
        expect_refused(clients[version].request(command, document), version, status)


@pytest.mark.parametrize("version", [each for each in VERSIONS if eas.at_least(each, "14.0")])
def test_composed_mail_wants_its_parts(clients, version):
    for parts in ([ComposeMail.Mime(b"x")], [ComposeMail.ClientId("x" * 41), ComposeMail.Mime(b"x")],
                  [ComposeMail.ClientId("x")]):  # fmt: skip
        document = ComposeMail.SendMail(parts)
        expect_refused(clients[version].request("SendMail", document), version, None)


@pytest.mark.parametrize("version", eas.WITH_AIR_SYNC_BASE)
def test_a_wrong_preference_is_4_of_sync_and_2_of_item_operations(clients, version):
    """case: MSASAIRS_S04_TC01_Sync_Status4 MSASAIRS_S04_TC02_IncorrectDataType
    case: MSASAIRS_S04_TC03_IncorrectNumberOfInstances MSASAIRS_S04_TC04_IncorrectOrder
    case: MSASAIRS_S04_TC05_IncorrectPlacement"""
    for wrong in WRONG_PREFERENCES.values():
        document = collection(AirSync.Options(wrong))
        expect_refused(clients[version].request("Sync", document), version, "4")
        fetch = ItemOperations.ItemOperations(eas.fetch_item("1", "1:1", wrong))
        expect_refused(clients[version].request("ItemOperations", fetch), version, "2")


@pytest.mark.parametrize("version", VERSIONS)
def test_two_preferences_of_one_type_are_4(clients, version):
    """case: MSASAIRS_S04_TC06_MultipleBodyPreferenceHaveSameTypeValue"""
    document = collection(AirSync.Options(body_preference(1, 10), body_preference(1, 20)))
    expect_refused(clients[version].request("Sync", document), version, "4")


def test_elements_of_a_later_version_do_no_harm(new_phone, deliver):
    deliver(messages.plain("one"))
    phone = new_phone("12.1")
    phone.sync()
    part = AirSyncBase.BodyPartPreference(AirSyncBase.Type(2))
    answer = phone.client.sync(
        AirSync.Collection(
            AirSync.SyncKey(phone.box(phone.inbox).key), AirSync.CollectionId(phone.inbox),
            AirSync.GetChanges(1), AirSync.ConversationMode(0),
            AirSync.Options(body_preference(1), part, AirSync.MaxItems(5)),
        )
    )  # fmt: skip
    assert answer.text("Collections/Collection/Commands/Add/ApplicationData/Subject") == "one"
