"""Every row of http.tsv that is a server's duty, by name. A row that is in the table and has
neither a check nor a reason here fails. Source: MS-ASHTTP; the reference's http.tsv."""

import base64
import csv
import gzip

import pytest

import eas
import messages
import wbxml
from case_table import named_in
from eas import COMMAND_CODES, PATH, VERSIONS, WBXML_TYPE
from http_world import HttpWorld, encoded, parameter
from phone import SENT, Phone
from places import HTTP_ROWS
from wbxml import AirSync, ComposeMail, Email, FolderHierarchy, GetItemEstimate, ItemOperations, Move

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


@pytest.fixture(scope="module")
def module_world(session_server, session_sink):
    world = HttpWorld(session_server, session_server.add_account(), session_sink)
    yield world
    world.close()


@pytest.fixture
def world(module_world, server, sink):
    return module_world


def cases_of(key):
    """The published behaviours that the row's check names; a row without any is one row, too."""
    return named_in(CHECKS[key].__doc__ if key in CHECKS else None) or [""]


def test_every_row(world, key, case):
    if key in REASONS:
        return
    assert key in CHECKS, f"no check for {key}"
    CHECKS[key](world)


def pytest_generate_tests(metafunc):
    if "key" in metafunc.fixturenames:  # after all checks are there
        every = [(key, case) for key in ROWS for case in cases_of(key)]
        metafunc.parametrize("key, case", every, ids=[" ".join((*k, c)) for k, c in every])


def test_no_check_is_for_a_row_that_is_not_there():
    assert not {*CHECKS, *REASONS} - ROWS.keys()
    assert not CHECKS.keys() & REASONS.keys()


FOLDER_SYNC = wbxml.encode(FolderHierarchy.FolderSync(FolderHierarchy.SyncKey("0")))


def fine(response):
    """Whether FolderSync was carried out."""
    return response.status == 200 and response.doc.text("Status") == "1"


# -- path, method


@row("path", "endpoint")
def path(world):
    for spelling in (PATH, PATH.lower(), PATH.upper(), PATH + "/"):
        query = world.plain("FolderSync")
        assert fine(world.ask(query, FOLDER_SYNC, path=spelling)), spelling


@row("method", "OPTIONS")
@row("response-header", "MS-ASProtocolVersions", "MS-ASProtocolCommands")
def options(world):
    """case: MSASHTTP_S04_TC01_HTTPOPTIONS"""
    assert world.client().options(login=False).status == 401
    for query in ("", world.plain("OPTIONS")):
        response = world.ask(query, method="OPTIONS")
        assert response.status == 200 and response.body == b""
        assert response.headers["MS-ASProtocolVersions"] == ",".join(VERSIONS)
        assert "Sync" in response.headers["MS-ASProtocolCommands"].split(",")
    first = world.ask(world.plain("FolderSync"), FOLDER_SYNC)
    for name in ("MS-ASProtocolVersions", "MS-ASProtocolCommands"):
        assert first.headers[name] == response.headers[name]


@row("method", "POST")
def post(world):
    assert fine(world.ask(world.plain("FolderSync"), FOLDER_SYNC))


@row("method", "GET")
def other_methods(world):
    for method in ("GET", "PUT", "DELETE", "PROPFIND"):
        assert world.ask(world.plain("FolderSync"), method=method).status == 501, method


# -- query


@row("query", "Cmd")
def cmd(world):
    for command in (None, ""):
        assert world.ask(world.plain(command), FOLDER_SYNC).status == 400
    assert world.ask(world.plain("foldersync"), FOLDER_SYNC).status == 200


@row("query", "User")
@row("base64-param", "User")
def user_informs_only(world):
    for user in (None, "", "nobody", "DOMAIN\\somebody", "other@elsewhere.example"):
        assert fine(world.ask(world.plain("FolderSync", User=user), FOLDER_SYNC)), user
        given = b"" if user is None else parameter(8, user.encode())
        query = world.base64("FolderSync", parameters=given)
        assert fine(world.ask(query, FOLDER_SYNC, MS_ASProtocolVersion=None)), user


@row("query", "DeviceId")
def device_id(world):
    for version in ("12.1", "14.1"):
        for bad in (None, "", "a" * 33, "a,b", "a b", "ä"):
            query = world.plain("FolderSync", version, DeviceId=bad)
            response = world.ask(query, FOLDER_SYNC, version=version)
            assert world.refused(response, "108", 400, version), (version, bad)


