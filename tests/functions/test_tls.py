"""A database elsewhere proves itself before it hears a password."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pytest
from hotelly import database, tls
from hotelly.errors import Unavailable

SSL_REQUEST = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")


@contextmanager
def server(answer: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """Something on TCP that says it is Postgres, and keeps what it hears."""
    heard: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):  # whoever hears no good answer breaks off
            connection.settimeout(5)
            heard.append(connection.recv(8))
            connection.sendall(answer)
            while piece := connection.recv(4096):
                heard.append(piece)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listening.getsockname()[1], heard
    listening.close()
    thread.join(5)


@pytest.mark.parametrize("answer", [b"N", b"S\x15\x03\x01"], ids=["no TLS", "no certificate"])
def test_a_server_that_proves_nothing_hears_no_password(
    monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    with server(answer) as (port, heard):
        url = f"postgresql://zilda:quaresma-secret@127.0.0.1:{port}/hotelly?sslmode=verify-full"
        monkeypatch.setenv("DATABASE_URL", url)
        with pytest.raises(Unavailable):
            database.call("ready")
    assert heard[0] == SSL_REQUEST
    assert b"quaresma-secret" not in b"".join(heard)
    assert b"zilda" not in b"".join(heard)


VERIFIED = ["", "?sslmode=require", "?sslmode=verify-full", "?sslmode=prefer"]


@pytest.mark.parametrize("options", VERIFIED)
def test_a_server_elsewhere_is_verified_whatever_is_left_out(options: str) -> None:
    context = tls.context_for(urlsplit(f"postgresql://u@db.example/hotelly{options}"))
    assert context
    assert (context.check_hostname, context.verify_mode.name) == (True, "CERT_REQUIRED")


def test_by_authority_the_name_does_not_count_and_the_certificate_does() -> None:
    context = tls.context_for(urlsplit("postgresql://u@db.example/x?sslmode=verify-ca"))
    assert context
    assert (context.check_hostname, context.verify_mode.name) == (False, "CERT_REQUIRED")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u@/x?host=/run/postgres",
        "postgresql://u@localhost/x",
        "postgresql://u@127.0.0.1:5432/x",
        "postgresql://u@db.example/x?sslmode=disable",
    ],
)
def test_this_machine_and_who_says_so_need_no_tls(url: str) -> None:
    assert tls.context_for(urlsplit(url)) is False
