"""An ActiveSync client: requests out, documents in. What it knows of the protocol comes from its
description alone; every answer is held against the version that was spoken.

Source: MS-ASHTTP, MS-ASCMD, MS-ASPROV.
"""

import base64
import http.client
import socket
import struct
import threading
import urllib.parse
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cached_property

import wbxml
from wbxml import (
    AirSync,
    AirSyncBase,
    ComposeMail,
    Email,
    FolderHierarchy,
    GetItemEstimate,
    ItemOperations,
    Move,
    Ping,
    Provision,
    Settings,
    Tasks,
)

PATH = "/Microsoft-Server-ActiveSync"
VERSIONS = ("2.5", "12.0", "12.1", "14.0", "14.1", "16.0", "16.1")
WITH_AIR_SYNC_BASE = VERSIONS[1:]  # bodies by preference, ItemOperations, Settings
COMMAND_CODES = {
    "Sync": 0, "SendMail": 1, "SmartForward": 2, "SmartReply": 3, "GetAttachment": 4,
    "GetHierarchy": 5,
    "FolderSync": 9, "FolderCreate": 10, "FolderDelete": 11, "FolderUpdate": 12, "MoveItems": 13,
    "GetItemEstimate": 14, "MeetingResponse": 15, "Search": 16, "Settings": 17, "Ping": 18,
    "ItemOperations": 19, "Provision": 20, "ResolveRecipients": 21, "ValidateCert": 22, "Find": 23,
}  # fmt: skip
PARAMETER_TAGS = {"AttachmentName": 0, "CollectionId": 1, "ItemId": 3, "LongId": 4, "Occurrence": 6}
SAVE_IN_SENT, ACCEPT_MULTIPART = 0x01, 0x02
POLICY_TYPES = {"2.5": "MS-WAP-Provisioning-XML"}  # by version
POLICY_TYPE = "MS-EAS-Provisioning-WBXML"  # of all others
WBXML_TYPE, MULTIPART_TYPE = "application/vnd.ms-sync.wbxml", "application/vnd.ms-sync.multipart"
TIMEOUT = 60.0  # seconds for an answer that nobody parks


def at_least(version, other):
    return VERSIONS.index(version) >= VERSIONS.index(other)


def policy_type(version):
    return POLICY_TYPES.get(version, POLICY_TYPE)


def takes_class(version):
    """Whether a collection is named by its Class, too."""
    return not at_least(version, "12.1")


@dataclass
class Response:
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    version: str = field(repr=False)

    @property
    def media_type(self):
        return self.headers.get_content_type() if self.headers["Content-Type"] else None

    @cached_property
    def parts(self):
        """The parts of a multipart answer; the document is the first."""
        count = struct.unpack_from("<i", self.body)[0]
        places = [struct.unpack_from("<ii", self.body, 4 + 8 * i) for i in range(count)]
        assert places[0][0] == 4 + 8 * count and sum(places[-1]) == len(self.body), places
        return [self.body[at : at + length] for at, length in places]

    @cached_property
    def doc(self):
        """The answer's document; None where the body is empty."""
        if not self.body:
            return None
        assert self.media_type in (WBXML_TYPE, MULTIPART_TYPE), self
        root = wbxml.decode(self.parts[0] if self.media_type == MULTIPART_TYPE else self.body)
        assert not wbxml.aliens(root, self.version), f"{wbxml.aliens(root, self.version)}\n{root}"
        return root


