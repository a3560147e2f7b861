"""Take a new edition of a programme that ships into a ward's copy: what the edition changed, piece by piece, each where
the whole still reads with it (docs/decisions/0120). A piece is a field, a choice, a criterion, a count, a check, a word
or another key of the declaration."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from app.models.movement.declaration_reading import CONFIRMING, read
from app.models.movement.declaration_subjects import with_phones
from app.models.movement.keys import names_of
from app.models.movement.rules import InvalidDeclaration

Definition = Mapping[str, Any]
# Where a piece or a value of it stands: ("name",), ("words", "add"), ("fields", "kind"), ("fields", "kind", "label"),
# ("fields", "kind", "of", "radio").
Path = tuple[str, ...]
# What stands at some paths from now on (None: nothing), applied together.
Change = Mapping[Path, Any]
# Lists of pieces, and what names a piece of each; what is told of each comes after what it may speak of.
LISTS: Mapping[str, str] = {"fields": "key", "criteria": "key", "counts": "key", "checks": "text"}
# Who records, sees and confirms: one piece, so that an edition that narrows is taken as a whole.
RELATIONS = ("records", "sees", "confirmed_by")
WHO: Path = ("who",)
# Mappings of which each key is a piece, and those of fields.
_MAPPINGS, _CHOICES = ("words", "gives"), "of"
# What no edition changes, since rows depend on it; who records and sees; what reports say, which a ward words itself or
# reads from what ships.
_APART = frozenset(("key", "subject", "every", "one_per", "within", "sentences", "writes", *RELATIONS, *LISTS))
_FIXED_OF_GIVES = frozenset(("series", "paper"))


@dataclass
class EditionMerge:
    """The ward's next version (`definition`). `new`: what the edition brings, changes or takes out; `kept`: what it
    would change and the ward keeps; `left`: what it brings and the ward cannot have, with the piece that the ward took
    out or has for something else (itself, or one that it speaks of; (): the whole does not read with it). `wider`: by
    RELATIONS, whom the ward lets record, see or confirm beside those of an edition that narrows them; they stay by a
    leader's press."""

    definition: dict[str, Any]
    new: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    left: list[tuple[Path, Path]] = field(default_factory=list)
    wider: dict[str, tuple[str, ...]] = field(default_factory=dict)


def take(old: Definition, own: Definition, new: Definition, taken: Collection[str] = ()) -> EditionMerge:
    """The ward's copy `own` of the edition `old`, with what the edition `new` changed. What both changed stays the
    ward's; but nobody goes on to see, record or confirm whom the edition left out. `taken`: the names (`names_of`) of
    pieces that the ward made, which no edition gives another meaning."""
    made = EditionMerge(deepcopy(dict(own)))
    was, stands, brings = (with_phones(each) for each in (old, own, new))
    changes = _without_taken(made, [*_changes(made, was, stands, brings, frozenset(taken))])
    if who := _who(made, old, own, new):
        changes.insert(0, {WHO: who})
    if stands == was and not (made.kept or made.left):
        made.definition, made.new = deepcopy(dict(new)), _pieces(changes)
        return made
    refused = _apply(made, changes, new)
    made.new = _pieces(each for each in changes if each not in refused)
    for change in refused:
        [(path, brings)] = change.items()
        if path == WHO:  # who sees may not stay as it is without a leader's word
            declared = read(own, stored=True)
            made.kept.append(path)
            made.wider = {key: getattr(declared, key) for key in RELATIONS if getattr(declared, key)}
        elif brings is None:
            made.kept.append(path)
        else:
            made.left.append((path, _lacking(brings, made.definition, old, new)))
    made.kept = _pieces(dict.fromkeys([each]) for each in made.kept)
    made.left = [*dict.fromkeys(made.left)]
    return made


