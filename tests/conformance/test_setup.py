"""A phone is set up: the order of requests of a new account, in every version and both forms of
the query. Source: MS-ASHTTP, MS-ASPROV, MS-ASCMD (FolderSync, Settings, GetItemEstimate, Sync)."""

import base64
import socket
import ssl
from dataclasses import replace

import pytest

import eas
import lmtp
import messages
import wbxml
from eas import PATH, VERSIONS, WITH_AIR_SYNC_BASE, Client, at_least
from wbxml import AirSync, FolderHierarchy, GetItemEstimate, Provision, Settings

COMMANDS = {"Sync", "SendMail", "FolderSync", "FolderCreate", "FolderDelete", "FolderUpdate",
            "GetHierarchy", "MoveItems", "GetItemEstimate", "Settings", "Ping", "ItemOperations",
            "Provision"}  # fmt: skip
FIXED = {
    "2": "Inbox", "3": "Drafts", "4": "Trash", "5": "Sent", "7": "Tasks", "8": "Calendar",
    "9": "Contacts",
}  # Type -> our name  # fmt: skip
NOTES = {"10": "Notes"}


@pytest.fixture(params=[False, True], ids=["plain query", "base64 query"])
def base64_query(request):
    return request.param


@pytest.fixture
def client(server, account, version, base64_query):
    client = Client(server, account, version, base64_query=base64_query)
    yield client
    client.close()


def refused_for_policy(client, statuses=("142",)):
    """Whether FolderSync is answered with "provision first", as the version says it."""
    request = FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0"))
    response = client.request("FolderSync", request)
    if not at_least(client.version, "14.0"):
        return response.status == 449
    return response.status == 200 and response.doc.text("Status") in statuses


def test_a_phone_is_set_up_in_the_usual_order(client):
    assert client.options(login=False).status == 401
    assert client.options().status == 200
    assert refused_for_policy(client)
    client.provision()
    hierarchy = client.folder_sync()
    assert hierarchy.text("Status") == "1" and hierarchy.text("SyncKey") != "0"
    again = client.folder_sync(hierarchy.text("SyncKey"))
    assert again.text("Status") == "1" and again.text("Changes/Count") == "0"
    if at_least(client.version, "12.0"):  # which brought Settings
        assert client.device_information().text("DeviceInformation/Status") == "1"
        assert client.user_information().text("UserInformation/Status") == "1"

    inbox = next(a.text("ServerId") for a in hierarchy.all("Changes/Add") if a.text("Type") == "2")
    lmtp.deliver(client.server, client.account, messages.plain("welcome"))
    first = client.sync(eas.collection(inbox, "0")).find("Collections/Collection")
    assert first.text("Status") == "1" and not first.has("Commands")
    key = first.text("SyncKey")
    assert client.estimate(inbox, key).text("Collection/Estimate") == "1"
    second = client.sync(eas.collection(inbox, key)).find("Collections/Collection")
    assert second.text("Commands/Add/ApplicationData/Subject") == "welcome"
    assert second.text("SyncKey") not in ("0", key)