@row("query", "DeviceType")
def device_type(world):
    for version in ("12.1", "14.1"):
        for bad in (None, "", "x" * 65):
            query = world.plain("FolderSync", version, DeviceType=bad)
            response = world.ask(query, FOLDER_SYNC, version=version)
            assert world.refused(response, "109", 400, version), (version, bad)


@row("query", "AttachmentName")
@row("base64-param", "AttachmentName")
def attachment_name(world):
    world.deliver(messages.with_attachments("row", files=[("a.bin", "image/png", b"bytes")]))
    phone = world.phone("12.1")
    phone.sync_all()
    item = next(i for i in phone.items().values() if i.attachments)
    name = item.attachments[0].text("FileReference")
    given = parameter(0, name.encode())
    for query in (
        world.plain("GetAttachment", "12.1", AttachmentName=name),
        world.base64("GetAttachment", "12.1", parameters=given),
    ):
        assert world.ask(query, version="12.1").body == b"bytes"


def saved(world, query, subject, version="12.1"):
    mail = messages.plain(subject, sender=world.account.address, to=world.account.address)
    response = world.ask(query, mail, version=version, Content_Type="message/rfc822")
    assert response.status == 200 and response.body == b""
    phone = world.phone(version)
    phone.sync_all(phone.folder(SENT))
    return subject in phone.subjects(phone.folder(SENT))


@row("query", "SaveInSent")
def save_in_sent(world):
    for value, kept in (("T", True), ("F", False), (None, False)):
        query = world.plain("SendMail", "12.1", SaveInSent=value)
        assert saved(world, query, messages.unique("plain")) == kept


@row("base64-param", "Options")
def options_bits(world):
    for bits, kept in ((0, False), (1, True), (2, False), (3, True)):
        query = world.base64("SendMail", "12.1", parameters=parameter(7, bytes((bits,))))
        assert saved(world, query, messages.unique("bits")) == kept
    for bits, multipart in ((0, False), (2, True)):
        query = world.base64("ItemOperations", parameters=parameter(7, bytes((bits,))))
        assert (fetched(world, query).media_type == eas.MULTIPART_TYPE) == multipart


# -- the base64 query, field by field


def base64_is_fine(world, version="14.1", **fields):
    query = world.base64("FolderSync", version, **fields)
    return fine(world.ask(query, FOLDER_SYNC, version=version, MS_ASProtocolVersion=None))


@row("base64-field", "1 protocol version")
def base64_version(world):
    for version in VERSIONS:
        assert base64_is_fine(world, version), version
    for number in (0, 10, 122, 255):
        response = world.ask("?" + encoded(number), FOLDER_SYNC)
        assert response.status == 400
        assert response.headers["MS-ASProtocolVersions"] == ",".join(VERSIONS)


@row("base64-field", "2 command code")
def base64_code(world):
    for code in (24, 200, 255):
        assert world.ask(world.base64("FolderSync", code=code), FOLDER_SYNC).status == 501


@row("base64-field", "3 locale")
def base64_locale(world):
    for locale in (0, 0x0407, 0xFFFF):
        assert base64_is_fine(world, locale=locale)


@row("base64-field", "4 device id length")
def base64_device_id_length(world):
    for device in (b"", b"x" * 33):
        response = world.ask(world.base64("FolderSync", device=device), FOLDER_SYNC)
        assert world.refused(response, "108")


@row("base64-field", "5 device id")
def base64_device_id(world):
    """Text, or the 16 bytes of a GUID, which are the same device as their hex."""
    raw = bytes(range(0xF0, 0x100))
    client = world.stranger(device=raw.hex().upper())
    client.provision()
    key = int(client.policy_key).to_bytes(4, "little")
    query = "?" + encoded(device=raw, key=key, kind=client.device_type.encode())
    assert fine(world.ask(query, FOLDER_SYNC, client=client, MS_ASProtocolVersion=None))
    client.close()


@row("base64-field", "6 policy key length")
def base64_key_length(world):
    for bad in (b"\1", b"\1\2", b"\1\2\3\4\5"):
        assert world.ask(world.base64("FolderSync", key=bad), FOLDER_SYNC).status == 400


