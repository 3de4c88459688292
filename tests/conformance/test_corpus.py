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


# What Python says of a header of which it has dropped a part.
_DROPPED = ("invalid parameter", "parameter with invalid trailing", "invalid content type",
            "expected content")  # fmt: skip
_UNREAD = re.compile(r"[\ufffd\x00-\x08\x0e-\x1f]|=\?[^ ?]+\?[bq]\?[^ ?]*\?=", re.IGNORECASE)


class Expected:
    """A file of the corpus, as Python reads it; None where Python is in doubt."""

    def __init__(self, path):
        self.name = path.name
        self.bytes = messages.crlf(path.read_bytes())
        self.subject = self.senders = self.dates = None
        self.plain = self.html = None
        self.flowed = False
        self.shown = {"plain", "html"}  # the kinds of text that there are, readable or not
        self.texts = []  # all the plain texts, of which Python gives but one
        self.files = {}  # name -> bytes, of names that occur once; None for damaged data
        try:
            message = email.message_from_bytes(self.bytes, policy=email.policy.default)
            if not any(part.defects for part in message.walk()):
                self._read_headers(message, path)
                self._read_content(message)
        except Exception:  # whatever the standard library stumbles over is no expectation
            pass

    def _read_headers(self, message, path):
        self.subject = _header(message, "subject", str)
        self.senders = _header(message, "from", lambda v: [a.addr_spec for a in v.addresses])
        self.dates = _dates(message, path)

    def _read_content(self, message):
        self.files = _files(message)
        if any(_is_misread(part) for part in message.walk()):
            return
        parts = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
        text = {kind: part.get_content() for kind, part in parts.items() if part is not None}
        self.shown = {kind for kind, content in text.items() if content.strip()}
        self.plain, self.html = (_without_mark(text.get(kind)) for kind in ("plain", "html"))
        if parts["plain"] is not None:
            self.flowed = parts["plain"].get_param("format", "").lower() == "flowed"
        self.texts = _plain_texts(message)


def _is_misread(part):
    """Whether Python has dropped a part of a header that says what the part is."""
    headers = [part[name] for name in ("content-type", "content-disposition")]
    defects = [str(d).lower() for value in headers if value is not None for d in value.defects]
    return any(defect.startswith(_DROPPED) for defect in defects)


def _header(message, name, read):
    values = message.get_all(name, [])
    if len(values) != 1 or values[0].defects:
        return None
    return read(values[0])


def _dates(message, path):
    """When it was written, or when it arrived; when the file was written if there was no mail
    yet at that time. A date whose zone Python can't read is left naive."""
    raw = [(name.lower(), str(value)) for name, value in message.raw_items()]
    found = [value for name, value in raw if name == "date"][:1] or [""]
    found += [value.rpartition(";")[2] for name, value in raw if name == "received"][:1]
    dates = []
    for text in map(str.strip, found):
        try:
            date = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            return None
        dates.append(date.replace(tzinfo=timezone.utc) if text.endswith("-0000") else date)
    if all(date.year < 1970 for date in dates):
        return [datetime.fromtimestamp(int(path.stat().st_mtime), timezone.utc)]
    return dates


def _without_mark(text):
    return text.removeprefix("\ufeff") if text else text


def _plain_texts(part):
    """Those that are shown, not what is in a message inside."""
    if part.get_content_maintype() == "multipart":
        return [text for each in part.iter_parts() for text in _plain_texts(each)]
    shown = part.get_content_disposition() != "attachment"
    return [part.get_content()] if shown and part.get_content_type() == "text/plain" else []


def _files(message):
    leaves = [p for p in message.walk() if not p.is_multipart()]
    named = [(p.get_filename(), p) for p in leaves if p.get_content_disposition() == "attachment"]
    once = Counter(name for name, _ in named)
    inside = any(p.get_content_type() == "message/rfc822" for p in message.walk())
    if inside:  # the server lists a message inside as one attachment
        return {}
    known = [(name, p) for name, p in named if name and not _is_misread(p)]
    return {name: _data(part) for name, part in known if once[name] == 1}


def _data(part):
    """None where the encoding is broken: Python then gives the letters as they are."""
    data = part.get_payload(decode=True)
    return None if part.defects else data


