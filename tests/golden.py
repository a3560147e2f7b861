"""Expected lists and files: where one differs, the failure names the place, each line that differs, and the mend."""

from collections.abc import Iterable
from difflib import unified_diff
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def assert_file(file: Path, found: str, mend: str) -> None:
    """Compare a text with a file of the repository; `mend` is the command or act that brings them together."""
    expected = file.read_text(encoding="utf-8")
    if found != expected:
        _differ(str(file.relative_to(ROOT)), expected.splitlines(), found.splitlines(), mend)


def assert_listed(found: Iterable[object], listed: Iterable[object], place: str, mend: str) -> None:
    """Compare what the product has, in any order, with a list at a `place` ("COME of tests/registers/…")."""
    have, want = (sorted({str(each) for each in some}) for some in (found, listed))
    if have != want:
        _differ(place, want, have, mend)


def _differ(place: str, expected: list[str], found: list[str], mend: str) -> None:
    lines = list(unified_diff(expected, found, place, "the product now", n=0, lineterm=""))
    came, went = (sum(line.startswith(sign) and not line.startswith(sign * 3) for line in lines) for sign in "+-")
    told = "\n".join(line for line in lines if not line.startswith("@@"))
    pytest.fail(f"{place} differs: {came} lines came, {went} are missing. To mend: {mend}\n{told}", pytrace=False)
