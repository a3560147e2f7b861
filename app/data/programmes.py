"""The programmes that ship (app/data/movement/<key>.yaml): read once; what is wrong in one is told with file and line.

All keys that one ever had stand in movement_keys.yaml, with what they are: an edition that gives one another meaning is
refused, as a ward's own version is (app/models/movement/keys.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from unicodedata import is_normalized

from app.country.written import read_yaml
from app.data.help_lists import common_keys
from app.data.reading import line_of, repeated_key
from app.indicators.offers import wrong_offers
from app.models.movement.declaration import OF_WHAT_SHIPS, Declaration
from app.models.movement.declaration_reading import read
from app.models.movement.declaration_subjects import ConflictingDeclarations, check_together
from app.models.movement.rules import InvalidDeclaration
from app.models.movement.written_declarations import check_written

FOLDER = Path(__file__).with_name("movement")
GONE = "gone"
KEYS = Path(__file__).with_name("movement_keys.yaml")
SHELVES = Path(__file__).with_name("shelves.yaml")


class BadFile(ValueError):
    """A file that declares no programme; the message names it with the line."""


@cache
def catalogue() -> Mapping[str, Declaration]:
    """All that ship, by key."""
    return load_all(FOLDER)


@cache
def shelves() -> Sequence[str]:
    """The headings under which the programmes that ship are shown, in their order."""
    names: list[str] = read_yaml(SHELVES.read_text(encoding="utf-8"))
    return tuple(names)


def load_all(folder: Path) -> Mapping[str, Declaration]:
    """What the files of a folder declare, by key.

    Raises:
        BadFile: one declares no programme, or programmes do not fit together.
    """
    found = {path.stem: load(path) for path in sorted(folder.glob("*.yaml"))}
    try:
        check_together(found)
    except ConflictingDeclarations as wrong:
        raise BadFile(_at(folder / f"{wrong.key}.yaml", wrong.path, wrong.why)) from wrong
    for key, declared in found.items():
        for path, why in wrong_offers(declared, found, common_keys()):
            raise BadFile(_at(folder / f"{key}.yaml", path, why))
    return found


def _at(path: Path, where: tuple[str | int, ...], why: object) -> str:
    """What is wrong, with file, line and path."""
    line = line_of(path.read_text(encoding="utf-8"), where)
    return f"{path.name}:{line}: {'.'.join(map(str, where))}: {why}"


def load(path: Path) -> Declaration:
    """What a file declares.

    Raises:
        BadFile: it declares none.
    """
    text = path.read_text(encoding="utf-8")
    if (twice := repeated_key(text)) is not None:
        raise BadFile(f"{path.name}:{twice[0]}: {twice[1]}: said twice")
    if not is_normalized("NFC", text):
        raise BadFile(f"{path.name}:1: letters that are not put together (NFC)")
    try:
        declared = read(read_yaml(text))
        check_written(declared)
    except InvalidDeclaration as wrong:
        raise BadFile(_at(path, wrong.path, wrong.why)) from wrong
    stored = {key: each for key, each in declared.definition.items() if key not in OF_WHAT_SHIPS}
    declared = replace(declared, definition=stored)
    if declared.key != path.stem:
        raise BadFile(f"{path.name}:1: key: the name of the file is {path.stem}")
    if declared.shelf and declared.shelf not in shelves():
        raise BadFile(f"{path.name}:{line_of(text, ('shelf',))}: shelf: one of {SHELVES.name}")
    kept = _kept().get(path.stem)  # none of its first edition before it is written down, which a test asks for
    if kept is not None and (wrong_keys := [*_wrong_keys(declared, kept)]):
        raise BadFile(f"{path.name}: {'; '.join(wrong_keys)} ({KEYS.name})")
    return declared


@cache
def _kept() -> Mapping[str, Mapping[str, str]]:
    kept: dict[str, dict[str, str]] = read_yaml(KEYS.read_text(encoding="utf-8"))
    return kept


def keys_of(declared: Declaration) -> dict[str, str]:
    """The keys of a programme, each with what it is: the type of a field, "of <field>" for a choice, "criterion"; and
    after = what no edition changes: of what it keeps entries, how often, of whom each, where they lie, and the book of
    its papers."""
    each = {"every": declared.every or "", "one_per": declared.one_per, "within": declared.within}
    fixed = {"=fixed": " ".join([declared.subject.value, *(f"{key} {value}" for key, value in each.items() if value)])}
    if declared.gives:
        fixed["=gives"] = f"{declared.gives.paper.value} {declared.gives.series}"
    fields = {each.key: each.type.value for each in declared.fields}
    offering = [each for each in declared.fields if isinstance(each.of, Mapping)]
    choices = {f"{each.key}.{key}": f"of {each.key}" for each in offering for key in each.choices}
    return fixed | fields | choices | {each.key: "criterion" for each in declared.criteria}


def _wrong_keys(declared: Declaration, kept: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the keys of an edition, beside those that its programme ever had (`gone`: taken out)."""
    given = keys_of(declared)
    for key, kind in given.items():
        if key not in kept:
            yield f"{key}: a new key is written down, as {kind}"
        elif kept[key] == GONE:
            yield f"{key}: was taken out, and is given to nothing else"
        elif kept[key] != kind:
            yield f"{key}: is {kept[key]} for good; what is {kind} is another key"
    for key in kept:
        if key not in given and kept[key] != GONE:
            yield f"{key}: what is taken out is written down as {GONE}"
