"""Wrong passwords, and many of them."""

import base64

import pytest

from eas import PATH, Client
from rawhttp import RawConnection, head


class TestPasswords:
    """From addresses of their own, so that nobody else is slowed down."""

    def wrong(self, server, account, source, password="wrong"):
        client = Client(server, type(account)(account.address, password), source=source)
        try:
            return client.options()
        finally:
            client.close()

    @pytest.mark.parametrize("login", [
        "Basic", "Basic !!!", "Basic " + base64.b64encode(b"nocolon").decode(), "Bearer abc", "",
        "Basic " + base64.b64encode(b":").decode(), "Basic " + base64.b64encode(b"a\0b:c").decode(),
        "Basic " + "A" * 20_000, "Negotiate x",
    ])  # fmt: skip
    def test_logins_that_are_none_are_401(self, server, login):
        with RawConnection(server, source="127.0.0.31") as connection:
            connection.send(head(f"OPTIONS {PATH} HTTP/1.1", "Host: x", f"Authorization: {login}"))
            assert connection.final().status in (400, 401, 431)

    def test_an_unknown_account_looks_like_a_wrong_password(self, server, account):
        wrong = self.wrong(server, account, "127.0.0.32")
        unknown = self.wrong(server, type(account)("nobody@example.org", "x"), "127.0.0.32")
        assert (wrong.status, wrong.body) == (unknown.status, unknown.body) == (401, wrong.body)

    def test_guessing_is_slowed_down(self, server, account):
        known = Client(server, account, device="remembered", source="127.0.0.33")
        known.provision()
        answers = [self.wrong(server, account, "127.0.0.33", f"guess {i}") for i in range(40)]
        statuses = [a.status for a in answers]
        assert set(statuses) == {401, 503} and statuses[:5] == [401] * 5, statuses
        assert all(int(a.headers["Retry-After"]) > 0 for a in answers if a.status == 503)
        assert known.folder_sync().text("Status") == "1", "a login known before was slowed down"
        assert (
            Client(server, account, device="elsewhere", source="127.0.0.34").options().status == 200
        )
