"""An administrator's access to every home: nobody has it until he is named, and the log has it all.

Source: docs/dav.md, "Administrators".
"""

import pytest

from dav import Client, card, full
from sharing import privileges
from waiting import eventually


@pytest.fixture
def owner(server, account):
    client = Client(server, account)
    assert client.put("ann.vcf", card("ann")).status == 201
    yield client
    client.close()


@pytest.fixture
def administrator(server, other_account):
    client = Client(server, other_account)
    yield client
    client.close()


@pytest.fixture
def named(server, administrator):
    server.command("policy", "set", administrator.account.address, "AdministersHomes=1")
    return administrator


def test_nobody_has_it_unless_he_is_named(owner, administrator):
    for path in (owner.home, owner.book, owner.book + "ann.vcf", owner.principal):
        assert administrator.propfind(path).status == 404
    assert administrator.request("DELETE", owner.book).status == 404
    assert owner.get("ann.vcf").status == 200


def test_it_is_given_to_accounts_by_name_alone(server, owner, administrator):
    for scope in ("all", "domain:example.org"):
        done = server.command("policy", "set", scope, "AdministersHomes=1", check=False)
        assert done.returncode != 0 and "by itself" in done.stderr.decode()
    assert administrator.propfind(owner.home).status == 404


def test_what_the_owner_may_do_he_may(owner, named):
    home = named.propfind(owner.home, "D:owner", "D:current-user-principal", depth=1).by_href
    assert set(home) == {owner.home, owner.book}
    for each in home.values():
        assert each.within("D:owner") == owner.principal
        assert each.within("D:current-user-principal") == named.principal
    assert privileges(named, owner.book) == privileges(owner, owner.book)
    assert named.get("ann.vcf", owner.book).body == card("ann").encode()
    assert named.put("bob.vcf", card("bob"), owner.book).status == 201
    assert named.request("MOVE", owner.book + "bob.vcf",
                         Destination=owner.book + "rob.vcf").status == 201  # fmt: skip
    assert named.request("DELETE", owner.book + "ann.vcf").status == 204
    assert {each.href for each in owner.propfind(owner.book, "D:getetag", depth=1).responses} == {
        owner.book, owner.book + "rob.vcf"}  # fmt: skip


def test_files_and_principals_are_open_to_him_too(owner, named):
    folder = owner.home.replace("addressbooks", "files").replace("@", "%40")
    assert named.request("PUT", folder + "a.txt", "one").status == 201
    assert owner.request("GET", folder + "a.txt").body == b"one"
    principal = named.propfind(owner.principal, "C:addressbook-home-set").only
    assert principal.within("C:addressbook-home-set") == owner.home


def test_his_own_home_is_as_anybody_elses(named):
    assert named.put("own.vcf", card("own")).status == 201
    books = named.propfind(named.home, "D:owner", depth=1).by_href
    assert set(books) == {named.home, named.book}
    assert books[named.book].within("D:owner") == named.principal


def test_nothing_is_carried_from_one_home_to_another(owner, named):
    answer = named.request("COPY", owner.book + "ann.vcf", Destination=named.book + "ann.vcf")
    assert answer.status == 403
    assert named.get("ann.vcf").status == 404


def test_who_is_not_here_is_not_found(named):
    assert named.propfind("/dav/addressbooks/nobody@example.org/").status == 404


def test_the_log_says_in_whose_home_he_was(server, owner, named):
    named.propfind(named.home)
    assert named.request("DELETE", owner.book + "bob.vcf").status == 404
    named.get("ann.vcf", owner.book)

    def logged():
        lines = [line for line in server.log_text().splitlines()
                 if " home_administered " in line and owner.account.address in line]  # fmt: skip
        return lines if len(lines) == 2 else None

    removal, reading = eventually(logged, "a line for each request in another's home")
    for words, line in ((("method=DELETE", "status=404"), removal),
                        (("method=GET", "status=200"), reading)):  # fmt: skip
        assert {f"account={named.account.address}", f"home={owner.account.address}",
                *words} <= set(line.split())  # fmt: skip


def test_it_is_taken_back_at_once(server, owner, named):
    assert named.propfind(owner.home).status == 207
    server.command("policy", "clear", named.account.address, "AdministersHomes")
    assert named.propfind(owner.home).status == 404
    assert full("D:principal") in owner.propfind(owner.principal, "D:resourcetype").only.children(
        "D:resourcetype")  # fmt: skip