@row("base64-field", "7 policy key")
def base64_key(world):
    """case: MSASHTTP_S03_TC03_SetPolicyKeyRequestHeader"""
    wrong = world.base64("FolderSync", key=b"\1\0\0\0")
    assert world.refused(world.ask(wrong, FOLDER_SYNC, X_MS_PolicyKey=None), "144")
    none = world.base64("FolderSync", key=b"")
    assert world.refused(world.ask(none, FOLDER_SYNC, X_MS_PolicyKey=None), "142")
    assert fine(world.ask(none, FOLDER_SYNC))  # by the header
    assert base64_is_fine(world)


@row("base64-field", "8 device type length", "9 device type")
def base64_device_type(world):
    for bad in (b"", b"x" * 65):
        response = world.ask(world.base64("FolderSync", kind=bad), FOLDER_SYNC)
        assert world.refused(response, "109")


@row("base64-field", "10 command parameters")
def base64_parameters(world):
    """Until the end, unknown ones too; not beyond."""
    many = b"".join(parameter(tag, b"x") for tag in (0, 1, 2, 3, 4, 5, 6, 8, 9, 200))
    assert base64_is_fine(world, parameters=many)
    assert world.ask(world.base64("FolderSync", parameters=b"\1\5x"), FOLDER_SYNC).status == 400


def test_a_base64_query_may_be_unpadded_and_url_safe(world):
    for length in range(5, 9):  # all lengths of padding
        query = world.base64("FolderSync", parameters=parameter(8, b"\xff\xfe?" * length))
        for spelling in (
            query.rstrip("="),
            query.replace("+", "-").replace("/", "_"),
            query.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D"),
        ):
            response = world.ask(spelling, FOLDER_SYNC, MS_ASProtocolVersion=None)
            assert fine(response), spelling


def same_as_plain(name, version):
    """The code is that of the command: both forms get the same answer to an empty body."""

    def check(world):
        client = world.client(version)
        client.close()
        plain = world.ask(world.plain(name, version), version=version)
        coded = world.ask(world.base64(name, version), version=version, MS_ASProtocolVersion=None)
        assert (plain.status, plain.body) == (coded.status, coded.body)

    return check


for name in names("command-code"):
    assert str(COMMAND_CODES[name]) == ROWS["command-code", name]["value"]
    since = ROWS["command-code", name]["versions"]
    CHECKS["command-code", name] = same_as_plain(
        name, {"2.5-12.1": "12.1", "16.1": "16.1"}.get(since, "14.1")
    )


# -- headers of the request


@row("request-header", "Authorization")
def authorization(world):
    for bad in (None, "", "Basic", "Basic !", "Basic dTE=", "Bearer x", "Digest x"):
        response = world.ask(world.plain("FolderSync"), FOLDER_SYNC, Authorization=bad)
        assert response.status == 401, bad


@row("request-header", "Content-Type")
def content_type(world):
    query = world.plain("FolderSync")
    for good in (WBXML_TYPE, "application/vnd.ms-sync", WBXML_TYPE.upper(), None):
        assert fine(world.ask(query, FOLDER_SYNC, Content_Type=good)), good
    response = world.ask(query, FOLDER_SYNC, Content_Type="text/xml")
    assert world.refused(response, "101")
    mail = messages.plain(sender=world.account.address, to=world.account.address)
    for version, sent in (("2.5", True), ("12.1", True), ("14.0", False)):
        query = world.plain("SendMail", version)
        response = world.ask(query, mail, version=version, Content_Type="message/rfc822")
        assert (response.status == 200 and response.body == b"") == sent, version


@row("request-header", "MS-ASProtocolVersion")
def protocol_version(world):
    for version in VERSIONS:
        assert fine(world.ask(world.plain("FolderSync", version), FOLDER_SYNC, version=version))
    for bad in (None, "", "14", "13.0"):
        query = world.plain("FolderSync")
        assert world.ask(query, FOLDER_SYNC, MS_ASProtocolVersion=bad).status == 400, bad


@row("request-header", "X-MS-PolicyKey")
@row("http-status", "449")
def policy_key(world):
    for version in ("2.5", "12.1", "14.1"):
        query = world.plain("FolderSync", version)
        for key, status in ((None, "142"), ("0", "142"), ("x", "142"), ("1", "144")):
            response = world.ask(query, FOLDER_SYNC, version=version, X_MS_PolicyKey=key)
            assert world.refused(response, status, 449, version), (version, key)
        ping = world.ask(world.plain("Ping", version), version=version, X_MS_PolicyKey=None)
        assert ping.status == 200, version