def _is_same(wanted, got):
    """Whether they are the same line; what Python could not read in it may be anything."""
    read = re.split("\ufffd+", _UNREAD.sub("\ufffd", _folded(wanted)))
    return re.fullmatch(".+".join(map(re.escape, read)), _folded(got)) is not None


def _read_pieces(text):
    """The text, or the lines of it that Python could read."""
    if not _UNREAD.search(text):
        return [text]
    return [line for line in text.split("\n") if not _UNREAD.search(line)]


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


def _unflowed(text):
    """What does not depend on how format=flowed is joined: RFC 3676."""
    return re.sub(r"[\s>]+", "", text)


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


@pytest.mark.parametrize("body_type", [1, 4])
def test_none_stops_the_folder_of_2_5(phones, body_type):
    items = phones("2.5", body_type).items().values()
    assert len(items) == len(FILES)
    size = "Email:MIMESize" if body_type == 4 else "Email:BodySize"
    assert all(item[size] is not None for item in items)


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
            if file.subject is not None and not _is_same(file.subject, item.subject or ""):
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
            if not any(abs(got - parsedate(d)) <= _uncertainty(d) for d in file.dates):
                return f"{got} for {file.dates}"

        _check(phones(version, body_type), expected, compare)


def parsedate(value):
    """Aware, in UTC, from either form."""
    date = datetime.fromisoformat(value) if isinstance(value, str) else value
    return date.replace(tzinfo=timezone.utc) if date.tzinfo is None else date


def _uncertainty(date):
    """One second, or what a zone may be away from Greenwich."""
    return timedelta(hours=14) if date.tzinfo is None else timedelta(seconds=1)


@pytest.mark.parametrize("version", VERSIONS)
class TestBody:
    def test_plain(self, phones, expected, version):
        def compare(item, file):
            if not file.plain or not file.plain.strip():
                return None
            fold = _unflowed if file.flowed else _folded
            got = fold(item["AirSyncBase:Body/Data"] or "")[:_TEXT_LIMIT]
            most = len(got) if len(file.plain) > _TEXT_LIMIT else None
            for wanted in (fold(piece)[:most] for piece in _read_pieces(file.plain)):
                if item["AirSyncBase:Body/Type"] != "1" or wanted not in got:
                    return f"{got[:120]!r} for {wanted[:120]!r}"
            return None

        _check(phones(version, 1), expected, compare)

    def test_plain_made_from_html(self, phones, expected, version):
        def compare(item, file):
            if "plain" in file.shown or not file.html:
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
            if len(file.texts) > 1 and _letters("\n".join(file.texts)) == got:
                return None  # the HTML is but a form of one of several texts, and all are here
            if item["AirSyncBase:Body/Type"] != "2" or got[: len(wanted)] != wanted:
                at = next((i for i, (a, b) in enumerate(zip(got, wanted)) if a != b), len(got))
                return f"{got[at : at + 8]} for {wanted[at : at + 8]} at word {at} of {len(wanted)}"

        _check(phones(version, 2), expected, compare)

    def test_html_made_from_plain(self, phones, expected, version):
        def compare(item, file):
            if "html" in file.shown or not file.plain:
                return None
            data = item["AirSyncBase:Body/Data"] or ""
            got = _html_words(data) if item["AirSyncBase:Body/Type"] == "2" else _letters(data)
            wanted = _letters("\n".join(_read_pieces(file.plain)))[:2000]
            if file.flowed:  # its words may be joined
                joined = "".join(wanted)
                return None if joined in "".join(got) else f"not all of {joined[:120]!r}"
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
        for name, data in file.files.items():
            reference = next((r for n, r in listed.items() if _is_same(name, n)), None)
            if reference is None:
                return f"not listed: {name!r} in {list(listed)}"
            fetch = phone.client.fetch(fetch_file(reference)).doc.find("Response/Fetch")
            if fetch.text("Status") != "1":
                return f"{name}: Status {fetch.text('Status')}"
            got = base64.b64decode(fetch.text("Properties/Data") or "")
            if data is not None and got != data:
                return f"{name}: {len(got)} bytes for {len(data)}"
        return None

    _check(phone, expected, compare)
