"""Devices: let in, quarantined, blocked, wiped; by an administrator's word or by rules. Source:
MS-ASPROV 3.2.5.1.2; docs/administration.md, "Devices and policies"."""

import pytest

import eas
import messages
from device_tools import AT_ONCE, Administrator, folders, is_refused
from eas import Client, at_least
from phone import INBOX, Phone
from wbxml import FolderHierarchy, Provision, Settings

QUARANTINE = "This device is in quarantine"


@pytest.fixture
def administrator(server, account):
    return Administrator(server, account)


@pytest.fixture
def at_rest(new_phone, deliver):
    """Makes a phone at rest with a message."""

    def make(version="16.1"):
        deliver(messages.plain("one"))
        phone = new_phone(version)
        phone.sync_all()
        return phone

    return make


@pytest.fixture
def phone(at_rest):
    return at_rest()


@pytest.fixture(params=["12.1", "16.1"])
def either_phone(request, at_rest):
    """At a version that knows HTTP codes alone, and at one that has a Status for each."""
    return at_rest(request.param)


def requests_of(phone):
    """A request of every kind that a phone at rest sends."""
    client, inbox = phone.client, phone.inbox
    yield client.request("Sync", phone.request(inbox))
    yield folders(client)
    yield client.ping([inbox], 600).response(AT_ONCE)
    yield client.send_mail(messages.plain("not sent"), messages.unique("id"))
    if not at_least(client.version, "12.0"):
        return
    yield client.request("Settings", Settings.Settings(Settings.UserInformation(Settings.Get())))
    yield client.request("ItemOperations", eas.ItemOperations.ItemOperations(
        eas.fetch_item(inbox, phone.only().id)))  # fmt: skip


def begins_anew(phone):
    """A phone whose folders are not what it thinks drops all that it has."""
    request = FolderHierarchy.FolderSync(FolderHierarchy.SyncKey(phone.hierarchy_key))
    assert phone.client.command("FolderSync", request).text("Status") == "9"
    phone.hierarchy_key, phone.folders, phone.boxes = "0", {}, {}
    phone.folder_sync()


class TestWipe:
    def test_of_a_device_from_its_next_request_to_its_return(
        self, at_rest, version, administrator
    ):
        """case: MSASPROV_S02_TC01_RemoteWipe"""
        phone = at_rest(version)
        client, device = phone.client, phone.client.device
        ping = phone.ping()
        assert ping.silent()
        administrator.device("wipe", device)
        assert is_refused(ping.response(AT_ONCE), "140")
        for response in requests_of(phone):
            assert is_refused(response, "140")
        client.policy_key = "0"
        for request in (Provision.Provision(), eas.provision_request(client.version)):
            told = client.command("Provision", request)
            assert told.text("Status") == "1" and told.has("RemoteWipe"), told
            assert not told.has("Policies")
        assert administrator.state(device) == "wipe pending"

        assert client.command("Provision", eas.wipe_report(2)).text("Status") == "1"
        assert administrator.state(device) == "wipe pending", "it failed"
        for _ in range(2):  # the second after an answer that was lost
            assert client.command("Provision", eas.wipe_report()).text("Status") == "1"
            assert administrator.state(device) == "wiped"
        assert is_refused(folders(client), "129")
        assert is_refused(client.request("Provision", eas.provision_request(client.version)), "129")
        events = [event for _, event in administrator.audit(device)]
        assert events == ["allowed", "wipe", "wipe-sent", "wipe-sent", "wipe-failed", "wipe-done"]

        administrator.device("unwipe", device)
        assert is_refused(folders(client), "142")
        client.provision()
        begins_anew(phone)
        phone.sync_all()
        assert phone.subjects() == ["one"]

    def test_can_be_taken_back_before_it_is_told(self, phone, administrator):
        administrator.device("wipe", phone.client.device)
        administrator.device("unwipe", phone.client.device)
        phone.client.provision()
        phone.sync_all()
        assert phone.subjects() == ["one"]

    @pytest.mark.parametrize("version", ["16.0", "16.1"])
    def test_of_the_account_alone_needs_16_1(self, at_rest, version, administrator):
        """case: MSASPROV_S02_TC02_AccountOnlyRemoteWipe"""
        phone = at_rest(version)
        client, device = phone.client, phone.client.device
        done = administrator.device("wipe", device, "--account-only", check=False)
        if not at_least(client.version, "16.1"):
            assert done.returncode == 1 and client.version.encode() in done.stderr
            assert phone.sync().status == "1"
            return
        assert done.returncode == 0
        assert is_refused(folders(client), "140")
        told = client.command("Provision", Provision.Provision())
        assert told.has("AccountOnlyRemoteWipe") and not told.has("RemoteWipe"), told
        report = eas.wipe_report(account_only=True)
        assert client.command("Provision", report).text("Status") == "1"
        assert administrator.state(device) == "account wiped"
        assert is_refused(folders(client), "129")

    def test_a_report_that_nobody_asked_for_is_an_error_and_does_nothing(
        self, phone, administrator
    ):
        client = phone.client
        assert client.command("Provision", eas.wipe_report()).text("Status") == "2"
        assert administrator.state(client.device) == "allowed"

    def test_is_not_undone_by_forgetting_the_device(self, phone, administrator):
        administrator.device("wipe", phone.client.device)
        done = administrator.device("forget", phone.client.device, check=False)
        assert done.returncode == 1 and b"unwipe" in done.stderr
        assert is_refused(folders(phone.client), "140")


