"""The test client's own codec, against documents that others wrote and read."""

import xml.etree.ElementTree as ET

import pytest

import wbxml
from places import CORPORA
from wbxml import AirSync, AirSyncBase, FolderHierarchy, Malformed, Ping

FOLDER = CORPORA / "wbxml"
DOCUMENTS = sorted(
    p
    for d in ("captures", "stream-pairs", "ms-ascmd-examples", "libwbxml-xml")
    for p in (FOLDER / d).glob("*.wbxml")
    if p.name != "activesync-016.wbxml"  # two documents in one file
)
PAIRS = sorted((FOLDER / "captures").glob("*.libwbxml.xml"))


def test_every_token_of_the_table_is_written_and_read_back():
    for (page, token), (namespace, tag) in wbxml.TABLE.tags.items():
        document = wbxml.encode(wbxml.Element(namespace, tag, ["x"]))
        assert document.endswith(bytes((token | 0x40, 0x03)) + b"x\0\x01")
        assert wbxml.decode(document).name == f"{namespace}:{tag}", (page, token)


def test_a_folder_sync_request_has_the_published_bytes():
    request = FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0"))
    assert wbxml.encode(request) == bytes.fromhex("03016a00000756520330000101")


def test_pages_are_switched_only_when_they_change():
    document = wbxml.encode(
        AirSync.Sync(
            AirSync.Options(AirSyncBase.BodyPreference(AirSyncBase.Type(1)), AirSync.FilterType(0))
        )
    )
    assert document.count(b"\x00\x11") == 1 and document.count(b"\x00\x00\x58") == 1


def test_opaque_and_text_in_pieces_are_one_value():
    pieces = wbxml.Element("Ping", "Id", ["a", b"b", "c"])
    assert wbxml.decode(wbxml.encode(pieces)).text() == "abc"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name[:60])
def test_documents_of_others_survive_a_round_trip(path):
    root = wbxml.decode(path.read_bytes(), lenient=True)
    assert wbxml.decode(wbxml.encode(root)) == root


# libwbxml shows opaque values in base64.
_OPAQUE = {"ConversationId", "ConversationIndex", "Mime", "Data"}
# Every spelling of a tag, libwbxml's with their prefixes too, to the table's own.
_SPELLINGS = {
    alias.casefold(): wbxml.TABLE.tags[key][1] for (_, alias), key in wbxml.TABLE.tokens.items()
}
_SPELLINGS["deviceencryptionenabled"] = "RequireStorageCardEncryption"


def _spelling(tag):
    local = tag.rsplit("}", 1)[-1].casefold()
    return _SPELLINGS.get(local) or _SPELLINGS.get(local.rsplit("_", 1)[-1], local)


@pytest.mark.parametrize("path", PAIRS, ids=lambda p: p.name[:60])
def test_captures_read_as_libwbxml_reads_them(path):
    source = path.with_name(path.name.replace(".libwbxml.xml", ".wbxml"))
    root = wbxml.decode(source.read_bytes(), lenient=True)
    try:
        xml = ET.fromstring(path.read_bytes())
    except ET.ParseError as error:
        pytest.skip(f"the oracle's XML is not well formed: {error}")
    ours = [(_spelling(e.tag), e.data().split()) for e in root.walk()]
    theirs = [(_spelling(e.tag), (e.text or "").encode().split()) for e in xml.iter()]
    assert [tag for tag, _ in ours] == [tag for tag, _ in theirs]
    for (tag, text), (_, expected) in zip(ours, theirs):
        if tag not in _OPAQUE:
            assert text == expected, tag


BAD = {
    "empty": b"",
    "header only": wbxml.HEADER,
    "another version": b"\x01\x01\x6a\x00\x45\x01",
    "string table": b"\x03\x01\x6a\x03abc\x45",
    "open element": wbxml.HEADER + b"\x45",
    "too many ENDs": wbxml.HEADER + b"\x45\x01\x01",
    "two roots": wbxml.HEADER + b"\x05\x05",
    "attributes": wbxml.HEADER + b"\xc5\x01\x01",
    "unknown tag": wbxml.HEADER + b"\x7f\x01",
    "unknown page": wbxml.HEADER + b"\x00\xfe\x05",
    "string without end": wbxml.HEADER + b"\x4b\x03abc",
    "opaque beyond the end": wbxml.HEADER + b"\x4b\xc3\x7fabc\x01",
    "length over 32 bits": wbxml.HEADER + b"\x4b\xc3\xff\xff\xff\xff\x7f\x01",
    "text at the top": wbxml.HEADER + b"\x03a\0\x05",
    "no UTF-8": wbxml.HEADER + b"\x4b\x03\xc0\xaf\0\x01",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_bytes_are_refused(name):
    with pytest.raises(Malformed):
        wbxml.decode(BAD[name])


PING = wbxml.encode(
    Ping.Ping(
        Ping.HeartbeatInterval(60), Ping.Folders(Ping.Folder(Ping.Id("5"), Ping.Class("Email")))
    )
)


@pytest.mark.parametrize("cut", range(len(PING)))
def test_a_cut_document_is_refused(cut):
    with pytest.raises(Malformed):
        wbxml.decode(PING[:cut])


def test_two_documents_in_one_are_refused():
    with pytest.raises(Malformed):
        wbxml.decode((FOLDER / "stream-pairs" / "activesync-016.wbxml").read_bytes(), lenient=True)


def test_elements_of_later_versions_are_noticed():
    root = AirSync.Sync(AirSync.HeartbeatInterval(60))
    assert wbxml.aliens(root, "12.1") == ["AirSync:HeartbeatInterval"]
    assert wbxml.aliens(root, "14.0") == []
