"""Policies: what is asked of devices, in two phases, and asked again when it changes. Source:
MS-ASPROV 3.1.5, 3.2.5; `syncgate policy set --help`."""

import pytest

import eas
import messages
from device_tools import AT_ONCE, Administrator, folders, is_refused
from eas import Client, at_least
from wbxml import Provision, Settings

DOCUMENT = "Policies/Policy/Data/EASProvisionDoc"


@pytest.fixture
def administrator(server, account):
    return Administrator(server, account)


@pytest.fixture(params=["12.1", "16.1"])
def client(request, server, account):
    """At a version that knows HTTP codes alone, and at one that has a Status for each."""
    client = Client(server, account, request.param)
    yield client
    client.close()


@pytest.fixture
def new_client(server, account):
    client = Client(server, account)
    yield client
    client.close()


def offer(client):
    """The first phase's answer; its temporary key is used from now on."""
    client.policy_key = "0"
    answer = client.command("Provision", eas.provision_request(client.version))
    client.policy_key = answer.text("Policies/Policy/PolicyKey")
    return answer


def acknowledge(client, status):
    """The second phase's whole response."""
    request = eas.acknowledgement(client.policy_key, status, client.version)
    return client.request("Provision", request)


def keyless(client, command="FolderSync"):
    """FolderSync as a program of before provisioning sends it: without any key."""
    request = eas.FolderHierarchy.FolderSync(eas.FolderHierarchy.SyncKey("0"))
    fields = client.headers(command)
    del fields["X-MS-PolicyKey"]
    return client.exchange("POST", client.target(command), eas.wbxml.encode(request), fields)


class TestTwoPhases:
    @pytest.mark.parametrize("version", eas.WITH_AIR_SYNC_BASE)
    def test_the_final_key_opens_what_the_temporary_one_does_not(
        self, server, account, version, administrator
    ):
        """case: MSASCMD_S12_TC01_Provision_DownloadPolicy
        case: MSASPROV_S01_TC01_AcknowledgeSecurityPolicySettings"""
        client = Client(server, account, version)
        administrator.policy("MinDevicePasswordLength=6", "DevicePasswordEnabled=1")
        document = offer(client).find(DOCUMENT)
        assert document.text("MinDevicePasswordLength") == "6"
        assert document.text("DevicePasswordEnabled") == "1"
        assert document.has("AllowCamera") == at_least(version, "12.1")
        assert is_refused(folders(client), "142") or is_refused(folders(client), "144")
        final = acknowledge(client, 1).doc
        temporary, client.policy_key = client.policy_key, final.text("Policies/Policy/PolicyKey")
        assert client.policy_key != temporary and not final.has(DOCUMENT)
        assert folders(client).doc.text("Status") == "1"
        assert client.device_information().text("DeviceInformation/Status") == "1"
        client.close()

    def test_a_device_of_2_5_gets_its_policy_as_text(self, server, account, administrator):
        administrator.policy("MinDevicePasswordLength=6", "DevicePasswordEnabled=1")
        client = Client(server, account, "2.5")
        text = offer(client).text("Policies/Policy/Data")
        assert '<parm name="4131" value="0"/>' in text
        assert '<parm name="MinimumPasswordLength" value="6"/>' in text
        client.policy_key = acknowledge(client, 1).doc.text("Policies/Policy/PolicyKey")
        assert folders(client).doc.text("Status") == "1"
        administrator.policy("MinDevicePasswordLength=7")
        assert folders(client).status == 449
        client.close()

    def test_a_setting_that_was_taken_back_comes_as_its_standard(self, client, administrator):
        """case: MSASPROV_S01_TC03_InitialPreviouslySettingUnset"""
        administrator.policy("MinDevicePasswordLength=6", "MaxAttachmentSize=1000")
        document = offer(client).find(DOCUMENT)
        assert document.text("MaxAttachmentSize") == "1000"
        administrator.run("policy", "clear", administrator.account.address)
        document = offer(client).find(DOCUMENT)
        assert document.text("MinDevicePasswordLength") == "1"
        assert document.has("MaxAttachmentSize") and not document.text("MaxAttachmentSize")
        for empty in ("ApprovedApplicationList", "UnapprovedInROMApplicationList"):
            assert document.has(empty) and not document.find(empty).children

    def test_lists_of_applications_have_their_entries(self, new_client, administrator):
        administrator.policy("UnapprovedInROMApplicationList=a.exe;b.exe",
                             "ApprovedApplicationList=YWJj")  # fmt: skip
        document = offer(new_client).find(DOCUMENT)
        names = document.all("UnapprovedInROMApplicationList/ApplicationName")
        assert [name.text() for name in names] == ["a.exe", "b.exe"]
        assert document.text("ApprovedApplicationList/Hash") == "YWJj"

    def test_an_unknown_type_is_3_and_a_missing_one_2(self, client):
        """case: MSASPROV_S03_TC01_VerifyPolicyStatus3 MSASPROV_S03_TC03_VerifyProvisionStatus2
        case: MSASCMD_S12_TC02_Provision_WithoutPolicyTypeElement"""
        information = eas.provision_request(client.version).find("DeviceInformation")
        for kind, path, status in (
            (Provision.PolicyType("No-Such-Type"), "Policies/Policy/Status", "3"),
            (Provision.PolicyType("MS-WAP-Provisioning-XML"), "Policies/Policy/Status", "3"),
            (None, "Status", "2"),
        ):
            request = Provision.Provision(
                information, Provision.Policies(Provision.Policy(kind))
            )
            assert client.command("Provision", request).text(path) == status

    def test_another_devices_key_is_not_acknowledged(self, client, server, account):
        """case: MSASPROV_S03_TC02_VerifyPolicyStatus5"""
        other = Client(server, account, client.version, device="another")
        foreign = offer(other).text("Policies/Policy/PolicyKey")
        offer(client)
        answer = client.command("Provision", eas.acknowledgement(foreign))
        assert answer.text("Policies/Policy/Status") == "5"
        assert not answer.has("Policies/Policy/PolicyKey")

    @pytest.mark.parametrize("base64_query", [False, True], ids=["header", "base64"])
    def test_a_stale_key_is_refused_in_both_forms_of_the_query(
        self, server, account, base64_query
    ):
        """case: MSASPROV_S03_TC04_VerifyInvalidPolicyKey MSASCMD_S12_TC03_Provision_Status144
        case: MSASHTTP_S03_TC03_SetPolicyKeyRequestHeader"""
        for version in ("12.1", "16.1"):
            client = Client(server, account, version, base64_query=base64_query)
            client.provision()
            assert folders(client).doc.text("Status") == "1"
            client.policy_key = str(int(client.policy_key) ^ 1)
            assert is_refused(folders(client), "144")
            client.close()


