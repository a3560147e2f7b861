"""How somebody is looked for in texts: their names and telephone numbers however they are spelt, and the columns
that are searched when they are erased or given a copy."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, String, Table, or_, select

from app.country.spelling import SpelledWord, spelt
from app.models import Base
from app.registers.personal_data.fields import FIELDS, OF_COLUMN
from app.registers.personal_data.personal import FOREVER, Then
from app.registers.personal_data.plain import COLUMNS, MACHINE, TABLES, WARD

# In the place of a name or a number within a text; of a key that is searched by, the same as such a key.
REMOVED, REMOVED_KEY = "(đã xóa)", "da xoa"
# Within JSON a line break is written with a letter; a word may have an apostrophe or a hyphen in it.
_TOKEN = re.compile(r"\\[bfnrt\"\\/]|[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_VOWELS = frozenset("aeiouy")
# What people put between the digits of a number.
_BETWEEN = r"[\s.\-()_/]{0,2}"
_VIETNAM = "+84"


class Found(NamedTuple):
    """Where in a text somebody stands. `certain`: as they are called; else without accents, as others may be called."""

    start: int
    end: int
    is_phone: bool
    certain: bool


@dataclass(frozen=True)
class Called:
    """Somebody's names, word by word, and numbers in E.164.

    A name is found whatever the case, the spacing and the place of a tone (hoà = hòa). Accents count: "Lê Văn Ân" is
    not found in "Lê Văn An". What is written without any accent ("le van an") is found and is not certain. A name of
    one word is found only where nothing else stands.
    """

    names: tuple[tuple[SpelledWord, ...], ...]
    phones: tuple[str, ...]

    @classmethod
    def by(cls, names: Iterable[str], phones: Iterable[str]) -> "Called":
        """The same of names and numbers as they are stored."""
        spellings = (tuple(spelt(word) for word in _words(name)) for name in names)
        return cls(tuple(dict.fromkeys(filter(None, spellings))), tuple(dict.fromkeys(filter(None, phones))))

    def find(self, text: str) -> list[Found]:
        """Where somebody stands in a text, from the left, none within another."""
        found = sorted([*self._numbers(text), *self._names(text)])
        return [each for place, each in enumerate(found) if all(each.start >= one.end for one in found[:place])]

    def stands_alone(self, text: str, found: Iterable[Found]) -> bool:
        """Whether nothing else is said in a text but what was found."""
        return not re.search(r"[^\W_]", self._without(text, found, " "))

    def removed(self, text: str, *, key: bool = False) -> str:
        """The text without them."""
        return self._without(text, self.find(text), REMOVED_KEY if key else REMOVED)

    def may_stand_in(self, column: Any) -> ColumnElement[bool]:
        """A condition that holds wherever they are found, and in some other rows: each is looked at by `find`."""
        conditions = [column.ilike(f"%{_any_accent(max(name, key=_consonants))}%") for name in self.names]
        for phone in self.phones:
            conditions += [column.like(f"%{between.join(phone[-2:])}%") for between in ("", "_", "__")]
        return or_(*conditions)

    def _numbers(self, text: str) -> Iterator[Found]:
        for phone in self.phones:
            country, digits = (r"(?:(?:\+|00)?84|\(?0\)?)?", phone[3:]) if phone.startswith(_VIETNAM) else (
                r"(?:\+|00)?", phone.removeprefix("+")
            )  # fmt: skip
            wanted = rf"(?<!\d){country}{_BETWEEN}{_BETWEEN.join(digits)}(?!\d)"
            yield from (Found(each.start(), each.end(), True, True) for each in re.finditer(wanted, text))

    def _names(self, text: str) -> Iterator[Found]:
        words = [each for each in _TOKEN.finditer(text) if not each[0].startswith("\\")]
        spelling = [spelt(each[0]) for each in words]
        for name in self.names:
            for first in range(len(words) - len(name) + 1):
                here, candidate = words[first : first + len(name)], spelling[first : first + len(name)]
                if any(text[one.end() : other.start()].strip() for one, other in pairwise(here)):
                    continue
                if (certain := _is_same(name, candidate)) is None:
                    continue
                found = Found(here[0].start(), here[-1].end(), False, certain)
                if len(name) > 1 or self.stands_alone(text, [found]):
                    yield found

    def _without(self, text: str, found: Iterable[Found], instead: str) -> str:
        for each in reversed(list(found)):
            text = text[: each.start] + instead + text[each.end :]
        return text


def _words(name: str) -> list[str]:
    return [each[0] for each in _TOKEN.finditer(name)]


def _is_same(name: tuple[SpelledWord, ...], candidate: list[SpelledWord]) -> bool | None:
    """Whether some words are a name: True; False where they alone bear no accent; None where they are another."""
    if all(one.marked == other.marked for one, other in zip(name, candidate, strict=True)):
        return True
    plain = all(each.marked == each.plain for each in candidate)
    return (
        False if plain and all(one.plain == other.plain for one, other in zip(name, candidate, strict=True)) else None
    )


def _consonants(word: SpelledWord) -> int:
    return sum(letter not in _VOWELS for letter in word.plain)


def _any_accent(word: SpelledWord) -> str:
    """A pattern for LIKE that a word matches with any accents, or none."""
    return "".join("_" if letter in _VOWELS or letter == "d" else letter for letter in word.plain)


# Who works for the ward stands there as such; the trail has its own way (`trail_words`); lists go whole.
_OF_STAFF = ("account", "sign_ins", "second_factor", "phones", "tries", "trail")
# Random words, what goes with its row or file, and the books of issued papers, which keep their names.
UNSEARCHED_FIELDS = frozenset(
    field.key
    for field in FIELDS
    if field.key in _OF_STAFF
    or field.then in (Then.GO, Then.RENEW)
    or (field.time is FOREVER and field.then is Then.STAY)
)
# What addresses and machines call a row, in any table.
UNSEARCHED_NAMES = frozenset(
    (
        "public_id",
        "uuid",
        "token",
        "token_hash",
        "secret",
        "printed_token",
        "key",
        "sha256",
        "file",
        "device",
        "figures",
    )
)
_OFFICE = "the office itself, and who signs for it as an office-holder"
_KEY = "one of some words that the product has, or by what lists and machines call the row"
_FILE = "a file as it was sent: it is replaced or removed as a whole"
_SIGNED = "figures as another ward signed them, none of them of one person"
# Other columns, each with its reason; a column that is added to any table is searched until it stands here.
UNSEARCHED: Mapping[str, str] = {
    f"{table}.{column}": why
    for table, columns, why in (
        ("administrative_unit",
         "code kind name group_word phone paper_style issuer_parent issuer_name place_line signer_formula "
         "signer_capacity signer_name report_formula least_mentees_source", _OFFICE),
        ("letterhead", "style parent name in_the_name_of formula capacity signer_name", _OFFICE),
        ("audit_head", "last_hash", MACHINE),
        ("idempotency_key", "digest fingerprint location", MACHINE),
        ("key_fingerprint", "fingerprint", MACHINE),
        ("file_to_remove", "name", MACHINE),
        ("place_note", "name value", MACHINE),
        ("write_stamp", "table_name", MACHINE),
        ("server", "name process release", MACHINE),
        ("job", "kind arguments same title state worker reason result", MACHINE),
        ("receipt", "kind digest", MACHINE),
        ("outside_key", "code", _KEY),
        ("outside_report", "code title span number digest", _SIGNED),
        ("ward_figures", "span of", _KEY),
        ("kiosk_visit", "answer", _KEY),
        ("help_result", "meaning", _KEY),
        ("help_topic", "service_url", "an address of the network"),
        ("message_text", "moment", _KEY),
        ("organisation", "code kind", _KEY),
        ("plan", "style catalogue", _KEY),
        ("programme", "catalogue", _KEY),
        ("residential_group", "code kind hardships", _KEY),
        ("source_file", "kind content", _FILE),
        ("word_template", "content", _FILE),
    )
    for column in columns.split()
}  # fmt: skip
# Plain columns in which people write sentences; in the others a name is that of a thing.
PROSE = frozenset(
    ("note", "text", "answer", "reason", "trouble", "body", "cancelled_reason", "from_words", "source", "end_reason")
)
# Columns that name one person, and those of telephones.
NAMING = frozenset(("full_name", "asked_by", "contact_name", "guardian", "head", "typed_name", "name"))


def searched(table: Table) -> list[Column[Any]]:
    """The columns of a table that are searched."""
    return [column for column in table.columns if is_text(column) and not why_unsearched(column)]


def is_text(column: Column[Any]) -> bool:
    """Whether a column holds words."""
    return isinstance(column.type, String) and not column.foreign_keys


def why_unsearched(column: Column[Any]) -> str:
    """Why a column of text is not searched; "" where it is."""
    place = f"{column.table.name}.{column.name}"
    if column.name in UNSEARCHED_NAMES:
        return _KEY
    if (field := OF_COLUMN.get((column.table.name, column.name))) and field.key in UNSEARCHED_FIELDS:
        return f"declared as {field.key}"
    plain = COLUMNS.get(place, "")
    return UNSEARCHED.get(place) or ("" if plain == WARD else plain)


def is_plain(column: Column[Any]) -> bool:
    """Whether a column names a thing, of which a person may be the namesake."""
    return column.table.name in TABLES or COLUMNS.get(f"{column.table.name}.{column.name}") == WARD


def is_fixed(column: Column[Any]) -> bool:
    """Whether a column of a guarded row that tells of no person can never be changed: but for what its guard lets
    change, a key apart, which says what the fixed ones do."""
    guard = column.table.info.get("guard") if column.table.name in TABLES else None
    return guard is not None and (column.name.endswith("_key") or column.name not in getattr(guard, "moves", ()))


def of_units(table: Table, unit_ids: Collection[int]) -> ColumnElement[bool]:
    """The condition that a row is of some units: by its own column, or by the row that it hangs on."""
    if "unit_id" in table.columns:
        return table.c.unit_id.in_(unit_ids)
    keys = sorted((column for column in table.columns if column.foreign_keys), key=lambda column: bool(column.nullable))
    for column in keys:
        above = next(iter(column.foreign_keys)).column.table
        if above is not table and leads(above):
            return column.in_(select(above.c.id).where(of_units(above, unit_ids)))
    raise LookupError(f"{table.name} leads to no unit")


def leads(table: Table) -> bool:
    """Whether a row of a table is of a unit."""
    above = (next(iter(column.foreign_keys)).column.table for column in table.columns if column.foreign_keys)
    return "unit_id" in table.columns or any(each is not table and leads(each) for each in above)


def tables() -> list[Table]:
    """The tables in which something is searched."""
    return [table for table in Base.metadata.sorted_tables if searched(table)]
