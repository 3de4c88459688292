"""The server as a process: start, stop, metrics, log."""

import ctypes
import fcntl
import http.client
import os
import re
import signal
import socket
import struct
import threading
import time

import lmtp
import messages
from eas import Client
from phone import Phone
from server import Server, run_command
from waiting import eventually


class Opens:
    """Counts how often a file is opened. Source: inotify(7)."""

    _OPEN = 0x20

    def __init__(self, path):
        libc = ctypes.CDLL(None, use_errno=True)
        self._fd = libc.inotify_init1(os.O_CLOEXEC)
        assert libc.inotify_add_watch(self._fd, os.fsencode(path), self._OPEN) >= 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._fd)

    def wait_for(self, times):
        while times > 0:
            times -= len(os.read(self._fd, 4096)) // struct.calcsize("iIII")


def send_and_be_cut_off(phone, account):
    message = messages.plain(sender=account.address, to="far@elsewhere.example")
    try:
        phone.client.send_mail(message, "cut-off")
    except (OSError, http.client.HTTPException):
        pass  # the server ended before the relay answered


class TestStartAndStop:
    def test_parked_pings_are_answered_and_the_end_is_clean(self, new_server):
        server = new_server()
        account = server.add_account()
        phones = [Phone(server, account, device=f"stop{i}") for i in range(5)]
        for phone in phones:
            phone.sync_all()
        pings = [phone.ping() for phone in phones]
        assert all(ping.silent(0.1) for ping in pings)
        started = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - started < 10
        for ping in pings:
            response = ping.response()
            assert response.status == 503 or response.doc.text("Status") in ("1", "8")

    def test_an_idle_stop_is_quick_and_ctrl_c_does_the_same(self, new_server):
        server = new_server()
        for number in (signal.SIGTERM, signal.SIGINT):
            server.process.send_signal(number)
            assert server.process.wait(10) == 0
            server.process_ended()
            server.start()

    def test_all_is_there_after_a_restart(self, new_server):
        server = new_server()
        account = server.add_account()
        lmtp.deliver(server, account, messages.plain("kept"))
        phone = Phone(server, account)
        phone.sync_all()
        for end in (server.stop, server.kill):
            end()
            phone.client.close()
            server.start()
            lmtp.deliver(server, account, messages.plain())
            result = phone.sync_all()
            assert len(result.added) == 1 and result.commands == 1
            assert phone.client.folder_sync(phone.hierarchy_key).text("Changes/Count") == "0"

    def test_the_ready_file_goes_with_the_server(self, new_server):
        server = new_server()
        assert server.ready.exists()
        assert server.stop() == 0
        assert not server.ready.exists()

    def test_it_waits_for_a_command_that_holds_the_store(self, servers):
        server = Server()
        servers.append(server)
        with open(server.data / "lock", "r+") as lock, Opens(server.data / "lock") as opens:
            fcntl.flock(lock, fcntl.LOCK_EX)
            server.launch()
            opens.wait_for(2)  # it was refused once, and tried again
            fcntl.flock(lock, fcntl.LOCK_UN)
        server.wait_until_ready()
        assert Client(server, server.add_account()).options().status == 200
        assert server.stop() == 0

    def test_a_relay_that_says_nothing_does_not_hold_the_stop(self, new_server):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            server = new_server(relay="127.0.0.1:%d" % silent.getsockname()[1])
            account = server.add_account()
            phone = Phone(server, account)
            lmtp.deliver(server, account, messages.plain("kept"))
            sending = threading.Thread(target=send_and_be_cut_off, args=(phone, account), daemon=True)
            sending.start()
            connection, _ = silent.accept()
            with connection:
                server.process.send_signal(signal.SIGTERM)
                assert server.process.wait(60) == 0
        sending.join()
        server.process_ended()
        assert "stop_forced" in server.log_text()
        server.start()
        phone = Phone(server, account, device="after")
        phone.sync_all()
        assert phone.subjects() == ["kept"]

    def test_a_port_that_is_taken_is_named(self, server, folder):
        host, port = server.addresses["https"]
        done = run_command(folder, "serve", "--https", f"{host}:{port}", check=False)
        assert done.returncode != 0 and str(port).encode() in done.stderr


class TestMetrics:
    def get(self, server, path):
        connection = http.client.HTTPConnection(*server.addresses["http"], timeout=20)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type"), answer.read().decode()

    def test_they_are_in_prometheus_form(self, server, account):
        Client(server, account).options()
        status, content_type, text = self.get(server, "/metrics")
        assert status == 200 and content_type.startswith("text/plain")
        assert re.search(r"^# TYPE \w+ (counter|gauge|histogram)$", text, re.MULTILINE)
        for line in text.splitlines():
            assert re.fullmatch(r"#.*|[a-zA-Z_:][\w:]*(\{.*\})? [-+.\w]+( \d+)?", line), line

    def test_they_move(self, server, account):
        def total():
            text = self.get(server, "/metrics")[2]
            return sum(
                float(n) for n in re.findall(r"^\w*requests\w*_total(?:\{.*\})? (\S+)$", text, re.M)
            )

        before = total()
        client = Client(server, account)
        for _ in range(5):
            client.options()
        eventually(lambda: total() >= before + 5, "five more requests in the metrics")


class TestLog:
    def test_a_reader_that_has_stopped_holds_up_nothing(self):
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        try:
            while True:
                os.write(writing, b"x" * 4096)
        except BlockingIOError:
            os.set_blocking(writing, True)  # as standard error is
        server = Server()
        try:
            account = server.add_account()
            server.start(stderr=writing)
            for _ in range(3):
                assert Client(server, account).options().status == 200
            assert server.stop() == 0
        finally:
            server.close()
            os.close(reading)
            os.close(writing)

    def test_a_request_is_one_line_without_a_secret(self, new_server):
        server = new_server()
        account = server.add_account(password="very-secret-word")
        phone = Phone(server, account, device="logdevice")
        lmtp.deliver(server, account, messages.plain("a-secret-subject", "a-secret-body\r\n"))
        phone.sync_all()
        line = eventually(
            lambda: [l for l in server.log_text().splitlines() if "logdevice" in l and "Sync" in l],
            "a line of the Sync",
        )
        assert any(account.address in each for each in line)
        for secret in (account.password, "a-secret-subject", "a-secret-body",
                       phone.client.authorization().partition(" ")[2]):  # fmt: skip
            assert secret not in server.log_text()
