"""A phone: folders and items as a device holds them, kept by what the server sends. It asserts,
on every response, what no server may break, lost responses or not:

- no Add for what the phone has, no Change, Delete or SoftDelete for what it has not;
- at most WindowSize commands, no item named twice, MoreAvailable only with at least one command;
- no SyncKey a second time, but for an answer that says nothing.

Source: docs/sync-engine.md.
"""

from dataclasses import dataclass, field

import eas
from eas import Client, collection, legacy_options, sync_options, sync_request
from wbxml import AirSync, Email

INBOX, DRAFTS, TRASH, SENT = "2", "3", "4", "5"
TASKS, CALENDAR, CONTACTS, NOTES = "7", "8", "9", "10"
CLASSES = {
    TASKS: "Tasks", CALENDAR: "Calendar", CONTACTS: "Contacts", NOTES: "Notes", "13": "Calendar",
    "14": "Contacts", "15": "Tasks", "17": "Notes",
}  # fmt: skip
_PARTIAL = {"Email:Read", "Email:Flag", "Email:Categories"}  # what may come alone in a Change
_MAX_ROUNDS = 2000


@dataclass
class Folder:
    id: str
    parent: str
    name: str
    type: str

    @property
    def item_class(self):
        return CLASSES.get(self.type, "Email")


class Item:
    """The elements of ApplicationData, by name."""

    def __init__(self, server_id, data):
        self.id = server_id
        self.fields = {child.name: child for child in data.children}

    def merge(self, data):
        fields = {child.name: child for child in data.children}
        if fields.keys() <= _PARTIAL:
            self.fields.update(fields)
        else:
            self.fields = fields

    def __getitem__(self, path):
        """The text of 'Email:Subject', 'AirSyncBase:Body/Data'; None when absent."""
        name, _, rest = path.partition("/")
        element = self.fields.get(name)
        return element if element is None else element.text(rest or None)

    @property
    def subject(self):
        return self["Email:Subject"]

    @property
    def read(self):
        return self["Email:Read"] == "1"

    @property
    def flagged(self):
        return self["Email:Flag/Status"] == "2"

    @property
    def body(self):
        return self.fields.get("AirSyncBase:Body")

    @property
    def attachments(self):
        container = self.fields.get("AirSyncBase:Attachments")
        return container.all("Attachment") if container is not None else []

    def state(self):
        """What two devices of one account must agree on."""
        return self.subject, self.read, self.flagged


@dataclass
class Box:
    """The phone's copy of one collection."""

    key: str = "0"
    items: dict = field(default_factory=dict)
    keys_seen: set = field(default_factory=lambda: {"0"})


@dataclass
class Result:
    """What one Sync response said of its collection."""

    status: str = "1"
    more: bool = False
    added: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    deleted: list = field(default_factory=list)
    soft_deleted: list = field(default_factory=list)
    responses: dict = field(default_factory=dict)  # ClientId or ServerId -> Status
    made: dict = field(default_factory=dict)  # ClientId -> ServerId
    doc: object = None

    @property
    def commands(self):
        return len(self.added) + len(self.changed) + len(self.deleted) + len(self.soft_deleted)

    def join(self, other):
        for name in ("added", "changed", "deleted", "soft_deleted"):
            getattr(self, name).extend(getattr(other, name))
        self.responses.update(other.responses)
        self.made.update(other.made)
        self.more = other.more