def _changes(
    made: EditionMerge, old: Definition, own: Definition, new: Definition, taken: frozenset[str]
) -> Iterator[Change]:
    """What the edition changed and the ward did not; what cannot be taken goes to `made`."""
    for path in _differences(old, new):
        was, stands, brings = (at(each, path) for each in (old, own, new))
        piece = path[: 2 if path[0] in LISTS else 1]
        is_named = path[0] in LISTS and (len(path) == 2 or path[2:3] == (_CHOICES,))
        if len(path) > len(piece) and at(old, piece) is not None and at(own, piece) is None:
            made.left.append((piece, piece))  # the ward took it out
        elif stands == brings and not (is_named and len(path) == 2 and stands and piece[0] != "checks"):
            continue  # what the ward named itself is not what the edition calls so, though it says the same
        elif was is None and is_named and (stands is not None or not taken.isdisjoint(_names(path, brings))):
            made.left.append((path, path))
        elif stands == was:
            yield {path: brings}
        elif stands is not None or not is_named:
            made.kept.append(path)


def _without_taken(made: EditionMerge, changes: list[Change]) -> list[Change]:
    """The changes that do not speak of a piece that was left: what the ward calls so is something else."""
    for left, _why in made.left:  # grows as it goes
        names = {left[1], left[-1]} if left[0] in LISTS else set[str]()
        speaking = [each for each in changes if names and names <= {*_words([*each.items()])}]
        changes = [each for each in changes if each not in speaking]
        made.left += [(path, left) for path in _pieces(speaking)]
    return changes


def _differences(old: Definition, new: Definition) -> Iterator[Path]:
    """Where two editions differ: what goes first, the last of it first."""
    for part, by in [*LISTS.items()][::-1]:
        there = {each[by] for each in new.get(part, ())}
        yield from ((part, each[by]) for each in reversed(old.get(part, ())) if each[by] not in there)
    for name in dict.fromkeys((*old, *new)):
        if name not in _APART and old.get(name) != new.get(name):
            both = name in _MAPPINGS and name in old and name in new
            yield from _within((name,), old[name], new[name]) if both else [(name,)]
    for part, by in LISTS.items():
        before = {each[by]: each for each in old.get(part, ())}
        for each in new.get(part, ()):
            stood = before.get(each[by])
            yield from [(part, each[by])] if stood is None else _within((part, each[by]), stood, each)


def _within(path: Path, old: Definition, new: Definition) -> Iterator[Path]:
    """Where two pieces differ; of a field choice by choice."""
    fixed = _FIXED_OF_GIVES if path == ("gives",) else ()
    for name in dict.fromkeys((*old, *new)):
        was, brings = old.get(name), new.get(name)
        if was == brings or name in fixed:
            continue
        if name == _CHOICES and isinstance(was, Mapping) and isinstance(brings, Mapping):
            yield from _within((*path, name), was, brings)
        else:
            yield (*path, name)


def _who(made: EditionMerge, old: Definition, own: Definition, new: Definition) -> dict[str, tuple[str, ...]]:
    """Who records, sees and confirms from now on; nothing where that stays. Where the ward changed it, who the edition
    left out goes, and whom it adds stays out."""
    was, stands, brings = (read(each, stored=True) for each in (old, own, new))
    found = dict[str, tuple[str, ...]]()
    for key in RELATIONS:
        before, mine, theirs = (tuple(getattr(each, key)) for each in (was, stands, brings))
        gone, added = {*before} - {*theirs}, {*theirs} - {*before}
        found[key] = mine
        if {*mine} == {*before}:
            found[key] = theirs if gone or added else mine
            continue
        if gone:
            found[key] = tuple(each for each in mine if each not in gone) or theirs
            if rest := tuple(each for each in found[key] if each not in theirs):
                made.wider[key] = rest
        if added - {*mine}:
            made.kept.append((key,))
    confirming = tuple(each for each in found["confirmed_by"] if each in found["sees"])
    if found["confirmed_by"] and not confirming:  # who confirmed sees nothing any more: somebody who does, confirms
        confirming = tuple(each for each in found["sees"] if each in CONFIRMING)[:1]
    found["confirmed_by"] = confirming
    return found if any({*found[key]} != {*getattr(stands, key)} for key in RELATIONS) else {}


