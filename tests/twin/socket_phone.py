"""The twin's phone: what its user did and the server has not answered yet, and the keys that it
used for two requests."""

import eas
from phone import Phone, Result
from wbxml import Email, ItemOperations

GONE = {"8", "12"}
TAGS = ("Red", "Work", "für später")


def tags_of(item):
    element = item.fields.get("Email:Categories")
    return sorted(each.text() for each in element.all("Category")) if element is not None else []


def state_of(item, version):
    """What phones of a version must agree on: 2.5 has no Flag, and Categories came with 14.0."""
    known = [item.subject, item.read]
    if eas.at_least(version, "12.0"):
        known.append(item.flagged)
    if eas.at_least(version, "14.0"):
        known.append(tags_of(item))
    return known


class TwinPhone(Phone):
    """A phone with changes that are not answered yet, and the keys that were used twice."""

    def __init__(self, server, account, version, device):
        super().__init__(server, account, version, device)
        self.pending, self.repeated = {}, set()  # pending: (folder, item) -> command

    def commands(self, folder):
        return [command for (at, _), command in self.pending.items() if at == folder]

    def take_deleted(self, answer, folder_id):
        gone = self.tree(folder_id)
        super().take_deleted(answer, folder_id)
        self.pending = {at: c for at, c in self.pending.items() if at[0] not in gone}

    def edit(self, folder, random):
        """The user marks, flags, tags or deletes a mail."""
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
        elif what < 0.8 and eas.at_least(self.version, "14.0"):
            tags = random.sample(TAGS, random.randrange(len(TAGS)))
            command = eas.change(item.id, Email.Categories([Email.Category(tag) for tag in tags]))
        else:
            command = eas.delete(item.id)
        self.pending[folder, item.id] = command

    def move_conversation(self, item, folder):
        """What there is of an item's conversation, and what comes of it later; the Status."""
        answer = self.client.command(
            "ItemOperations",
            ItemOperations.ItemOperations(
                ItemOperations.Move(
                    ItemOperations.ConversationId(item.fields["Email2:ConversationId"].data()),
                    ItemOperations.DstFldId(folder),
                    ItemOperations.Options(ItemOperations.MoveAlways()),
                )
            ),
        )
        return answer.text("Response/Move/Status")

    def may_repeat(self, folder):
        """Once a key: two late requests may push the live key out."""
        return self._first_time(folder, self.box(folder).key)

    def may_repeat_folders(self):
        """The same of a folder command."""
        return self._first_time("folders", self.hierarchy_key)

    def _first_time(self, *key):
        if key[1] == "0" or key in self.repeated:
            return False
        self.repeated.add(key)
        return True

    def receive(self, folder_id, asked, request, answer, status="1"):
        if answer is not None and GONE & {
            answer.text("Status"), answer.text("Collections/Collection/Status")
        }:  # fmt: skip
            self.folder_sync()
            assert folder_id not in self.folders, "a folder is gone, and FolderSync says nothing"
            return Result()
        result = super().receive(folder_id, asked, request, answer, status)
        sent = request.find("Collections/Collection/Commands")
        for command in sent.children if sent is not None else []:
            at = folder_id, command.text("ServerId")
            if self.pending.get(at) is command:
                del self.pending[at]
        for gone in (*result.deleted, *result.soft_deleted):
            self.pending.pop((folder_id, gone), None)
        return result
