"""Groups and shares from the command line, with the folder closed and while a server runs. Source:
`syncgate group add --help`, `syncgate share add --help`."""

import pytest

import messages
from server import DOMAIN, run_command


@pytest.fixture(params=["closed", "served"])
def command(request, folder, server):
    """Runs a command; what it printed."""

    def run(*arguments, check=True, **how):
        done = (
            run_command(folder, *arguments, check=check, **how)
            if request.param == "closed"
            else server.command(*arguments, check=check, **how)
        )
        return done.stdout.decode() if check else done

    return run


@pytest.fixture
def people(command):
    """Two accounts and a name for their group."""
    name = messages.unique("group").replace(" ", "").lower()
    addresses = [f"{name}-{who}@{DOMAIN}" for who in ("a", "b")]
    for address in addresses:
        command("account", "add", address, "--password-stdin", stdin="a long word\n")
    return name, *addresses


def test_nothing_is_shared_without_a_common_group(command, people):
    name, owner, member = people
    done = command("share", "add", owner, member, check=False)
    assert done.returncode == 1 and b"group" in done.stderr
    command("group", "add", name)
    command("group", "join", name, owner)
    assert command("share", "add", owner, member, check=False).returncode == 1
    command("group", "join", name, member)
    assert f"{name}\t{owner} {member}" in command("group", "list").splitlines()
    command("share", "add", owner, member, "--rights", "write")
    assert command("share", "list", member) == f"{owner}\t*\t{member}\twrite\n"


def test_a_share_ends_with_the_group_and_does_not_come_back(command, people):
    name, owner, member = people
    command("group", "add", name)
    for address in (owner, member):
        command("group", "join", name, address)
    command("share", "add", owner, member)
    command("share", "add", owner, f"group:{name}", "--folder", "Sent")
    assert len(command("share", "list", owner).splitlines()) == 2
    command("group", "leave", name, owner)
    assert command("share", "list", owner) == ""
    command("group", "join", name, owner)
    assert command("share", "list", owner) == ""
    command("group", "delete", name)
    assert name not in command("group", "list")


def test_a_share_is_removed_alone(command, people):
    name, owner, member = people
    command("group", "add", name)
    for address in (owner, member):
        command("group", "join", name, address)
    command("share", "add", owner, member)
    command("share", "add", owner, member, "--folder", "Sent")
    command("share", "remove", owner, member)
    assert command("share", "list", owner) == f"{owner}\tSent\t{member}\tread\n"
    assert command("share", "remove", owner, member, check=False).returncode == 1


def test_a_deleted_account_shares_nothing_any_more(command, people):
    name, owner, member = people
    command("group", "add", name)
    for address in (owner, member):
        command("group", "join", name, address)
    command("share", "add", owner, member)
    command("account", "delete", owner)
    assert command("share", "list", member) == ""
    assert f"{name}\t{member}" in command("group", "list").splitlines()
