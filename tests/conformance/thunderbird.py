"""Thunderbird itself on a screen that nobody sees, told what to do over Marionette.

Source: Mozilla's Marionette protocol 3: "LENGTH:JSON" both ways; a request is [0, id, name, parameters],
its answer [1, id, error, result]. Scripts run with the program's own rights, as its dialogs do.
"""

import base64
import contextlib
import json
import os
import shutil
import socket
import subprocess

from ports import free_port
from waiting import eventually

_SETTINGS = """\
user_pref("marionette.port", {port});
user_pref("app.update.enabled", false);
user_pref("datareporting.policy.dataSubmissionPolicyBypassNotification", true);
user_pref("mail.provider.suppress_dialog_on_startup", true);
user_pref("mail.shell.checkDefaultClient", false);
user_pref("mail.spotlight.firstRunDone", true);
user_pref("mailnews.start_page.enabled", false);
user_pref("messenger.startup.action", 0);
user_pref("toolkit.telemetry.enabled", false);
"""


def installed():
    return bool(shutil.which("thunderbird") and shutil.which("Xvfb"))


class Marionette:
    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._bytes, self._last = b"", 0
        hello = self._receive()
        assert hello["marionetteProtocol"] == 3, hello
        self.ask("WebDriver:NewSession")
        self.ask("Marionette:SetContext", value="chrome")

    def close(self):
        self._socket.close()

    def ask(self, name, **parameters):
        self._last += 1
        text = json.dumps([0, self._last, name, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(text), text))
        _, number, error, result = self._receive()
        assert number == self._last
        assert error is None, f"{name}: {error}"
        return result

    def _receive(self):
        while b":" not in self._bytes:
            self._bytes += self._more()
        length, _, rest = self._bytes.partition(b":")
        while len(rest) < int(length):
            rest += self._more()
        self._bytes = rest[int(length) :]
        return json.loads(rest[: int(length)])

    def _more(self):
        bytes_ = self._socket.recv(65536)
        assert bytes_, "Thunderbird has gone"
        return bytes_


class Thunderbird:
    """One profile; a context."""

    def __init__(self, folder):
        self._folder = folder
        self._stack = contextlib.ExitStack()
        self._marionette = None

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self._start(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self._stack.close()

    def _start(self, stack):
        port = free_port()
        profile = self._folder / "profile"
        profile.mkdir()
        (profile / "user.js").write_text(_SETTINGS.format(port=port))
        self._run(stack, "Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24",
                  stdout=(self._folder / "display").open("wb"))  # fmt: skip
        display = eventually(lambda: (self._folder / "display").read_text().strip(), "a screen")
        environment = {**os.environ, "DISPLAY": f":{display}", "HOME": str(self._folder),
                       "MOZ_DISABLE_CONTENT_SANDBOX": "1", "MOZ_NO_REMOTE": "1"}  # fmt: skip
        self._run(stack, "thunderbird", "--marionette", "-remote-allow-system-access", "--profile", profile,
                  stdout=subprocess.DEVNULL, env=environment)  # fmt: skip
        self._marionette = eventually(lambda: self._connect(port), "Marionette", 120)
        stack.callback(self._marionette.close)

    def _run(self, stack, *command, **how):
        process = subprocess.Popen([*map(str, command)], stderr=subprocess.DEVNULL, **how)
        stack.callback(process.wait, 30)
        stack.callback(process.terminate)

    @staticmethod
    def _connect(port):
        try:
            return Marionette(port)
        except OSError:
            return None

    def run(self, script, *arguments):
        """What the body of an async function returns; `MailServices` and `book(name)` are there."""
        text = f"""
            const done = arguments[arguments.length - 1], given = [...arguments].slice(0, -1);
            const {{ MailServices }} = ChromeUtils.importESModule(
                "resource:///modules/MailServices.sys.mjs");
            const book = name => MailServices.ab.directories.find(d => d.dirName == name);
            (async (...args) => {{ {script} }})(...given).then(
                value => done({{ value }}), error => done({{ error: String(error) }}));
        """
        answer = self._marionette.ask("WebDriver:ExecuteAsyncScript", script=text, scriptTimeout=60000,
                                      args=list(arguments))["value"]  # fmt: skip
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def picture(self):
        """Of its window, as PNG."""
        answer = self._marionette.ask("WebDriver:TakeScreenshot", full=False)
        return base64.b64decode(answer["value"])
