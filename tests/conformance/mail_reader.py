"""A message as Python's email package reads it, and what a reader makes of its parts: the texts
that are shown, and the files beside them. What the package leaves undone is done here in a few lines:
raw 8-bit headers, labels of charsets, which part is what, format=flowed."""

import base64
import email
import email.header
import email.policy
import html.parser
import re
from dataclasses import dataclass
from email.utils import getaddresses, parsedate_to_datetime

_POLICY = email.policy.compat32.clone(mangle_from_=False)  # headers as they stand
_LABELS = {"iso-8859-1": "cp1252", "us-ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
           "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "shift_jis": "cp932",
           "iso-8859-8-i": "iso-8859-8", "unicode-1-1-utf-7": "utf-7", "x-gbk": "gb18030",
           "iso-2022-jp": "iso2022_jp_ext", "big5": "big5hkscs"}  # fmt: skip
_WORD = re.compile(r"=\?[^?\s]+\?[bq]\?.*?\?=", re.IGNORECASE)


@dataclass
class File:
    name: str  # "" when it has none
    data: bytes  # None where Python can't tell


@dataclass
class Text:
    plain: str = None
    html: str = None


class Reading:
    """A file of the corpus."""

    def __init__(self, data):
        self._message = email.message_from_bytes(data, policy=_POLICY)
        self._charset = next(
            (c for c in (p.get_param("charset") for p in self._message.walk()) if c), ""
        )
        self.texts, self.files = [], []
        _Walk(self).walk(self._message)

    # -- headers

    def values(self, name):
        """Each field of that name, unfolded, its 8-bit characters read."""
        raw = [value for key, value in self._message.raw_items() if key.lower() == name]
        return [unfolded(self.readable(value)) for value in raw]

    def readable(self, value):
        return decoded(str(value).encode("utf-8", "surrogateescape"), "", self._charset)

    @property
    def subject(self):
        return words_decoded((self.values("subject") or [""])[0])

    def addresses(self, name, every=True):
        """(name, address) of each mailbox; None where Python gives up."""
        values = self.values(name)
        words = []  # encoded ones hold commas and brackets that are not what they look like
        covered = [
            _WORD.sub(lambda found: f"zz{words.append(found.group()) or len(words)}zz", value)
            for value in (values if every else values[:1])
        ]

        def uncovered(text):
            return re.sub(r"zz(\d+)zz", lambda found: words[int(found.group(1)) - 1], text)

        try:
            found = getaddresses(covered)
        except RecursionError:
            return None
        return [
            (words_decoded(uncovered(n)), uncovered(a).replace(" ", ""))
            for n, a in found
            if "@" in a
        ]

    @property
    def date(self):
        """None where Python can't read it, or there is none."""
        try:
            return parsedate_to_datetime(self.values("date")[0])
        except (IndexError, TypeError, ValueError):
            return None


@dataclass
class _Found:
    """A text, with the part that it is a file of when it is not shown."""

    text: Text
    part: object
    named: bool = False


class _Walk:
    """Sorts the leaves of a message into texts and files."""

    def __init__(self, reading):
        self._reading = reading

    def walk(self, message):
        texts, files = self._sort(message)
        shown = [t for t in texts if not t.named] or texts[:1]
        files += [t.part for t in texts if t not in shown]
        self._reading.texts = [t.text for t in shown]
        self._reading.files = [self._file(part) for part in files]

    def _sort(self, part):
        """(what is found of texts, the parts that are files)"""
        if part.get_content_maintype() == "multipart":
            return self._sort_children(part) if part.is_multipart() else self._leaf(part, "plain")
        kind = part.get_content_type()
        is_file = part.get_content_disposition() not in (None, "inline")
        if is_file or kind not in ("text/plain", "text/html") or part.is_multipart():
            return [], [part]
        return self._leaf(part, part.get_content_subtype())

    def _leaf(self, part, form):
        text = Text(**{form: self._text(part)})
        return [_Found(text, part, part.get_filename() is not None)], []

    def _sort_children(self, part):
        children = [self._sort(child) for child in part.get_payload()]
        texts = [found for found, _ in children]
        files = [each for _, found in children for each in found]
        match part.get_content_subtype():
            case "alternative":
                return _alternative(texts), [f for f in files if not _is_form(f, part)]
            case "related":
                return next((t for t in texts if t), []), files
            case "signed":
                return texts[0], files
            case "encrypted":
                return [], [*files, *(t.part for found in texts for t in found)]
        return [t for found in texts for t in found], files

    def _text(self, part):
        data = part.get_payload(decode=True) or b""
        declared = part.get_param("charset")
        if isinstance(declared, tuple):
            declared = declared[2]
        if part.get_content_subtype() == "html" and label(declared) in ("", "us-ascii"):
            found = re.search(rb"charset=[\"']?([\w-]+)", data[:2048])
            declared = found.group(1).decode() if found else declared
        text = decoded(data, declared)
        if (part.get_param("format") or "").lower() == "flowed":
            text = unflowed(text, (part.get_param("delsp") or "").lower() == "yes")
        return text

    def _name(self, part):
        """The package gives raw 8-bit names up; in another message it reads them."""
        fields = email.message.Message()
        for field, value in part.raw_items():
            if field.lower() in ("content-type", "content-disposition") and field not in fields:
                fields[field] = unfolded(self._reading.readable(value))
        return fields.get_filename() or ""

    def _file(self, part):
        is_message = part.is_multipart() and part.get_content_maintype() == "message"
        name = words_decoded(self._name(part))
        if not is_message:
            return File(name, None if part.is_multipart() else part.get_payload(decode=True))
        inside = b"\r\n\r\n".join(p.as_bytes() for p in part.get_payload())
        if (part["content-transfer-encoding"] or "").strip().lower() == "base64":
            inside = base64.b64decode(inside)
        if part.get_content_type() == "message/rfc822":
            name = name or (Reading(inside).subject or "message") + ".eml"
            name += "" if name.endswith(".eml") else ".eml"
        return File(name, inside)


