"""Addresses that stand for several recipients: NAME@list for a group of one's own contacts, NAME@group
for a group of accounts. Source: RFC 6350 6.1.4 KIND, Apple's X-ADDRESSBOOKSERVER-KIND."""

import pytest

from dav import Client, card
from phone import Phone
from test_send import arrived, client_id, folder_subjects, mail, refused, sent_ok, subject_of

APPLE = ("X-ADDRESSBOOKSERVER-KIND:group", "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:{}")
FOUR = ("KIND:group", "MEMBER:urn:uuid:{}")


@pytest.fixture
def dav(server, account):
    client = Client(server, account)
    yield client
    client.close()


def members(form, *uids):
    kind, member = form
    return [kind, *(member.format(uid) for uid in uids)]


def put(dav, uid, name, *lines, version="3.0"):
    text = card(uid, name, *lines).replace("VERSION:3.0", f"VERSION:{version}")
    assert dav.put(f"{uid}.vcf", text).status in (201, 204)


class TestLists:
    @pytest.mark.parametrize("form, version", [(APPLE, "3.0"), (FOUR, "4.0")])
    def test_all_members_get_it_and_no_one_else(
        self, dav, new_phone, account, other_account, server, sink, form, version
    ):
        put(dav, "here", "Hanna Here", f"EMAIL:{other_account.address}")
        put(dav, "away", "Al Away", "EMAIL;TYPE=home:home@elsewhere.example",
            "EMAIL;TYPE=pref:away@elsewhere.example")  # fmt: skip
        put(dav, "none", "No Address")
        put(dav, "apart", "Not Inside", "EMAIL:apart@elsewhere.example")
        put(dav, "list", "My Frïends", *members(form, "here", "away", "none", "nobody"),
            version=version)  # fmt: skip
        phone, other = new_phone(), Phone(server, other_account)
        message = mail(account, "my.friends@list")
        assert sent_ok(phone.client.send_mail(message, client_id()))
        (taken,) = sink.wait_for(subject_of(message))
        assert taken.recipients == ("away@elsewhere.example",)
        assert arrived(other, subject_of(message)) == 1
        assert folder_subjects(phone) == [subject_of(message)]
        other.client.close()

    def test_who_left_gets_no_more(self, dav, new_phone, account, sink):
        for each in ("one", "two"):
            put(dav, each, each, f"EMAIL:{each}@elsewhere.example")
        put(dav, "list", "Few", *members(APPLE, "one", "two"))
        phone = new_phone()
        first = mail(account, "few@list")
        assert sent_ok(phone.client.send_mail(first, client_id()))
        (taken,) = sink.wait_for(subject_of(first))
        assert set(taken.recipients) == {"one@elsewhere.example", "two@elsewhere.example"}
        put(dav, "list", "Few", *members(APPLE, "two"))
        second = mail(account, "few@list")
        assert sent_ok(phone.client.send_mail(second, client_id()))
        (taken,) = sink.wait_for(subject_of(second))
        assert taken.recipients == ("two@elsewhere.example",)

    def test_what_is_no_list_is_nobody(self, dav, new_phone, account, version):
        put(dav, "one", "Single", "EMAIL:one@elsewhere.example")
        put(dav, "empty", "Empty", "X-ADDRESSBOOKSERVER-KIND:group")
        phone = new_phone(version)
        for name in ("single", "empty", "other", ""):
            message = mail(account, f"{name}@list")
            assert refused(phone.client.send_mail(message, client_id()), version, "116"), name
        assert folder_subjects(phone) == []


class TestGroups:
    def test_every_member_gets_it_from_a_member(
        self, server, new_phone, account, other_account, sink
    ):
        team = f"team{account.address.split('@')[0]}"
        outsider = server.add_account()
        server.command("group", "add", team)
        for each in (account, other_account):
            server.command("group", "join", team, each.address)
        message = mail(account, f"{team.upper()}@group")
        assert sent_ok(new_phone().client.send_mail(message, client_id()))
        for each in (account, other_account):
            phone = Phone(server, each, device="reader")
            assert arrived(phone, subject_of(message)) == 1, each
            phone.client.close()
        foreign = mail(outsider, f"{team}@group")
        phone = Phone(server, outsider)
        assert refused(phone.client.send_mail(foreign, client_id()), "16.1", "116")
        phone.sync_all()
        assert phone.subjects() == []
        phone.client.close()
