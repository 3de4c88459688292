"""Push services are told of changes in address books: WebDAV-Push, as DAVx5 uses it."""

import email.utils
import time

import dav as webdav
import pytest
from dav import card
from push_service import PUSH, Device, PushService
from server import Server
from waiting import eventually

WEEK = 7 * 86400


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    service = PushService(tmp_path_factory.mktemp("push"))
    yield service
    service.close()


@pytest.fixture(scope="module")
def pushing(servers, service, tmp_path_factory):
    """A server that tells push services."""
    config = tmp_path_factory.mktemp("pushing") / "syncgate.toml"
    config.write_text(
        f'[push]\nweb = "on"\nauthority = "{service.authority}"\nallow = ["127.0.0.0/8", "::1"]\n'
    )
    server = Server(options=["--config", config]).start()
    servers.append(server)
    yield server
    server.check()
    servers.remove(server)
    server.close()


@pytest.fixture
def client(pushing):
    client = webdav.Client(pushing, pushing.add_account())
    yield client
    client.close()


def registration(url, device, trigger="<content-update><D:depth>1</D:depth></content-update>",
                 expires=""):  # fmt: skip
    return (
        f'<push-register xmlns="{PUSH}" xmlns:D="DAV:"><subscription><web-push-subscription>'
        f"<push-resource>{url}</push-resource><content-encoding>aes128gcm</content-encoding>"
        f'<subscription-public-key type="p256dh">{device.public}</subscription-public-key>'
        f"<auth-secret>{device.secret}</auth-secret></web-push-subscription></subscription>"
        f"<trigger>{trigger}</trigger>{expires}</push-register>"
    )


def register(client, url, device, book=None, **how):
    return client.request("POST", book or client.book, registration(url, device, **how),
                          Content_Type='application/xml; charset="utf-8"')  # fmt: skip


def path_of(answer):
    """Of the registration's URL."""
    assert answer.status == 204, answer.body
    scheme, _, rest = answer.headers["Location"].partition("://")
    assert scheme == "http"
    return rest[rest.index("/") :]


def topic_and_key(client, book=None):
    body = (
        f'<D:propfind xmlns:D="DAV:" xmlns:P="{PUSH}"><D:prop><P:transports/><P:topic/>'
        "<P:supported-triggers/></D:prop></D:propfind>"
    )
    xml = client.request("PROPFIND", book or client.book, body, Depth=0).xml
    (key,) = xml.iter(f"{{{PUSH}}}vapid-public-key")
    (depth,) = xml.find(f".//{{{PUSH}}}supported-triggers/{{{PUSH}}}content-update")
    assert key.get("type") == "p256ecdsa" and depth.text == "1"
    return xml.findtext(f".//{{{PUSH}}}topic"), key.text


def test_a_book_says_how_to_be_told_of_its_changes(client):
    assert "webdav-push" in client.request("OPTIONS", client.book).headers["DAV"]
    first, key = topic_and_key(client)
    client.make_book("friends")
    second, same = topic_and_key(client, client.home + "friends/")
    assert first != second and key == same and len(first) == 22


def test_a_change_is_told_encrypted_and_signed(client, service):
    device = Device()
    answer = register(client, service.url("told"), device)
    expires = email.utils.parsedate_to_datetime(answer.headers["Expires"]).timestamp()
    assert abs(expires - time.time() - WEEK) < 60
    client.put("ann.vcf", card("ann"))
    topic, key = topic_and_key(client)
    (message,) = service.wait_for("told")
    assert message.for_device(device) == (topic, client.sync().token)
    headers = {name.lower(): value for name, value in message.headers.items()}
    assert headers["content-encoding"] == "aes128gcm" and headers["topic"] == topic
    assert int(headers["ttl"]) > 0
    claims = message.signed_claims(key)
    assert claims["aud"] == service.url("")[:-1] and claims["sub"].startswith("mailto:")
    assert time.time() < claims["exp"] <= time.time() + 86400


def test_many_changes_are_one_message_and_own_ones_are_none(client, service):
    device, other = Device(), Device()
    own = register(client, service.url("own"), device).headers["Location"]
    register(client, service.url("others"), other)
    for i in range(10):
        assert client.put(f"{i}.vcf", card(f"uid{i}"), Push_Dont_Notify=f'"{own}"').status == 201
    assert len(service.wait_for("others")) == 1
    # What another changes meanwhile is told all the same: the next message has all of it.
    client.put("another.vcf", card("another"))
    (message,) = service.wait_for("own")
    assert message.for_device(device)[1] == client.sync().token
    client.request("DELETE", client.book + "another.vcf", Push_Dont_Notify="*")
    register(client, service.url("after"), Device())
    client.put("last.vcf", card("last"))
    service.wait_for("after")
    assert len(service.wait_for("own", 2)) == 2


def test_a_registration_is_renewed_and_removed_by_its_url(client, service, pushing):
    device = Device()
    path = path_of(register(client, service.url("gone"), device))
    soon = email.utils.formatdate(time.time() + 3600, usegmt=True)
    renewed = register(client, service.url("gone"), device, expires=f"<expires>{soon}</expires>")
    assert path_of(renewed) == path and renewed.headers["Expires"] == soon
    listed = pushing.command("device", "subscriptions", client.account.address)
    listed = listed.stdout.decode().split("\t")
    assert listed[0] == client.account.address and path.endswith(listed[1])
    assert listed[4].startswith("localhost:")
    stranger = webdav.Client(pushing, pushing.add_account())
    assert stranger.request("DELETE", path).status == 404
    stranger.close()
    assert client.request("GET", path).status == 405
    assert client.request("DELETE", path).status == 204
    assert client.request("DELETE", path).status == 404
    register(client, service.url("stays"), device)
    client.put("ann.vcf", card("ann"))
    service.wait_for("stays")
    assert service.messages("gone") == []


def test_what_cannot_be_told_is_refused(client, service):
    device = Device()
    wrong = Device()
    wrong.public = wrong.public[:-4] + "AAAA"

    def refused(answer, condition):
        assert answer.status == 403 and answer.conditions == [f"{{{PUSH}}}{condition}"], answer.body

    for url in ("http://push.example.net/a", "https://user@push.example.net/", "file:///etc/passwd"):
        refused(register(client, url, device), "invalid-subscription")
    refused(register(client, service.url("x"), wrong), "invalid-subscription")
    refused(register(client, service.url("x"), device, trigger="<property-update/>"),
            "no-supported-trigger")  # fmt: skip
    assert register(client, service.url("x"), device, book=client.home + "none/").status == 404


def test_a_subscription_that_the_service_knows_no_more_ends(client, service, pushing):
    path = path_of(register(client, service.url("ended"), Device()))
    service.status = 410
    try:
        client.put("ann.vcf", card("ann"))
        service.wait_for("ended")
        eventually(lambda: path.rsplit("/", 1)[1] in pushing.log_text(), "the end of it in the log")
    finally:
        service.status = 201
    assert client.request("DELETE", path).status == 404


def test_nobody_is_told_who_was_not_asked_to(dav):
    assert "webdav-push" not in dav.request("OPTIONS", dav.book).headers["DAV"]
    answer = register(dav, "https://push.example.net/a", Device())
    assert answer.status == 403 and answer.conditions == [f"{{{PUSH}}}push-not-available"]
