"""What the tests of folders share."""

import pytest


@pytest.fixture
def other(new_phone):
    """Another phone of the account."""
    return new_phone()


def same_as_fresh(new_phone, *phones):
    """Each has every folder where a phone of its version is given it that starts anew, and is told
    no more."""
    fresh = new_phone(phones[0].version, device="fresh").places()
    for phone in phones:
        phone.folder_sync()
        assert phone.places() == fresh
        assert phone.folder_sync().text("Changes/Count") == "0"


def refused(answer, status):
    assert answer.text("Status") == status, answer
    assert not answer.has("SyncKey") and not answer.has("ServerId"), answer