def _apply(made: EditionMerge, changes: Sequence[Change], new: Definition) -> list[Change]:
    """Apply what reads: all at once, else one after the other, in pairs where two need each other. Returns the rest."""
    typed = _reads(made.definition, typed=True)  # an older copy may say what is refused of a new one

    def fits(*group: Change) -> bool:
        tried = deepcopy(made.definition)
        for path, value in (each for change in group for each in change.items()):
            _put(tried, path, value, new)
        if not _reads(tried, typed=typed):
            return False
        made.definition = tried
        return True

    rest = [*changes]
    while rest:
        if fits(*rest):
            return []
        left = [each for each in rest if not fits(each)]
        if len(left) == len(rest):
            pair = next((each for each in combinations(rest, 2) if fits(*each)), ())
            left = [each for each in rest if each not in pair]
            if not pair:
                break
        rest = left
    return rest


def _reads(definition: Definition, *, typed: bool) -> bool:
    try:
        read(definition, stored=not typed)
    except InvalidDeclaration:
        return False
    return True


def at(definition: Definition, path: Path) -> Any:
    """What stands at a path; None for nothing."""
    found: Any = definition.get(path[0])
    if path[0] in LISTS and len(path) > 1:
        found = next((each for each in found or () if each[LISTS[path[0]]] == path[1]), None)
    for step in path[2 if path[0] in LISTS else 1 :]:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _put(definition: dict[str, Any], path: Path, value: Any, new: Definition) -> None:
    """Let a value stand at a path, a new piece or choice after what it follows in the edition."""
    if path == WHO:
        for key, who in value.items():
            _set(definition, key, list(who) or None, ())
    elif path[0] not in LISTS or len(path) == 1:
        holder = definition if len(path) == 1 else definition.setdefault(path[0], {})
        _set(holder, path[-1], value, ())
        if not definition.get(path[0]):
            definition.pop(path[0], None)
    elif len(path) == 2:
        part, by = definition.get(path[0], []), LISTS[path[0]]
        pieces = {each[by]: each for each in part}
        _set(pieces, path[1], value, [each[by] for each in new.get(path[0], ())])
        _set(definition, path[0], [*pieces.values()] or None, ())
    else:
        piece = at(definition, path[:2])
        holder = piece if len(path) == 3 else piece.setdefault(path[2], {})
        _set(holder, path[-1], value, [*(at(new, path[:-1]) or ())])


def _set(holder: dict[str, Any], key: str, value: Any, order: Sequence[str]) -> None:
    if value is None:
        holder.pop(key, None)
        return
    is_new = key not in holder
    holder[key] = deepcopy(value)
    if not (is_new and key in order):
        return
    before = [each for each in order[: order.index(key)] if each in holder]
    keys = [each for each in holder if each != key]
    keys.insert(keys.index(before[-1]) + 1 if before else 0, key)
    pairs = [(each, holder[each]) for each in keys]
    holder.clear()
    holder.update(pairs)


def _names(path: Path, brings: Any) -> set[str]:
    """The names that a new piece takes."""
    if len(path) > 2:
        return {f"{path[1]}.{path[-1]}"}
    return names_of(path[0], brings)


def _pieces(changes: Iterable[Change]) -> list[Path]:
    """The pieces that changes are of, each once: a choice that comes or goes is one."""
    paths = [path for change in changes for path in change]
    return [*dict.fromkeys(each[:2] if each[0] in LISTS and each[2:3] != (_CHOICES,) else each for each in paths)]


def _lacking(brings: Any, definition: Definition, *editions: Definition) -> Path:
    """The field, criterion or count of which a piece speaks and that the ward does not have; () for none."""
    named = {name: value for name, value in brings.items() if name != "key"} if isinstance(brings, Mapping) else brings
    pieces = [(part, key) for key in _words(named) for part in ("fields", "criteria", "counts")]
    gone = (path for path in pieces if at(definition, path) is None and any(at(each, path) for each in editions))
    return next(gone, ())


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = [*value, *value.values()]
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _words(each)
