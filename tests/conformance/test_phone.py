"""The phone notices a server that breaks the rules: its assertions, each made to speak."""

import pytest

import eas
from phone import Phone
from server import Account
from wbxml import AirSync, Email, FolderHierarchy


@pytest.fixture
def phone():
    """A phone of no server, with item 1:1 in its inbox."""
    phone = Phone(None, Account("u@example.org", "x"), window=2, set_up=False)
    phone.box("1").key = "k1"
    phone.box("1").keys_seen.add("k1")
    receive(phone, "k2", [add("1:1")])
    return phone


def receive(phone, key, commands, more=False, sent=(), responses=()):
    answer = AirSync.Sync(AirSync.Collections(AirSync.Collection(
        AirSync.SyncKey(key), AirSync.CollectionId("1"), AirSync.Status(1),
        AirSync.MoreAvailable() if more else None,
        AirSync.Commands(commands) if commands else None,
        AirSync.Responses(responses) if responses else None,
    )))  # fmt: skip
    request = phone.request("1", sent)
    return phone.receive("1", phone.box("1").key, request, answer)


def add(server_id, subject="s"):
    return AirSync.Add(
        AirSync.ServerId(server_id),
        AirSync.ApplicationData(Email.Subject(subject), Email.Read(0)),
    )


def soft_delete(server_id):
    return AirSync.SoftDelete(AirSync.ServerId(server_id))


BROKEN = {
    "an Add of what is there": dict(key="k3", commands=[add("1:1")]),
    "a Change of what is not there": dict(key="k3", commands=[eas.change("1:9", Email.Read(1))]),
    "a Delete of what is not there": dict(key="k3", commands=[eas.delete("1:9")]),
    "a SoftDelete of what is not there": dict(key="k3", commands=[soft_delete("1:9")]),
    "more than the window": dict(key="k3", commands=[add("1:2"), add("1:3"), add("1:4")]),
    "an item twice": dict(key="k3", commands=[add("1:2"), eas.change("1:2", Email.Read(1))]),
    "MoreAvailable with nothing": dict(key="k3", commands=[], more=True),
    "an old key": dict(key="k1", commands=[add("1:2")]),
    "the same key with news": dict(key="k2", commands=[add("1:2")]),
    "a Delete of what the phone deleted": dict(
        key="k3", commands=[eas.delete("1:1")], sent=[eas.delete("1:1")]
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_it_complains_of(phone, name):
    with pytest.raises(AssertionError):
        receive(phone, **BROKEN[name])


def test_it_takes_what_is_right(phone):
    receive(phone, "k3", [add("1:2", "two"), eas.change("1:1", Email.Read(1))])
    assert phone.states("1") == [("s", True, False), ("two", False, False)]
    result = receive(phone, "k4", [soft_delete("1:2"), eas.delete("1:1")])
    assert not phone.items("1") and result.deleted == ["1:1"] and result.soft_deleted == ["1:2"]
    assert receive(phone, "k4", []).commands == 0


def test_a_change_that_the_server_refused_does_not_count(phone):
    response = AirSync.Change(AirSync.ServerId("1:1"), AirSync.Status(6))
    receive(phone, "k3", [], sent=[eas.change("1:1", Email.Read(1))], responses=[response])
    assert not phone.items("1")["1:1"].read
    receive(phone, "k4", [], sent=[eas.change("1:1", Email.Read(1))])
    assert phone.items("1")["1:1"].read


def test_a_deleted_item_may_be_added_again(phone):
    receive(phone, "k3", [add("1:1", "back")], sent=[eas.delete("1:1")])
    assert phone.subjects("1") == ["back"]


def test_folders_follow_their_changes(phone):
    def folder(tag, number, parent="0"):
        fields = [FolderHierarchy.ServerId(number)]
        if tag != "Delete":
            fields += [FolderHierarchy.ParentId(parent), FolderHierarchy.DisplayName(f"f{number}"),
                       FolderHierarchy.Type(12)]  # fmt: skip
        return getattr(FolderHierarchy, tag)(*fields)

    def changes(*entries):
        return FolderHierarchy.Changes(FolderHierarchy.Count(len(entries)), entries)

    phone._apply_folders(changes(folder("Add", 1), folder("Add", 2, "1")))
    assert phone.folders["2"].parent == "1"
    for broken in (
        folder("Add", 1),
        folder("Update", 9),
        folder("Delete", 9),
        folder("Add", 5, "7"),
    ):
        with pytest.raises(AssertionError):
            phone._apply_folders(changes(broken))
    phone._apply_folders(changes(folder("Delete", 2)))
    assert set(phone.folders) == {"1"}
