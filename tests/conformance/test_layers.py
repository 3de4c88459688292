"""Layers: what each device of an account shows, switched while the server runs. Source:
docs/activesync.md, "Layers"; `syncgate device layers --help`."""

import pytest

import eas
import lmtp
import messages
from phone import INBOX, Phone

AT_ONCE = 15.0  # seconds, generous: a loaded machine under a sanitizer


@pytest.fixture
def layers(server, account):
    """Switches layers of a phone; the lines that the command prints."""

    def switch(phone, *choices):
        device = phone.client.device
        done = server.command("device", "layers", account.address, device, *choices)
        return [line.split("\t") for line in done.stdout.decode().splitlines()]

    return switch


@pytest.fixture
def phone(new_phone, main_version, deliver):
    """A phone at rest with a message."""
    deliver(messages.plain("one"))
    phone = new_phone(main_version)
    phone.sync_all()
    return phone


def status_of_sync(phone, folder, key):
    """The Status of a Sync with that key, wherever it stands."""
    request = eas.sync_request(eas.collection(folder, key))
    answer = phone.client.command("Sync", request)
    return answer.text("Status") or answer.text("Collections/Collection/Status")


class TestSwitching:
    def test_off_takes_the_folders_from_the_device_and_on_brings_them_back(self, phone, layers):
        before = dict(phone.folders)
        books = {f.id for f in before.values() if f.item_class != "Email"}
        layers(phone, "mail=off")
        phone.folder_sync()
        assert phone.folders.keys() == books
        layers(phone, "mail=on")
        phone.folder_sync()
        assert phone.folders == before
        phone.sync_all()
        assert phone.subjects() == ["one"]

    def test_another_phone_of_the_account_stays_as_it_is(self, phone, new_phone, layers, deliver):
        other = new_phone()
        other.sync_all()
        ping = other.ping()
        layers(phone, "mail=off")
        assert ping.silent()
        deliver(messages.plain("two"))
        assert ping.answer(AT_ONCE).text("Status") == "2"
        other.sync_everything()
        assert other.subjects() == ["one", "two"]
        phone.folder_sync()
        assert not phone.mail_folders and other.mail_folders

    def test_a_waiting_ping_is_told(self, phone, layers):
        ping = phone.ping()
        assert ping.silent()
        layers(phone, "mail=off")
        assert ping.answer(AT_ONCE).text("Status") == "7"

    def test_a_waiting_sync_is_told(self, phone, layers):
        box = phone.box(phone.inbox)
        waiting = phone.client.parked_sync(
            eas.sync_request(eas.collection(phone.inbox, box.key), wait=10)
        )
        assert waiting.silent()
        layers(phone, "mail=off")
        assert waiting.answer(AT_ONCE).text("Status") == "12"

    def test_what_is_as_it_was_wakes_nobody(self, phone, layers):
        ping = phone.ping()
        assert ping.silent()
        layers(phone, "mail=on", "notes=default")
        assert ping.silent()

    def test_a_hidden_folder_answers_twelve(self, phone, layers):
        inbox, key = phone.inbox, phone.box(phone.inbox).key
        layers(phone, "mail=off")
        assert status_of_sync(phone, inbox, key) == "12"
        phone.folder_sync()
        assert status_of_sync(phone, inbox, key) == "12"
        assert status_of_sync(phone, inbox, "0") == "12"

    def test_a_lost_delete_costs_nothing(self, phone, layers, deliver):
        layers(phone, "mail=off")
        phone.folder_sync(lose=True)
        layers(phone, "mail=default")
        deliver(messages.plain("two"))
        phone.folder_sync()
        phone.sync_all()
        assert phone.subjects() == ["one", "two"]

    def test_old_keys_are_dropped_once_the_delete_has_arrived(self, phone, layers):
        inbox, key = phone.inbox, phone.box(phone.inbox).key
        layers(phone, "mail=off")
        phone.folder_sync()
        layers(phone, "mail=on")
        phone.folder_sync()
        assert status_of_sync(phone, inbox, key) == "3"

    def test_choices_outlive_a_restart(self, server, phone, layers):
        layers(phone, "mail=off")
        phone.folder_sync()
        assert server.stop() == 0
        server.start()
        phone.client.close()
        phone.folder_sync()
        assert phone.mail_folders == {}