@row("request-header", "User-Agent")
def user_agent(world):
    """case: MSASHTTP_S03_TC02_SetUserAgentRequestHeader"""
    for agent in (None, "", "Phone/1", "Phone/2", "x" * 1000):
        assert fine(world.ask(world.plain("FolderSync"), FOLDER_SYNC, User_Agent=agent)), agent


@row("request-header", "Accept-Language", "Cookie")
def headers_without_effect(world):
    for more in ({"Accept_Language": "de-AT, en;q=0.5"}, {"Cookie": "a=b; c=d"}):
        assert fine(world.ask(world.plain("FolderSync"), FOLDER_SYNC, **more))


def fetched(world, query, **headers):
    world.deliver()
    phone = world.phone()
    phone.sync_all()
    item = next(iter(phone.items()))
    body = wbxml.encode(
        ItemOperations.ItemOperations(
            eas.fetch_item(phone.inbox, item, eas.body_preference(1))
        )  # fmt: skip
    )
    return world.ask(query, body, **headers)


@row("request-header", "MS-ASAcceptMultiPart")
@row("response-header", "Content-Type")
def accept_multipart(world):
    """case: MSASHTTP_S03_TC01_SetASAcceptMultiPartRequestHeader
    case: MSASHTTP_S01_TC01_VerifyContentTypeResponseHeader"""
    query = world.plain("ItemOperations")
    for value, expected in (("T", eas.MULTIPART_TYPE), ("F", WBXML_TYPE), (None, WBXML_TYPE)):
        answer = fetched(world, query, MS_ASAcceptMultiPart=value)
        assert answer.headers["Content-Type"] == expected and answer.doc.text("Status") == "1"


@row("request-header", "Accept-Encoding")
@row("response-header", "Content-Encoding")
def gzip_answers(world):
    """case: MSASHTTP_S01_TC02_VerifyContentEncodingResponseHeader"""
    subject = messages.unique("long")
    world.deliver(messages.plain(subject, messages.LONG))
    phone = world.phone()
    phone.sync_all()
    fetch = eas.fetch_item(phone.inbox, phone.by_subject(subject).id)
    body = wbxml.encode(ItemOperations.ItemOperations(fetch))
    query = world.plain("ItemOperations")
    packed = world.ask(query, body, Accept_Encoding="gzip, deflate")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert wbxml.decode(gzip.decompress(packed.body)).text("Status") == "1"
    assert int(packed.headers["Content-Length"]) == len(packed.body) < len(messages.LONG)
    for accepts in (None, "identity", "gzip;q=0"):
        plain = world.ask(query, body, Accept_Encoding=accepts)
        assert plain.headers["Content-Encoding"] is None and plain.doc.text("Status") == "1"


# -- headers of the answer


@row("response-header", "MS-Server-ActiveSync", "Cache-Control")
def always(world):
    for response in (
        world.ask("", method="OPTIONS"),
        world.ask(world.plain("FolderSync"), FOLDER_SYNC),
        world.ask(world.plain("Nonsense")),
    ):
        assert response.headers["MS-Server-ActiveSync"]
        assert response.headers["Cache-Control"] == "private"


@row("response-header", "X-MS-RP")
def asks_for_options(world):
    first = world.ask(world.plain("FolderSync"), FOLDER_SYNC)
    assert first.headers["X-MS-RP"] == ",".join(VERSIONS)
    key = first.doc.text("SyncKey")
    later = wbxml.encode(FolderHierarchy.FolderSync(FolderHierarchy.SyncKey(key)))
    assert world.ask(world.plain("FolderSync"), later).headers["X-MS-RP"] is None


@row("response-header", "Retry-After")
@row("http-status", "503")
def try_later(world):
    """A device that asks the same for ever pauses."""
    device = messages.unique("eager").replace(" ", "")
    eager = Phone(world.server, world.account, "12.1", device).client
    answers = (eager.request("FolderSync", FOLDER_SYNC) for _ in range(200))
    response = next(answer for answer in answers if answer.status == 503)
    assert int(response.headers["Retry-After"]) > 0


@row("response-header", "Content-Length")
def content_length(world):
    for response in (
        world.ask("", method="OPTIONS"),
        world.ask(world.plain("FolderSync"), FOLDER_SYNC),
        world.ask(world.plain("Nonsense")),
    ):
        assert int(response.headers["Content-Length"]) == len(response.body)


