"""Import of files, folders, mbox, maildir and zip, and export, shown by a phone."""

import mailbox
import os
import zipfile

import pytest

import messages
from eas import body_preference
from phone import Phone
from server import Server


def write_maildir(path):
    """A maildir: a message read in cur, one unread in new."""
    box = mailbox.Maildir(path, create=True)
    for subject, where, flags in (("read one", "cur", "S"), ("new one", "new", "")):
        message = mailbox.MaildirMessage(messages.plain(subject))
        message.set_subdir(where)
        message.set_flags(flags)
        box.add(message)


def write_mbox(path):
    box = mailbox.mbox(path)
    for subject in ("box one", "box two", "box three"):
        text = "From the start of a line\r\nbody\r\n"
        box.add(mailbox.mboxMessage(messages.plain(subject, text).replace(b"\r\n", b"\n")))
    box.close()


class TestImport:
    """Each kind, while serve runs; what is there is shown by a phone."""

    def show(self, new_phone, folder=None, **how):
        phone = new_phone(**how)
        folder_id = phone.folder(folder) if folder else phone.inbox
        phone.sync_all(folder_id)
        return phone, phone.subjects(folder_id)

    def test_a_file(self, server, account, new_phone, tmp_path):
        (tmp_path / "a.eml").write_bytes(messages.plain("one file"))
        server.import_mail(account, tmp_path / "a.eml")
        assert self.show(new_phone)[1] == ["one file"]

    def test_files_and_a_folder_of_files(self, server, account, new_phone, tmp_path):
        (tmp_path / "many").mkdir()
        for i in range(3):
            (tmp_path / "many" / f"{i}.eml").write_bytes(messages.plain(f"many {i}"))
        (tmp_path / "single.eml").write_bytes(messages.plain("single"))
        server.import_mail(account, tmp_path / "many", tmp_path / "single.eml")
        assert self.show(new_phone)[1] == ["many 0", "many 1", "many 2", "single"]

    def test_an_mbox(self, server, account, new_phone, tmp_path):
        write_mbox(tmp_path / "old.mbox")
        server.import_mail(account, tmp_path / "old.mbox")
        phone, subjects = self.show(new_phone, preferences=[body_preference(1)])
        assert subjects == ["box one", "box three", "box two"]
        for item in phone.items().values():
            assert item["AirSyncBase:Body/Data"].split("\r\n")[0] in (
                "From the start of a line", ">From the start of a line",
            )  # fmt: skip

    def test_a_message_over_the_limit_does_not_stop_those_behind_it(
        self, server, account, new_phone, tmp_path
    ):
        envelope = b"From a@b Sat Jan  1 00:00:00 2000\n"
        large = b"Subject: large\n\n" + (b"x" * 999 + b"\n") * 53_000
        with open(tmp_path / "old.mbox", "wb") as box:
            for message in (messages.plain("before"), large, messages.plain("behind")):
                box.write(envelope + message + b"\n")
        done = server.command("import", account.address, tmp_path / "old.mbox", check=False)
        assert done.returncode == 1 and b"2 messages imported, 1 not" in done.stdout
        assert b"old.mbox#2: over the limit" in done.stderr
        assert self.show(new_phone)[1] == ["before", "behind"]

    def test_a_maildir(self, server, account, new_phone, tmp_path):
        write_maildir(tmp_path / "Maildir")
        server.import_mail(account, tmp_path / "Maildir")
        phone, subjects = self.show(new_phone)
        assert subjects == ["new one", "read one"]
        assert phone.by_subject("read one").read and not phone.by_subject("new one").read

    def test_a_zip_with_its_folders(self, server, account, new_phone, tmp_path):
        with zipfile.ZipFile(tmp_path / "mail.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("Projects/a.eml", messages.plain("packed a"))
            packed.writestr("Projects/b.eml", messages.plain("packed b"))
            packed.writestr("Other/c.eml", messages.plain("packed c"))
        server.import_mail(account, tmp_path / "mail.zip")
        assert self.show(new_phone, "Projects")[1] == ["packed a", "packed b"]
        assert self.show(new_phone, "Other")[1] == ["packed c"]

    def test_paths_inside_a_zip_stay_inside(self, server, account, new_phone, tmp_path):
        with zipfile.ZipFile(tmp_path / "evil.zip", "w") as packed:
            packed.writestr("../../../evil.eml", messages.plain("evil"))
            packed.writestr("/absolute/x.eml", messages.plain("absolute"))
        server.command("import", account.address, tmp_path / "evil.zip", check=False)
        assert not (tmp_path.parent / "evil.eml").exists() and not os.path.exists("/absolute")
        self.show(new_phone)

    def test_into_a_folder_that_is_made(self, server, account, new_phone, tmp_path):
        (tmp_path / "a.eml").write_bytes(messages.plain("to a folder"))
        for _ in range(2):
            server.import_mail(account, tmp_path / "a.eml", folder="Reisen & Ärger")
        phone, subjects = self.show(new_phone, "Reisen & Ärger")
        assert subjects == ["to a folder"] * 2 and len(phone.mail_folders) == 7

    def test_into_a_fixed_folder(self, server, account, new_phone, tmp_path):
        (tmp_path / "a.eml").write_bytes(messages.plain("sent long ago"))
        server.import_mail(account, tmp_path / "a.eml", folder="Sent")
        assert self.show(new_phone, "Sent")[1] == ["sent long ago"]

    def test_bare_line_feeds_become_crlf(self, server, account, new_phone, tmp_path):
        message = messages.plain("unix", "one\r\ntwo\r\n")
        (tmp_path / "a.eml").write_bytes(message.replace(b"\r\n", b"\n"))
        server.import_mail(account, tmp_path / "a.eml")
        phone, _ = self.show(new_phone, preferences=[body_preference(4)])
        assert phone.by_subject("unix").body.find("Data").data() == message

    def test_the_date_of_the_message_stays(self, server, account, new_phone, tmp_path):
        when = messages.days_ago(100)
        (tmp_path / "a.eml").write_bytes(messages.plain("old", date=when))
        os.utime(tmp_path / "a.eml", (when.timestamp(), when.timestamp()))
        server.import_mail(account, tmp_path / "a.eml")
        phone, _ = self.show(new_phone)
        assert phone.by_subject("old")["Email:DateReceived"].startswith(when.strftime("%Y-%m-%d"))

    @pytest.mark.parametrize("path", ["nowhere.eml", "nowhere/"])
    def test_a_path_that_is_not_there_is_named(self, server, account, tmp_path, path):
        done = server.command("import", account.address, tmp_path / path, check=False)
        assert done.returncode != 0 and b"nowhere" in done.stderr

    def test_an_account_that_is_not_there_is_named(self, server, tmp_path):
        (tmp_path / "a.eml").write_bytes(messages.plain())
        done = server.command("import", "nobody@example.org", tmp_path / "a.eml", check=False)
        assert done.returncode != 0 and b"nobody@example.org" in done.stderr

    def test_into_a_closed_folder_and_then_served(self, tmp_path, servers):
        server = Server()
        account = server.add_account()
        (tmp_path / "a.eml").write_bytes(messages.plain("before the start"))
        server.import_mail(account, tmp_path / "a.eml")
        server.start()
        try:
            phone = Phone(server, account)
            phone.sync_all()
            assert phone.subjects() == ["before the start"]
            assert server.stop() == 0
        finally:
            server.close()


class TestExport:
    def test_what_was_imported_comes_out_unchanged(self, server, account, tmp_path):
        messages_in = {messages.plain(f"out {i}", f"text {i}\r\n") for i in range(3)}
        source, target = tmp_path / "in", tmp_path / "out"
        source.mkdir()
        for i, message in enumerate(messages_in):
            (source / f"{i}.eml").write_bytes(message)
        server.import_mail(account, source)
        server.command("export", account.address, target)
        assert set(exported(target)) == messages_in


def exported(target):
    """Every message that an export wrote: files, or a zip of them."""
    if target.is_file():
        with zipfile.ZipFile(target) as packed:
            return [packed.read(name) for name in packed.namelist() if name.endswith(".eml")]
    return [p.read_bytes() for p in target.rglob("*.eml")]
