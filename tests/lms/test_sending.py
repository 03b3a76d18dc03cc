import contextlib
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from yourturn.lms.sending import (
    BusyError,
    Patience,
    RefusedError,
    UnclearError,
    answered,
    open_session,
)


def failing(*errors):
    waiting = list(errors)

    def attempt():
        if waiting:
            raise waiting.pop(0)
        return "done"

    return attempt


def test_waits_grow_are_bounded_and_follow_the_platform():
    pauses = []
    patience = Patience(6, 1.0, 5.0, pauses.append)
    errors = [UnclearError("x")] * 3 + [BusyError("y", 4.0), BusyError("z", 99.0)]
    assert patience.insist(failing(*errors)) == "done"
    assert [low <= pause <= high for pause, (low, high) in zip(
        pauses, [(0.5, 1), (1, 2), (2, 4), (4, 5), (5, 5)], strict=True)] == [True] * 5  # fmt: skip


def test_a_refusal_is_final():
    pauses = []
    with pytest.raises(RefusedError):
        Patience(6, 1.0, 5.0, pauses.append).insist(failing(RefusedError("no", 422)))
    assert pauses == []


def test_what_worked_unseen_is_not_tried_again():
    attempts = []

    def attempt():
        attempts.append(1)
        raise UnclearError("cut")

    assert Patience(3, 0.0).insist(attempt, lambda: "there") == "there"
    assert len(attempts) == 1
    with pytest.raises(UnclearError, match="cut Tried 3 times"):
        Patience(3, 0.0).insist(attempt, lambda: None)
    assert len(attempts) == 4


def test_a_date_to_come_back_at(loopback):
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=500), usegmt=True)
    for told, expected in ((later, 400), ("soon", None), ("-3", 0)):
        server = loopback(lambda *_, told=told: (429, {"Retry-After": told}, b""))
        with open_session(5.0, []) as session, pytest.raises(BusyError) as raised:
            session.get(server.url)
        after = raised.value.after_s
        assert after is None if expected is None else after >= expected


def test_no_platform_no_answer(loopback):
    server = loopback(lambda *_: (200, {}, b""))
    with open_session(5.0, []) as session:
        for url, error, words in (
            (server.url.replace("http", "https"), UnclearError, "encrypted connection failed"),
            ("http://127.0.0.1:1", UnclearError, "ConnectionError"),
            ("nonsense", RefusedError, "The address is none"),
        ):
            with pytest.raises(error, match=words):
                answered(lambda url=url: session.get(url))
        assert session.get(server.url).status_code == 200


def test_an_untrusted_certificate(tmp_path):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
    )
    pem = tmp_path / "own.pem"
    pem.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + made.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def shake_hands():
            connection, _ = listening.accept()
            with connection, contextlib.suppress(ssl.SSLError, OSError):
                context.wrap_socket(connection, server_side=True).close()

        thread = threading.Thread(target=shake_hands)
        thread.start()
        with open_session(5.0, []) as session, pytest.raises(RefusedError, match="not trusted"):
            answered(lambda: session.get(f"https://127.0.0.1:{port}"))
        thread.join()


def test_a_netrc_does_not_replace_the_token(loopback, tmp_path, monkeypatch):
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    seen = []
    server = loopback(lambda method, path, headers, body: seen.append(headers) or (200, {}, b""))
    with open_session(5.0, []) as session:
        session.get(server.url, headers={"Authorization": "Bearer x"})
        assert seen[0]["Authorization"] == "Bearer x"
    with requests.Session() as plain:
        plain.get(server.url, headers={"Authorization": "Bearer x"})
    assert seen[1]["Authorization"].startswith("Basic "), "what would happen without care"
