"""Documents that are none, and packed ones. Source: MS-ASWBXML; docs/architecture.md, "Limits"."""

import gzip
import zlib

import pytest

import wbxml
from judging import is_answer, is_refusal
from places import CORPORA
from wbxml import AirSync, FolderHierarchy

PUBLIC = CORPORA / "hostile" / "public"
WBXML_FILES = sorted(
    p
    for folder in (PUBLIC / "libwbxml-fuzz", CORPORA / "wbxml" / "go-vectors",
                   CORPORA / "wbxml" / "fragments")  # fmt: skip
    for p in folder.iterdir()
    if p.suffix in (".wbxml", ".fuzz")
)
COMMANDS = ["Sync", "FolderSync", "Ping", "ItemOperations", "MoveItems", "GetItemEstimate",
            "Settings", "Provision", "SendMail"]  # fmt: skip


class TestWbxml:
    def test_every_cut_of_a_request_is_refused(self, phone):
        whole = wbxml.encode(phone.request(phone.inbox))
        for cut in range(1, len(whole)):
            response = phone.client.request("Sync", whole[:cut])
            assert is_refusal(response), (cut, response)

    def test_every_changed_byte_is_answered(self, phone):
        whole = wbxml.encode(phone.request(phone.inbox))
        for at in range(len(whole)):
            for value in (0x00, 0x01, 0x7F, 0x80, 0xC3, 0xFF):
                changed = whole[:at] + bytes((value,)) + whole[at + 1 :]
                assert is_answer(phone.client.request("Sync", changed)), (at, value)

    @pytest.mark.parametrize("path", WBXML_FILES, ids=lambda p: p.name[-40:])
    def test_broken_documents_are_answered(self, phone, path):
        for command in ("Sync", "FolderSync", "ItemOperations"):
            assert is_answer(phone.client.request(command, path.read_bytes())), command

    def test_generated_documents_are_answered(self, phone, hostile):
        for path in sorted((hostile / "wbxml").glob("*.wbxml")):
            for command in COMMANDS:
                response = phone.client.request(command, path.read_bytes())
                assert is_answer(response), (path.name, command, response)

    @pytest.mark.parametrize("name", [
        "deep-100000", "deep-100000-closed", "strtab-length-beyond", "opaque-length-beyond",
        "opaque-length-4GiB", "str_i-unterminated", "too-many-ends", "two-roots", "unknown-tag",
        "attribute-bit", "literal-tag", "pi", "version-only", "header-only", "mbuint-overlong",
        "switch-page-255", "switch-page-at-end", "xml-instead-of-wbxml", "invalid-utf8",
    ])  # fmt: skip
    def test_what_can_not_be_read_is_refused(self, phone, hostile, name):
        document = (hostile / "wbxml" / f"{name}.wbxml").read_bytes()
        response = phone.client.request("Sync", document)
        assert is_refusal(response), response

    def test_a_document_of_another_command_is_refused(self, phone):
        document = FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0"))
        for command in ("Sync", "Ping", "ItemOperations"):
            response = phone.client.request(command, document)
            assert is_refusal(response), command

    @pytest.mark.parametrize(
        "content_type", ["text/plain", "message/rfc822", "application/json", "x"]
    )
    def test_another_content_type_is_refused(self, phone, content_type):
        response = phone.client.request(
            "FolderSync", FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0")),
            content_type=content_type,
        )  # fmt: skip
        assert is_refusal(response)

    def test_more_elements_than_allowed_are_refused(self, phone):
        many = AirSync.Sync(AirSync.Collections([
            AirSync.Collection(AirSync.SyncKey("1"), AirSync.CollectionId("1")) for _ in range(40_000)
        ]))  # fmt: skip
        response = phone.client.request("Sync", many)
        assert is_refusal(response)

    def test_the_folder_is_as_it_was(self, phone):
        assert phone.sync_all().commands == 0


class TestGzip:
    def send(self, phone, data, coding="gzip"):
        return phone.client.request("FolderSync", data, headers={"Content-Encoding": coding})

    def test_a_packed_request_is_read(self, phone):
        document = wbxml.encode(FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0")))
        response = self.send(phone, gzip.compress(document))
        assert response.status == 200 and response.doc.text("Status") == "1"

    def test_bombs_are_refused(self, phone, hostile):
        for path in ("bombs/64MiB-zeros.gz", "wbxml/bomb.wbxml.gz"):
            response = self.send(phone, (hostile / path).read_bytes())
            assert response.status in (400, 413), path

    def test_a_ratio_beyond_reason_is_refused(self, phone):
        response = self.send(phone, gzip.compress(b"\0" * 50_000_000, 9))
        assert response.status in (400, 413)

    def test_broken_packing_is_refused(self, phone):
        packed = gzip.compress(
            wbxml.encode(FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0")))
        )
        for data in (packed[:-4], packed[:10], b"nonsense", packed + b"more", zlib.compress(b"x")):
            response = self.send(phone, data)
            assert is_refusal(response), data

    @pytest.mark.parametrize(
        "coding", ["br", "gzip, gzip", "identity, gzip", "compress", "nonsense"]
    )
    def test_other_codings_are_refused(self, phone, coding):
        assert self.send(phone, b"x", coding).status in (400, 415)
