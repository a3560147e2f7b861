"""The programmes that ship (app/data/movement/<key>.yaml): read once; what is wrong in one is told with file and line."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from app.country.written import read_yaml
from app.data.reading import line_of
from app.models.movement.declaration import Declaration
from app.models.movement.declaration_reading import read
from app.models.movement.rules import Misdeclared

FOLDER = Path(__file__).with_name("movement")


class BadFile(ValueError):
    """A file that declares no programme; the message names it with the line."""


@cache
def catalogue() -> Mapping[str, Declaration]:
    """All that ship, by key."""
    return {path.stem: load(path) for path in sorted(FOLDER.glob("*.yaml"))}


def load(path: Path) -> Declaration:
    """What a file declares.

    Raises:
        BadFile: it declares none.
    """
    text = path.read_text(encoding="utf-8")
    try:
        declared = read(read_yaml(text))
    except Misdeclared as wrong:
        raise BadFile(f"{path.name}:{line_of(text, wrong.path)}: {wrong}") from wrong
    if declared.key != path.stem:
        raise BadFile(f"{path.name}:1: key: the name of the file is {path.stem}")
    return declared