def test_12_1_without_its_key_is_forbidden_while_it_is_to_wipe(server, account, administrator):
    client = Client(server, account, "12.1")
    client.provision()
    folders(client)
    administrator.device("wipe", client.device)
    request = eas.wbxml.encode(FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0")))
    fields = client.headers("FolderSync")
    del fields["X-MS-PolicyKey"]
    assert client.exchange("POST", client.target("FolderSync"), request, fields).status == 403
    client.close()


class TestBlock:
    def test_a_blocked_device_is_refused_everything_and_told_at_once(self, either_phone, administrator):
        device = either_phone.client.device
        ping = either_phone.ping()
        assert ping.silent()
        administrator.device("block", device)
        assert is_refused(ping.response(AT_ONCE), "129")
        for response in requests_of(either_phone):
            assert is_refused(response, "129")
        provision = eas.provision_request(either_phone.client.version)
        assert is_refused(either_phone.client.request("Provision", provision), "129")
        assert administrator.state(device) == "blocked"
        administrator.device("by-rule", device)
        assert either_phone.sync().status == "1", "it goes on where it was"

    def test_another_device_and_another_account_on_the_same_one_are_let_in(
        self, new_phone, other_account, administrator
    ):
        blocked, other = new_phone(), new_phone()
        elsewhere = new_phone(account=other_account, device=blocked.client.device)
        administrator.device("block", blocked.client.device)
        assert is_refused(folders(blocked.client), "129")
        for phone in (other, elsewhere):
            phone.sync_all()
        done = administrator.run("device", "allow", other_account.address, "nobody", check=False)
        assert done.returncode == 1


class TestQuarantine:
    def test_shows_one_message_and_nothing_of_the_mailbox(self, either_phone, administrator):
        client = either_phone.client
        item, inbox = either_phone.only().id, either_phone.inbox
        administrator.device("quarantine", client.device)
        begins_anew(either_phone)
        assert [folder.type for folder in either_phone.folders.values()] == [INBOX]
        assert either_phone.inbox != inbox
        either_phone.sync_all()
        message = either_phone.only()
        assert message.subject == QUARANTINE and not message.read
        assert client.device in message.body.text("Data")
        assert either_phone.sync().status == "1" and len(either_phone.items()) == 1

        fetch = eas.ItemOperations.ItemOperations(eas.fetch_item(inbox, item))
        assert is_refused(client.request("ItemOperations", fetch), "129")
        sent = client.send_mail(messages.plain("not sent"), messages.unique("id"))
        assert is_refused(sent, "129")
        request = eas.sync_request(eas.collection(inbox, "1"))
        assert client.command("Sync", request).text("Status") == "12"
        assert client.estimate(either_phone.inbox, "quarantine-2").text("Collection/Estimate") == "0"

        administrator.device("allow", client.device)
        begins_anew(either_phone)
        either_phone.sync_all()
        assert either_phone.subjects() == ["one"] and either_phone.inbox == inbox

    def test_is_shown_to_devices_of_before_12_1_too(self, at_rest, administrator):
        phone = at_rest("2.5")
        administrator.device("quarantine", phone.client.device)
        begins_anew(phone)
        phone.sync_all()
        assert phone.subjects() == [QUARANTINE]
        assert phone.sync().status == "1" and len(phone.items()) == 1

    def test_a_lost_answer_is_given_again(self, phone, administrator):
        administrator.device("quarantine", phone.client.device)
        begins_anew(phone)
        phone.sync()
        phone.sync(lose=True)
        phone.sync()
        assert phone.subjects() == [QUARANTINE]

    def test_whoever_waits_is_told_when_it_comes_in_and_out(
        self, phone, administrator, deliver
    ):
        def waiting():
            key = phone.box(phone.inbox).key
            request = eas.sync_request(eas.collection(phone.inbox, key), wait=10)
            both = phone.ping(), phone.client.parked_sync(request)
            assert all(each.silent() for each in both)
            return both

        for what in ("quarantine", "allow"):
            ping, sync = waiting()
            if what == "allow":
                deliver(messages.plain("two"))
                assert ping.silent(), "it is not told of mail that it may not see"
            administrator.device(what, phone.client.device)
            assert ping.answer(AT_ONCE).text("Status") == "7"
            assert sync.answer(AT_ONCE).text("Status") == "12"
            begins_anew(phone)
            phone.sync_all()
        assert phone.subjects() == ["one", "two"]


class TestRules:
    def kind(self):
        """A DeviceType that no other test has."""
        return messages.unique("kind").replace(" ", "")

    def test_by_type_and_agent_the_first_that_fits_counts(self, server, account, administrator):
        kind = self.kind()
        client = Client(server, account, device_type=kind)
        client.user_agent = f"Agent-{kind}/1.0"
        client.provision()
        assert folders(client).doc.text("Status") == "1"
        with administrator.rule(f"agent=agent-{kind}/2*", "allow"):
            with administrator.rule(f"type={kind}*", "block") as number:
                assert is_refused(folders(client), "129")
                assert f"by\trule {number}\n" in administrator.device("show", client.device)
                client.user_agent = f"Agent-{kind}/2.0"
                assert folders(client).doc.text("Status") == "1"
                client.user_agent = f"Agent-{kind}/1.0"
                administrator.device("allow", client.device)
                assert folders(client).doc.text("Status") == "1"
                administrator.device("by-rule", client.device)
                assert is_refused(folders(client), "129")
        assert folders(client).doc.text("Status") == "1"
        client.close()

    def test_by_what_the_device_tells_of_itself(self, server, account, administrator):
        client = Client(server, account, "12.1", device_type=self.kind())
        with administrator.rule("os=TestOS 1", "quarantine"):
            client.provision()
            names = [a.text("DisplayName") for a in folders(client).doc.all("Changes/Add")]
            assert len(names) > 1, "not known before it told"
            client.device_information()
            names = [a.text("DisplayName") for a in folders(client).doc.all("Changes/Add")]
            assert names == ["Inbox"]
        client.close()

    def test_by_how_many_devices_there_are(self, server, account, administrator):
        kind = self.kind()
        clients = [Client(server, account, device=f"d{i}", device_type=kind) for i in range(3)]
        with administrator.rule(f"agent=*{kind}-none", "allow"):
            with administrator.rule("count=2", "block"):
                for client in clients[:2]:
                    client.provision()
                assert is_refused(folders(clients[2]), "129")
                assert folders(clients[0]).doc.text("Status") == "1"
                administrator.device("block", "d0")
                folders(clients[0])
                clients[2].provision()
        for client in clients:
            client.close()

    def test_a_waiting_device_is_judged_by_a_new_rule(self, new_phone, administrator):
        phone = new_phone()
        phone.sync_all()
        phone.client.user_agent = kind = self.kind()
        phone.sync()
        ping = phone.ping()
        assert ping.silent()
        with administrator.rule(f"agent={kind}", "block"):
            assert is_refused(ping.response(AT_ONCE), "129")
            assert administrator.state(phone.client.device) == "blocked"


class TestAdministration:
    def test_what_a_device_says_of_itself_drives_no_terminal(self, server, account, administrator):
        client = Client(server, account)
        client.user_agent = "Agent\tx\u009b[2J"
        client.provision()
        evil = Settings.Settings(Settings.DeviceInformation(Settings.Set(
            Settings.FriendlyName("a\u202eb\u009bc" + "d" * 1000), Settings.Model("m\nn=o"))))
        client.command("Settings", evil)
        shown = administrator.device("show", client.device)
        shown += administrator.run("device", "list", account.address)
        shown += administrator.run("audit", account.address)
        assert not {c for c in shown if not c.isprintable()} - {"\n", "\t"}
        assert "FriendlyName\ta b c" + "d" * 100 in shown and "d" * 300 not in shown
        assert "Model\tm n=o\n" in shown
        client.close()

    def test_a_device_type_that_is_no_plain_text_is_refused(self, server, account):
        for kind in ("a\tb", "a\x1bb", "a\u202eb", "x" * 65):
            client = Client(server, account, device_type=kind)
            client.user_agent = "Agent"
            assert folders(client).doc.text("Status") == "109"
            client.close()

    def test_resync_begins_anew_and_keeps_the_policy(self, phone, administrator):
        ping = phone.ping()
        assert ping.silent()
        administrator.device("resync", phone.client.device)
        assert ping.answer(AT_ONCE).text("Status") == "7"
        begins_anew(phone)
        phone.sync_all()
        assert phone.subjects() == ["one"]

    def test_a_forgotten_device_provisions_anew(self, phone, administrator):
        administrator.device("forget", phone.client.device)
        assert administrator.state(phone.client.device) is None
        assert is_refused(folders(phone.client), "142")

    def test_the_audit_tells_who_decided(self, phone, administrator):
        device = phone.client.device
        for what in ("block", "quarantine", "by-rule"):
            administrator.device(what, device)
        phone.client.policy_key = "0"
        folders(phone.client)
        assert administrator.audit(device) == [
            ("standard", "allowed"),
            ("administrator", "block"),
            ("administrator", "quarantine"),
            ("administrator", "by-rule"),
        ]
        assert "device_decision" in administrator.server.log_text()


class TestProtocols:
    def test_an_account_without_activesync_is_refused_and_told_at_once(
        self, either_phone, administrator
    ):
        """case: MSASCMD_S21_TC12_CommonStatusCode_126 MSASHTTP_S02_TC03_Verify403StatusCode"""
        address = administrator.account.address
        ping = either_phone.ping()
        assert ping.silent()
        administrator.run("account", "protocols", address, "activesync=off")
        assert is_refused(ping.response(AT_ONCE), "126")
        for response in requests_of(either_phone):
            assert is_refused(response, "126")
        administrator.run("account", "protocols", address, "activesync=default")
        assert either_phone.sync().status == "1"

    def test_other_protocols_are_no_matter_of_activesync(self, server, account, administrator):
        shown = administrator.run("account", "protocols", account.address, "imap=off", "pop3=off")
        assert "imap\toff\taccount\n" in shown and "activesync\ton\tstandard\n" in shown
        Phone(server, account).client.close()
