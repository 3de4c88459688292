"""What the checks of http.tsv's rows work with: one phone of each version, requests by hand, and
the base64 query field by field. Source: MS-ASHTTP 2.2.1.1.1.1.1."""

import base64
import struct
import urllib.parse

import lmtp
import messages
from eas import COMMAND_CODES, PATH, WBXML_TYPE, Client, at_least
from phone import Phone


def encoded(version="14.1", code=9, locale=0x0409, device=b"phone1", key=b"", kind=b"Test",
            parameters=b""):  # fmt: skip
    """A base64 query of these fields; `version` is its name or any byte."""
    number = round(float(version) * 10) if isinstance(version, str) else version
    head = struct.pack("<BBH", number, code, locale)
    fields = b"".join(bytes((len(f),)) + f for f in (device, key, kind))
    return base64.b64encode(head + fields + parameters).decode()


def parameter(tag, value):
    return bytes((tag, len(value))) + value


class HttpWorld:
    """One account, with a phone for each version that a row asks for."""

    def __init__(self, server, account, sink):
        self.server, self.account, self.sink = server, account, sink
        self._phones = {}

    def phone(self, version="14.1"):
        if version not in self._phones:
            name = "row" + version.replace(".", "")
            self._phones[version] = Phone(self.server, self.account, version, name)
            self._phones[version].sync_all()
        return self._phones[version]

    def client(self, version="14.1"):
        return self.phone(version).client

    def stranger(self, version="14.1", device="stranger"):
        """A device that has no policy yet."""
        return Client(self.server, self.account, version, device)

    def deliver(self, *mails):
        lmtp.deliver(self.server, self.account, *(mails or [messages.plain()]))

    def ask(self, query, body=b"", method="POST", version="14.1", path=PATH, client=None,
            **headers):  # fmt: skip
        """A request with this query as it is; a header that is None is left out."""
        client = client or self.client(version)
        fields = {"Authorization": client.authorization(), "MS-ASProtocolVersion": version,
                  "X-MS-PolicyKey": client.policy_key, "Content-Type": WBXML_TYPE if body else None}  # fmt: skip
        fields.update({name.replace("_", "-"): value for name, value in headers.items()})
        fields = {name: value for name, value in fields.items() if value is not None}
        return client.exchange(method, path + query, body, fields)

    def plain(self, command, version="14.1", **pairs):
        """A plain query; a name whose value is None is left out."""
        client = self.client(version)
        names = {"Cmd": command, "User": self.account.address, "DeviceId": client.device,
                 "DeviceType": client.device_type, **pairs}  # fmt: skip
        return "?" + urllib.parse.urlencode({n: v for n, v in names.items() if v is not None})

    def base64(self, command, version="14.1", **fields):
        """A base64 query of this phone, but for the fields named."""
        client = self.client(version)
        key = b"" if command == "Ping" else struct.pack("<I", int(client.policy_key))
        known = {"version": version, "code": COMMAND_CODES[command], "key": key,
                 "device": client.device.encode(), "kind": client.device_type.encode()}  # fmt: skip
        return "?" + encoded(**{**known, **fields})

    def refused(self, response, status, http=400, version="14.1"):
        """Whether it says this Status, or before 14.0 this HTTP status."""
        if at_least(version, "14.0"):
            return response.status == 200 and response.doc.text("Status") == status
        return response.status == http

    def close(self):
        for phone in self._phones.values():
            phone.client.close()
