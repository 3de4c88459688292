"""The rows of http.tsv that are a server's duty: the check of each, or why there is none. The checks
stand in http_request_rows.py, http_answer_rows.py and http_limit_rows.py."""

import csv

import wbxml
from places import HTTP_ROWS
from wbxml import FolderHierarchy

CHECKS = {}  # (kind, name) -> check(world)
ELSEWHERE = {
    "an account that is served elsewhere, or switched off: test_standing": [
        ("response-header", "X-MS-Location"), ("http-status", "451"), ("http-status", "403"),
        ("http-status", "456")],
    "nothing stands behind this server": [("http-status", "502")],
    "passwords do not expire": [
        ("response-header", "X-MS-Credentials-Expire"), ("http-status", "457"),
        ("response-header", "X-MS-Credential-Service-Url")],
    "Autodiscover's": [
        ("path", "autodiscover"), ("path", "autodiscover v2")],
    "throttling's": [("response-header", "X-MS-ASThrottle")],
    "fields that SmartReply and SmartForward take; their parsing: request_line_test": [
        (kind, name)
        for kind in ("query", "base64-param")
        for name in ("CollectionId", "ItemId", "LongId", "Occurrence")],
    "of commands and classes with tests of their own": [
        ("limit", name)
        for name in (
            "MeetingResponse Request", "ValidateCert Certificate", "ResolveRecipients To",
            "ResolveRecipients Availability window", "Calendar Exceptions", "Contact Picture",
            "LongId", "Calendar UID / ClientUid")],
    "unforeseen but for GetAttachment, which test_versions has": [("http-status", "500")],
}  # fmt: skip


def row(kind, *names):
    def keep(check):
        for name in names:
            CHECKS[kind, name] = check
        return check

    return keep


def rows():
    with open(HTTP_ROWS, encoding="utf-8", newline="") as file:
        for each in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield each


def names(kind):
    return [each["name"] for each in rows() if each["kind"] == kind]


ROWS = {(each["kind"], each["name"]): each for each in rows()}
REASONS = {key: reason for reason, keys in ELSEWHERE.items() for key in keys}

FOLDER_SYNC = wbxml.encode(FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0")))


def fine(response):
    """Whether FolderSync was carried out."""
    return response.status == 200 and response.doc.text("Status") == "1"
