"""Address books of others on devices: off until somebody switches them on, then folders beside the
device's own, each in the account of its owner. Source: docs/administration.md, "What devices show:
layers"; docs/sync-engine.md, "Hierarchy".
"""

import pytest

import eas
from dav import card
from phone import fetch_command
from test_books import estimate, ping
from test_contacts import add
from wbxml import Contacts, ItemOperations

AT_ONCE = 15.0  # seconds, generous: a loaded machine under a sanitizer
USER_CONTACTS = "14"


class Shelf:
    """A phone of the member's, and what it shows of the owner's books."""

    def __init__(self, world, phone):
        self.world, self.phone = world, phone
        self.member = world.member.account.address
        self.allow("on")

    def allow(self, state):
        self.world.server.command("account", "layers", self.member, f"shared={state}")

    def layers(self, *choices):
        done = self.world.server.command(
            "device", "layers", self.member, self.phone.client.device, *choices
        )
        return [line.split("\t") for line in done.stdout.decode().splitlines()]

    def layer(self, name="Friends"):
        shown = f"{name} ({self.world.owner.account.address})"
        (found,) = [line for line in self.layers() if line[4] == shown]
        return found

    def switch(self, state, name="Friends"):
        return self.layers(f"{self.layer(name)[1]}={state}")

    def show(self, *rights):
        """Shares the book and switches it on; the folder on the phone."""
        self.world.share(*rights)
        self.switch("on")
        self.phone.folder_sync()
        return self.folder()

    def folder(self, name="Friends"):
        return self.phone.folder(f"{name} ({self.world.owner.account.address})")

    def names(self, folder):
        return sorted(each["Contacts:FileAs"] for each in self.phone.items(folder).values())

    def item(self, folder, name):
        (found,) = [each for each in self.phone.items(folder).values()
                    if each["Contacts:FileAs"] == name]  # fmt: skip
        return found


@pytest.fixture
def shelf(world, new_phone):
    return Shelf(world, new_phone("16.1", account=world.member.account))


@pytest.fixture
def any_shelf(world, new_phone, main_version):
    return Shelf(world, new_phone(main_version, account=world.member.account))


def named(name):
    return (Contacts.FileAs(name), Contacts.LastName(name))


class TestSwitching:
    def test_nothing_is_shown_until_it_is_chosen(self, shelf):
        before = dict(shelf.phone.folders)
        shelf.world.share()
        assert shelf.layer()[2:4] == ["off", "standard"]
        shelf.phone.folder_sync()
        assert shelf.phone.folders == before
        shelf.switch("on")
        shelf.phone.folder_sync()
        (added,) = shelf.phone.folders.keys() - before.keys()
        folder = shelf.phone.folders[added]
        assert (folder.parent, folder.type) == ("0", USER_CONTACTS)
        shelf.switch("off")
        shelf.phone.folder_sync()
        assert shelf.phone.folders == before

    def test_the_administrator_allows_it_or_not(self, shelf):
        folder = shelf.show()
        shelf.allow("default")
        shelf.phone.folder_sync()
        assert folder not in shelf.phone.folders
        shelf.phone.sync(folder, status="12")

    def test_another_phone_of_the_member_stays_as_it_is(self, shelf, new_phone):
        other = new_phone(account=shelf.world.member.account)
        folder = shelf.show()
        assert other.folder_sync().text("Changes/Count") == "0"
        assert folder not in other.folders

    def test_it_is_chosen_for_all_devices_too(self, shelf, new_phone):
        shelf.world.share()
        shelf.world.server.command("account", "layers", shelf.member, f"{shelf.layer()[1]}=on")
        other = new_phone(account=shelf.world.member.account)
        assert shelf.layer()[2:4] == ["on", "account"]
        assert any(f.type == USER_CONTACTS for f in other.folders.values())

    def test_a_book_that_is_renamed_is_told(self, shelf):
        folder = shelf.show()
        said = "<D:set><D:prop><D:displayname>Club</D:displayname></D:prop></D:set>"
        shelf.world.owner.proppatch(shelf.world.book, said)
        shelf.phone.folder_sync()
        assert shelf.folder("Club") == folder


