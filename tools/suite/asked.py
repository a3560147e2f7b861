"""tests/asked.json: what the last whole green run of all tests (`script/test --all`) asked, and of which files.

A dear test belongs to a *unit*: a function ("tests/jobs/test_worker.py::test_x"), or the second engine of a module
("tests/models/test_people.py[postgresql]").
"""

import hashlib
import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

ASKED = Path("tests/asked.json")
# What a run of all tests would have written there but for the tests that failed, until they are asked again.
UNFINISHED = Path(".check_cache/asked.json")
# Where pytest lists the tests that failed.
LAST_FAILED = Path(".pytest_cache/v/cache/lastfailed")
# What no test reads, and the file itself.
UNREAD = ("CHANGELOG.md", "docs/pictures/", "docs/history/", str(ASKED))
# Folders whose every test is dear; the seconds of one case from which any other function is dear, until it is cheap.
DEAR_FOLDERS = ("tests/browser/", "tests/server/", "tests/upgrades/")
DEAR, CHEAP = 0.5, 0.3
# A unit keeps its cost in the file until it moves by more than this share: two runs write the same.
MOVES = 0.25


class EditedByHand(Exception):
    """The file is not as a run wrote it."""


@dataclass(frozen=True)
class Asked:
    """The dear units with their seconds, the folders of app that each module of them looks at, the digest of each
    tracked file, and the day of the last commit that was asked."""

    day: str = ""
    dear: dict[str, float] = field(default_factory=dict)
    looks_at: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)


def read(root: Path, path: Path = ASKED) -> Asked:
    """What the file says; nothing where there is none.

    Raises:
        EditedByHand: its digest is not that of its content.
    """
    if not (root / path).exists():
        return Asked()
    content = json.loads((root / path).read_text(encoding="utf-8"))
    if content.pop("digest", "") != _digest(content):
        raise EditedByHand(f"{path} was edited: only a whole green run writes it (script/test --all)")
    return Asked(**content)


def write(root: Path, asked: Asked, path: Path = ASKED) -> None:
    """Replace the file."""
    content = asdict(asked)
    text = json.dumps({**content, "digest": _digest(content)}, ensure_ascii=False, indent=1, sort_keys=True)
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text(text + "\n", encoding="utf-8")


def failed_tests(root: Path) -> list[str]:
    """The tests that failed in the last run, as arguments of pytest."""
    path = root / LAST_FAILED
    return sorted(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else []


def _digest(content: Mapping[str, object]) -> str:
    return _short(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def digests(root: Path) -> dict[str, str]:
    """The digest of each file that git tracks or would take, as it is in the working tree."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    paths = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.split("\0")
    return {
        path: _short((root / path).read_bytes())
        for path in sorted(set(paths))
        if path and not path.startswith(UNREAD) and (root / path).is_file()
    }


def changed(asked: Asked, root: Path) -> set[str]:
    """The files that differ from those that were asked, new and removed ones included."""
    there = digests(root)
    return {path for path in {*there, *asked.files} if there.get(path) != asked.files.get(path)}


def day_of_head(root: Path) -> date:
    """The day on which the last commit was made."""
    command = ["git", "log", "-1", "--format=%cs"]
    return date.fromisoformat(
        subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.strip()
    )


def dear_units(costs: Mapping[str, Sequence[float]], before: Mapping[str, float], scale: float = 1) -> dict[str, float]:
    """The dear units of a run with their seconds, from the seconds of each case of each unit, times `scale` (to those
    of the machine where budgets were measured). `before`: those of the file until now, which stay as long as they are
    not clearly otherwise."""
    found = {}
    for unit, cases in costs.items():
        seconds, each = scale * sum(cases), scale * sum(cases) / len(cases)
        limit = CHEAP if unit in before else DEAR
        if unit.endswith("]") or unit.startswith(DEAR_FOLDERS) or each > limit:
            known = before.get(unit, 0.0)
            found[unit] = known if abs(seconds - known) <= MOVES * known else round(seconds, 1)
    return dict(sorted(found.items()))
