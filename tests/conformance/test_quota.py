"""An account that is full: whoever brings more is told. Source: docs/administration.md; RFC 3463
3.3 (x.2.2 mailbox full); MS-ASCMD 2.2.2 (Status 113)."""

import lmtp
import messages
from eas import at_least


def set_quota(server, account, **quota):
    options = [word for key, value in quota.items() for word in (f"--{key}", str(value))]
    return server.command("account", "quota", account.address, *options).stdout.decode()


class TestQuota:
    def test_what_there_is_and_may_be_is_shown(self, server, account):
        assert set_quota(server, account) == "bytes\t0\tunlimited\nitems\t0\tunlimited\n"
        assert set_quota(server, account, items=5) == "bytes\t0\tunlimited\nitems\t0\t5\n"

    def test_a_delivery_is_asked_for_later(self, server, account, other_account):
        set_quota(server, account, bytes=10)
        with lmtp.Lmtp(server) as connection:
            answers = connection.deliver([account.address, other_account.address], messages.plain())
            assert answers == [452, 250]
        set_quota(server, account, bytes=0)
        with lmtp.Lmtp(server) as connection:
            assert connection.deliver(account.address, messages.plain()) == [250]

    def test_an_import_says_so_and_takes_what_fits(self, server, account, tmp_path):
        set_quota(server, account, items=1)
        for name in ("a", "b"):
            (tmp_path / f"{name}.eml").write_bytes(messages.plain(name))
        done = server.command("import", account.address, str(tmp_path), check=False)
        assert done.returncode == 1
        assert b"1 messages imported, 1 not" in done.stdout
        assert b"over its quota" in done.stderr

    def test_a_phone_is_told_before_anything_leaves(self, server, account, new_phone, version):
        phone = new_phone(version)
        set_quota(server, account, bytes=10)
        mail = messages.plain("full", sender=account.address, to=account.address)
        response = phone.client.send_mail(mail, "client-id-full")
        if at_least(version, "14.0"):
            assert response.doc.text("Status") == "113"
        else:
            assert response.status == 507
        set_quota(server, account, bytes=0)
        assert phone.client.send_mail(mail, "client-id-full").status == 200
