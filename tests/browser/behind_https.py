"""What stands before the product where its address is a name behind https: takes TLS off and hands everything on."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.country import clock

# Browsers look for every name that ends so on their own machine, and let its pages use passkeys whoever made its
# certificate.
NAME = "lopso.localhost"


@contextmanager
def tls_front(listening: socket.socket, port: int, folder: Path) -> Iterator[None]:
    """Serve by TLS what 127.0.0.1 answers on a port, until the end."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))
    threading.Thread(target=_take_calls, args=(listening, context, port), daemon=True).start()
    try:
        yield
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _take_calls(listening: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with suppress(OSError):  # closed
        while True:
            call, _address = listening.accept()
            threading.Thread(target=_hand_on, args=(call, context, port), daemon=True).start()


def _hand_on(call: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with (
        suppress(OSError),
        context.wrap_socket(call, server_side=True) as outside,
        socket.create_connection(("127.0.0.1", port)) as inside,
    ):
        back = threading.Thread(target=_copy, args=(inside, outside), daemon=True)
        back.start()
        _copy(outside, inside)
        back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while told := source.recv(65_536):
            target.sendall(told)
        target.shutdown(socket.SHUT_WR)


def _certificate(folder: Path) -> Path:
    """A certificate that nobody vouches for, with its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = clock.now()
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, SHA256())
    )
    file = folder / "certificate.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return file
