"""A conversation of tests/data/conversations, and its replay against a server. The form of the files
is told in their README."""

import base64
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

import lmtp
import messages
import wbxml
from eas import PATH, Client, PendingAnswer
from places import SOURCE

FOLDER = SOURCE / "tests" / "data" / "conversations"
_STEP = re.compile(r"(\w+)(?:\[(\w+)=([^]]*)\])?")
_CHECK = re.compile(r"((?:\w+(?:\[[^]]*\])?/?)+)(=|>|\?>)(.*)")


@dataclass
class Exchange:
    command: str
    more: list  # Header:NAME=VALUE, Query=full
    mails: list = field(default_factory=list)  # that arrive before the request
    document: str = ""
    waits: bool = False
    mails_meanwhile: list = field(default_factory=list)
    answer: str = ""


class Conversation:
    def __init__(self, path):
        self.about, self.evidence, self.exchanges = {}, [], []
        mails = []
        for line in filter(None, path.read_text().splitlines()):
            word, _, rest = line.partition(":")
            if line.startswith("<"):
                self.exchanges[-1].document += line
            elif word == "C":
                command, *more = rest.split()
                self.exchanges.append(Exchange(command, more, mails))
                mails = []
            elif word == "S":
                self.exchanges[-1].answer = rest.strip()
            elif word == "mail":
                open_one = self.exchanges and not self.exchanges[-1].answer
                (self.exchanges[-1].mails_meanwhile if open_one else mails).append(rest.strip())
            elif line == "waits":
                self.exchanges[-1].waits = True
            elif word == "evidence":
                self.evidence.append(rest.strip())
            else:
                self.about[word] = rest.strip()


def conversations():
    return {path.stem: Conversation(path) for path in sorted(FOLDER.glob("*.txt"))}


def _element(node):
    namespace, _, tag = node.tag[1:].partition("}")
    return wbxml.Element(namespace, tag, [*map(_element, node), *([node.text] if node.text else [])])


def _find(element, path):
    """The first element at a path whose steps may ask for a child's value, or None."""
    found = [element]
    for name, key, value in _STEP.findall(path):
        found = [c for e in found for c in e.children if c.tag == name]
        if key:
            found = [c for c in found if c.text(key) == value]
    return found[0] if found else None


class Replay:
    """Says a client's lines and holds the server's against the file. With a `fault`, each request
    that is a command meets it once, and is then said again as it was."""

    def __init__(self, conversation, server, account, fault=None):
        about = conversation.about
        self.client = Client(
            server, account, about["version"], about["device"], about["type"],
            base64_query=about.get("query") == "base64",
        )  # fmt: skip
        login = f"{account.address}:{account.password}".encode(about.get("login", "utf-8"))
        self.client.authorization = lambda: "Basic " + base64.b64encode(login).decode()
        self.client.user_agent = about["agent"]
        self.values, self.conversation, self.fault = {}, conversation, fault

    def run(self):
        for exchange in self.conversation.exchanges:
            self._deliver(exchange.mails)
            body = self._body(exchange.document)
            if exchange.command == "OPTIONS":
                response = self._options(exchange)
            elif exchange.waits:
                response = self._wait(exchange, body)
            else:
                response = self._ask(exchange, body)
            self._check(response, exchange.answer)
        return self.values

    def _deliver(self, subjects):
        for subject in subjects:
            lmtp.deliver(self.client.server, self.client.account, messages.plain(subject))

    def _filled(self, text):
        return re.sub(r"\$(\w+)", lambda match: self.values[match[1]], text)

    def _body(self, document):
        if not document:
            return b""
        return wbxml.encode(_element(ElementTree.fromstring(self._filled(document))))

    def _options(self, exchange):
        target = self.client.target("FolderSync") if "Query=full" in exchange.more else PATH
        fields = {"Authorization": self.client.authorization(), **self._headers(exchange)}
        return self.client.exchange("OPTIONS", target, headers=fields)

    @staticmethod
    def _headers(exchange):
        given = [word.removeprefix("Header:") for word in exchange.more if word[:7] == "Header:"]
        return dict(word.split("=", 1) for word in given)

    def _ask(self, exchange, body):
        if self.fault == "hung up":
            self._hang_up(exchange, body)
        elif self.fault == "answer lost":
            self.client.request(exchange.command, body, headers=self._headers(exchange))
        return self.client.request(exchange.command, body, headers=self._headers(exchange))

    def _hang_up(self, exchange, body):
        connection = self.client.connect()
        fields = {**self.client.headers(exchange.command), **self._headers(exchange)}
        connection.request("POST", self.client.target(exchange.command), body, fields)
        connection.close()

    def _wait(self, exchange, body):
        if self.fault == "hung up":
            self._hang_up(exchange, body)
        elif self.fault == "answer lost":
            lost = PendingAnswer(self.client, exchange.command, body)
            assert lost.silent(0.1)
        pending = PendingAnswer(self.client, exchange.command, body)
        assert pending.silent(), exchange
        self._deliver(exchange.mails_meanwhile)
        return pending.response()

    def _check(self, response, answer):
        status, *checks = self._filled(answer).split()
        assert response.status == int(status), (response, self.conversation.about["client"])
        for check in checks:
            if check == "empty":
                assert response.body == b"", response.doc
                continue
            path, how, value = _CHECK.fullmatch(check).groups()
            found = _find(response.doc, path)
            assert found is not None or how == "?>", f"{check}\n{response.doc}"
            text = found.text() if found is not None else self.values[value]
            if how == "=":
                assert text == value, f"{check}\n{response.doc}"
            else:
                self.values[value] = text
        self.client.policy_key = self.values.get("policy", "0")
