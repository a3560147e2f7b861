"""The book of a programme on paper as a table: each row with its counted short answers, and what they come to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.country import figures, formats
from app.country.periods import Period
from app.models.movement.declaration import Declaration, Subject
from app.models.movement.question import WRITTEN, Question, Type
from app.registers.field import Field, Kind
from app.registers.listing import Column
from app.registers.parts import Line, RowPaper
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.subject_fields import DAY, OUTCOME

Lines = Sequence[Line[Any]]
Value = Callable[[Any, Field], Any]
# With `one_per`, the column of who recorded.
RECORDERS = "recorders"
# Columns of answers that a sheet has room for.
MOST = 8
_NUMBERS = (Kind.NUMBER, Kind.MONEY)


@dataclass(frozen=True)
class SummaryTable:
    """`asked` are the fields of the questions, `value` reads one of a row, `counted` the same of the entry that counts,
    and `waits` says whether what is shown waits to be confirmed. A tally is one column: its whole."""

    declared: Declaration
    asked: Sequence[Field]
    value: Value
    counted: Value
    waits: Callable[[Any], bool] = lambda row: False

    def on_paper(
        self, short: Sequence[str | Column[Line[Any]]], period: Period | None, band: Callable[[Line[Any]], str]
    ) -> RowPaper[Any]:
        """The table of all rows, of one period where there are any, by group, with room for who signs. Of the columns
        `short` of the screen it has the outcome, what was given, who recorded and the day."""
        kept = OUTCOME.key, "plate", RECORDERS
        stands = [each for each, key in zip(short, keys_of(short), strict=True) if key in kept]
        day = next((each for each in short if isinstance(each, Column) and each.key == DAY.key), DAY.key)
        return RowPaper(
            title=_l("Bảng tổng hợp %(name)s", name=self.declared.name),
            columns=("name", *self._columns(), *stands, day),
            counted=lambda unit: self.declared.noun or _l("dòng"),
            order=by_group,
            band=band if self.declared.subject is not Subject.GROUP else None,
            totals=self.totals, signed=True, dense=True, as_word=True,
            press=_l("In bảng kỳ") if period else _l("In bảng tổng hợp"),
        )  # fmt: skip

    def totals(self, lines: Lines) -> Iterator[tuple[object, Mapping[str, str]]]:
        """What columns come to, as figures count them; apart from it, what waits to be confirmed."""
        yield _l("Cộng"), self._sums(lines, self.counted)
        if waiting := [line for line in lines if self.waits(line.row)]:
            yield _l("Chờ xem, chưa cộng"), self._sums(waiting, self.value)

    def _sums(self, lines: Lines, value: Value) -> Mapping[str, str]:
        """Numbers and tallies added up, but for shares; of yes and no, how many times yes."""
        found: dict[str, str] = {}
        for field, question in self._answers():
            if field.kind in _NUMBERS and question.unit != "%":
                found[field.key] = _added(_number(value, line.row, [field]) for line in lines)
            elif question.type is Type.YES_NO:
                found[field.key] = formats.number(sum(value(line.row, field) == "yes" for line in lines))
        for each in self._tallies():
            found[each.key] = _added(_number(value, line.row, self._parts(each)) for line in lines)
        return found

    def tallies(self) -> dict[str, Column[Line[Any]]]:
        """The column of each tally, by its key."""
        return {each.key: self._tally(each) for each in self._tallies()}

    def _columns(self) -> list[str | Column[Line[Any]]]:
        """The columns of the answers in the order of the form; of more than fit those that are required stay."""
        tallies = self._tallies()
        fields = {question.key: field for field, question in self._answers()}
        found = [
            (each.required, self._tally(part) if part in tallies else self._answer(fields[part.key]))
            for each in self.declared.fields
            for part in ((each,) if each in tallies else each.parts(self.declared.subject))
            if part in tallies or part.key in fields
        ]
        places = sorted(range(len(found)), key=lambda place: not found[place][0])[:MOST]
        return [found[place][1] for place in sorted(places)]

    def _answer(self, field: Field) -> str | Column[Line[Any]]:
        return self._added(field) if self.declared.per_organiser else field.key

    def _answers(self) -> list[tuple[Field, Question]]:
        """The counted short fields, each with its question; of places of which nothing is counted what is said of them
        in words, and days."""
        if self.declared.subject is Subject.SITE and not any(each.counted for each in self.declared.fields):
            written = {PREFIX + each.key: each for each in self.declared.asked if each.type in (*WRITTEN, Type.DATE)}
            return [(each, written[each.key]) for each in self.asked if each.key in written and not each.personal]
        kinds = _NUMBERS if self.declared.per_organiser else (*_NUMBERS, Kind.ONE_OF, Kind.YES_NO)
        counted = {PREFIX + each.key: each for each in self.declared.asked if each.counted and not each.tally}
        return [(each, counted[each.key]) for each in self.asked if each.key in counted and each.kind in kinds]

    def _tallies(self) -> list[Question]:
        return [each for each in self.declared.fields if each.type is Type.TALLY and each.counted]

    def _parts(self, tally: Question) -> list[Field]:
        return [each for each in self.asked if each.row_of == tally.key]

    def _added(self, field: Field) -> Column[Line[Any]]:
        """A column of a number, which several organisations said."""
        return sum_column(field, lambda row: _number(self.value, row, [field]))

    def _tally(self, tally: Question) -> Column[Line[Any]]:
        parts = self._parts(tally)
        return sum_column(tally, lambda row: _number(self.value, row, parts), worded=True)


def keys_of(columns: Sequence[str | Column[Line[Any]]]) -> list[str]:
    """The keys of some columns."""
    return [each.key if isinstance(each, Column) else each for each in columns]


def sum_column(
    of: Field | Question, number: Callable[[Any], int | None], look: str = "num", *, worded: bool = False
) -> Column[Line[Any]]:
    """A column of what is added up of each row; empty where that is not known."""

    def tells(line: Line[Any]) -> str:
        added = number(line.row)
        return "" if added is None else formats.number(added)

    return Column(of.key, of.label, tells, look, worded=worded)


def _number(value: Value, row: Any, fields: Sequence[Field]) -> int | None:
    """What some fields of a row add up to; None where none is answered."""
    known = [int(each) for field in fields if (each := value(row, field)) not in (None, "", [])]
    return sum(known) if known else None


def _added(numbers: Iterator[int | None]) -> str:
    known = [each for each in numbers if each is not None]
    return figures.count_cell(sum(known) if known else None)


def by_group(line: Line[Any]) -> tuple[bool, str]:
    """What orders rows by their group."""
    group = line.row.residential_group
    return group is None, group.code if group else ""
