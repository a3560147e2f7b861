"""What devices say by passkeys: only what answers us, from our pages, confirmed by the owner, signed by their key."""

import base64
import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.models.people.webauthn import (
    BrowserAnswer,
    Party,
    PasskeyRefused,
    as_text,
    check_signature,
    made,
    proved,
    read,
)
from app.web.settings import Settings
from tests.passkeys import HERE, Device

CHALLENGE = as_text(bytes(range(32)))
ASKED = base64.urlsafe_b64encode(bytes(range(32))).decode().rstrip("=")
ELSEWHERE = Party("lopso.example.evil", "https://lopso.example.evil")


def der(key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey | Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def test_what_a_device_makes_and_answers_is_taken() -> None:
    device = Device(signatures=7)
    key = made(read(device.make(CHALLENGE)), ASKED, HERE)
    assert (key.credential, key.signatures) == (as_text(device.credential), 7)
    assert proved(read(device.answer(CHALLENGE)), key.public_key, ASKED, HERE) == 8


WRONG = [
    {"party": ELSEWHERE},
    {"party": Party(HERE.host, ELSEWHERE.origin)},
    {"party": Party(ELSEWHERE.host, HERE.origin)},
    {"party": Party(HERE.host, "http://lopso.example")},
    {"party": Party(HERE.host, "https://lopso.example:8443")},
    {"flags": 1},  # somebody was there; who, nobody looked
    {"flags": 4},
    {"flags": 0},
    {"cross_origin": True},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_what_another_page_got_or_nobody_confirmed_is_not(wrong: dict[str, object]) -> None:
    device = Device()
    key = made(read(device.make(CHALLENGE)), ASKED, HERE)
    other = replace(device, **wrong)
    with pytest.raises(PasskeyRefused):
        proved(read(other.answer(CHALLENGE)), key.public_key, ASKED, HERE)
    with pytest.raises(PasskeyRefused):
        made(read(other.make(CHALLENGE)), ASKED, HERE)


def test_what_answers_another_question_is_not() -> None:
    device = Device()
    key = made(read(device.make(CHALLENGE)), ASKED, HERE)
    for challenge in ("", ASKED[:-1], ASKED[::-1]):
        with pytest.raises(PasskeyRefused):
            proved(read(device.answer(CHALLENGE)), key.public_key, challenge, HERE)
    with pytest.raises(PasskeyRefused):
        proved(read(device.make(CHALLENGE)), key.public_key, ASKED, HERE)
    with pytest.raises(PasskeyRefused):
        made(read(device.answer(CHALLENGE)), ASKED, HERE)


def test_what_another_key_has_signed_is_not() -> None:
    device, other = Device(), Device()
    key = made(read(other.make(CHALLENGE)), ASKED, HERE)
    told = read(device.answer(CHALLENGE))
    for proof in (told.proof, b"", told.proof[:-1]):
        with pytest.raises(PasskeyRefused):
            proved(told._replace(proof=proof), key.public_key, ASKED, HERE)


def test_a_new_passkey_is_the_one_that_the_device_names() -> None:
    told = read(Device().make(CHALLENGE))
    for credential in (b"", b"another", told.credential + b"more"):
        with pytest.raises(PasskeyRefused):
            made(told._replace(credential=credential), ASKED, HERE)


WEAK = [
    der(ec.generate_private_key(ec.SECP384R1()).public_key()),
    der(rsa.generate_private_key(65537, 1024).public_key()),
    b"",
    b"no key",
]


@pytest.mark.parametrize("key", WEAK, ids=["P-384", "RSA-1024", "none", "rubbish"])
def test_a_key_that_was_not_asked_for_is_not_taken(key: bytes) -> None:
    with pytest.raises(PasskeyRefused):
        made(read(Device().make(CHALLENGE))._replace(proof=key), ASKED, HERE)


RUBBISH = [
    "",
    "{",
    "[]",
    "null",
    "7",
    '"id"',
    "[" * 7_000,
    '{"id": 1}',
    '{"id":"", "client":"", "device":"", "proof":"é"}',
]
CLIENTS = [b"", b"null", b"[]", b"{", b"\xff", b"[" * 5_000, b'{"type": "webauthn.get"}', b'{"crossOrigin": {}}']


@pytest.mark.parametrize("text", RUBBISH)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(PasskeyRefused):
        read(text)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_browsers_part_that_cannot_be_read_is_refused(client: bytes) -> None:
    told = read(Device().answer(CHALLENGE))
    with pytest.raises(PasskeyRefused):
        proved(told._replace(client=client), "", ASKED, HERE)
    with pytest.raises(PasskeyRefused):
        proved(told._replace(device=told.device[:36]), "", ASKED, HERE)


# W3C Web Authentication Level 3, 16.2 and 16.11: the authentications; nobody looked there who it was.
W3C = Party("example.org", "https://example.org")
AT_W3C = "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b5"
ES256 = der(
    ec.EllipticCurvePublicKey.from_encoded_point(
        ec.SECP256R1(),
        bytes.fromhex(
            "04afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61"
            "930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220"
        ),
    )
)
EDDSA = der(
    Ed25519PublicKey.from_public_bytes(
        bytes.fromhex("44e06ddd331c36a8dc667bab52bcae63486c916aa5e339e6acebaa84934bf832")
    )
)
SPOKEN = [
    (
        ES256,
        "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408",
        "1900000000",
        "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd38"
        "0221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87",
    ),
    (
        EDDSA,
        "895957e01c633a698348a2d8a31a54b7db27e8c1c43b2080d79ae2190267bfd2",
        "0100000000",
        "f5c59c7e46c34f6f8cc197101ddf9934fa2595f68eb1913a637e8419eb9ba4cf"
        "dfc48f85393bc0d40b011f0d6fecb097d6607525713223a0dc0d453993dae00b",
    ),
]


@pytest.mark.parametrize(("key", "challenge", "device", "signature"), SPOKEN, ids=["ES256", "Ed25519"])
def test_signatures_are_those_of_the_standard(key: bytes, challenge: str, device: str, signature: str) -> None:
    asked = base64.urlsafe_b64encode(bytes.fromhex(challenge)).decode().rstrip("=")
    client = f'{{"type":"webauthn.get","challenge":"{asked}","origin":"https://example.org","crossOrigin":false}}'
    told = BrowserAnswer(b"", client.encode(), bytes.fromhex(AT_W3C + device), bytes.fromhex(signature))
    check_signature(told, as_text(key))
    with pytest.raises(PasskeyRefused):
        check_signature(told._replace(client=told.client.replace(b"false", b"true")), as_text(key))
    with pytest.raises(PasskeyRefused):
        proved(told, as_text(key), asked, W3C)


def test_a_windows_key_signs_by_rsa() -> None:
    key = rsa.generate_private_key(65537, 2048)
    told = read(Device().answer(CHALLENGE))
    signed = key.sign(told.device + sha256(told.client).digest(), padding.PKCS1v15(), SHA256())
    told = told._replace(proof=signed)
    assert proved(told, as_text(der(key.public_key())), ASKED, HERE) == 1
    with pytest.raises(PasskeyRefused):
        proved(told._replace(proof=bytes(256)), as_text(der(key.public_key())), ASKED, HERE)


def test_a_browser_may_say_more_than_we_know() -> None:
    told = read(Device().make(CHALLENGE))
    more = json.loads(told.client) | {"extraData": "clientDataJSON may be extended"}
    assert made(told._replace(client=json.dumps(more).encode()), ASKED, HERE)


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://Hoc.Phuong.example", ("hoc.phuong.example", "https://hoc.phuong.example")),
        ("https://hoc.example:443", ("hoc.example", "https://hoc.example")),
        ("https://hoc.example:8443", ("hoc.example", "https://hoc.example:8443")),
        ("https://học.example", ("xn--hc-68s.example", "https://xn--hc-68s.example")),
        ("http://hoc.example", None),
        ("http://localhost:8000", None),
        ("https://192.168.1.5", None),
        ("https://[::1]:8443", None),
        ("https://", None),
        ("https://hoc..example", None),
    ],
)
def test_passkeys_are_made_for_a_name_behind_https_alone(
    tmp_path: Path, address: str, site: tuple[str, str] | None
) -> None:
    environment = {"DATA_DIR": str(tmp_path), "SECRET_KEY": "a test's key", "PUBLIC_URL": address}
    assert Settings.from_environment(environment).passkey_site == site
