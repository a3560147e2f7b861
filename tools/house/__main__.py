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
    parser.add_argument("--before", metavar="REVISION", help="print beside a revision; of a list what is new")
    parser.add_argument("--list", metavar="NAME", help='what a figure was counted from: "cycles", "sql"')
    parser.add_argument("--field", metavar="REVISIONS", help='"BEFORE..AFTER": the files that a change touched')
    parser.add_argument("--json", action="store_true", help="the figures of the tree of --root alone, for programs")
    parser.add_argument("--root", type=Path, default=ROOT, help="the tree (this one)")
    asked = parser.parse_args()
    figures = measured(asked.root.resolve())
    if asked.json:
        print(json.dumps({each.key: each.value for each in figures}))
    elif asked.list:
        there = printed_at(asked.before, "--list", asked.list).splitlines() if asked.before else ()
        parts = {each.key: each.parts for each in figures}.get(asked.list, ())
        print("\n".join(part for part in parts if part not in there))
    elif asked.field:
        print("\n".join(touched(asked.field)))
    else:
        before = json.loads(printed_at(asked.before, "--json")) if asked.before else {}
        print(table(figures, before, asked.before))


def printed_at(revision: str, *arguments: str) -> str:
    """What this program prints of the tree of a revision."""
    packed = subprocess.run(["git", "archive", revision], cwd=ROOT, capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["tar", "-x", "-C", folder], input=packed, check=True)
        command = [sys.executable, "-m", "tools.house", *arguments, "--root", folder]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def touched(revisions: str) -> list[str]:
    """The files that a change touched, migrations, tests and words for people aside, and how many they are."""
    command = ["git", "diff", "--name-only", revisions, "--", ":!migrations", ":!tests", ":!CHANGELOG.md"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return [*found, f"{len(found)} files; goal: at most 6"]


def table(figures: list[Figure], before: dict[str, int], revision: str | None) -> str:
    """All figures, a line each: now, before where asked, the ratchet, the goal and whether it is met."""
    wide = max(len(each.words) for each in figures)
    head = f"{'':{wide}}  {revision or '':>9}  {'now':>9}  {'at most':>9}  {'goal':>9}"
    return "\n".join([head, *(each.line(wide, before.get(each.key)) for each in figures)])


if __name__ == "__main__":
    main()
