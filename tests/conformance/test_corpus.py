"""Real messages: every file of the corpus is imported and comes back on the phone with the right
subject, sender, date, body and attachments. What is right, Python's own parser says, where it
finds nothing wrong with the message itself."""

import base64
import email
import email.policy
import html.parser
import re
from collections import Counter
from datetime import datetime, timedelta, timezone
from email.utils import getaddresses, parsedate_to_datetime

import pytest

import messages
from eas import body_preference, fetch_file
from phone import Phone
from places import CORPORA

FILES = sorted((CORPORA / "dev" / "messages").glob("*.eml"))
VERSIONS = ["12.1", "16.1"]
_TEXT_LIMIT = 100_000  # characters compared: longer texts may be cut by the server's limits


class Expected:
    """A file of the corpus, as Python reads it; None where Python is in doubt."""

    def __init__(self, path):
        self.name = path.name
        self.bytes = messages.crlf(path.read_bytes())
        self.subject = self.senders = self.dates = self.plain = self.html = None
        self.files = {}  # name -> bytes, of names that occur once
        try:
            self._read(email.message_from_bytes(self.bytes, policy=email.policy.default))
        except Exception:  # whatever the standard library stumbles over is no expectation
            pass

    def _read(self, message):
        if any(part.defects for part in message.walk()):
            return
        self.subject = _header(message, "subject", str)
        self.senders = _header(message, "from", lambda v: [a.addr_spec for a in v.addresses])
        self.dates = _dates(message)
        self.plain = _body(message, "plain")
        self.html = _body(message, "html")
        self.files = _files(message)


def _header(message, name, read):
    values = message.get_all(name, [])
    if len(values) != 1 or values[0].defects:
        return None
    return read(values[0])


def _dates(message):
    """When it was written, or when it arrived."""
    found = [message.get("date", "")]
    found += [value.rpartition(";")[2] for value in message.get_all("received", [])[:1]]
    dates = []
    for text in found:
        try:
            dates.append(parsedate_to_datetime(str(text).strip()))
        except (TypeError, ValueError):
            return None
    return dates


def _body(message, kind):
    part = message.get_body((kind,))
    if part is None or part.get_param("format", "").lower() == "flowed":
        return None
    return part.get_content()


def _files(message):
    leaves = [p for p in message.walk() if not p.is_multipart()]
    named = [(p.get_filename(), p) for p in leaves if p.get_content_disposition() == "attachment"]
    once = Counter(name for name, _ in named)
    inside = any(p.get_content_type() == "message/rfc822" for p in message.walk())
    if inside:  # the server lists a message inside as one attachment
        return {}
    return {name: part.get_payload(decode=True) for name, part in named if name and once[name] == 1}


