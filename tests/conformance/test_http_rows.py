"""Every row of http.tsv that is a server's duty, by name. A row that is in the table and has
neither a check nor a reason (http_rows.py) fails. Source: MS-ASHTTP; the reference's http.tsv."""

import base64

import pytest

import eas
import http_answer_rows  # noqa: F401: each says which rows it checks
import http_limit_rows  # noqa: F401
import http_request_rows  # noqa: F401
from case_table import named_in
from http_rows import CHECKS, FOLDER_SYNC, REASONS, ROWS, fine
from http_world import HttpWorld, parameter


@pytest.fixture(scope="module")
def module_world(session_server, session_sink):
    world = HttpWorld(session_server, session_server.add_account(), session_sink)
    yield world
    world.close()


@pytest.fixture
def world(module_world, server, sink):
    return module_world


def cases_of(key):
    """The published behaviours that the row's check names; a row without any is one row, too."""
    return named_in(CHECKS[key].__doc__ if key in CHECKS else None) or [""]


def test_every_row(world, key, case):
    if key in REASONS:
        return
    assert key in CHECKS, f"no check for {key}"
    CHECKS[key](world)


def pytest_generate_tests(metafunc):
    if "key" in metafunc.fixturenames:  # after all checks are there
        every = [(key, case) for key in ROWS for case in cases_of(key)]
        metafunc.parametrize("key, case", every, ids=[" ".join((*k, c)) for k, c in every])


def test_no_check_is_for_a_row_that_is_not_there():
    assert not {*CHECKS, *REASONS} - ROWS.keys()
    assert not CHECKS.keys() & REASONS.keys()


def test_a_base64_query_may_be_unpadded_and_url_safe(world):
    for length in range(5, 9):  # all lengths of padding
        query = world.base64("FolderSync", parameters=parameter(8, b"\xff\xfe?" * length))
        for spelling in (
            query.rstrip("="),
            query.replace("+", "-").replace("/", "_"),
            query.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D"),
        ):
            response = world.ask(spelling, FOLDER_SYNC, MS_ASProtocolVersion=None)
            assert fine(response), spelling


# -- how a login may be written


@pytest.mark.parametrize("version", ["2.5", "16.1"])
def test_a_login_is_taken_as_clients_write_it(world, version):
    local, _, domain = world.account.address.partition("@")
    for login in (
        world.account.address, local, f"{domain}\\{local}", f"EXAMPLE\\{local}",
        f"{domain}\\{world.account.address}", world.account.address.upper(),
    ):  # fmt: skip
        client = world.stranger(version, "login")
        client.account = type(client.account)(login, world.account.password)
        assert client.options().status == 200, login
        client.close()


@pytest.mark.parametrize("coding", ["utf-8", "latin-1"])
@pytest.mark.parametrize("version", ["2.5", "16.1"])
def test_a_password_is_taken_in_both_codings(world, coding, version):
    account = world.server.add_account(password="Zwölf Äpfel")
    client = eas.Client(world.server, account, version)
    login = f"{account.address}:{account.password}".encode(coding)
    client.authorization = lambda: "Basic " + base64.b64encode(login).decode()
    client.provision()
    assert client.folder_sync().text("Status") == "1"
    client.close()