class Phone:
    """One device. `preferences` are its BodyPreference elements."""

    def __init__(self, server, account, version="16.1", device="phone1", window=100,
                 filter_type=0, preferences=None, base64_query=False, set_up=True):  # fmt: skip
        client_class = getattr(server, "client_class", Client)
        self.client = client_class(server, account, version, device, base64_query=base64_query)
        self.window, self.filter_type = window, filter_type
        self.preferences = (
            [eas.body_preference(1, 4096)] if preferences is None else list(preferences)
        )
        self.hierarchy_key, self.folders, self.boxes = "0", {}, {}
        if set_up:
            self.client.provision()
            self.folder_sync()

    @property
    def version(self):
        return self.client.version

    # -- folders

    def folder_sync(self, lose=False):
        """Brings the folders up to date; `lose` drops the response on the way."""
        answer = self.client.folder_sync(self.hierarchy_key)
        if lose:
            return answer
        assert answer.text("Status") == "1", answer
        self.hierarchy_key = answer.text("SyncKey")
        changes = answer.find("Changes")
        if changes is not None:
            assert changes.number("Count") == len(changes.children) - 1, answer
            self._apply_folders(changes)
        return answer

    def _apply_folders(self, changes):
        for entry in changes.children:
            folder_id = entry.text("ServerId")
            if entry.tag == "Delete":
                assert folder_id in self.folders, entry
                del self.folders[folder_id]
                self.boxes.pop(folder_id, None)
            elif entry.tag in ("Add", "Update"):
                assert (folder_id in self.folders) == (entry.tag == "Update"), entry
                parent = entry.text("ParentId")
                assert parent == "0" or parent in self.folders, entry
                self.folders[folder_id] = Folder(
                    folder_id, parent, entry.text("DisplayName"), entry.text("Type")
                )

    def create_folder(self, name, parent="0", folder_type=12):
        """The id of a folder that it makes."""
        answer = self.client.folder_create(self.hierarchy_key, name, parent, folder_type)
        self.take_created(answer, name, parent, folder_type)
        return answer.text("ServerId")

    def rename_folder(self, folder_id, name, parent="0"):
        """Renames and moves it."""
        answer = self.client.folder_update(self.hierarchy_key, folder_id, name, parent)
        self.take_updated(answer, folder_id, name, parent)

    def delete_folder(self, folder_id):
        answer = self.client.folder_delete(self.hierarchy_key, folder_id)
        self.take_deleted(answer, folder_id)

    def take_created(self, answer, name, parent="0", folder_type=12):
        """Reads the answer to a FolderCreate."""
        folder_id = answer.text("ServerId")
        self._take_key(answer)
        assert folder_id and folder_id not in self.folders, answer
        assert parent == "0" or parent in self.folders
        self.folders[folder_id] = Folder(folder_id, parent, name, str(folder_type))

    def take_updated(self, answer, folder_id, name, parent="0"):
        self._take_key(answer)
        self.folders[folder_id].name, self.folders[folder_id].parent = name, parent

    def take_deleted(self, answer, folder_id):
        """With all that stands below it."""
        self._take_key(answer)
        for each in self.tree(folder_id):
            del self.folders[each]
            self.boxes.pop(each, None)

    def _take_key(self, answer):
        assert answer.text("Status") == "1", answer
        assert answer.text("SyncKey") != self.hierarchy_key, answer
        self.hierarchy_key = answer.text("SyncKey")

    def tree(self, folder_id):
        """The ids of the folder and all below it."""
        below = [f.id for f in self.folders.values() if f.parent == folder_id]
        return [folder_id, *(each for child in below for each in self.tree(child))]

    def places(self):
        """Where every folder stands."""
        return {f.id: (f.parent, f.name, f.type) for f in self.folders.values()}

    def folder(self, type_or_name):
        """The id of the folder of that type or name."""
        found = [f.id for f in self.folders.values() if type_or_name in (f.type, f.name)]
        assert len(found) == 1, (type_or_name, self.folders)
        return found[0]

    @property
    def mail_folders(self):
        return {f.id: f for f in self.folders.values() if f.item_class == "Email"}

    def class_of(self, folder_id):
        """Of a folder; one that it was not told is taken for mail."""
        folder = self.folders.get(folder_id)
        return folder.item_class if folder else "Email"

    @property
    def inbox(self):
        return self.folder(INBOX)

    # -- items

    def box(self, folder_id):
        return self.boxes.setdefault(folder_id, Box())

    def items(self, folder_id=None):
        return self.box(folder_id or self.inbox).items

    def by_subject(self, subject, folder_id=None):
        found = [i for i in self.items(folder_id).values() if i.subject == subject]
        assert len(found) == 1, (
            subject,
            sorted(str(i.subject) for i in self.items(folder_id).values()),
        )
        return found[0]

    def only(self, folder_id=None):
        """The one item that is there."""
        (item,) = self.items(folder_id).values()
        return item

    def subjects(self, folder_id=None):
        return sorted(i.subject for i in self.items(folder_id).values())

    def states(self, folder_id=None):
        return sorted(i.state() for i in self.items(folder_id).values())

    def request(self, folder_id, commands=(), get_changes=True, deletes_as_moves=None,
                window=None, options=True, conflict=None):  # fmt: skip
        """The Sync that this phone would send now; its filter is for mail."""
        item_class = self.class_of(folder_id)
        if options is True:
            make = legacy_options if self.version == "2.5" else sync_options
            filter_type = self.filter_type if item_class == "Email" else 0
            options = make(*self.preferences, filter_type=filter_type, conflict=conflict)
        return sync_request(
            collection(
                folder_id, self.box(folder_id).key, commands, window or self.window, get_changes,
                options or None, deletes_as_moves,
                item_class if eas.takes_class(self.version) else None,
            )  # fmt: skip
        )

    def sync(self, folder_id=None, commands=(), lose=False, status="1", **how):
        """One Sync. `lose` drops the response on the way; `status` is what must come."""
        folder_id = folder_id or self.inbox
        asked = self.box(folder_id).key
        request = self.request(folder_id, commands, **how)
        answer = self.client.command("Sync", request)
        if lose:
            return answer
        return self.receive(folder_id, asked, request, answer, status)

    def receive(self, folder_id, asked, request, answer, status="1"):
        """Takes a response to a request that was sent with the key `asked`."""
        if answer is None:
            assert eas.at_least(self.version, "12.1"), "an empty answer before 12.1"
            assert not request.has("Collections/Collection/Commands"), "commands went unanswered"
            return Result()
        if answer.has("Status") and not answer.has("Collections"):
            result = Result(status=answer.text("Status"), doc=answer)
        else:
            entries = answer.all("Collections/Collection")
            assert [e.text("CollectionId") for e in entries] == [folder_id], answer
            result = Result(status=entries[0].text("Status"), doc=answer)
        assert result.status == status, answer
        if result.status == "1":
            self._apply(self.box(folder_id), asked, request, entries[0], result)
        return result

    def _apply(self, box, asked, request, entry, result):
        window = request.number("Collections/Collection/WindowSize", 100)
        commands = entry.find("Commands")
        commands = commands.children if commands is not None else []
        result.more = entry.has("MoreAvailable")
        responses = entry.find("Responses").children if entry.has("Responses") else []
        result.responses = {
            r.text("ClientId") or r.text("ServerId"): r.text("Status") for r in responses
        }
        result.made = {
            r.text("ClientId"): r.text("ServerId")
            for r in responses
            if r.tag == "Add" and r.text("Status") == "1"
        }
        key = entry.text("SyncKey")
        if key == asked:
            assert not commands and not result.more, f"the key stays though there is news\n{entry}"
        else:
            assert key not in box.keys_seen, f"key {key} comes a second time"
        assert len(commands) <= window, f"{len(commands)} commands in a window of {window}"
        assert commands or not result.more, f"MoreAvailable with nothing\n{entry}"
        named = [command.text("ServerId") for command in commands]
        assert len(named) == len(set(named)), f"an item named twice: {named}"
        assert asked != "0" or not commands, f"items with key 0\n{entry}"
        box.keys_seen.add(key)
        box.key = key
        self._settle(box, request, result)
        for command in commands:
            self._apply_command(box, command, result)

    @staticmethod
    def _apply_command(box, command, result):
        server_id = command.text("ServerId")
        if command.tag == "Add":
            assert server_id not in box.items, f"Add of what the phone has: {server_id}"
            box.items[server_id] = Item(server_id, command.find("ApplicationData"))
            result.added.append(server_id)
            return
        assert server_id in box.items, f"{command.tag} of what the phone has not: {server_id}"
        if command.tag == "Change":
            box.items[server_id].merge(command.find("ApplicationData"))
            result.changed.append(server_id)
        else:
            del box.items[server_id]
            lists = {"Delete": result.deleted, "SoftDelete": result.soft_deleted}
            lists[command.tag].append(server_id)

    @staticmethod
    def _settle(box, request, result):
        """The phone's own commands are known to be done: they take effect in its copy, before
        what the server says in the same response, which is newer."""
        sent = request.find("Collections/Collection/Commands")
        for command in sent.children if sent is not None else []:
            server_id = command.text("ServerId")
            if command.tag == "Add" and command.text("ClientId") in result.made:
                made = result.made[command.text("ClientId")]
                box.items[made] = Item(made, command.find("ApplicationData"))
            elif command.tag == "Delete":
                box.items.pop(server_id, None)  # whatever the Status; refused, it is added again
            elif command.tag == "Change" and result.responses.get(server_id, "1") == "1":
                box.items[server_id].merge(command.find("ApplicationData"))

    def sync_all(self, folder_id=None, commands=(), **how):
        """Sync until nothing is left; with key 0 first where there is none yet."""
        folder_id = folder_id or self.inbox
        total = Result()
        if self.box(folder_id).key == "0":
            self.sync(folder_id)
        for _ in range(_MAX_ROUNDS):
            total.join(self.sync(folder_id, commands, **how))
            commands = ()
            if not total.more:
                return total
        raise AssertionError("MoreAvailable without an end")

    def sync_everything(self):
        """All folders, and their hierarchy before."""
        self.folder_sync()
        for folder_id in list(self.folders):
            self.sync_all(folder_id)

    # -- commands for sync()

    def mark_read(self, item, read=True):
        return eas.change(item.id, Email.Read(int(read)))

    def forget(self, folder_id=None):
        """Drops the copy; the next Sync starts at key 0."""
        box = self.box(folder_id or self.inbox)
        box.key, box.items = "0", {}

    def ping(self, *folder_ids, heartbeat=600):
        return self.client.ping(folder_ids or [self.inbox], heartbeat)


def fetch_command(server_id):
    return AirSync.Fetch(AirSync.ServerId(server_id))
