"""Accounts that are switched off, and those that another server has.
Source: MS-ASHTTP 2.2.2.1.1.1 (403, 451, 456); `syncgate account elsewhere --help`."""

import pytest

import messages
from device_tools import AT_ONCE, folders
from eas import PATH, Client
from phone import Phone
from server import Account
from test_autodiscover import JSON, POX, ask  # noqa: F401 (a fixture)
from test_autodiscover import request as pox_request

OTHER = "https://other.example:8443/Microsoft-Server-ActiveSync"


@pytest.fixture
def account_command(server, account):
    def run(what, *more, check=True):
        done = server.command("account", what, account.address, *more, check=check)
        return done.stdout.decode() if check else done

    return run


@pytest.fixture(params=["2.5", "12.1", "16.1"])
def phone(request, new_phone):
    phone = new_phone(request.param)
    phone.sync_all()
    return phone


class TestElsewhere:
    def test_every_request_is_led_there_until_it_is_here_again(self, phone, account_command):
        waiting = phone.ping()
        assert waiting.silent()
        account_command("elsewhere", OTHER)
        assert waiting.response(AT_ONCE).status in (200, 449)  # it comes again
        for response in (phone.client.options(), folders(phone.client),
                         phone.client.request("Ping")):  # fmt: skip
            assert response.status == 451 and response.body == b""
            assert response.headers["X-MS-Location"] == OTHER
        assert account_command("elsewhere", "none").endswith("\tnone\n")
        assert phone.sync_all().commands == 0

    def test_nobody_learns_of_it_without_the_password(self, server, account, account_command):
        account_command("elsewhere", OTHER)
        wrong = Client(server, Account(account.address, "wrong"))
        for response in (wrong.options(), wrong.options(login=False), folders(wrong)):
            assert response.status == 401 and "X-MS-Location" not in response.headers
        wrong.close()

    def test_a_restart_changes_nothing(self, new_server):
        server = new_server()
        account = server.add_account()
        client = Client(server, account)
        server.command("account", "elsewhere", account.address, OTHER)
        assert client.options().status == 451
        client.close()
        assert server.stop() == 0
        server.start()
        assert client.options().headers["X-MS-Location"] == OTHER
        client.close()

    def test_what_is_no_request_is_as_ever(self, ask, account_command):
        account_command("elsewhere", OTHER)
        assert ask("GET", PATH).status == 501
        assert ask("POST", PATH + "/below").status == 404

    def test_others_are_served(self, new_phone, other_account, account_command):
        account_command("elsewhere", OTHER)
        assert new_phone(account=other_account).sync_all().status == "1"

    def test_mail_that_comes_stays(self, server, account, account_command, deliver):
        account_command("elsewhere", OTHER)
        deliver(messages.plain("meanwhile"))
        account_command("elsewhere", "none")
        phone = Phone(server, account)
        phone.sync_all()
        assert phone.subjects() == ["meanwhile"]
        phone.client.close()

    def test_autodiscover_names_it_after_the_login(self, ask, account, account_command):
        account_command("elsewhere", OTHER)
        answer = ask("POST", POX, pox_request(account))
        assert answer.find("Response/Action/Settings/Server/Url") == OTHER
        open_answer = ask("GET", f"{JSON}?Email={account.address}&Protocol=ActiveSync", login=False)
        assert b"other.example" not in open_answer.body

    def test_it_is_shown_and_kept_in_the_audit(self, server, account, account_command):
        assert account_command("elsewhere") == f"{account.address}\tnone\n"
        account_command("elsewhere", OTHER)
        assert account_command("elsewhere") == f"{account.address}\t{OTHER}\n"
        audit = server.command("audit", account.address).stdout.decode()
        assert audit.splitlines()[-1].split("\t")[4:] == ["elsewhere", OTHER]

    @pytest.mark.parametrize(
        "url",
        ["http://other.example/", "other.example", "https://", "https:///path", "https://a b/",
         "https://other.example/\r\nX: y", "https://other.example/" + "x" * 500, "nowhere"],
    )  # fmt: skip
    def test_what_is_no_place_is_refused(self, account_command, url):
        done = account_command("elsewhere", url, check=False)
        assert done.returncode == 1 and done.stderr.strip()
        assert account_command("elsewhere").endswith("\tnone\n")


class TestSwitchedOff:
    def test_it_is_refused_until_it_is_on_again(self, phone, account_command, ask, account):
        """case: MSASHTTP_S02_TC03_Verify403StatusCode"""
        waiting = phone.ping()
        assert waiting.silent()
        account_command("disable")
        assert waiting.response(AT_ONCE).status in (200, 449)
        for response in (phone.client.options(), folders(phone.client)):
            assert response.status == 403
        assert ask("POST", POX, pox_request(account)).status == 456
        account_command("enable")
        assert phone.sync_all().commands == 0

    def test_who_does_not_know_the_password_learns_nothing(
        self, server, account, account_command, ask
    ):
        account_command("disable")
        wrong = Account(account.address, "wrong")
        client = Client(server, wrong)
        assert client.options().status == 401
        client.close()
        answer = ask("POST", POX, pox_request(account), login=wrong)
        assert answer.status == 401

    def test_the_list_says_so(self, server, account, account_command):
        def state():
            lines = server.command("account", "list").stdout.decode().splitlines()
            return next(line.split("\t")[1] for line in lines if line.startswith(account.address))

        account_command("disable")
        assert state() == "disabled"
        account_command("enable")
        assert state() == "enabled"


def test_an_account_that_is_not_there_is_named(server):
    for what in (["disable"], ["enable"], ["elsewhere"], ["elsewhere", OTHER]):
        done = server.command("account", what[0], "nobody@example.org", *what[1:], check=False)
        assert done.returncode == 1 and b"nobody" in done.stderr