def _alternative(texts):
    """The first plain one, with the HTML of the first that has some."""
    plain = next((t for t in texts if t and t[0].text.plain is not None), [])
    rich = next((t for t in texts if t and t[0].text.html is not None), [])
    shown = [_Found(t.text, t.part) for t in plain or rich]
    if plain and rich:
        shown[0].text = Text(plain[0].text.plain, rich[0].text.html)
        shown += [_Found(Text(plain="", html=t.text.html), t.part) for t in rich[1:]]
    return shown


def _is_form(part, parent):
    return part in parent.get_payload() and (
        part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment"
    )


# -- characters


def label(charset):
    return (charset or "").strip(" \"'").lower()


def decoded(data, charset, otherwise=""):
    """As the charset says, where it is true; else as UTF-8, as the other one, as windows-1252."""
    name = label(charset)
    named = [_LABELS.get(name, name)] if name else []
    for codec in [*named[:1], "utf-8", label(otherwise) or "cp1252", "cp1252"]:
        if codec == "cp1252" and named == ["cp1252"] and name != "us-ascii":
            return _windows_1252(data)
        if codec == "cp1252" and codec in named:
            continue
        try:
            return data.decode(codec).replace("\0", "").removeprefix("\ufeff")
        except (LookupError, UnicodeError):
            pass
    return _windows_1252(data)


def _windows_1252(data):
    return "".join(
        bytes([b]).decode("cp1252") if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(b)
        for b in data
    ).replace("\0", "")


def words_decoded(value):
    """The encoded words of a value undone."""
    try:
        pieces = email.header.decode_header(value)
    except (email.errors.HeaderParseError, ValueError):
        return value
    return "".join(
        piece if isinstance(piece, str)
        else decoded(piece, charset) if charset else piece.decode("raw-unicode-escape")
        for piece, charset in pieces
    ).strip()


def unfolded(value):
    return re.sub(r"[\r\n]+", "", value).strip()


def unflowed(text, del_sp):
    """RFC 3676."""
    lines, open_depth = [], None
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        if open_depth == depth and content != "-- ":
            lines[-1] += content
        else:
            lines.append(line[:depth] + (" " if depth else "") + content)
        flows = content.endswith(" ") and content != "-- "
        open_depth = depth if flows else None
        if flows and del_sp:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


# -- words, for what was converted


class _Words(html.parser.HTMLParser):
    _HIDDEN = ("style", "script", "title", "head")

    def __init__(self):
        super().__init__()
        self.words, self._hidden = [], 0

    def handle_starttag(self, tag, attributes):
        self._hidden += tag in self._HIDDEN
        if tag == "body":
            self._hidden = 0

    def handle_endtag(self, tag):
        if tag in self._HIDDEN and self._hidden:
            self._hidden -= 1

    def handle_data(self, data):
        if not self._hidden:
            self.words += letters(data)


def letters(text):
    return re.findall(r"\w+", text)


def html_words(markup):
    parser = _Words()
    parser.feed(markup)
    parser.close()
    return parser.words
