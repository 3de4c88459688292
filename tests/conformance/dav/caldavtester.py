"""CalDAVTester's CardDAV scripts: the people that they know, where things are here, what to expect.

The suite is of Python 2.7, and wants pycalendar beside it. Its own serverinfo.xml is the start: what
is said here stands in place of what is said there.
"""

import json
import os
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from server import DOMAIN

_ADMINISTRATOR = "admin"
_EVERYBODY = "everybody"  # a group: people see those of their groups
_USERS, _PUBLIC = 40, 10  # as many as serverinfo.xml counts to

# What is on: all that a script of CardDAV asks for and that is no other product's own.
_FEATURES = (
    "COPY Method", "MOVE Method", "Extended MKCOL", "ACL Method", "acl-principal-prop-set REPORT",
    "principal-match REPORT", "principal-property-search REPORT",
    "principal-search-property-set REPORT", "add-member", "brief", "bulk-post", "ctag",
    "current-user-principal", "directory listing", "expand-property", "prefer", "prefer-minimal",
    "prefer-representation", "prefer-noroot", "quota", "resource-id", "sync-report",
    "sync-report-limit", "sync-report-home", "well-known", "json-data", "carddav",
    "default-addressbook", "shared-addressbooks", "directory-gateway",
)  # fmt: skip

# Where things are: %d and %02d are the suite's own.
_PLACES = {
    "$root:": "/dav/",
    "$principals_uids:": "$principalcollection:",
    "$principals_users:": "$principalcollection:",
    "$principals_groups:": "$principalcollection:groups/",
    "$addressbooks:": "/dav/addressbooks",  # scripts put a "/" behind it
    "$addressbooks_uids:": "$addressbooks:/",
    "$addressbooks_users:": "$addressbooks:/",
    "$addressbook:": "default",
    "$directory:": "/dav/directory/",
    "$add-member:": "?",  # it can't be nothing
    "$calendar_sync_extra_items:": "[]",
    "$calendar_sync_extra_count:": "0",
    "$useradminguid:": f"{_ADMINISTRATOR}@{DOMAIN}",
    "$userguid%d:": f"user%02d@{DOMAIN}",
    "$email%d:": f"$userid%d:@{DOMAIN}",
    "$cuaddrurn%d:": "mailto:$email%d:",
    "$notificationpath%d:": "/dav/notifications/$userguid%d:",
    "$publicuserguid%d:": f"public%02d@{DOMAIN}",
    "$publicemail%d:": f"$publicuserid%d:@{DOMAIN}",
    "$principal%d:": "$principals_uids:$userguid%d:/",
    "$principal%dnoslash:": "$principals_uids:$userguid%d:",
    "$publicprincipal%d:": "$principals_uids:$publicuserguid%d:/",
    "$principal_admin:": "$principals_uids:$useradminguid:/",
}


def populate(server):
    """The people of the scripts, each with his name as password."""
    names = {f"user{n:02}": f"User {n:02}" for n in range(1, _USERS + 1)}
    names |= {f"public{n:02}": f"Public {n:02}" for n in range(1, _PUBLIC + 1)}
    names[_ADMINISTRATOR] = "Super User"
    server.command("group", "add", _EVERYBODY)
    for local_part, name in names.items():
        account = server.add_account(local_part, password=local_part)
        server.command("account", "name", account.address, name)
        server.command("group", "join", _EVERYBODY, account.address)
    server.command("policy", "set", f"{_ADMINISTRATOR}@{DOMAIN}", "AdministersHomes=1")


def server_information(address, checkout, target):
    """The suite's serverinfo.xml, for a server at the address."""
    tree = ElementTree.parse(checkout / "scripts" / "server" / "serverinfo.xml")
    root = tree.getroot()
    root.find("host").text, root.find("nonsslport").text = address[0], str(address[1])
    # Nothing here happens later than its answer.
    root.find("waitcount").text, root.find("waitsuccess").text = "4", "1"
    features = root.find("features")
    features.clear()
    for each in _FEATURES:
        ElementTree.SubElement(features, "feature").text = each
    for each in root.iter("substitution"):
        if (key := each.findtext("key")) in _PLACES:
            each.find("value").text = _PLACES[key]
    tree.write(target)


def run(server, checkout, scripts, python, pycalendar):
    """Runs scripts (names without .xml; none: all of CardDAV). Prints what failed, and counts; the
    whole protocol of it is left beside the suite: results.json."""
    information = checkout / "serverinfo.xml"
    server_information(server.addresses["http"], checkout, information)
    known = checkout / "scripts" / "tests" / "CardDAV"
    names = scripts or sorted(each.stem for each in known.glob("*.xml"))
    environment = {**os.environ, "PYTHONPATH": str(Path(pycalendar) / "src")}
    command = [python, "testcaldav.py", "-s", information, "--observer=jsondump",
               "--print-details-onfail", *(f"CardDAV/{name}.xml" for name in names)]  # fmt: skip
    done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True)
    line = next((each for each in done.stdout.splitlines() if each.startswith("[{")), None)
    if line is None:
        print(done.stdout + done.stderr)
        return 1
    (checkout / "results.json").write_text(line)
    return report(json.loads(line))


_OUTCOMES = ("passed", "failed", "failed", "ignored")  # by the suite's numbers: 2 is an error


def report(files):
    failed = 0
    for file in files:
        counts = dict.fromkeys(_OUTCOMES, 0)
        for suite in file["tests"]:
            for test in suite["tests"]:
                outcome = _OUTCOMES[test["result"]]
                counts[outcome] += 1
                if outcome == "failed":
                    print(f"  failed: {file['name']}: {suite['name']}: {test['name']}")
        if file["result"]:  # as a whole: what it begins with did not work
            print(f"  not run: {file['name']}: {file['details']}")
            failed += 1
        failed += counts["failed"]
        print(f"{file['name']}: " + ", ".join(f"{n} {outcome}" for outcome, n in counts.items()))
    return int(failed > 0)
