"""One server for the session, restarted should a test bring it down; accounts and phones for each
test. After every test each running server is alive and no sanitizer has spoken."""

import subprocess
import sys

import pytest

import case_table
import dav as webdav
import lmtp
import messages
from eas import VERSIONS
from phone import Phone
from places import CORPORA
from server import DOMAIN, Server, run_command
from sharing import World
from smtp_sink import Sink

# Helpers whose assertions are as much a test's as those of a test file.
pytest.register_assert_rewrite(
    "folders", "http_answer_rows", "http_limit_rows", "http_request_rows", "searching"
)


def pytest_addoption(parser):
    parser.addoption("--case-table", metavar="FILE", help="write there what case_table.py says")


def pytest_configure(config):
    if path := config.getoption("--case-table"):
        is_worker = hasattr(config, "workerinput")  # of several, that only run tests
        config.pluginmanager.register(case_table.Recorder(path, writes=not is_worker))


@pytest.fixture(scope="session")
def servers():
    """Every server that a test has started."""
    running = []
    yield running
    for server in running:
        server.close()


@pytest.fixture(autouse=True)
def unharmed(servers):
    yield
    for server in servers:
        server.check()


@pytest.fixture(scope="session")
def session_sink():
    sink = Sink()
    yield sink
    sink.reset()
    sink.down()


@pytest.fixture
def sink(session_sink):
    """The relay's other end, taking everything again after each test."""
    session_sink.reset()
    yield session_sink
    session_sink.reset()


@pytest.fixture(scope="session")
def session_server(servers, session_sink):
    server = Server(relay=session_sink.address).start()
    servers.append(server)
    yield server
    if server.running:
        assert server.stop() == 0


@pytest.fixture
def server(session_server):
    if not session_server.running:
        session_server.start()
    return session_server


@pytest.fixture
def new_server(servers):
    """Makes a server for this test alone, started."""
    own = []

    def make(**how):
        own.append(Server(**how).start())
        servers.append(own[-1])
        return own[-1]

    yield make
    for server in own:
        server.check()
        servers.remove(server)
        server.close()


@pytest.fixture
def folder(tmp_path):
    """A data folder that no server has open, with its domain."""
    path = tmp_path / "data"
    path.mkdir()
    run_command(path, "domain", "add", DOMAIN)
    return path


@pytest.fixture
def account(server):
    return server.add_account()


@pytest.fixture
def other_account(server):
    return server.add_account()


@pytest.fixture
def new_phone(server, account):
    """Makes phones of the test's account, each a device of its own."""
    made = []

    def make(version="16.1", **how):
        device = how.pop("device", f"phone{len(made) + 1}")
        made.append(Phone(how.pop("server", server), how.pop("account", account), version,
                          device, **how))  # fmt: skip
        return made[-1]

    yield make
    for phone in made:
        phone.client.close()


@pytest.fixture(scope="module")
def rested(session_server):
    """Makes a phone of each version that has synced its folders; a module's tests share it and leave
    it where it was."""
    if not session_server.running:
        session_server.start()
    made = {}

    def make(version):
        if version not in made:
            account = session_server.add_account()
            lmtp.deliver(session_server, account, messages.plain("one"))
            made[version] = Phone(session_server, account, version, "rested")
            made[version].sync_everything()
        return made[version]

    yield make
    for phone in made.values():
        phone.client.close()


@pytest.fixture
def deliver(server, account):
    """Delivers messages to the test's account."""
    return lambda *mails: lmtp.deliver(server, account, *mails)


@pytest.fixture
def synced(new_phone):
    """Makes a phone with these body preferences that has synced its inbox."""

    def make(*preferences, version="16.1", **how):
        phone = new_phone(version, preferences=preferences, **how)
        phone.sync_all()
        return phone

    return make


@pytest.fixture(scope="session")
def dav_account(session_server):
    if not session_server.running:
        session_server.start()
    return session_server.add_account()


@pytest.fixture
def dav(server, dav_account):
    """A WebDAV client of an account whose address books are as on the first day."""
    client = webdav.Client(server, dav_account)
    client.clear()
    yield client
    client.close()


@pytest.fixture(scope="session")
def sharers(session_server):
    """A group, two accounts that are in it, and one that is in none."""
    if not session_server.running:
        session_server.start()
    accounts = [session_server.add_account() for _ in range(3)]
    group = messages.unique("group").replace(" ", "").lower()
    session_server.command("group", "add", group)
    for account in accounts[:2]:
        session_server.command("group", "join", group, account.address)
    return group, accounts


@pytest.fixture
def world(server, sharers):
    """Owner, member and stranger with a book of the owner's that nobody shares yet."""
    world = World(server, *sharers)
    yield world
    for client in world.clients:
        client.clear()
        client.close()


@pytest.fixture
def phone(new_phone):
    return new_phone()


@pytest.fixture(params=VERSIONS)
def version(request):
    return request.param


@pytest.fixture(params=["12.1", "14.1", "16.1"])
def main_version(request):
    """The versions that a client is sure to speak."""
    return request.param


@pytest.fixture(scope="session")
def hostile(tmp_path_factory):
    """The generated hostile inputs."""
    folder = tmp_path_factory.mktemp("hostile")
    subprocess.run([sys.executable, CORPORA / "hostile" / "gen.py", folder], check=True)
    return folder
