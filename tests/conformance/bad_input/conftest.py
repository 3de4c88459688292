"""Tests of input of no good will have a server of their own: what it is given must not spoil
others. After each of them it still serves, and no sanitizer has anything to say."""

import pytest

from eas import Client
from phone import Phone
from server import Server


@pytest.fixture(scope="package")
def server(servers, session_sink):
    server = Server(relay=session_sink.address).start()
    servers.append(server)
    yield server
    server.check()
    servers.remove(server)
    stopped = server.stop() if server.running else 0
    server.close()
    assert stopped == 0


@pytest.fixture(scope="package")
def account(server):
    return server.add_account()


@pytest.fixture(scope="package", params=["2.5", "12.1", "14.1", "16.1"])
def phone(request, server, account):
    phone = Phone(server, account, request.param, "bad" + request.param.replace(".", ""))
    phone.sync_all()
    yield phone
    phone.client.close()


@pytest.fixture(autouse=True)
def still_serving(server, account):
    yield
    assert Client(server, account).options().status == 200
