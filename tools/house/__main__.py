"""Print what the house shows beside its goals: `python -m tools.house [--before REVISION] [--list NAME]`.

Each figure is counted anew from the files and imports of the tree, and of the revision where one is given.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.house.figure import Figure
from tools.house.figures import measured

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Read the arguments, count, print."""
    parser = argparse.ArgumentParser(prog="python -m tools.house", description=__doc__)
    parser.add_argument("--before", metavar="REVISION", help="count the same at a revision, and print both")
    parser.add_argument("--list", metavar="NAME", help='what a figure was counted from: "cycles", "sql"')
    parser.add_argument("--field", metavar="REVISIONS", help='"BEFORE..AFTER": the files that a change touched')
    parser.add_argument("--json", action="store_true", help="the figures of the tree of --root alone, for programs")
    parser.add_argument("--root", type=Path, default=ROOT, help="the tree (this one)")
    asked = parser.parse_args()
    figures = measured(asked.root.resolve())
    if asked.json:
        print(json.dumps({each.key: each.value for each in figures}))
    elif asked.list:
        for each in figures:
            if each.key == asked.list:
                print("\n".join(each.parts))
    elif asked.field:
        print("\n".join(touched(asked.field)))
    else:
        print(table(figures, counted_at(asked.before) if asked.before else {}, asked.before))


def counted_at(revision: str) -> dict[str, int]:
    """The same figures at a revision, counted by this program in a process of its own."""
    packed = subprocess.run(["git", "archive", revision], cwd=ROOT, capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["tar", "-x", "-C", folder], input=packed, check=True)
        command = [sys.executable, "-m", "tools.house", "--json", "--root", folder]
        read: dict[str, int] = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)
    return read


def touched(revisions: str) -> list[str]:
    """The files that a change touched, migrations, tests and words for people aside, and how many they are."""
    command = ["git", "diff", "--name-only", revisions, "--", ":!migrations", ":!tests", ":!CHANGELOG.md"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return [*found, f"{len(found)} files; goal: at most 6"]


def table(figures: list[Figure], before: dict[str, int], revision: str | None) -> str:
    """All figures, a line each: now, before where asked, the goal and whether it is met."""
    wide = max(len(each.words) for each in figures)
    head = f"{'':{wide}}  {revision or '':>9}  {'now':>9}  {'goal':>9}"
    return "\n".join([head, *(each.line(wide, before.get(each.key)) for each in figures)])


if __name__ == "__main__":
    main()
