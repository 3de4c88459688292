"""What an answer looks like: its headers and its status. Source: MS-ASHTTP 2.2.1.2, 2.2.2."""

import messages
import wbxml
from eas import PATH, VERSIONS
from http_rows import FOLDER_SYNC, row
from phone import Phone
from wbxml import FolderHierarchy

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
