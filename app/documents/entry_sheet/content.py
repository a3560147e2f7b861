"""What the sheet of an entry says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.documents.issuers import Issuer
from app.documents.signatures import Signature


@dataclass(frozen=True, slots=True)
class Answers:
    """A table of tallies with the same parts: `parts` are their words by key, each of `lines` the question, its numbers
    by key."""

    parts: Mapping[str, str]
    lines: Sequence[tuple[str, Mapping[str, int]]]


@dataclass(frozen=True, slots=True)
class Section:
    """Neighbouring answers below one heading ("" for none): questions with their answers in words ("" not answered),
    and tables."""

    title: str
    answers: Sequence[tuple[str, str] | Answers]


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as JPEG, and the question that it answers."""

    caption: str
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """One entry. `title` is the programme, `name` whose entry it is, `lines` what stands below: where, when, what
    became of it; `sentences` below the answers (a reason, criteria met); `recorded` who recorded it and when;
    `lost` photos that could not be read."""

    issuer: Issuer
    title: str
    name: str
    lines: Sequence[str]
    sections: Sequence[Section]
    sentences: Sequence[str]
    recorded: str
    signers: Sequence[Signature]
    printed_at: datetime
    photos: Sequence[Photo] = ()
    lost: int = 0