class _Words(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.words, self._hidden = [], 0

    def handle_starttag(self, tag, attributes):
        self._hidden += tag in ("style", "script", "title", "head")

    def handle_endtag(self, tag):
        if tag in ("style", "script", "title", "head") and self._hidden:
            self._hidden -= 1

    def handle_data(self, data):
        if not self._hidden:
            self.words += _letters(data)


def _letters(text):
    return re.findall(r"\w+", text)


def _html_words(markup):
    parser = _Words()
    parser.feed(markup)
    parser.close()
    return parser.words


def _folded(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def imported(session_server):
    """The account with the whole corpus in its inbox."""
    account = session_server.add_account("corpus")
    session_server.import_mail(account, CORPORA / "dev" / "messages")
    return account


@pytest.fixture(scope="module")
def phones(session_server, imported):
    """The whole inbox, once for each version and body type."""
    made = {}

    def phone(version, body_type):
        if (version, body_type) not in made:
            each = Phone(
                session_server, imported, version, f"corpus{version.replace('.', '')}{body_type}",
                preferences=[body_preference(body_type)],
            )  # fmt: skip
            each.sync_all()
            made[version, body_type] = each
        return made[version, body_type]

    yield phone
    for each in made.values():
        each.client.close()


@pytest.fixture(scope="module")
def expected(phones):
    """ServerId -> the file that it came from, found by the bytes of its MIME."""
    by_bytes = {}
    for file in map(Expected, FILES):
        by_bytes.setdefault(file.bytes, []).append(file)
    found = {}
    for item in phones("16.1", 4).items().values():
        files = by_bytes.get(item.body.find("Data").data() if item.body.has("Data") else b"")
        if files:
            found[item.id] = files.pop() if len(files) > 1 else files[0]
    return found


def _check(phone, expected, compare):
    """compare(item, file) gives a complaint or None; all complaints at once."""
    wrong = []
    for server_id, file in expected.items():
        complaint = compare(phone.items()[server_id], file)
        if complaint:
            wrong.append(f"{file.name}: {complaint}")
    assert not wrong, f"{len(wrong)} of {len(expected)}:\n" + "\n".join(wrong[:25])


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("body_type", [1, 2, 4])
def test_none_stops_the_folder(phones, version, body_type):
    assert len(phones(version, body_type).items()) == len(FILES)


@pytest.mark.parametrize("version", VERSIONS)
def test_mime_is_byte_exact(phones, version):
    left = Counter(messages.crlf(path.read_bytes()) for path in FILES)
    strange = []
    for item in phones(version, 4).items().values():
        data = item.body.find("Data").data() if item.body.has("Data") else b""
        if left[data] > 0:
            left[data] -= 1
        else:
            strange.append((item.subject, len(data)))
    missing = [p.name for p in FILES if left[messages.crlf(p.read_bytes())] > 0]
    assert not missing, f"{len(missing)} missing: {missing[:10]}; instead: {strange[:10]}"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("body_type", [1, 4])
class TestEnvelope:
    def test_subject(self, phones, expected, version, body_type):
        def compare(item, file):
            if file.subject is not None and _folded(item.subject or "") != _folded(file.subject):
                return f"{item.subject!r} for {file.subject!r}"

        _check(phones(version, body_type), expected, compare)

    def test_sender(self, phones, expected, version, body_type):
        def compare(item, file):
            if not file.senders:
                return None
            got = [address for _, address in getaddresses([item["Email:From"] or ""])]
            if [a.lower() for a in got] != [a.lower() for a in file.senders]:
                return f"{item['Email:From']!r} for {file.senders!r}"

        _check(phones(version, body_type), expected, compare)

    def test_date(self, phones, expected, version, body_type):
        def compare(item, file):
            if not file.dates:
                return None
            got = parsedate(item["Email:DateReceived"])
            if not any(abs(got - parsedate(d)) <= timedelta(seconds=1) for d in file.dates):
                return f"{got} for {file.dates}"

        _check(phones(version, body_type), expected, compare)


def parsedate(value):
    """Aware, in UTC, from either form."""
    date = datetime.fromisoformat(value) if isinstance(value, str) else value
    return date.replace(tzinfo=timezone.utc) if date.tzinfo is None else date


@pytest.mark.parametrize("version", VERSIONS)
class TestBody:
    def test_plain(self, phones, expected, version):
        def compare(item, file):
            if not file.plain or not file.plain.strip():
                return None
            got = _folded(item["AirSyncBase:Body/Data"] or "")[:_TEXT_LIMIT]
            wanted = _folded(file.plain)[: len(got) if len(file.plain) > _TEXT_LIMIT else None]
            if item["AirSyncBase:Body/Type"] != "1" or wanted not in got:
                return f"{got[:120]!r} for {wanted[:120]!r}"

        _check(phones(version, 1), expected, compare)

    def test_plain_made_from_html(self, phones, expected, version):
        def compare(item, file):
            if file.plain or not file.html:
                return None
            got = set(_letters(item["AirSyncBase:Body/Data"] or ""))
            missing = [w for w in _html_words(file.html)[:2000] if w not in got]
            if len(missing) > len(set(_html_words(file.html))) // 10 + 1:
                return f"words lost: {missing[:12]}"

        _check(phones(version, 1), expected, compare)

    def test_html(self, phones, expected, version):
        def compare(item, file):
            if not file.html:
                return None
            got = _html_words(item["AirSyncBase:Body/Data"] or "")
            wanted = _html_words(file.html)
            if item["AirSyncBase:Body/Type"] != "2" or got[: len(wanted)] != wanted:
                at = next((i for i, (a, b) in enumerate(zip(got, wanted)) if a != b), len(got))
                return f"{got[at : at + 8]} for {wanted[at : at + 8]} at word {at} of {len(wanted)}"

        _check(phones(version, 2), expected, compare)

    def test_html_made_from_plain(self, phones, expected, version):
        def compare(item, file):
            if file.html or not file.plain:
                return None
            data = item["AirSyncBase:Body/Data"] or ""
            got = _html_words(data) if item["AirSyncBase:Body/Type"] == "2" else _letters(data)
            wanted = _letters(file.plain)[:2000]
            if not set(wanted) <= set(got):
                return f"words lost: {[w for w in wanted if w not in set(got)][:12]}"

        _check(phones(version, 2), expected, compare)

    @pytest.mark.parametrize("body_type", [1, 2])
    def test_every_text_is_one_that_xml_can_hold(self, phones, expected, version, body_type):
        def compare(item, file):
            for name, element in item.fields.items():
                if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", _all_text(element)):
                    return f"control characters in {name}"

        _check(phones(version, body_type), expected, compare)


def _all_text(element):
    return "".join(
        e.data().decode("utf-8") for e in element.walk() if not e.tag.startswith("Conversation")
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_attachments_come_with_their_bytes(phones, expected, version):
    phone = phones(version, 1)

    def compare(item, file):
        listed = {a.text("DisplayName"): a.text("FileReference") for a in item.attachments}
        missing = [name for name in file.files if _folded(name) not in map(_folded, listed)]
        if missing:
            return f"not listed: {missing} in {list(listed)}"
        for name, data in file.files.items():
            reference = next(r for n, r in listed.items() if _folded(n) == _folded(name))
            fetch = phone.client.fetch(fetch_file(reference)).doc.find("Response/Fetch")
            if fetch.text("Status") != "1":
                return f"{name}: Status {fetch.text('Status')}"
            got = base64.b64decode(fetch.text("Properties/Data") or "")
            if got != data:
                return f"{name}: {len(got)} bytes for {len(data)}"
        return None

    _check(phone, expected, compare)