class Client:
    """One device of one account. Its connection is kept alive; nothing is ever sent twice."""

    def __init__(self, server, account, version="16.1", device="conformance1",
                 device_type="Conformance", base64_query=False, source=None):  # fmt: skip
        self.server, self.account, self.version = server, account, version
        self.device, self.device_type, self.base64_query = device, device_type, base64_query
        self.user_agent = f"Conformance/{device_type}"
        self.policy_key = "0"
        self._source = source
        self._connection = None

    # -- HTTP

    def connect(self, timeout=TIMEOUT):
        host, port = self.server.addresses["https"]
        return http.client.HTTPSConnection(
            host, port, timeout=timeout, context=self.server.tls_context(),
            source_address=(self._source, 0) if self._source else None,
        )  # fmt: skip

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def authorization(self):
        login = f"{self.account.address}:{self.account.password}"
        return "Basic " + base64.b64encode(login.encode()).decode()

    def target(self, command, parameters=None, options=0):
        """Path and query."""
        if self.base64_query:
            return f"{PATH}?{self._encoded_query(command, parameters or {}, options)}"
        pairs = {"Cmd": command, "User": self.account.address, "DeviceId": self.device,
                 "DeviceType": self.device_type, **(parameters or {})}  # fmt: skip
        if options & SAVE_IN_SENT:
            pairs["SaveInSent"] = "T"
        return f"{PATH}?{urllib.parse.urlencode(pairs)}"

    def _encoded_query(self, command, parameters, options):
        key = b"" if command == "Ping" else struct.pack("<I", int(self.policy_key))
        head = struct.pack("<BBH", round(float(self.version) * 10), COMMAND_CODES[command], 0x0409)
        values = [(PARAMETER_TAGS[name], value.encode()) for name, value in parameters.items()]
        values += [(7, bytes((options,)))] if options else []
        values += [(8, self.account.address.encode())]
        raw = head + b"".join(
            bytes((len(value),)) + value
            for value in (self.device.encode(), key, self.device_type.encode())
        )
        raw += b"".join(bytes((tag, len(value))) + value for tag, value in values)
        return base64.b64encode(raw).decode()

    def headers(self, command, content_type=WBXML_TYPE, options=0):
        fields = {"Authorization": self.authorization(), "User-Agent": self.user_agent}
        if content_type:
            fields["Content-Type"] = content_type
        if not self.base64_query:
            fields["MS-ASProtocolVersion"] = self.version
            if command != "Ping":
                fields["X-MS-PolicyKey"] = self.policy_key
            if options & ACCEPT_MULTIPART:
                fields["MS-ASAcceptMultiPart"] = "T"
        return fields

    def exchange(self, method, target, body=None, headers=None):
        """One request on the kept connection."""
        if self._connection is None:
            self._connection = self.connect()
        try:
            self._connection.request(method, target, body, headers or {})
            return self._read(self._connection)
        except BaseException:
            self.close()
            raise

    def _read(self, connection):
        answer = connection.getresponse()
        body = answer.read()
        assert answer.getheader("Content-Length") is not None, answer.getheaders()
        return Response(answer.status, answer.headers, body, self.version)

    def request(self, command, body=b"", parameters=None, options=0, content_type=WBXML_TYPE,
                headers=None):  # fmt: skip
        """A command with any body; the answer, whatever it is."""
        if isinstance(body, wbxml.Element):
            body = wbxml.encode(body)
        fields = self.headers(command, content_type if body else None, options)
        fields.update(headers or {})
        return self.exchange("POST", self.target(command, parameters, options), body, fields)

    def command(self, command, body=b"", **how):
        """A command that must be answered with 200; its document, None for an empty one."""
        response = self.request(command, body, **how)
        assert response.status == 200, f"{command}: HTTP {response.status} {response.body[:300]!r}"
        return response.doc

    def hang_up(self, command, body):
        """Sends a command on a connection of its own and ends it without reading the answer."""
        connection = self.connect()
        fields = self.headers(command)
        connection.request("POST", self.target(command), wbxml.encode(body), fields)
        connection.close()

    # -- the commands

    def options(self, login=True):
        return self.exchange(
            "OPTIONS", PATH, headers={"Authorization": self.authorization()} if login else {}
        )

    def provision(self):
        """Both phases; the final key is kept and used from now on."""
        self.policy_key = "0"
        offer = self.command("Provision", provision_request(self.version))
        assert offer.text("Status") == "1", offer
        policy = offer.find("Policies/Policy")
        assert policy.text("PolicyType") == policy_type(self.version), offer
        assert policy.text("Status") == "1", offer
        document = policy.text("Data").startswith("<wap-provisioningdoc>")
        assert document if self.version == "2.5" else policy.has("Data/EASProvisionDoc"), offer
        temporary = policy.text("PolicyKey")
        self.policy_key = temporary
        final = self.command("Provision", acknowledgement(temporary, version=self.version))
        assert final.text("Status") == "1", final
        assert final.text("Policies/Policy/Status") == "1", final
        self.policy_key = final.text("Policies/Policy/PolicyKey")
        assert self.policy_key not in ("0", temporary), final
        assert int(self.policy_key) < 2**32
        return self.policy_key

    def folder_sync(self, key="0"):
        return self.command("FolderSync", FolderHierarchy.FolderSync(FolderHierarchy.SyncKey(key)))

    def folder_create(self, key, name, parent="0", folder_type=12):
        return self.command("FolderCreate", folder_create(key, name, parent, folder_type))

    def folder_update(self, key, folder, name, parent="0"):
        return self.command("FolderUpdate", folder_update(key, folder, name, parent))

    def folder_delete(self, key, folder):
        return self.command("FolderDelete", folder_delete(key, folder))

    def device_information(self):
        return self.command("Settings", Settings.Settings(_device_information()))

    def user_information(self):
        return self.command("Settings", Settings.Settings(Settings.UserInformation(Settings.Get())))

    def sync(self, *collections, window=None, **how):
        """A Sync of collection() elements."""
        return self.command("Sync", sync_request(*collections, window=window), **how)

    def estimate(self, collection_id, key, filter_type=None):
        """The Response of GetItemEstimate for one collection."""
        options = None
        if filter_type is not None:
            options = AirSync.FilterType(filter_type)
            if at_least(self.version, "14.0"):
                options = AirSync.Options(options)
        collection = GetItemEstimate.Collection(
            GetItemEstimate.Class("Email") if takes_class(self.version) else None,
            AirSync.SyncKey(key), GetItemEstimate.CollectionId(collection_id), options,
        )  # fmt: skip
        root = self.command(
            "GetItemEstimate",
            GetItemEstimate.GetItemEstimate(GetItemEstimate.Collections(collection)),
        )
        return root.find("Response")

    def move(self, *moves):
        """moves: (item, source, destination) each; the Responses in their order."""
        root = self.command(
            "MoveItems",
            Move.MoveItems([
                Move.Move(Move.SrcMsgId(item), Move.SrcFldId(source), Move.DstFldId(destination))
                for item, source, destination in moves
            ]),
        )  # fmt: skip
        return root.all("Response")

    def fetch(self, *fetches, multipart=False):
        """ItemOperations with Fetch elements; the Response and its whole answer."""
        response = self.request(
            "ItemOperations",
            ItemOperations.ItemOperations(fetches),
            options=ACCEPT_MULTIPART if multipart else 0,
        )
        assert response.status == 200, response
        assert response.doc.text("Status") == "1", response.doc
        return response

    def send_mail(self, message, client_id=None, save=True):
        """The answer: 200 with an empty body is success."""
        if not at_least(self.version, "14.0"):
            return self.request(
                "SendMail", message, options=SAVE_IN_SENT if save else 0,
                content_type="message/rfc822",
            )  # fmt: skip
        return self.request(
            "SendMail",
            ComposeMail.SendMail(
                ComposeMail.ClientId(client_id),
                ComposeMail.SaveInSentItems() if save else None,
                ComposeMail.Mime(message),
            ),
        )

    def ping(self, folders=None, heartbeat=None, body=True):
        """Sends a Ping on a connection of its own; the answer is waited for by the result."""
        document = wbxml.encode(ping_request(folders, heartbeat)) if body else b""
        return PendingAnswer(self, "Ping", document)

    def parked_sync(self, document):
        return PendingAnswer(self, "Sync", wbxml.encode(document))