@row("response-header", "Set-Cookie")
def no_cookie(world):
    assert world.ask(world.plain("FolderSync"), FOLDER_SYNC).headers["Set-Cookie"] is None


# -- statuses


@row("http-status", "200")
def empty_success(world):
    phone = world.phone("14.1")
    phone.sync_all()
    nothing = world.client("14.1").request("Sync", phone.request(phone.inbox))
    mail = messages.plain(sender=world.account.address, to=world.account.address)
    sent = world.client("14.1").send_mail(mail, messages.unique("row"))
    for response in (nothing, sent):
        assert response.status == 200 and response.body == b""
    world.phone("14.1").sync_all()


@row("http-status", "400")
def malformed(world):
    """case: MSASHTTP_S02_TC01_Verify400StatusCode"""
    for version in VERSIONS:
        response = world.ask(world.plain("FolderSync", version), b"\3\1\x6a", version=version)
        assert world.refused(response, "102", 400, version), version
    assert world.ask("?Cmd=FolderSync", FOLDER_SYNC, MS_ASProtocolVersion=None).status == 400


@row("http-status", "401")
def unauthorized(world):
    """case: MSASHTTP_S02_TC02_Verify401StatusCode"""
    response = world.ask(world.plain("FolderSync"), FOLDER_SYNC, Authorization=None)
    assert response.status == 401
    assert response.headers["WWW-Authenticate"].startswith("Basic realm=")


@row("http-status", "404")
def not_found(world):
    """case: MSASHTTP_S02_TC04_Verify404StatusCode"""
    for other in ("/nothing", PATH + "/x", PATH + "x"):
        assert world.ask(world.plain("FolderSync"), FOLDER_SYNC, path=other).status == 404, other


@row("http-status", "413")
def too_large(world):
    large = b"x" * (2 << 20)
    assert world.ask(world.plain("FolderSync"), large).status == 413
    world.client().close()


@row("http-status", "501")
def not_implemented(world):
    """case: MSASHTTP_S02_TC05_Verify501StatusCode"""
    assert world.ask(world.plain("Nonsense")).status == 501
    assert world.ask(world.plain("Find", "16.0"), version="16.0").status == 501
    assert world.ask(world.plain("Settings", "2.5"), version="2.5").status == 501


@row("http-status", "505")
def version_1_0(world):
    response = world.ask(world.plain("FolderSync"), FOLDER_SYNC, MS_ASProtocolVersion="1.0")
    assert response.status == 505
    assert response.headers["MS-ASProtocolVersions"] == ",".join(VERSIONS)


@row("http-status", "507")
def no_space(world):
    mail = messages.plain(sender=world.account.address, to=world.account.address)
    world.server.command("account", "quota", world.account.address, "--bytes", "10")
    try:
        for version in ("2.5", "12.1", "14.1"):
            response = world.client(version).send_mail(mail, messages.unique("full"))
            assert world.refused(response, "113", 507, version), version
    finally:
        world.server.command("account", "quota", world.account.address, "--bytes", "0")


# -- limits


def sync_status(world, collection, **how):
    answer = world.client().sync(collection, **how)
    return answer.text("Status") if answer is not None else "1"


@row("limit", "Ping HeartbeatInterval")
def ping_bounds(world):
    phone = world.phone()
    for seconds, bound in ((59, "60"), (3541, "3540"), (0, "60")):
        answer = phone.ping(heartbeat=seconds).answer()
        assert answer.text("Status") == "5" and answer.text("HeartbeatInterval") == bound


@row("limit", "Sync Wait", "Sync HeartbeatInterval")
def wait_bounds(world):
    phone = world.phone()
    asked = phone.request(phone.inbox).all("Collections/Collection")
    for how, limit in (({"wait": 0}, "1"), ({"wait": 60}, "59"), ({"heartbeat": 59}, "60"),
                       ({"heartbeat": 3541}, "3540")):  # fmt: skip
        answer = world.client().command("Sync", eas.sync_request(*asked, **how))
        assert answer.text("Status") == "14" and answer.text("Limit") == limit, how


@row("limit", "Sync WindowSize")
def window_size(world):
    phone = world.phone()
    for window in (0, 1, 512, 513, 100_000):
        phone.forget()
        phone.sync()
        request = phone.request(phone.inbox)
        request.find("Collections/Collection/WindowSize").content = [str(window)]
        answer = world.client().command("Sync", request)
        assert answer.text("Collections/Collection/Status") == "1", window
    phone.forget()
    phone.sync_all()