class TestEnding:
    def test_the_folder_goes_with_the_share_and_comes_back_whole(self, shelf):
        folder = shelf.show()
        shelf.phone.sync_all(folder)
        key = shelf.phone.box(folder).key
        shelf.world.unshare()
        shelf.phone.sync(folder, status="12")
        shelf.phone.folder_sync()
        assert folder not in shelf.phone.folders
        shelf.phone.folder_sync()  # says that it has read so
        again = shelf.show()
        shelf.phone.box(again).key = key
        shelf.phone.sync(again, status="3")
        shelf.phone.forget(again)
        shelf.phone.sync_all(again)
        assert shelf.names(again) == ["Ann Lee"]

    def test_it_goes_with_the_book_and_with_the_group(self, shelf):
        folder = shelf.show()
        shelf.world.server.command("group", "leave", shelf.world.group, shelf.member)
        shelf.phone.folder_sync()
        assert folder not in shelf.phone.folders
        shelf.world.server.command("group", "join", shelf.world.group, shelf.member)
        folder = shelf.show()
        assert shelf.world.owner.request("DELETE", shelf.world.book).status == 204
        shelf.phone.folder_sync()
        assert folder not in shelf.phone.folders

    def test_of_a_group_that_owns_it_too(self, shelf):
        group, server = shelf.world.group, shelf.world.server
        server.command("group", "book", "add", group, "Numbers", "write")
        (layer,) = [line for line in shelf.layers() if line[4] == f"Numbers ({group})"]
        shelf.layers(f"{layer[1]}=on")
        shelf.phone.folder_sync()
        folder = shelf.phone.folder(f"Numbers ({group})")
        shelf.phone.sync_all(folder, [add("1", *named("Eve"))])
        assert shelf.names(folder) == ["Eve"]
        server.command("group", "book", "remove", group, "Numbers")
        shelf.phone.folder_sync()
        assert folder not in shelf.phone.folders


class TestReading:
    def test_its_contacts_come_and_go_as_their_owner_has_them(self, any_shelf):
        shelf = any_shelf
        folder, owner, book = shelf.show(), shelf.world.owner, shelf.world.book
        shelf.phone.sync_all(folder)
        assert shelf.names(folder) == ["Ann Lee"]
        owner.put("bob.vcf", card("bob", "Bob"), book)
        owner.put("ann.vcf", card("ann", "Ann Kim"), book)
        shelf.phone.sync_all(folder)
        assert shelf.names(folder) == ["Ann Kim", "Bob"]
        owner.request("DELETE", book + "bob.vcf")
        shelf.phone.sync_all(folder)
        assert shelf.names(folder) == ["Ann Kim"]
        assert shelf.phone.sync_all(folder).commands == 0

    def test_its_ids_are_none_of_the_members_own(self, shelf):
        folder = shelf.show()
        shelf.phone.sync_all(folder)
        (item,) = shelf.phone.items(folder)
        assert item.startswith(f"{folder}:")
        assert int(folder) > 2**32

    def test_a_lost_answer_costs_nothing(self, shelf):
        folder = shelf.show("--rights", "write")
        shelf.phone.sync_all(folder)
        eve = [add("1", *named("Eve"))]
        shelf.phone.sync(folder, eve, lose=True)
        shelf.phone.sync_all(folder, eve)
        assert shelf.names(folder) == ["Ann Lee", "Eve"]
        cards = shelf.world.owner.propfind(shelf.world.book, "D:getetag", depth=1).responses
        assert len(cards) == 3

    def test_a_ping_waits_for_it_and_is_estimated(self, shelf):
        folder = shelf.show()
        shelf.phone.sync_all(folder)
        waiting = ping(shelf.phone, folder)
        assert waiting.silent()
        shelf.world.owner.put("bob.vcf", card("bob", "Bob"), shelf.world.book)
        answer = waiting.answer(AT_ONCE)
        assert answer.text("Status") == "2", answer
        assert answer.text("Folders/Folder") == folder
        found = estimate(shelf.phone, folder).find("Response")
        assert (found.text("Status"), found.text("Collection/CollectionId"),
                found.text("Collection/Estimate")) == ("1", folder, "1")  # fmt: skip
        shelf.phone.sync_all(folder)
        again = ping(shelf.phone, folder)
        assert again.silent()
        shelf.world.unshare()
        shelf.world.owner.put("bob.vcf", card("bob", "Bo"), shelf.world.book)
        assert again.answer(AT_ONCE).text("Status") == "7"

    def test_a_sync_that_waits_hears_of_it(self, shelf):
        folder = shelf.show()
        shelf.phone.sync_all(folder)
        asked = eas.collection(folder, shelf.phone.box(folder).key)
        waiting = shelf.phone.client.parked_sync(eas.sync_request(asked, wait=10))
        shelf.world.owner.put("bob.vcf", card("bob", "Bob"), shelf.world.book)
        told = waiting.answer(AT_ONCE).find("Collections/Collection")
        assert told.text("CollectionId") == folder
        assert told.text("Commands/Add/ApplicationData/FileAs") == "Bob"
        # What it asked for is not all that was answered since: the rest must be said again.
        rest = shelf.phone.client.command("Sync", eas.sync_request(wait=10, partial=True))
        assert rest.text("Status") == "13", rest

    def test_items_are_fetched(self, shelf):
        folder = shelf.show()
        shelf.phone.sync_all(folder)
        item = shelf.item(folder, "Ann Lee")
        fetched = shelf.phone.sync(folder, [fetch_command(item.id)], get_changes=False).doc
        assert fetched.text("Collections/Collection/Responses/Fetch/ApplicationData/FileAs") == "Ann Lee"
        request = ItemOperations.ItemOperations(eas.fetch_item(folder, item.id))
        got = shelf.phone.client.command("ItemOperations", request)
        assert got.text("Response/Fetch/Status") == "1", got
        assert got.text("Response/Fetch/Properties/FileAs") == "Ann Lee"
        shelf.world.unshare()
        assert shelf.phone.client.command(
            "ItemOperations", request).text("Response/Fetch/Status") == "6"  # fmt: skip


