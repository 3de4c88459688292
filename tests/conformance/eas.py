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
from documents import (  # noqa: F401: tests name all of them by this module
    FOLLOW_UP,
    acknowledgement,
    body_preference,
    change,
    collection,
    delete,
    device_information,
    fetch_file,
    fetch_item,
    folder_create,
    folder_delete,
    folder_update,
    legacy_options,
    ping_request,
    provision_request,
    sync_options,
    sync_request,
    wipe_report,
)
from versions import (  # noqa: F401
    VERSIONS,
    WITH_AIR_SYNC_BASE,
    at_least,
    policy_type,
    takes_class,
)
from wbxml import AirSync, ComposeMail, FolderHierarchy, GetItemEstimate, ItemOperations, Move, Settings

PATH = "/Microsoft-Server-ActiveSync"
COMMAND_CODES = {
    "Sync": 0, "SendMail": 1, "SmartForward": 2, "SmartReply": 3, "GetAttachment": 4,
    "GetHierarchy": 5,
    "FolderSync": 9, "FolderCreate": 10, "FolderDelete": 11, "FolderUpdate": 12, "MoveItems": 13,
    "GetItemEstimate": 14, "MeetingResponse": 15, "Search": 16, "Settings": 17, "Ping": 18,
    "ItemOperations": 19, "Provision": 20, "ResolveRecipients": 21, "ValidateCert": 22, "Find": 23,
}  # fmt: skip
PARAMETER_TAGS = {"AttachmentName": 0, "CollectionId": 1, "ItemId": 3, "LongId": 4, "Occurrence": 6}
SAVE_IN_SENT, ACCEPT_MULTIPART = 0x01, 0x02
WBXML_TYPE, MULTIPART_TYPE = "application/vnd.ms-sync.wbxml", "application/vnd.ms-sync.multipart"
TIMEOUT = 60.0  # seconds for an answer that nobody parks


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
        return self.command("Settings", Settings.Settings(device_information()))

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
