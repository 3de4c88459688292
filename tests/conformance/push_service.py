"""A push service and the device behind it: it takes what comes over TLS, and the device decrypts it.

Source: RFC 8030 5, RFC 8188, RFC 8291, RFC 8292.
"""

import base64
import datetime
import http.server
import json
import os
import ssl
import threading
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from waiting import eventually

PUSH = "https://bitfire.at/webdav-push"
_CURVE = ec.SECP256R1()


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _point(key):
    return key.public_bytes(serialization.Encoding.X962,
                            serialization.PublicFormat.UncompressedPoint)  # fmt: skip


def _derive(salt, secret, info, size):
    return HKDF(hashes.SHA256(), size, salt, info).derive(secret)


class Device:
    """Has the key pair of its subscription."""

    def __init__(self):
        self._key, self._secret = ec.generate_private_key(_CURVE), os.urandom(16)
        self.public, self.secret = encoded(_point(self._key.public_key())), encoded(self._secret)

    def decrypt(self, body):
        salt, size, sender, text = body[:16], body[16:20], body[21:86], body[86:]
        assert int.from_bytes(size, "big") == 4096 and body[20] == 65
        other = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, sender)
        info = b"WebPush: info\0" + decoded(self.public) + sender
        secret = _derive(self._secret, self._key.exchange(ec.ECDH(), other), info, 32)
        key = _derive(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derive(salt, secret, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, text, None)
        assert plain.endswith(b"\x02")
        return plain[:-1]


@dataclass(frozen=True)
class Message:
    path: str
    headers: dict
    body: bytes

    def for_device(self, device):
        """The topic and the sync-token that it tells the device."""
        root = ElementTree.fromstring(device.decrypt(self.body))
        assert root.tag == f"{{{PUSH}}}push-message"
        update = root.find(f"{{{PUSH}}}content-update")
        return root.findtext(f"{{{PUSH}}}topic"), update.findtext("{DAV:}sync-token")

    def signed_claims(self, public):
        """What the server says of itself, signed with this key."""
        scheme, _, rest = self.headers["Authorization"].partition(" ")
        fields = dict(each.strip().split("=", 1) for each in rest.split(","))
        assert scheme == "vapid" and fields["k"] == public
        head, claims, signature = fields["t"].split(".")
        raw = decoded(signature)
        key = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, decoded(public))
        der = utils.encode_dss_signature(*(int.from_bytes(raw[i : i + 32], "big") for i in (0, 32)))
        key.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        return json.loads(decoded(claims))


def _certificate(folder):
    """Of a service that calls itself localhost; it is its own authority."""
    key = ec.generate_private_key(_CURVE)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.utcnow()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "push.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                          serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )  # fmt: skip
    return pem


class PushService:
    """Listens until it is closed. Thread-safe."""

    def __init__(self, folder):
        self.authority = _certificate(folder)
        self._lock, self._messages = threading.Lock(), []
        self.status = 201
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with service._lock:
                    service._messages.append(Message(self.path, dict(self.headers), body))
                self.send_response(service.status)
                self.send_header("Location", "https://localhost:1/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.authority)
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, name):
        return f"https://localhost:{self._server.server_address[1]}/{name}"

    def messages(self, name):
        with self._lock:
            return [each for each in self._messages if each.path == f"/{name}"]

    def wait_for(self, name, count=1):
        eventually(lambda: len(self.messages(name)) >= count, f"{count} messages for {name}")
        return self.messages(name)

    def close(self):
        self._server.shutdown()
        self._server.server_close()