class TestNearest:
    def test_account_group_domain_and_all(self, administrator, server, account):
        client = Client(server, account)
        group = messages.unique("group").replace(" ", "")
        administrator.run("group", "add", group)
        administrator.run("policy", "set", f"group:{group}", "AllowBrowser=0", "AllowWiFi=0")
        assert offer(client).find(DOCUMENT).text("AllowBrowser") == "1"
        administrator.run("group", "join", group, account.address)
        administrator.policy("AllowWiFi=1")
        document = offer(client).find(DOCUMENT)
        assert document.text("AllowBrowser") == "0" and document.text("AllowWiFi") == "1"
        shown = administrator.run("policy", "show", account.address).splitlines()
        assert f"AllowBrowser\t0\tgroup:{group}" in shown
        assert "AllowWiFi\t1\taccount" in shown
        administrator.run("group", "delete", group)
        assert offer(client).find(DOCUMENT).text("AllowBrowser") == "1"
        client.close()


class TestChanges:
    def test_a_changed_policy_is_asked_again_until_it_is_taken(self, client, administrator):
        client.provision()
        assert folders(client).doc.text("Status") == "1"
        administrator.policy("AllowCamera=0")
        assert is_refused(folders(client), "144")
        assert is_refused(client.ping(["1"], 600).response(AT_ONCE), "144")
        assert client.user_information().text("Status") == "1", "Settings needs no policy"
        client.provision()
        assert folders(client).doc.text("Status") == "1"

    def test_a_policy_that_changes_between_the_phases_is_asked_again(self, new_client, administrator):
        offer(new_client)
        administrator.policy("AllowCamera=0")
        final = acknowledge(new_client, 1).doc
        new_client.policy_key = final.text("Policies/Policy/PolicyKey")
        assert is_refused(folders(new_client), "144")

    def test_a_setting_of_the_server_alone_asks_nobody(self, new_client, administrator):
        new_client.provision()
        administrator.policy("AllowExternallyManagedDevices=0")
        assert folders(new_client).doc.text("Status") == "1"

    def test_a_waiting_ping_and_a_waiting_sync_are_told(
        self, new_phone, administrator
    ):
        phone = new_phone()
        phone.sync_all()
        box = phone.box(phone.inbox)
        waiting = [
            phone.ping(),
            phone.client.parked_sync(
                eas.sync_request(eas.collection(phone.inbox, box.key), wait=10)
            ),
        ]
        assert all(each.silent() for each in waiting)
        administrator.policy("AllowCamera=0")
        for each in waiting:
            assert is_refused(each.response(AT_ONCE), "144")


