"""Published behaviours of Sync with mail, each in every version. Their IDs are in case_table.py's
list."""

import pytest

import eas
import messages
from eas import body_preference
from phone import TRASH
from wbxml import Email


@pytest.fixture(params=eas.WITH_AIR_SYNC_BASE)
def version(request):
    """The list knows nothing of 2.5."""
    return request.param



def test_all_or_none_of_0_gives_a_beginning(synced, deliver, version):
    """case: MSASAIRS_S02_TC03"""
    deliver(messages.plain(text=messages.LONG))
    body = synced(body_preference(1, 100, all_or_none=0), version=version).only().body
    assert body.text("Truncated") == "1" and 90 < len(body.text("Data").encode()) <= 100


def test_a_change_of_the_server_comes(new_phone, deliver, version):
    """case: MSASCMD_S19_TC27"""
    deliver(messages.plain("one"))
    here, there = new_phone(version), new_phone("16.1")
    for phone in (here, there):
        phone.sync_all()
    there.sync(commands=[there.mark_read(there.only())])
    assert here.sync_all().changed == [here.only().id] and here.only().read


def test_what_is_deleted_goes_to_trash_or_for_good(new_phone, deliver, version):
    """case: MSASCMD_S19_TC34 MSASCMD_S19_TC35 MSASCMD_S19_TC38"""
    deliver(messages.plain("to trash"), messages.plain("for good"))
    phone = new_phone(version)
    phone.sync_all()
    for subject, moves in (("to trash", True), ("for good", False)):
        deletion = eas.delete(phone.by_subject(subject).id)
        phone.sync(commands=[deletion], deletes_as_moves=moves)
    phone.sync_all()
    assert not phone.items()
    phone.sync_all(phone.folder(TRASH))
    assert phone.subjects(phone.folder(TRASH)) == ["to trash"]


def test_marks_of_two_phones_are_no_conflict(new_phone, deliver, version):
    deliver(messages.plain("one"))
    here, there = new_phone(version), new_phone("16.1")
    for phone in (here, there):
        phone.sync_all()
    item = here.only()
    there.sync(commands=[there.mark_read(there.only())])
    flagged = eas.change(item.id, Email.Flag(*eas.FOLLOW_UP))
    result = here.sync(commands=[flagged], conflict=1)
    assert result.responses.get(item.id, "1") == "1"
    here.sync_all(conflict=1)
    assert here.only().read and here.only().flagged
