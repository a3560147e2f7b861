"""What was sealed opens with its key, whole, and otherwise not at all."""

import io
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from app.country import codes
from app.exchange.backups import NotABackup, Tampered, UnusableKey, backup_key
from app.exchange.backups.sealing import LENGTH, MAGIC, PIECE, SALT, TAG, SealingWriter, UnsealingReader

KEY, OTHER_KEY = bytes(32), bytes([1] * 32)
SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7]


def sealed(plain: bytes, key: bytes = KEY) -> bytes:
    file = io.BytesIO()
    writer = SealingWriter(file, key)
    writer.write(plain)
    writer.close()
    return file.getvalue()


def opened(file: bytes, key: bytes = KEY) -> bytes:
    return UnsealingReader(io.BytesIO(file), key).read()


@pytest.mark.parametrize("size", SIZES)
def test_it_comes_back(size: int) -> None:
    plain = bytes(number % 251 for number in range(size))
    assert opened(sealed(plain)) == plain


@given(parts=st.lists(st.binary(max_size=300), max_size=8), sizes=st.lists(st.integers(1, 400), min_size=1, max_size=5))
@settings(max_examples=40)
def test_in_whatever_pieces_it_is_written_and_read(parts: list[bytes], sizes: list[int]) -> None:
    file = io.BytesIO()
    writer = SealingWriter(file, KEY)
    for part in parts:
        writer.write(part)
    writer.close()
    reader = UnsealingReader(io.BytesIO(file.getvalue()), KEY)
    read, turn = b"", 0
    while piece := reader.read(sizes[turn % len(sizes)]):
        read, turn = read + piece, turn + 1
    assert read == b"".join(parts)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Tampered):
        opened(sealed(b"Nguyen Thi Hoa"), OTHER_KEY)


def test_nothing_of_it_can_be_read() -> None:
    assert b"Hoa" not in sealed(b"Nguyen Thi Hoa" * 1000)


@pytest.mark.parametrize("at", [len(MAGIC), len(MAGIC) + SALT, len(MAGIC) + SALT + PIECE + TAG + 3, -1])
def test_one_changed_bit_is_noticed(at: int) -> None:
    file = bytearray(sealed(bytes(2 * PIECE)))
    file[at] ^= 1
    with pytest.raises(Tampered):
        opened(bytes(file))


@pytest.mark.parametrize("pieces", [1, 2])
def test_a_file_cut_off_between_two_pieces_is_noticed(pieces: int) -> None:
    file = sealed(bytes(3 * PIECE))
    with pytest.raises(Tampered):
        opened(file[: len(MAGIC) + SALT + pieces * (PIECE + TAG)])


def test_pieces_in_another_order_are_noticed() -> None:
    file, begin, one = sealed(bytes(3 * PIECE)), len(MAGIC) + SALT, PIECE + TAG
    head, first, second, rest = file[:begin], file[begin:][:one], file[begin + one :][:one], file[begin + 2 * one :]
    with pytest.raises(Tampered):
        opened(head + second + first + rest)


@pytest.mark.parametrize("file", [b"", b"PK\x03\x04", MAGIC, MAGIC + b"short"])
def test_another_file_is_told_so(file: bytes) -> None:
    with pytest.raises(NotABackup):
        opened(file)


def test_the_key_is_made_once_and_kept_for_its_owner(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: backup_key(tmp_path), range(16)))
    assert len(keys) == 1
    file = tmp_path / "backup_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["backup_key"]


def test_the_key_is_read_as_people_copy_it(tmp_path: Path) -> None:
    written = codes.new_code(LENGTH - 1) + "0"
    grouped = codes.spoken(written).lower()[:-1] + "o\n"
    assert backup_key(tmp_path, grouped) == backup_key(tmp_path, written)
    assert not (tmp_path / "backup_key").exists()


@pytest.mark.parametrize("text", ["", "khóa", "A" * 51, "A" * 53, "U" * 52])
def test_what_is_no_key_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnusableKey):
        backup_key(tmp_path, text)