class PendingAnswer:
    """A request that may be parked: its answer arrives some time."""

    def __init__(self, client, command, body):
        self._client = client
        self._connection = client.connect(timeout=4000)
        content_type = WBXML_TYPE if body else None
        self._connection.request(
            "POST", client.target(command), body, client.headers(command, content_type)
        )
        self._future = Future()
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self):
        try:
            self._future.set_result(self._client._read(self._connection))
        except BaseException as error:  # shown to whoever asks for the answer
            self._future.set_exception(error)

    def response(self, seconds=20.0):
        return self._future.result(seconds)

    def answer(self, seconds=20.0):
        response = self.response(seconds)
        assert response.status == 200, response
        return response.doc

    def silent(self, seconds=0.4):
        """Whether no answer comes for so long."""
        try:
            self._future.exception(seconds)
        except TimeoutError:
            return True
        return False

    def hang_up(self):
        self._connection.sock.shutdown(socket.SHUT_RDWR)


# -- documents -------------------------------------------------------------------------------------


def _device_information():
    return Settings.DeviceInformation(
        Settings.Set(
            Settings.Model("Model T"), Settings.FriendlyName("Test phone"), Settings.OS("TestOS 1"),
            Settings.OSLanguage("en"), Settings.UserAgent("Conformance"),
        )  # fmt: skip
    )


def provision_request(version, information=True):
    with_information = information and at_least(version, "14.1")
    return Provision.Provision(
        _device_information() if with_information else None,
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
