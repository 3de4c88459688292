"""Mail by a real Postfix in front: SMTP in, mailbox_transport = lmtp to the server; and by one behind,
as the relay."""

import os
import shutil
import smtplib
import subprocess
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage

import pytest

from phone import Phone
from ports import free_port
from test_send import client_id, mail, sent_ok, subject_of
from waiting import eventually

# Debian keeps Postfix's own programs here, and its users come with the package.
_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup  unix n - n 60 1 pickup
flush   unix n - n 1000? 0 flush
cleanup unix n - n - 0 cleanup
qmgr    unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce  unix - - n - 0 bounce
defer   unix - - n - 0 bounce
error   unix - - n - - error
retry   unix - - n - - error
local   unix - n n - - local
lmtp    unix - - n - - lmtp
smtp    unix - - n - - smtp
anvil   unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""

_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
myhostname = mx.example.org
local_recipient_maps =
alias_maps =
mynetworks = 127.0.0.0/8
inet_protocols = ipv4
smtputf8_enable = yes
"""
_IN_FRONT = """\
mydestination = example.org
mailbox_transport = lmtp:inet:{lmtp}
"""
# All that it takes goes on to the far side.
_BEHIND = """\
mydestination =
relayhost = [{host}]:{port}
"""

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("postfix"), reason="needs root and Debian's postfix"
)


class Postfix:
    def __init__(self, folder, settings):
        self.folder, self.port = folder, free_port()
        (folder / "data").mkdir()
        (folder / "queue").mkdir()
        shutil.chown(folder / "data", "postfix")
        (folder / "master.cf").write_text(_MASTER.format(port=self.port))
        (folder / "main.cf").write_text(_MAIN.format(folder=folder) + settings)

    def __enter__(self):
        self.run("start")
        return self

    def __exit__(self, *_):
        self.run("stop")

    def run(self, what):
        subprocess.run(["postfix", "-c", self.folder, what], check=True, capture_output=True)

    def log(self):
        file = self.folder / "mail.log"
        return file.read_text(errors="replace") if file.exists() else ""


@pytest.fixture
def new_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("postfix")
    for parent in (folder, *folder.parents):  # its daemons run as a user of their own
        if parent.stat().st_uid == os.geteuid() and str(parent).startswith("/tmp/"):
            parent.chmod(0o755)
    return folder


@pytest.fixture
def postfix(new_folder, server):
    host, port = server.addresses["lmtp"]
    with Postfix(new_folder, _IN_FRONT.format(lmtp=f"{host}:{port}")) as running:
        yield running


@pytest.fixture
def relay(new_folder, sink):
    host, port = sink.address.split(":")
    with Postfix(new_folder, _BEHIND.format(host=host, port=port)) as running:
        yield running


def _message(subject, size=0):
    message = EmailMessage()
    message["From"] = "Jane <jane@elsewhere.example>"
    message["To"] = "u@example.org"
    message["Subject"] = subject
    message.set_content("Grüße\n.\n..dots\n" + "x" * 70 * (size // 70))
    return message


def test_mail_for_an_account_arrives_and_is_pushed(postfix, phone, account):
    phone.sync_all()
    with smtplib.SMTP("127.0.0.1", postfix.port) as smtp:
        smtp.send_message(_message("By Postfix"), "jane@elsewhere.example", [account.address])
    eventually(lambda: "status=sent" in postfix.log(), "Postfix tells so in its log", 30)
    phone.sync_all()
    assert phone.subjects() == ["By Postfix"]


def test_mail_for_nobody_is_returned_by_postfix(postfix):
    with smtplib.SMTP("127.0.0.1", postfix.port) as smtp:
        smtp.send_message(_message("For nobody"), "jane@elsewhere.example", ["nobody@example.org"])
    eventually(lambda: "status=bounced" in postfix.log(), "Postfix tells so in its log", 30)
    assert "550 5.1.1" in postfix.log()


def test_mail_stays_queued_while_the_server_is_down_and_comes_then(postfix, server, phone, account):
    phone.sync_all()
    server.kill()
    with smtplib.SMTP("127.0.0.1", postfix.port) as smtp:
        smtp.send_message(_message("Later"), "jane@elsewhere.example", [account.address])
    eventually(lambda: "status=deferred" in postfix.log(), "Postfix tells so in its log", 30)
    server.start()
    host, port = server.addresses["lmtp"]
    subprocess.run(["postconf", "-c", postfix.folder, "-e",
                    f"mailbox_transport = lmtp:inet:{host}:{port}"], check=True)  # fmt: skip
    postfix.run("reload")

    def flushed():
        # One flush may come before the reload is through.
        subprocess.run(["postqueue", "-c", postfix.folder, "-f"], check=True)
        return "status=sent" in postfix.log()

    eventually(flushed, "Postfix tells so in its log", 30)
    phone.client.close()
    phone.sync_all()
    assert phone.subjects() == ["Later"]


def test_mail_leaves_by_postfix_and_waits_while_it_is_stopped(relay, new_server, sink, tmp_path):
    config = tmp_path / "quick.toml"
    config.write_text("[relay]\nretry_seconds = 1\n")
    server = new_server(relay=f"127.0.0.1:{relay.port}", options=["--config", config])
    account = server.add_account()
    phone = Phone(server, account)
    now, later = (mail(account, "friend@elsewhere.example") for _ in range(2))
    assert sent_ok(phone.client.send_mail(now, client_id()))
    assert len(sink.wait_for(subject_of(now))) == 1
    relay.run("stop")
    assert sent_ok(phone.client.send_mail(later, client_id()))
    relay.run("start")
    assert len(sink.wait_for(subject_of(later))) == 1
    eventually(lambda: server.command("outbox", "list").stdout == b"", "nothing waits any more")


def test_under_load_each_mail_leaves_once_however_often_the_relay_is_stopped(
    relay, new_server, sink, tmp_path
):
    """A message that several phones at once send to people here and elsewhere is taken in any case."""
    config = tmp_path / "quick.toml"
    config.write_text("[relay]\nretry_seconds = 1\n")
    server = new_server(relay=f"127.0.0.1:{relay.port}", options=["--config", config])
    reader = server.add_account()
    accounts = [server.add_account() for _ in range(4)]
    messages = {
        each.address: [mail(each, "friend@elsewhere.example", reader) for _ in range(15)]
        for each in accounts
    }

    def send_all(account):
        phone = Phone(server, account)
        return all(
            sent_ok(phone.client.send_mail(message, client_id()))
            for message in messages[account.address]
        )

    with ThreadPoolExecutor(len(accounts)) as pool:
        sending = [pool.submit(send_all, each) for each in accounts]
        for _ in range(3):
            relay.run("stop")
            relay.run("start")
        assert all(each.result() for each in sending)
    eventually(lambda: server.command("outbox", "list").stdout == b"", "nothing waits", 60)
    subjects = sorted(subject_of(each) for sent in messages.values() for each in sent)
    for subject in subjects:
        assert len(sink.wait_for(subject)) == 1
    phone = Phone(server, reader)
    phone.sync_all()
    assert phone.subjects() == subjects
