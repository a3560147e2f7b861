"""THIRD-PARTY-NOTICES.md: what the product installs, under which licence. `python -m tools.notices` writes it anew.

Python packages are those of requirements/app.lock, their licences what their own metadata say; scripts and fonts are
the packages of package-lock.json that are not for development alone.
"""

import json
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
FILE = "THIRD-PARTY-NOTICES.md"
# Licences under which a package may be installed beside the product, as they are named anywhere in its metadata.
ALLOWED = (
    "MIT",
    "BSD",
    "Apache",
    "PSF",
    "Python Software Foundation",
    "ZPL",
    "Zope",
    "MPL",
    "LGPL",
    "OFL",
    "CC0",
    "0BSD",
)
# Packages whose metadata name no licence; from the licence file in their archives.
UNNAMED = {"huey": "MIT"}
HEAD = """# Third-party notices

Lớp Số is under the Apache License 2.0 ([LICENSE](LICENSE)). It is handed out without the packages below: `script/setup`
installs them by lock file, each with its own licence text. Whoever hands out an image that holds them passes these on;
packages under the LGPL or the MPL are used unchanged. Written by `python -m tools.notices`.
"""


class Notice(NamedTuple):
    """One package; `licence` in the words of its metadata."""

    name: str
    version: str
    licence: str


def python_packages(lock: str) -> list[Notice]:
    """The packages that a lock file installs everywhere (those under an environment marker are left out)."""
    found = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([^\s;\\]+)(?: \\)?$", lock, re.M)
    return [Notice(name, version, _licence(name)) for name, version in found]


def _licence(name: str) -> str:
    about = metadata.metadata(name)
    named = str((about.get_all("License-Expression") or about.get_all("License") or [""])[0])
    if named and len(named) < 60 and "\n" not in named:
        return named
    classifiers = [
        each.split(" :: ")[-1] for each in about.get_all("Classifier") or [] if each.startswith("License ::")
    ]
    return " or ".join(classifiers) or UNNAMED.get(name, "")


def scripts_and_fonts(lock: str) -> list[Notice]:
    """The packages of a package-lock.json that the product itself is built from."""
    packages = json.loads(lock)["packages"]
    return [
        Notice(path.removeprefix("node_modules/"), each["version"], each.get("license", ""))
        for path, each in packages.items()
        if path and not each.get("dev")
    ]


def refused(notices: list[Notice]) -> list[Notice]:
    """Those whose licence is none of `ALLOWED`."""
    return [each for each in notices if not any(word in each.licence for word in ALLOWED)]


def page(root: Path = ROOT) -> str:
    """The file's text.

    Raises:
        ValueError: a package's licence is unknown or not allowed.
    """
    parts = {
        "Python packages": python_packages((root / "requirements/app.lock").read_text(encoding="utf-8")),
        "Scripts and fonts": scripts_and_fonts((root / "package-lock.json").read_text(encoding="utf-8")),
    }
    if wrong := refused([each for part in parts.values() for each in part]):
        raise ValueError(f"tools/notices.py ALLOWED does not name the licence of {', '.join(map(str, wrong))}")
    tables = [
        f"\n## {title}\n\n| Package | Version | Licence |\n|---|---|---|\n"
        + "".join(f"| {each.name} | {each.version} | {each.licence} |\n" for each in sorted(part))
        for title, part in parts.items()
    ]
    return HEAD + "".join(tables)


if __name__ == "__main__":
    (ROOT / FILE).write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{FILE} is written.\n")
