"""The folder commands of the twin's phones."""

import itertools
from dataclasses import dataclass

import eas
from phone import TRASH

MOST = 18  # folders above which they become fewer
STATUSES = ("1", "2", "3", "4", "5")  # the others would need a fault of the server or the phone
NUMBERS = itertools.count(1)  # also from several threads


@dataclass
class FolderCommand:
    name: str
    key: str
    folder: str = None
    title: str = None
    parent: str = None

    @classmethod
    def of(cls, phone, random):
        """One that a user may wish for; now and then one that is refused."""
        key, own = phone.hierarchy_key, cls._own(phone)
        odd = random.random() < 0.1
        names = sorted(f.name for f in phone.folders.values())
        title = random.choice(names) if odd else f"made {next(NUMBERS)}"
        parent = random.choice(["0", *sorted(phone.folders)])
        if not own or (len(phone.folders) < MOST and random.random() < 0.5):
            return cls("FolderCreate", key, title=title, parent=parent)
        folder = random.choice(sorted(phone.folders) if odd else own)
        if random.random() < 0.4:
            return cls("FolderDelete", key, folder)
        if parent in phone.tree(folder):
            parent = "0"
        return cls("FolderUpdate", key, folder, title, parent)

    @staticmethod
    def _own(phone):
        return sorted(f.id for f in phone.folders.values() if f.name.startswith(("made", "folder")))

    def is_for_good(self, phone):
        return self.name == "FolderDelete" and self.folder in phone.tree(phone.folder(TRASH))[1:]

    @property
    def document(self):
        if self.name == "FolderCreate":
            return eas.folder_create(self.key, self.title, self.parent)
        if self.name == "FolderUpdate":
            return eas.folder_update(self.key, self.folder, self.title, self.parent)
        return eas.folder_delete(self.key, self.folder)

    def ask(self, phone):
        return phone.client.command(self.name, self.document)

    def take(self, phone, answer):
        """The phone reads the answer; whether it was done."""
        assert answer.text("Status") in STATUSES, answer
        if answer.text("Status") != "1":
            return False
        if self.name == "FolderCreate":
            phone.take_created(answer, self.title, self.parent)
        elif self.name == "FolderUpdate":
            phone.take_updated(answer, self.folder, self.title, self.parent)
        else:
            phone.take_deleted(answer, self.folder)
        return True
