"""What programmes that ship declare and no ward stores: read from what ships, so that a better sentence reaches every
ward with the next edition."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from app.country.written import read_yaml
from app.models import Programme
from app.models.movement.declaration import Declaration
from app.models.movement.sentence import Sentence, read_sentence

_DATA = Path(__file__).parents[1] / "data"
_MOVEMENT = _DATA / "movement"


def sentences_of(programme: Programme, declared: Declaration) -> tuple[Sentence, ...]:
    """What reports say of the counts of a programme."""
    return declared.sentences or shipped_sentences(programme.catalogue)


def parts_of(programme: Programme, declared: Declaration) -> Mapping[str, str]:
    """The part of a report beside which a text of a return is shown, by field."""
    return declared.writes or _shipped(programme.catalogue).get("writes", {})


@cache
def shipped_sentences(catalogue: str) -> tuple[Sentence, ...]:
    """The sentences of a programme that ships, by its key; none of another."""
    return tuple(map(read_sentence, _shipped(catalogue).get("sentences", ())))


@cache
def figures_beside() -> Mapping[str, str]:
    """The figure of the ward's books that is shown beside a count ("vneid.attained"), line by line."""
    found: dict[str, str] = read_yaml((_DATA / "figures_beside.yaml").read_text(encoding="utf-8"))
    return found


@cache
def _shipped(catalogue: str) -> Mapping[str, Any]:
    file = _MOVEMENT / f"{catalogue}.yaml"
    return read_yaml(file.read_text(encoding="utf-8")) if file.exists() else {}
