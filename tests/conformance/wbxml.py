"""WBXML as ActiveSync writes it: a codec driven by nothing but the table of code pages.

It shares no line and no data with the server's codec. Reading is strict by default, because what
it reads are the server's answers: a wrong byte there is a finding. `lenient` takes what other
encoders use (string tables, entities, other character sets), for captured documents.

Source: MS-ASWBXML; WAP-192-WBXML (WBXML 1.3).
"""

import csv

from places import CODE_PAGES

SWITCH_PAGE, END, ENTITY, STR_I, STR_T, OPAQUE = 0x00, 0x01, 0x02, 0x03, 0x83, 0xC3
HEADER = b"\x03\x01\x6a\x00"
_CHARSETS = {0: "utf-8", 3: "ascii", 4: "latin-1", 0x6A: "utf-8"}
# Raw bytes of a message may stand in STR_I there.
_RAW = {"AirSyncBase:Data", "ItemOperations:Data", "Email:MIMEData"}


class Malformed(ValueError):
    """Bytes that are no document."""


class _Table:
    """wbxml-codepages.tsv as look-ups."""

    def __init__(self, path):
        self.tags = {}  # (page, token) -> (namespace, tag)
        self.tokens = {}  # (namespace, tag or alias) -> (page, token)
        self.versions = {}  # (namespace, tag) -> set of versions
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                self._add(row)

    def _add(self, row):
        key = int(row["page"]), int(row["token"], 16)
        name = row["xml_namespace"], row["tag"]
        self.tags.setdefault(key, name)
        for tag in [row["tag"], *filter(None, (row["aliases"] or "").replace(";", ",").split(","))]:
            self.tokens.setdefault((row["xml_namespace"], tag.strip()), key)
        self.versions.setdefault(name, set()).update(row["versions"].split(","))


TABLE = _Table(CODE_PAGES)


class Element:
    """A tag with its content: elements, str (written as STR_I) and bytes (OPAQUE), in order."""

    __slots__ = ("ns", "tag", "content")

    def __init__(self, ns, tag, content=()):
        self.ns, self.tag, self.content = ns, tag, list(content)

    @property
    def name(self):
        return f"{self.ns}:{self.tag}"

    @property
    def children(self):
        return [child for child in self.content if isinstance(child, Element)]

    def all(self, path):
        """Every element at 'A/B'; a step is a tag, or 'Namespace:Tag'."""
        found = [self]
        for step in path.split("/"):
            found = [c for e in found for c in e.children if step in (c.tag, c.name)]
        return found

    def find(self, path):
        found = self.all(path)
        return found[0] if found else None

    def has(self, path):
        return bool(self.all(path))

    def text(self, path=None, default=None):
        element = self if path is None else self.find(path)
        return default if element is None else element.data().decode("utf-8")

    def number(self, path, default=None):
        text = self.text(path)
        return default if text is None else int(text)

    def data(self):
        """The bytes of the text, however it was cut into pieces."""
        return b"".join(
            c.encode("utf-8") if isinstance(c, str) else c
            for c in self.content
            if not isinstance(c, Element)
        )

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def __eq__(self, other):
        return isinstance(other, Element) and self._shape() == other._shape()

    __hash__ = None

    def _shape(self):
        return self.name, self.data(), [child._shape() for child in self.children]

    def dump(self, depth=0):
        """Readable lines, long values shortened: for the message of a failed assertion."""
        data = self.data()
        value = repr(data[:80])[1:] + (f"... {len(data)} bytes" if len(data) > 80 else "")
        line = "  " * depth + self.name + (f" {value}" if data else "")
        return "\n".join([line, *(child.dump(depth + 1) for child in self.children)])

    __repr__ = dump


class Namespace:
    """Namespace('AirSync').Sync(...) makes an element; content may be text, numbers, bytes,
    elements, lists of those, and None, which is left out."""

    def __init__(self, name):
        self._name = name

    def __getattr__(self, tag):
        if (self._name, tag) not in TABLE.tokens:
            raise AttributeError(f"{self._name} has no {tag}")
        return lambda *content: Element(self._name, tag, _flat(content))


def _flat(content):
    for part in content:
        if isinstance(part, (list, tuple)):
            yield from _flat(part)
        elif isinstance(part, (Element, bytes, str)):
            yield part
        elif part is not None:
            yield str(part)


AirSync = Namespace("AirSync")
AirSyncBase = Namespace("AirSyncBase")
Calendar = Namespace("Calendar")
ComposeMail = Namespace("ComposeMail")
Contacts = Namespace("Contacts")
Contacts2 = Namespace("Contacts2")
DocumentLibrary = Namespace("DocumentLibrary")
Email = Namespace("Email")
Email2 = Namespace("Email2")
Find = Namespace("Find")
FolderHierarchy = Namespace("FolderHierarchy")
GetItemEstimate = Namespace("GetItemEstimate")
ItemOperations = Namespace("ItemOperations")
MeetingResponse = Namespace("MeetingResponse")
Move = Namespace("Move")
Notes = Namespace("Notes")
Ping = Namespace("Ping")
Provision = Namespace("Provision")
ResolveRecipients = Namespace("ResolveRecipients")
RightsManagement = Namespace("RightsManagement")
Search = Namespace("Search")
Settings = Namespace("Settings")
Tasks = Namespace("Tasks")
ValidateCert = Namespace("ValidateCert")


