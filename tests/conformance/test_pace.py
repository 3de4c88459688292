"""Devices that hammer or go in circles pause; honest ones never meet the limits.

Source: MS-ASHTTP 2.2.1.2 (503, Retry-After, X-MS-ASThrottle).
"""

import pytest

import eas
import lmtp
import messages
from eas import Client
from phone import Phone
from server import Server


@pytest.fixture(scope="module")
def strict(servers, tmp_path_factory):
    """A server with limits low enough to be met in a test."""
    config = tmp_path_factory.mktemp("pace") / "strict.toml"
    config.write_text("[limits]\ndevice_requests = 60\ndevice_repeats = 8\ndevice_resets = 4\n")
    server = Server(options=["--config", config]).start()
    servers.append(server)
    yield server
    assert server.stop() == 0


@pytest.fixture
def server(strict):
    return strict


def until_paused(ask, most=200):
    for _ in range(most):
        response = ask()
        if response.status == 503:
            return response
        assert response.status == 200
    raise AssertionError(f"{most} requests, and no pause")


def is_pause(response, reason):
    assert response.headers["X-MS-ASThrottle"] == reason
    return 0 < int(response.headers["Retry-After"]) <= 180 and response.body == b""


class TestMisbehaviour:
    def test_a_sync_that_is_repeated_for_ever(self, server, account, new_phone):
        lmtp.deliver(server, account, messages.plain("one"))
        phone = new_phone(device="repeats")
        phone.sync_all()
        phone.client.close()
        lmtp.deliver(server, account, messages.plain("two"))
        request = eas.sync_request(eas.collection(phone.inbox, phone.box(phone.inbox).key))
        assert is_pause(until_paused(lambda: phone.client.request("Sync", request)),
                        "RecentCommands")  # fmt: skip
        listed = server.command("device", "list", account.address).stdout.decode()
        assert "\tpauses: RecentCommands for " in listed
        assert server.log_text().count("device_throttled") == 1

    def test_the_others_of_the_account_are_not_held_up(self, server, account, new_phone):
        slow, other = new_phone(device="slow"), new_phone(device="other")
        slow.folder_sync()
        until_paused(lambda: slow.client.request("Settings", eas.wbxml.Settings.Settings(
            eas.wbxml.Settings.UserInformation(eas.wbxml.Settings.Get()))))  # fmt: skip
        other.sync_all()
        assert slow.client.request("FolderSync", b"").status == 503

    def test_a_device_that_starts_anew_over_and_over(self, server, account, new_phone):
        for i in range(30):
            lmtp.deliver(server, account, messages.plain(f"m{i}"))
        phone = new_phone(device="resets", window=1)
        phone.folder_sync()

        def circle():
            asked = eas.collection(phone.inbox, "0")
            response = phone.client.request("Sync", eas.sync_request(asked))
            for _ in range(20):
                if response.status == 503:
                    break
                key = response.doc.text("Collections/Collection/SyncKey")
                asked = eas.collection(phone.inbox, key, window=1)
                response = phone.client.request("Sync", eas.sync_request(asked))
            return response

        assert is_pause(until_paused(circle), "SyncCommands")

    def test_a_device_that_only_hammers(self, server, account):
        client = Client(server, account, device="hammers")
        target = client.target("OPTIONS").replace("Cmd=OPTIONS&", "")
        headers = {"Authorization": client.authorization()}
        response = until_paused(lambda: client.exchange("OPTIONS", target, headers=headers))
        client.close()
        assert response.headers["X-MS-ASThrottle"] in ("CommandFrequency", "RecentCommands")


class TestHonestPhones:
    def test_a_mailbox_is_fetched_at_full_speed(self, server, account, tmp_path):
        for i in range(90):
            (tmp_path / f"{i}.eml").write_bytes(messages.plain(f"m{i}"))
        server.import_mail(account, tmp_path)
        phone = Phone(server, account, device="restored", window=1)
        phone.sync_all()
        assert len(phone.items()) == 90
        phone.client.close()

    def test_answers_lost_in_a_train_are_sent_again(self, server, account, new_phone):
        lmtp.deliver(server, account, messages.plain("one"))
        phone = new_phone(device="train")
        phone.folder_sync()
        for _ in range(5):
            phone.client.hang_up("FolderSync", eas.wbxml.FolderHierarchy.FolderSync(
                eas.wbxml.FolderHierarchy.SyncKey("1")))  # fmt: skip
        phone.sync_all()
        assert phone.subjects() == ["one"]


class TestAPageThatIsNeverTaken:
    def test_is_narrowed_so_that_the_rest_gets_past_it(self, server, account, new_phone):
        lmtp.deliver(server, account, *(messages.plain(f"m{i}") for i in range(3)))
        phone = new_phone(device="chokes")
        phone.folder_sync()
        key = phone.client.sync(eas.collection(phone.inbox, "0")).text(
            "Collections/Collection/SyncKey"
        )
        pages = [phone.client.sync(eas.collection(phone.inbox, key)) for _ in range(6)]
        adds = [len(page.all("Collections/Collection/Commands/Add")) for page in pages]
        assert adds == [3] * 5 + [1]
        assert pages[-1].find("Collections/Collection").has("MoreAvailable")
        phone.sync_all()
        assert sorted(phone.subjects()) == ["m0", "m1", "m2"]
        said = server.command("device", "retry", account.address, "chokes").stdout.decode()
        assert said == "nothing is set aside for chokes\n"