class TestDefaults:
    def test_the_accounts_hold_for_new_phones_until_they_choose(self, server, account, layers):
        server.command("account", "layers", account.address, "mail=off")
        phone = Phone(server, account)
        assert phone.mail_folders == {}
        layers(phone, "mail=on")
        phone.folder_sync()
        assert phone.folder(INBOX)
        layers(phone, "mail=default")
        phone.folder_sync()
        assert phone.mail_folders == {}

    def test_a_kinds_hold_for_its_devices(self, server, account):
        server.command("account", "layers", account.address, "mail=off", "--kind", "conform")
        assert Phone(server, account, device="one").mail_folders == {}
        other = Phone(server, account, device="two", set_up=False)
        other.client.device_type = "iPhone"
        other.client.provision()
        other.folder_sync()
        assert other.folder(INBOX)


class TestClientsThatCannotDoWithout:
    @pytest.fixture
    def phone(self, server, account, deliver):
        deliver(messages.plain("one"))
        phone = Phone(server, account, set_up=False)
        phone.client.device_type = "Android"
        phone.client.provision()
        phone.folder_sync()
        phone.sync_all()
        yield phone
        phone.client.close()

    def test_their_inbox_stays_and_is_emptied(self, phone, layers, deliver):
        ping = phone.ping()
        layers(phone, "mail=off")
        assert ping.answer(AT_ONCE).text("Status") == "7"  # Templates and the like leave
        phone.folder_sync()
        assert phone.folder(INBOX)
        result = phone.sync_all()
        assert len(result.soft_deleted) == 1 and phone.items() == {}
        ping = phone.ping()
        deliver(messages.plain("two"))
        assert ping.silent()
        layers(phone, "mail=on")
        assert ping.answer(AT_ONCE).text("Status") == "7"
        phone.folder_sync()
        phone.sync_all()
        assert phone.subjects() == ["one", "two"]


class TestCommands:
    def test_the_layers_are_listed_with_who_says_so(self, phone, layers, server, account):
        server.command("account", "layers", account.address, "tasks=off")
        server.command("account", "layers", account.address, "notes=off", "--kind", "Conform")
        rows = layers(phone, "mail=off")
        assert {(r[1], r[2], r[3]) for r in rows} == {
            ("mail", "off", "device"), ("contacts", "on", "standard"),
            ("calendar", "on", "standard"), ("tasks", "off", "account"), ("notes", "off", "kind"),
        }  # fmt: skip
        assert layers(phone) == rows

    @pytest.mark.parametrize("choice", ["mail", "mail=", "mail=maybe", "mails=on", "contacts:99=on",
                                        "mail:1=off", "shared=on", "=on"])  # fmt: skip
    def test_what_can_not_be_is_refused_and_changes_nothing(self, phone, server, account, choice):
        before = server.command("device", "layers", account.address).stdout
        device = phone.client.device
        done = server.command(
            "device", "layers", account.address, device, "notes=off", choice, check=False
        )
        assert done.returncode == 1 and done.stderr.strip()
        assert server.command("device", "layers", account.address).stdout == before

    def test_an_unknown_device_is_named(self, server, account):
        for choices in ([], ["mail=off"]):
            done = server.command(
                "device", "layers", account.address, "nosuch", *choices, check=False
            )
            assert done.returncode == 1 and b"nosuch" in done.stderr
        done = server.command("device", "layers", account.address, "mail=off", check=False)
        assert done.returncode == 1 and b"device" in done.stderr
