"""The documents that a phone sends. Source: MS-ASCMD 2.2.1, MS-ASPROV 2.2.2."""

from versions import at_least, policy_type
from wbxml import (
    AirSync,
    AirSyncBase,
    Email,
    FolderHierarchy,
    ItemOperations,
    Ping,
    Provision,
    Settings,
    Tasks,
)


def device_information():
    return Settings.DeviceInformation(
        Settings.Set(
            Settings.Model("Model T"), Settings.FriendlyName("Test phone"), Settings.OS("TestOS 1"),
            Settings.OSLanguage("en"), Settings.UserAgent("Conformance"),
        )  # fmt: skip
    )


def provision_request(version, information=True):
    with_information = information and at_least(version, "14.1")
    return Provision.Provision(
        device_information() if with_information else None,
        Provision.Policies(Provision.Policy(Provision.PolicyType(policy_type(version)))),
    )


def wipe_report(status=1, account_only=False):
    element = Provision.AccountOnlyRemoteWipe if account_only else Provision.RemoteWipe
    return Provision.Provision(element(Provision.Status(status)))


def acknowledgement(key, status=1, version=None):
    return Provision.Provision(
        Provision.Policies(
            Provision.Policy(
                Provision.PolicyType(policy_type(version)),
                Provision.PolicyKey(key),
                Provision.Status(status),
            )
        )
    )


def sync_request(*collections, window=None, wait=None, heartbeat=None, partial=False):
    return AirSync.Sync(
        AirSync.Collections(collections) if collections else None,
        AirSync.Wait(wait) if wait is not None else None,
        AirSync.HeartbeatInterval(heartbeat) if heartbeat is not None else None,
        AirSync.WindowSize(window) if window is not None else None,
        AirSync.Partial() if partial else None,
    )


def collection(collection_id, key, commands=(), window=None, get_changes=True, options=None,
               deletes_as_moves=None, item_class=None):  # fmt: skip
    """A Collection of a Sync request; with key 0 nothing but itself. `item_class` stands before
    the rest, as up to 12.0."""
    named = AirSync.Class(item_class) if item_class is not None else None
    if key == "0":
        return AirSync.Collection(named, AirSync.SyncKey(key), AirSync.CollectionId(collection_id))
    return AirSync.Collection(
        named,
        AirSync.SyncKey(key),
        AirSync.CollectionId(collection_id),
        AirSync.DeletesAsMoves(int(deletes_as_moves)) if deletes_as_moves is not None else None,
        AirSync.GetChanges() if get_changes else AirSync.GetChanges(0),
        AirSync.WindowSize(window) if window is not None else None,
        options,
        AirSync.Commands(commands) if commands else None,
    )


def body_preference(body_type, size=None, all_or_none=None, preview=None):
    return AirSyncBase.BodyPreference(
        AirSyncBase.Type(body_type),
        AirSyncBase.TruncationSize(size) if size is not None else None,
        AirSyncBase.AllOrNone(int(all_or_none)) if all_or_none is not None else None,
        AirSyncBase.Preview(preview) if preview is not None else None,
    )


def sync_options(*preferences, filter_type=None, mime=None, conflict=None):
    """Options of a Collection; MIMESupport follows from a preference of Type 4."""
    if mime is None and any(p.text("Type") == "4" for p in preferences):
        mime = 2
    return AirSync.Options(
        AirSync.FilterType(filter_type) if filter_type is not None else None,
        preferences,
        AirSync.Conflict(conflict) if conflict is not None else None,
        AirSync.MIMESupport(mime) if mime is not None else None,
    )


TRUNCATIONS = (0, 512, 1024, 2048, 5120, 10240, 20480, 51200, 102400)  # 9: nothing is cut
MIME_TRUNCATIONS = (0, 4096, 5120, 7168, 10240, 20480, 51200, 102400)  # 8: nothing is cut


def legacy_options(*preferences, filter_type=None, conflict=None):
    """Options of 2.5 that want at least what these BodyPreferences want."""

    def code(preference, sizes):
        size = preference.number("TruncationSize")
        fits = [n for n, limit in enumerate(sizes) if size is not None and limit >= size]
        return fits[0] if fits else len(sizes)

    mime = next((p for p in preferences if p.text("Type") == "4"), None)
    text = next((p for p in preferences if p.text("Type") != "4"), None)
    return AirSync.Options(
        AirSync.FilterType(filter_type) if filter_type is not None else None,
        AirSync.Truncation(code(text, TRUNCATIONS)) if text is not None else None,
        AirSync.Conflict(conflict) if conflict is not None else None,
        (AirSync.MIMESupport(2), AirSync.MIMETruncation(code(mime, MIME_TRUNCATIONS)))
        if mime is not None
        else None,
    )


def change(server_id, *data):
    return AirSync.Change(AirSync.ServerId(server_id), AirSync.ApplicationData(data))


def delete(server_id):
    return AirSync.Delete(AirSync.ServerId(server_id))


def fetch_item(collection_id, server_id, *options):
    return ItemOperations.Fetch(
        ItemOperations.Store("Mailbox"),
        AirSync.CollectionId(collection_id),
        AirSync.ServerId(server_id),
        ItemOperations.Options(options) if options else None,
    )


def fetch_file(reference, *options):
    return ItemOperations.Fetch(
        ItemOperations.Store("Mailbox"),
        AirSyncBase.FileReference(reference),
        ItemOperations.Options(options) if options else None,
    )


def folder_create(key, name, parent="0", folder_type=12):
    return FolderHierarchy.FolderCreate(
        FolderHierarchy.SyncKey(key),
        FolderHierarchy.ParentId(parent),
        FolderHierarchy.DisplayName(name),
        FolderHierarchy.Type(folder_type),
    )


def folder_update(key, folder, name, parent="0"):
    return FolderHierarchy.FolderUpdate(
        FolderHierarchy.SyncKey(key),
        FolderHierarchy.ServerId(folder),
        FolderHierarchy.ParentId(parent),
        FolderHierarchy.DisplayName(name),
    )


def folder_delete(key, folder):
    return FolderHierarchy.FolderDelete(
        FolderHierarchy.SyncKey(key), FolderHierarchy.ServerId(folder)
    )


def ping_request(folders=None, heartbeat=None):
    return Ping.Ping(
        Ping.HeartbeatInterval(heartbeat) if heartbeat is not None else None,
        (
            Ping.Folders([Ping.Folder(Ping.Id(f), Ping.Class("Email")) for f in folders])
            if folders
            else None
        ),
    )


# The content of a Flag as a phone sets it.
FOLLOW_UP = (
    Email.Status(2),
    Email.FlagType("Follow up"),
    Tasks.StartDate("2026-11-23T00:00:00.000Z"),
    Tasks.UtcStartDate("2026-11-23T00:00:00.000Z"),
    Tasks.DueDate("2026-11-30T00:00:00.000Z"),
    Tasks.UtcDueDate("2026-11-30T00:00:00.000Z"),
)