def aliens(root, version):
    """Names of elements in the document that the protocol version does not have."""
    return sorted({e.name for e in root.walk() if version not in TABLE.versions[e.ns, e.tag]})


# -- writing ---------------------------------------------------------------------------------------


def encode(root):
    out = bytearray(HEADER)
    page = 0
    stack = [root]
    while stack:
        node = stack.pop()
        if node is END:
            out.append(END)
        elif isinstance(node, Element):
            page = _write_tag(out, page, node)
            if node.content:
                stack.append(END)
                stack.extend(reversed(node.content))
        else:
            _write_text(out, node)
    return bytes(out)


def _write_tag(out, page, element):
    wanted, token = TABLE.tokens[element.ns, element.tag]
    if wanted != page:
        out += bytes((SWITCH_PAGE, wanted))
    out.append(token | 0x40 if element.content else token)
    return wanted


def _write_text(out, value):
    if isinstance(value, bytes):
        out += bytes((OPAQUE,)) + mb_uint32(len(value)) + value
        return
    if "\0" in value:
        raise ValueError("a NUL can't stand in STR_I")
    out += bytes((STR_I,)) + value.encode("utf-8") + b"\0"


def mb_uint32(number):
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(0x80 | number & 0x7F)
    return bytes(reversed(groups))


# -- reading ---------------------------------------------------------------------------------------


def decode(document, lenient=False):
    return _Reader(document, lenient).document()


class _Reader:
    def __init__(self, document, lenient):
        self._bytes, self._at, self._lenient = document, 0, lenient
        self._page, self._charset, self._strings = 0, "utf-8", b""

    def document(self):
        self._header()
        root, stack = None, []
        while self._at < len(self._bytes):
            token = self._byte()
            if token == SWITCH_PAGE:
                self._page = self._byte()
            elif token == END:
                if not stack:
                    raise Malformed("END without an open element")
                stack.pop()
            elif token in (STR_I, OPAQUE) or self._lenient and token in (STR_T, ENTITY):
                if not stack:
                    raise Malformed("text outside of an element")
                stack[-1].content.append(self._text(token, stack[-1]))
            else:
                element = Element(*self._tag(token))
                if stack:
                    stack[-1].content.append(element)
                elif root is None:
                    root = element
                else:
                    raise Malformed("two roots")
                if token & 0x40:
                    stack.append(element)
        if stack or root is None:
            raise Malformed("ends inside the document")
        return root

    def _header(self):
        if not self._lenient:
            if self._bytes[:4] != HEADER:
                raise Malformed(f"header {self._bytes[:4].hex()}")
            self._at = 4
            return
        version, public, charset = self._byte(), self._number(), None
        if version not in (1, 2, 3):
            raise Malformed(f"version {version}")
        if public == 0:
            self._number()  # index of the public id in the string table
        charset = self._number()
        if charset not in _CHARSETS:
            raise Malformed(f"charset {charset}")
        self._charset = _CHARSETS[charset]
        self._strings = self._take(self._number())

    def _tag(self, token):
        if token & 0x80:
            raise Malformed(f"attributes, or global token {token:#x}")
        key = self._page, token & 0x3F
        if key not in TABLE.tags:
            raise Malformed(f"unknown tag {token & 0x3F:#x} on page {self._page}")
        return TABLE.tags[key]

    def _text(self, token, parent):
        if token == OPAQUE:
            return self._take(self._number())
        if token == ENTITY:
            return self._character(self._number())
        raw = self._terminated() if token == STR_I else self._from_table(self._number())
        try:
            return raw.decode(self._charset)
        except UnicodeDecodeError as error:
            if parent.name in _RAW:
                return raw
            raise Malformed(f"{parent.name}: {error}") from None

    @staticmethod
    def _character(code):
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            raise Malformed("entity outside of Unicode")
        return chr(code)

    def _from_table(self, index):
        end = self._strings.find(b"\0", index)
        if index > len(self._strings) or end < 0:
            raise Malformed("string table index")
        return self._strings[index:end]

    def _terminated(self):
        end = self._bytes.find(b"\0", self._at)
        if end < 0:
            raise Malformed("string without an end")
        text = self._bytes[self._at : end]
        self._at = end + 1
        return text

    def _byte(self):
        return self._take(1)[0]

    def _take(self, count):
        if count > len(self._bytes) - self._at:
            raise Malformed("ends too early")
        self._at += count
        return self._bytes[self._at - count : self._at]

    def _number(self):
        value = 0
        for _ in range(5):
            byte = self._byte()
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                if value > 0xFFFFFFFF:
                    break
                return value
        raise Malformed("number over 32 bits")
