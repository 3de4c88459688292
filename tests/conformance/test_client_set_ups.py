"""Clients as they set up an account, reconstructed: tests/data/conversations."""

import re

import pytest

import eas
from conversation import Replay, conversations
from waiting import eventually

ALL = conversations()
OUTLOOK = ALL["outlook-2016"]


@pytest.fixture
def account(server):
    return server.add_account(password="Äpfel und Birnen")


@pytest.mark.parametrize("name", ALL)
def test_a_client_sets_up_its_account(server, account, name):
    replay = Replay(ALL[name], server, account)
    replay.run()
    replay.client.close()


@pytest.mark.parametrize("name", ALL)
def test_each_says_how_well_it_is_known(name):
    assert ALL[name].evidence
    assert all(re.match(r"[ABG] \w", line) for line in ALL[name].evidence)
    assert {"client", "agent", "type", "device", "version"} <= ALL[name].about.keys()


class TestOutlookGoesOn:
    """By itself: it says the same again. The server has seen a request whose answer became a 500 or
    was lost on the way, and not one that something before it refused with 503."""

    @pytest.mark.parametrize("fault", ["answer lost", "hung up"])
    def test_after_each_request_fails_once(self, server, account, fault):
        replay = Replay(OUTLOOK, server, account, fault)
        values = replay.run()
        assert self.subjects(replay.client, values["inbox"]) == ["Pushed", "Welcome"]
        replay.client.close()

    def test_after_its_key_is_lost(self, server, account):
        replay = Replay(OUTLOOK, server, account)
        inbox = replay.run()["inbox"]
        lost = replay.client.sync(eas.collection(inbox, "987654321"))
        assert lost.text("Collections/Collection/Status") == "3"
        assert self.subjects(replay.client, inbox) == ["Pushed", "Welcome"]
        unknown = replay.client.folder_sync("987654321")
        assert unknown.text("Status") == "9"
        assert replay.client.folder_sync("0").text("Status") == "1"
        replay.client.close()

    def test_while_the_relay_takes_nothing(self, server, account, sink):
        """A mail that can't leave now is taken, waits here, and leaves once, though its answer is
        lost and it is sent again."""
        replay = Replay(OUTLOOK, server, account)
        replay.run()
        mail = (f"From: {account.address}\r\nTo: friend@elsewhere.example\r\n"
                "Subject: later\r\n\r\nText\r\n").encode()  # fmt: skip
        sink.mode = "busy"
        assert replay.client.send_mail(mail, "outlook 1").body == b""
        assert replay.client.send_mail(mail, "outlook 1").body == b"", "the answer was lost"
        sink.reset()
        server.command("outbox", "retry", account.address)
        eventually(lambda: sink.received("later"), "the relay has it")
        assert len(sink.received("later")) == 1
        replay.client.close()

    @staticmethod
    def subjects(client, inbox):
        """What it is given that starts with key 0."""
        first = client.sync(eas.collection(inbox, "0"))
        key = first.text("Collections/Collection/SyncKey")
        answer = client.sync(eas.collection(inbox, key))
        added = answer.all("Collections/Collection/Commands/Add/ApplicationData")
        return sorted(data.text("Subject") for data in added)
