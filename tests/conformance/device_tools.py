"""What the tests of devices and policies have in common."""

import contextlib

from eas import at_least
from wbxml import FolderHierarchy

AT_ONCE = 15.0  # seconds, generous: a loaded machine under a sanitizer
HTTP = {  # Status -> the HTTP code before 14.0
    "126": 403, "129": 403, "139": 403, "140": 449, "141": 403, "142": 449, "143": 449, "144": 449,
    "145": 403,
}  # fmt: skip


def is_refused(response, status):
    """Whether the response says this common Status, as its version does."""
    if not at_least(response.version, "14.0"):
        return response.status == HTTP[status]
    return response.status == 200 and response.doc.text("Status") == status


def folders(client):
    """FolderSync from the beginning, whatever is answered."""
    return client.request(
        "FolderSync", FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0"))
    )


class Administrator:
    """The command line, for one account's devices."""

    def __init__(self, server, account):
        self.server, self.account = server, account

    def run(self, *arguments, check=True):
        done = self.server.command(*arguments, check=check)
        return done.stdout.decode() if check else done

    def device(self, what, device, *more, check=True):
        return self.run("device", what, self.account.address, device, *more, check=check)

    def policy(self, *settings):
        return self.run("policy", "set", self.account.address, *settings)

    def state(self, device):
        """As `device list` has it."""
        for line in self.run("device", "list", self.account.address).splitlines():
            fields = line.split("\t")
            if fields[1] == device:
                return fields[5]
        return None

    def audit(self, device):
        """Who decided what: (by, event), in order."""
        lines = self.run("audit", self.account.address, "--device", device).splitlines()
        return [(fields[1], fields[4]) for fields in (line.split("\t") for line in lines)]

    @contextlib.contextmanager
    def rule(self, rule, access):
        """Holds for all accounts of the server while the block runs."""
        number = self.run("device", "rule", "add", rule, access).split()[1]
        yield number
        self.run("device", "rule", "remove", number)
