"""GetHierarchy, which versions up to 12.1 have, and older commands that none has. Source: MS-ASCMD 2.2.1.9."""

import pytest

import eas
from wbxml import FolderHierarchy


class TestGetHierarchy:
    def test_it_lists_all_folders(self, new_phone):
        """case: MSASCMD_S22_TC01_GetHierarchySuccess"""
        phone = new_phone("12.1")
        made = phone.create_folder("Made")
        phone.create_folder("Inside", made)
        answer = phone.client.command("GetHierarchy")
        assert answer.name == "FolderHierarchy:Folders"
        listed = {
            f.text("ServerId"): (f.text("ParentId"), f.text("DisplayName"), f.text("Type"))
            for f in answer.children
        }
        assert listed == phone.places()
        assert phone.folder_sync().text("Changes/Count") == "0"

    def test_it_takes_no_body(self, new_phone):
        phone = new_phone("12.1")
        body = FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0"))
        assert phone.client.request("GetHierarchy", body).status == 400

    def test_newer_versions_do_not_know_it(self, phone):
        for phone.client.version in eas.VERSIONS:
            if eas.at_least(phone.client.version, "14.0"):
                assert phone.client.request("GetHierarchy").status == 501


@pytest.mark.parametrize(
    "command", ["CreateCollection", "DeleteCollection", "MoveCollection", "Notify"]
)
def test_commands_of_the_past_are_not_implemented(phone, command):
    for phone.client.version in eas.VERSIONS:
        assert phone.client.request(command).status == 501
