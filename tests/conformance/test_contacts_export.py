"""`syncgate contacts export`: contacts as a table."""

import csv
import io

import pytest

from dav import Client, card


@pytest.fixture
def export(server, account):
    def run(*options):
        text = server.command("contacts", "export", account.address, *options).stdout
        return list(csv.DictReader(io.StringIO(text.decode(), newline="")))

    return run


@pytest.fixture
def dav(server, account):
    client = Client(server, account)
    yield client
    client.close()


def test_each_contact_is_a_line_of_the_columns_that_others_read(export, dav):
    assert export() == []
    dav.put("ada.vcf", card(
        "ada", 'Ada "Countess" Byron', "NICKNAME:Ada", "ORG:Engines\\, Ltd;Analysis",
        "EMAIL;TYPE=INTERNET:ada@example.org", "EMAIL;TYPE=INTERNET:ada@example.net",
        "TEL;TYPE=CELL:+44 20 1", "ADR;TYPE=HOME:;;St James's Sq 12;London;;SW1;UK",
        "BDAY:1815-12-10", "CATEGORIES:Friends,Work", "NOTE:First line\\nsecond",
    ))  # fmt: skip
    dav.put("bo.vcf", card("bo", "Bo"))
    ada, bo = sorted(export(), key=lambda line: line["Display Name"])
    wanted = {
        "Display Name": 'Ada "Countess" Byron', "Nickname": "Ada", "Company": "Engines, Ltd",
        "Department": "Analysis", "E-mail Address": "ada@example.org",
        "E-mail 2 Address": "ada@example.net", "E-mail 3 Address": "", "Mobile Phone": "+44 20 1",
        "Home Street": "St James's Sq 12", "Home City": "London", "Home Postal Code": "SW1",
        "Home Country/Region": "UK", "Birthday": "1815-12-10", "Notes": "First line\nsecond",
    }  # fmt: skip
    assert {name: ada[name] for name in wanted} == wanted
    assert sorted(ada["Categories"].split(";")) == ["Friends", "Work"]
    assert bo["Display Name"] == "Bo" and not bo["E-mail Address"]


def test_a_list_is_its_members(export, dav, server, account):
    for name in ("ann", "bob", "eve"):
        dav.put(f"{name}.vcf", card(name, name.title(), f"EMAIL:{name}@example.org"))
    dav.put("choir.vcf", card("choir", "Chœur", "X-ADDRESSBOOKSERVER-KIND:group",
            "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:bob", "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:ann",
            "X-ADDRESSBOOKSERVER-MEMBER:mailto:guest@example.net",
            "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:gone"))  # fmt: skip
    lines = export("--list", "chœur")
    assert [line["E-mail Address"] for line in lines] == [
        "bob@example.org", "ann@example.org", "guest@example.net"
    ]  # fmt: skip
    done = server.command("contacts", "export", account.address, "--list", "none", check=False)
    assert done.returncode != 0 and b"no list none" in done.stderr
