"""What a request may look like: path, method, query in both forms, headers. Source: MS-ASHTTP 2.2.1.1."""

import gzip

import eas
import messages
import wbxml
from eas import COMMAND_CODES, PATH, VERSIONS, WBXML_TYPE
from http_rows import CHECKS, FOLDER_SYNC, ROWS, fine, names, row
from http_world import encoded, parameter
from phone import SENT
from wbxml import ItemOperations

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