class TestWriting:
    def test_who_may_write_adds_changes_and_removes(self, shelf):
        folder = shelf.show("--rights", "write")
        shelf.phone.sync_all(folder)
        result = shelf.phone.sync(folder, [add("1", *named("Eve"))])
        assert result.responses == {"1": "1"}
        ann = shelf.item(folder, "Ann Lee")
        shelf.phone.sync(folder, [eas.change(ann.id, *named("Ann Kim"))])
        assert b"Ann Kim" in shelf.world.owner.get("ann.vcf", shelf.world.book).body
        shelf.phone.sync(folder, [eas.delete(ann.id)], deletes_as_moves=False)
        assert shelf.world.owner.get("ann.vcf", shelf.world.book).status == 404
        assert shelf.phone.sync_all(folder).commands == 0  # its own edits are no news to it
        assert shelf.names(folder) == ["Eve"]

    def test_who_only_reads_is_refused_and_gets_back_what_it_had(self, any_shelf):
        shelf, folder = any_shelf, any_shelf.show()
        shelf.phone.sync_all(folder)
        text = shelf.world.owner.get("ann.vcf", shelf.world.book).body
        ann = shelf.item(folder, "Ann Lee")
        added = shelf.phone.sync(folder, [add("1", *named("Eve"))])
        assert added.responses == {"1": "6"}
        changed = shelf.phone.sync_all(folder, [eas.change(ann.id, *named("Ann Kim"))])
        assert changed.responses == {ann.id: "6"}
        assert shelf.names(folder) == ["Ann Lee"]
        deleted = shelf.phone.sync_all(folder, [eas.delete(ann.id)], deletes_as_moves=False)
        assert deleted.responses == {ann.id: "6"}
        assert shelf.names(folder) == ["Ann Lee"]
        assert shelf.world.owner.get("ann.vcf", shelf.world.book).body == text
        assert shelf.phone.sync_all(folder).commands == 0

    def test_the_folder_itself_is_its_owners(self, shelf):
        phone, folder = shelf.phone, shelf.show("--rights", "write")
        renamed = phone.client.folder_update(phone.hierarchy_key, folder, "Mine", "0")
        assert renamed.text("Status") == "4", renamed
        assert phone.client.folder_delete(phone.hierarchy_key, folder).text("Status") == "4"
        assert phone.folder_sync().text("Changes/Count") == "0"
        assert shelf.world.owner.propfind(shelf.world.book, "D:owner").status == 207