class TestOptions:
    def test_without_a_login_it_asks_for_one(self, client):
        response = client.options(login=False)
        assert response.status == 401
        assert response.headers["WWW-Authenticate"].lower().startswith("basic realm=")

    def test_versions_ascend_without_blanks(self, server, account):
        response = Client(server, account).options()
        versions = response.headers["MS-ASProtocolVersions"].split(",")
        assert set(VERSIONS) <= set(versions)
        assert versions == sorted(versions, key=float)

    def test_the_commands_are_those_of_mail(self, server, account):
        response = Client(server, account).options()
        assert COMMANDS <= set(response.headers["MS-ASProtocolCommands"].split(","))
        assert response.status == 200 and response.body == b""

    def test_a_query_and_another_spelling_of_the_path_do_no_harm(self, server, account):
        client = Client(server, account)
        login = {"Authorization": client.authorization()}
        for target in (client.target("Sync"), PATH.lower(), PATH + "/"):
            assert client.exchange("OPTIONS", target, headers=login).status == 200, target

    def test_a_wrong_password_is_401(self, server, account):
        wrong = replace(account, password="not this one")
        assert Client(server, wrong).options().status == 401

    @pytest.mark.parametrize("maximum", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
    def test_tls_1_2_and_1_3_are_spoken(self, server, maximum):
        context = server.tls_context()
        context.maximum_version = maximum
        with socket.create_connection(server.addresses["https"], 30) as plain:
            with context.wrap_socket(plain, server_hostname="127.0.0.1") as secure:
                assert secure.version() == {
                    ssl.TLSVersion.TLSv1_2: "TLSv1.2", ssl.TLSVersion.TLSv1_3: "TLSv1.3",
                }[maximum]  # fmt: skip


class TestLogin:
    @pytest.mark.parametrize(
        "spelling", [str.upper, lambda a: a.partition("@")[0]], ids=["upper case", "local part"]
    )
    def test_other_spellings_of_the_address_are_let_in(self, server, account, spelling):
        client = Client(server, replace(account, address=spelling(account.address)))
        assert client.options().status == 200

    def test_a_password_beyond_ascii_is_taken_as_utf8_and_latin1(self, server):
        account = server.add_account(password="Zwölf Äpfel")
        client = Client(server, account)
        assert client.options().status == 200
        login = base64.b64encode(f"{account.address}:{account.password}".encode("latin-1"))
        headers = {"Authorization": "Basic " + login.decode()}
        assert client.exchange("OPTIONS", PATH, headers=headers).status == 200


class TestProvision:
    @pytest.fixture
    def client(self, server, account, version):
        client = Client(server, account, version)
        yield client
        client.close()

    def test_other_commands_wait_for_the_policy(self, client):
        assert refused_for_policy(client)

    def test_the_temporary_key_opens_nothing(self, client):
        offer = client.command("Provision", eas.provision_request(client.version))
        client.policy_key = offer.text("Policies/Policy/PolicyKey")
        assert refused_for_policy(client, ("142", "144"))

    def test_a_stale_key_asks_to_provision_again(self, client):
        client.provision()
        client.policy_key = str(int(client.policy_key) ^ 1)
        assert refused_for_policy(client, ("144",))

    def test_a_second_round_gives_a_new_key(self, client):
        first = client.provision()
        assert client.provision() != first
        assert client.folder_sync().text("Status") == "1"

    def test_a_wrong_key_is_not_acknowledged(self, client):
        client.command("Provision", eas.provision_request(client.version))
        answer = client.command("Provision", eas.acknowledgement("1", version=client.version))
        assert answer.text("Policies/Policy/Status") == "5", answer

    @pytest.mark.parametrize("status", [2, 3, 4])
    def test_whatever_was_applied_is_let_in(self, client, status):
        offer = client.command("Provision", eas.provision_request(client.version))
        temporary = offer.text("Policies/Policy/PolicyKey")
        final = client.command("Provision", eas.acknowledgement(temporary, status, client.version))
        assert final.text("Policies/Policy/Status") == "1", final
        client.policy_key = final.text("Policies/Policy/PolicyKey")
        assert client.folder_sync().text("Status") == "1"

    @pytest.mark.parametrize("status", [0, 5, "x"])
    def test_an_unknown_acknowledgement_is_2(self, client, status):
        offer = client.command("Provision", eas.provision_request(client.version))
        temporary = offer.text("Policies/Policy/PolicyKey")
        answer = client.command("Provision", eas.acknowledgement(temporary, status, client.version))
        assert answer.text("Status") == "2" and not answer.has("Policies"), answer

    def test_an_acknowledgement_may_be_repeated(self, client):
        offer = client.command("Provision", eas.provision_request(client.version))
        temporary = offer.text("Policies/Policy/PolicyKey")
        for _ in range(2):
            final = client.command("Provision", eas.acknowledgement(temporary, version=client.version))
            assert final.text("Policies/Policy/Status") == "1", final
            client.policy_key = final.text("Policies/Policy/PolicyKey")
            assert client.folder_sync().text("Status") == "1"

    def test_without_policies_it_is_2(self, client):
        answer = client.command("Provision", Provision.Provision())
        assert answer.text("Status") == "2", answer

    @pytest.mark.parametrize("version", WITH_AIR_SYNC_BASE)
    def test_what_a_device_says_with_its_acknowledgement_is_answered(self, client):
        offer = client.command("Provision", eas.provision_request(client.version))
        key = offer.text("Policies/Policy/PolicyKey")
        acknowledged = eas.acknowledgement(key, version=client.version)
        changed = Settings.DeviceInformation(Settings.Set(Settings.Model("Model U")))
        final = client.command(
            "Provision", Provision.Provision(changed, acknowledged.find("Policies"))
        )
        assert final.text("DeviceInformation/Status") == "1", final
        assert final.text("Policies/Policy/Status") == "1", final

    def test_ping_needs_no_key(self, client):
        response = client.ping(body=False).response()
        assert response.status == 200 and response.doc.text("Status") in ("3", "7")

    def test_an_unknown_policy_type_is_said_to_be_unknown(self, client):
        request = Provision.Provision(
            eas.provision_request(client.version).find("DeviceInformation"),
            Provision.Policies(Provision.Policy(Provision.PolicyType("No-Such-Type"))),
        )
        answer = client.command("Provision", request)
        assert answer.text("Policies/Policy/Status") == "3", answer

    def test_a_missing_policy_type_is_a_protocol_error(self, client):
        request = Provision.Provision(
            eas.provision_request(client.version).find("DeviceInformation"),
            Provision.Policies(Provision.Policy()),
        )
        response = client.request("Provision", request)
        if response.status != 400:
            assert response.doc.text("Status") in ("2", "103"), response.doc


@pytest.mark.parametrize("version", ["14.1", "16.0", "16.1"])
def test_provision_without_device_information_is_165(server, account, version):
    client = Client(server, account, version)
    answer = client.command("Provision", eas.provision_request(version, information=False))
    assert answer.text("Status") == "165", answer


class TestFolderSync:
    def test_the_fixed_folders_have_their_types(self, server, account, version):
        """case: MSASCMD_S04_TC01 MSASCMD_S04_TC10"""
        client = Client(server, account, version)
        client.provision()
        answer = client.folder_sync()
        folders = {a.text("DisplayName"): a for a in answer.all("Changes/Add")}
        fixed = FIXED | (NOTES if eas.at_least(version, "14.0") else {})
        assert answer.number("Changes/Count") == len(folders) == len(fixed) + 2
        for folder_type, name in fixed.items():
            assert folders[name].text("Type") == folder_type
        for name in ("Templates", "Spam?"):
            assert folders[name].text("Type") in ("1", "12")
        assert {f.text("ParentId") for f in folders.values()} == {"0"}
        assert len({f.text("ServerId") for f in folders.values()}) == len(folders)

    def test_ids_stay_over_a_new_start(self, new_phone):
        """case: MSASCMD_S04_TC04"""
        phone = new_phone()
        before = dict(phone.folders)
        phone.hierarchy_key, phone.folders = "0", {}
        phone.folder_sync()
        assert phone.folders == before

    @pytest.mark.parametrize("key, statuses", [("999999", "9"), ("", "9"), ("no such key", "9 10")])
    def test_a_wrong_key_starts_anew(self, new_phone, key, statuses):
        """case: MSASCMD_S04_TC05 MSASCMD_S04_TC06"""
        assert new_phone().client.folder_sync(key).text("Status") in statuses.split()

    def test_key_0_names_the_versions(self, phone):
        response = phone.client.request(
            "FolderSync", FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0"))
        )
        assert "16.1" in response.headers["MS-ASProtocolVersions"].split(",")


class TestSettings:
    @pytest.mark.parametrize("version", WITH_AIR_SYNC_BASE)
    def test_user_information_has_the_address(self, new_phone, account, version):
        answer = new_phone(version).client.user_information()
        got = answer.find("UserInformation/Get")
        if at_least(version, "14.1"):
            got = got.find("Accounts/Account")
        assert account.address in [e.text() for e in got.all("EmailAddresses/SMTPAddress")] + [
            got.text("EmailAddresses/PrimarySmtpAddress")
        ]

    def test_the_parts_are_answered_in_the_order_asked(self, phone):
        answer = phone.client.command(
            "Settings",
            Settings.Settings(
                Settings.UserInformation(Settings.Get()),
                Settings.DeviceInformation(Settings.Set(Settings.Model("Model T"))),
            ),
        )
        assert [e.tag for e in answer.children] == [
            "Status",
            "UserInformation",
            "DeviceInformation",
        ]

    def test_what_is_not_there_is_refused_by_its_status(self, phone):
        response = phone.client.request(
            "Settings", Settings.Settings(Settings.Oof(Settings.Get(Settings.BodyType("TEXT"))))
        )
        assert response.status in (200, 501)
        if response.status == 200:
            assert response.doc.text("Status") != "110"


class TestGetItemEstimate:
    def test_what_is_wrong_with_it(self, new_phone, version):
        """case: MSASCMD_S07_TC09_GetItemEstimate_Status2
        case: MSASCMD_S07_TC10_GetItemEstimate_Status3
        case: MSASCMD_S07_TC11_GetItemEstimate_Status4_InvalidSyncKey
        case: MSASCMD_S07_TC12_GetItemEstimate_Status4_MismatchedSyncKey"""
        phone = new_phone(version)
        assert phone.client.estimate("987654", "1").text("Status") == "2"
        for key in ("1", "0"):  # before the first Sync
            assert phone.client.estimate(phone.inbox, key).text("Status") == "3"
        phone.sync()
        old = phone.box(phone.inbox).key
        phone.forget()
        for _ in range(2):
            phone.sync()
        for key in ("987654321", "x", "", old):
            answer = phone.client.estimate(phone.inbox, key)
            assert answer.text("Status") == "4" and not answer.has("Collection"), answer

    def test_it_counts_what_sync_will_send(self, new_phone, version, server, account):
        """case: MSASCMD_S07_TC01_GetItemEstimate_Success"""
        phone = new_phone(version, window=3)
        lmtp.deliver(server, account, *(messages.plain() for _ in range(5)))
        phone.sync()

        def estimate():
            answer = phone.client.estimate(phone.inbox, phone.box(phone.inbox).key, 0)
            assert answer.text("Status") == "1", answer
            assert answer.text("Collection/CollectionId") == phone.inbox
            return answer.number("Collection/Estimate")

        assert estimate() == 5
        phone.sync()
        assert estimate() == 2
        phone.sync()
        assert estimate() == 0

    def test_several_folders_in_one_request(self, phone):
        sent = phone.folder("5")
        for folder in (phone.inbox, sent):
            phone.sync(folder)
        root = phone.client.command(
            "GetItemEstimate",
            GetItemEstimate.GetItemEstimate(
                GetItemEstimate.Collections([
                    GetItemEstimate.Collection(
                        AirSync.SyncKey(phone.box(f).key), GetItemEstimate.CollectionId(f)
                    )
                    for f in (phone.inbox, sent)
                ])
            ),
        )  # fmt: skip
        assert [r.text("Collection/CollectionId") for r in root.all("Response")] == [
            phone.inbox, sent,
        ]  # fmt: skip


class TestDevices:
    def test_two_devices_have_policy_keys_of_their_own(self, server, account):
        one, two = (Client(server, account, device=name) for name in ("one", "two"))
        one.provision()
        assert refused_for_policy(two)
        two.policy_key = one.policy_key
        assert refused_for_policy(two, ("142", "144"))

    def test_one_connection_carries_a_whole_set_up(self, server, account):
        client = Client(server, account)
        client.options()
        connection = client._connection.sock
        client.provision()
        client.folder_sync()
        client.user_information()
        assert client._connection.sock is connection

    def test_the_names_of_the_query_may_come_in_any_order(self, phone, account):
        target = (
            f"{PATH}?DeviceType=Conformance&DeviceId=phone1&User={account.address}&Cmd=FolderSync"
        )
        body = wbxml.encode(FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0")))
        response = phone.client.exchange("POST", target, body, phone.client.headers("FolderSync"))
        assert response.doc.text("Status") == "1"

    def test_a_document_may_say_its_content_type_in_short(self, phone):
        response = phone.client.request(
            "FolderSync", FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0")),
            content_type="application/vnd.ms-sync",
        )  # fmt: skip
        assert response.doc.text("Status") == "1"
