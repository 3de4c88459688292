"""The server as a process: start, stop, metrics, log."""

import http.client
import os
import re
import signal
import time

import lmtp
import messages
from eas import Client
from phone import Phone
from server import Server, run_command
from waiting import eventually


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