@row("limit", "Sync commands per request")
def sync_commands(world):
    phone = world.phone()
    many = [eas.change(f"{phone.inbox}:{n}", Email.Read(1)) for n in range(1, 202)]
    key = phone.box(phone.inbox).key
    assert sync_status(world, eas.collection(phone.inbox, key, many)) == "4"


@row("limit", "GetItemEstimate collections")
def estimate_collections(world):
    one = GetItemEstimate.Collection(AirSync.SyncKey("1"), GetItemEstimate.CollectionId("1"))
    root = GetItemEstimate.GetItemEstimate(GetItemEstimate.Collections([one] * 1001))
    assert world.refused(world.client().request("GetItemEstimate", root), "103")


@row("limit", "MoveItems Move")
def moves(world):
    one = Move.Move(Move.SrcMsgId("1:1"), Move.SrcFldId("1"), Move.DstFldId("2"))
    assert world.refused(world.client().request("MoveItems", Move.MoveItems([one] * 1001)), "103")


@row("limit", "ItemOperations Fetch+EmptyFolderContents+Move")
def operations(world):
    root = ItemOperations.ItemOperations([eas.fetch_item("1", "1:1")] * 101)
    assert world.refused(world.client().request("ItemOperations", root), "11")


@row("limit", "Categories")
def categories(world):
    world.deliver()
    phone = world.phone()
    phone.sync_all()
    item = next(iter(phone.items()))
    many = Email.Categories([Email.Category(f"c{n}") for n in range(301)])
    result = phone.sync(commands=[eas.change(item, many)])
    assert result.responses[item] == "6"


@row("limit", "SyncKey", "ServerId/CollectionId", "ClientId (Sync Add)")
def texts_of_sync(world):
    phone = world.phone()
    key, long = phone.box(phone.inbox).key, "1" * 65
    add = AirSync.Add(AirSync.ClientId(long), AirSync.ApplicationData(Email.Subject("x")))
    for collection in (
        eas.collection(phone.inbox, long),
        eas.collection(long, key),
        eas.collection(phone.inbox, key, [eas.change(long, Email.Read(1))]),
        eas.collection(phone.inbox, key, [add]),
    ):
        assert sync_status(world, collection) == "4", collection


@row("limit", "ClientId (SendMail)")
def client_id(world):
    mail = messages.plain(sender=world.account.address, to=world.account.address)
    root = ComposeMail.SendMail(ComposeMail.ClientId("x" * 41), ComposeMail.Mime(mail))
    assert world.refused(world.client().request("SendMail", root), "103")


@row("limit", "Email To/Cc/From")
def addresses(world):
    many = ", ".join(f"person{n:05}@elsewhere.example" for n in range(2000))
    world.deliver(messages.plain("to many", to=many))
    phone = world.phone()
    phone.sync_all()
    assert 32_000 < len(phone.by_subject("to many")["Email:To"]) <= 32_768


@row("limit", "Ping folders")
def ping_folders(world):
    answer = world.phone().ping(*[str(n) for n in range(1, 1002)]).answer()
    assert answer.text("Status") == "6" and int(answer.text("MaxFolders")) >= 200


# -- how a login may be written


@pytest.mark.parametrize("version", ["2.5", "16.1"])
def test_a_login_is_taken_as_clients_write_it(world, version):
    local, _, domain = world.account.address.partition("@")
    for login in (
        world.account.address, local, f"{domain}\\{local}", f"EXAMPLE\\{local}",
        f"{domain}\\{world.account.address}", world.account.address.upper(),
    ):  # fmt: skip
        client = world.stranger(version, "login")
        client.account = type(client.account)(login, world.account.password)
        assert client.options().status == 200, login
        client.close()


@pytest.mark.parametrize("coding", ["utf-8", "latin-1"])
@pytest.mark.parametrize("version", ["2.5", "16.1"])
def test_a_password_is_taken_in_both_codings(world, coding, version):
    account = world.server.add_account(password="Zwölf Äpfel")
    client = eas.Client(world.server, account, version)
    login = f"{account.address}:{account.password}".encode(coding)
    client.authorization = lambda: "Basic " + base64.b64encode(login).decode()
    client.provision()
    assert client.folder_sync().text("Status") == "1"
    client.close()
