#!/usr/bin/env python3
"""Runs another project's suite against a server of ours, made for this run.

    SYNCGATE_BIN=... run_suite.py litmus CHECKOUT      built there: ./configure && make; or the folder of
                                                       an installed one, as /usr/bin
    SYNCGATE_BIN=... run_suite.py vdirsyncer CHECKOUT  with its requirements for tests installed
    SYNCGATE_BIN=... PYCALENDAR=CHECKOUT run_suite.py caldavtester CHECKOUT [SCRIPT...]
                                                       with python2.7 on the path, or as PYTHON2

What comes out, and why what fails does, stands in results.md. Exit status: the suite's.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import caldavtester  # noqa: E402
from server import Server  # noqa: E402


def litmus(server, checkout, _):
    account = server.add_account()
    host, port = server.addresses["http"]
    url = f"http://{host}:{port}/dav/files/{account.address}/"
    # Without "locks": there are none. Without "largefile": its file is of 2 GiB.
    environment = {**os.environ, "TESTS": "basic copymove props http"}
    folder = server.data.parent  # an installed one knows its parts, and must not write beside itself
    if (checkout / "basic").exists():
        environment |= {"HTDOCS": "htdocs", "TESTROOT": "."}
        folder = checkout
    return subprocess.run(
        [checkout / "litmus", "-k", url, account.address, account.password], cwd=folder, env=environment
    ).returncode


def vdirsyncer(server, checkout, _):
    """The storage tests of CardDAV, with a server class that stands beside this file."""
    account = server.add_account()
    servers = Path(checkout) / "tests" / "storage" / "servers" / "generic"
    shutil.copytree(HERE / "vdirsyncer_server", servers, dirs_exist_ok=True)
    host, port = server.addresses["http"]
    environment = {
        **os.environ,
        "DAV_SERVER": "generic",
        "DAV_URL": f"http://{host}:{port}/dav/addressbooks/{account.address}/",
        "DAV_USER": account.address,
        "DAV_PASSWORD": account.password,
        "PYTHONPATH": str(checkout),
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore",
               "tests/storage/dav/test_carddav.py", "-o", "addopts="]  # fmt: skip
    return subprocess.run(command, cwd=checkout, env=environment).returncode


def run_caldavtester(server, checkout, scripts):
    caldavtester.populate(server)
    python, pycalendar = os.environ.get("PYTHON2", "python2.7"), os.environ["PYCALENDAR"]
    return caldavtester.run(server, checkout, scripts, python, pycalendar)


SUITES = {"litmus": litmus, "vdirsyncer": vdirsyncer, "caldavtester": run_caldavtester}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("suite", choices=sorted(SUITES))
    parser.add_argument("checkout", type=Path)
    parser.add_argument("scripts", nargs="*", help="of caldavtester, those alone")
    wanted = parser.parse_args()
    server = Server()
    try:
        server.start()
        return SUITES[wanted.suite](server, wanted.checkout.resolve(), wanted.scripts)
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(main())