class TestWhoCannot:
    def test_a_part_is_enough_unless_the_whole_is_demanded(self, client, administrator):
        """case: MSASPROV_S03_TC05_VerifyPolicyStatus139"""
        administrator.policy("MinDevicePasswordLength=6")
        offer(client)
        assert acknowledge(client, 2).doc.text("Policies/Policy/Status") == "1"
        administrator.policy("AllowNonProvisionableDevices=0")
        for status in (2, 3):
            offer(client)
            assert is_refused(acknowledge(client, status), "139")
            assert is_refused(folders(client), "142") or is_refused(folders(client), "144")
        offer(client)
        assert acknowledge(client, 1).doc.text("Policies/Policy/Status") == "1"
        assert ("device", "policy-refused") in administrator.audit(client.device)

    def test_managed_by_somebody_else_is_refused_where_that_is_not_wanted(
        self, client, administrator
    ):
        """case: MSASPROV_S03_TC06_VerifyPolicyStatus145 MSASCMD_S21_TC14_CommonStatusCode_145"""
        offer(client)
        assert acknowledge(client, 4).doc.text("Policies/Policy/Status") == "1"
        administrator.policy("AllowExternallyManagedDevices=0")
        offer(client)
        assert is_refused(acknowledge(client, 4), "145")

    def test_without_any_key_a_device_is_of_before_policies_where_all_must_have_one(
        self, client, administrator
    ):
        """case: MSASPROV_S03_TC07_VerifyStatus141"""
        assert is_refused(keyless(client), "142")
        administrator.policy("AllowNonProvisionableDevices=0")
        assert is_refused(keyless(client), "141")
        assert is_refused(folders(client), "142"), "with a key of 0 it may provision"

    def test_without_acknowledging_commands_work_where_everybody_is_let_in(
        self, client, administrator
    ):
        """case: MSASPROV_S01_TC02_WithoutAcknowledgingSecurityPolicySettings"""
        administrator.policy("AllowNonProvisionableDevices=2", "AllowCamera=0")
        offer(client)
        assert keyless(client).doc.text("Status") == "1"
        client.policy_key = "0"
        assert folders(client).doc.text("Status") == "1"
        assert client.user_information().text("Status") == "1"

    @pytest.mark.parametrize("kind", ["WindowsOutlook15", "TestActiveSyncConnectivity"])
    def test_programs_without_provisioning_are_let_in_unless_all_must_have_a_policy(
        self, server, account, administrator, kind
    ):
        client = Client(server, account, "14.0", device_type=kind)
        administrator.policy("AllowCamera=0")
        assert folders(client).doc.text("Status") == "1"
        administrator.policy("AllowNonProvisionableDevices=0")
        assert is_refused(folders(client), "141")
        client.close()


@pytest.mark.parametrize("version", ["14.1", "16.0", "16.1"])
def test_the_first_phase_must_say_what_the_device_is(server, account, version):
    """case: MSASCMD_S21_TC03_CommonStatusCode_165"""
    client = Client(server, account, version)
    answer = client.command("Provision", eas.provision_request(version, information=False))
    assert answer.text("Status") == "165"
    client.close()


class TestRecoveryPassword:
    def command(self, password):
        return Settings.Settings(
            Settings.DevicePassword(Settings.Set(Settings.Password(password)))
        )

    def test_is_kept_where_the_policy_has_it_and_shown_to_the_administrator_alone(
        self, new_client, administrator, server
    ):
        new_client.provision()
        answer = new_client.command("Settings", self.command("geheim-1234"))
        assert answer.text("DevicePassword/Status") == "7"
        administrator.policy("PasswordRecoveryEnabled=1")
        new_client.provision()
        administrator.device("trace", new_client.device)
        answer = new_client.command("Settings", self.command("geheim-1234"))
        assert answer.text("DevicePassword/Status") == "1"
        assert "geheim-1234" not in administrator.device("show", new_client.device)
        shown = administrator.device("show", new_client.device, "--recovery-password")
        assert "recovery password\tgeheim-1234" in shown.splitlines()
        assert ("administrator", "recovery-password-shown") in administrator.audit(new_client.device)
        assert "geheim-1234" not in server.log_text()
        for trace in (server.data / "traces").iterdir():
            assert "geheim-1234" not in trace.read_text()

    def test_one_that_is_too_long_is_refused_and_an_empty_one_takes_it_back(
        self, server, account, administrator
    ):
        administrator.policy("PasswordRecoveryEnabled=1")
        client = Client(server, account)
        client.provision()
        answer = client.command("Settings", self.command("x" * 256))
        assert answer.text("DevicePassword/Status") == "5"
        for password, kept in (("x" * 255, "kept"), ("", "none")):
            client.command("Settings", self.command(password))
            assert f"recovery password\t{kept}" in administrator.device("show", client.device)
        client.close()


def test_a_refused_command_line_changes_nothing(administrator):
    address = administrator.account.address
    for wrong in (["AllowCamera=7"], ["NoSuchSetting=1"], ["AllowCamera"]):
        done = administrator.run("policy", "set", address, "AllowWiFi=0", *wrong, check=False)
        assert done.returncode == 1 and done.stderr
    assert "AllowWiFi\t1\tstandard" in administrator.run("policy", "show", address)
