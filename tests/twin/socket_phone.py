"""The twin's phone: what its user did and the server has not answered yet, and the keys that it
used for two requests."""

import eas
from phone import Phone
from wbxml import Email


class TwinPhone(Phone):
    """A phone with changes that are not answered yet, and the keys that were used twice."""

    def __init__(self, server, account, version, device):
        super().__init__(server, account, version, device)
        self.pending, self.repeated = {}, set()  # pending: (folder, item) -> command

    def commands(self, folder):
        return [command for (at, _), command in self.pending.items() if at == folder]

    def edit(self, folder, random):
        """The user marks, flags or deletes a mail."""
        items = self.items(folder)
        if not items:
            return
        item = items[random.choice(sorted(items))]
        what = random.random()
        if what < 0.4:
            command = eas.change(item.id, Email.Read(random.randrange(2)))
        elif what < 0.7 and not eas.at_least(self.version, "12.0"):
            command = eas.change(item.id, Email.Read(1))  # 2.5 has no Flag
        elif what < 0.55:
            command = eas.change(item.id, Email.Flag())
        elif what < 0.7:
            flag = Email.Flag(Email.Status(2), Email.FlagType("Follow up"))
            command = eas.change(item.id, flag)
        else:
            command = eas.delete(item.id)
        self.pending[folder, item.id] = command

    def may_repeat(self, folder):
        """Once a key: two late requests may push the live key out."""
        key = folder, self.box(folder).key
        if key[1] == "0" or key in self.repeated:
            return False
        self.repeated.add(key)
        return True

    def receive(self, folder_id, asked, request, answer, status="1"):
        result = super().receive(folder_id, asked, request, answer, status)
        sent = request.find("Collections/Collection/Commands")
        for command in sent.children if sent is not None else []:
            at = folder_id, command.text("ServerId")
            if self.pending.get(at) is command:
                del self.pending[at]
        for gone in (*result.deleted, *result.soft_deleted):
            self.pending.pop((folder_id, gone), None)
        return result
