"""The list of the ward's pairs: columns, filters, when they last met."""

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.models import AdministrativeUnit, Ambassador, Mentorship, PairOutcome, Person
from app.models.base import holding
from app.models.helping.pairs.pairing import PairShelf, helper_key, on_shelf
from app.registers.definitions.people_list import by_group, home_of
from app.registers.listing import Cell, Column
from app.registers.parts import Line, Narrowing, RowIdentity, RowList, RowSearch
from app.web.words.ambassadors import OUTCOMES, last_met

# The shelves by their keys in addresses; without one it is of those that have not ended.
SHELVES: Mapping[str, tuple[PairShelf, object]] = {
    "im": (PairShelf.SILENT, _l("30 ngày chưa gặp")),
    "chua-gap": (PairShelf.NEVER, _l("Chưa gặp lần nào")),
    "da-dat": (PairShelf.REACHED, _l("Đã tự làm được")),
    "ket-thuc": (PairShelf.ENDED, _l("Đã kết thúc")),
}


def _helper(row: Ambassador) -> str:
    return f"{row.person.full_name} ({row.code})"


def _met(line: Line[Mentorship]) -> str:
    """When they last met; of a pair that has ended, how and when it did."""
    if line.row.until and line.row.outcome:
        return f"{OUTCOMES[PairOutcome(line.row.outcome)]}, {formats.date(line.row.until)}"
    return last_met(line.row, clock.today())


def _reached(line: Line[Mentorship]) -> Cell:
    pair = line.row
    return Cell(f"{pair.reached_count}/{len(pair.goals)}" if pair.goals else "")


def mentorships_list(session: Session, unit: AdministrativeUnit) -> RowList[Mentorship]:
    """The list of the pairs of a unit. Two statements."""
    now = clock.now()
    helpers = [(each.code, _helper(each), each.id)
        for each in session.scalars(Ambassador.listed([unit.id])) if each.serves(clock.today())]  # fmt: skip
    return RowList(
        noun=Mentorship, title=_l("Các cặp kèm"), first="ten",
        columns=(
            Column("ten", _l("Người được kèm"), lambda line: line.row.person.full_name, "main",
                Person.sort_key.expression),
            Column("sinh", _l("Sinh"), lambda line: str(line.row.person.birth_year), "num"),
            Column("to", _l("Nơi ở"), lambda line: formats.together(home_of(line.row.person))),
            Column("dss", _l("Đại sứ số"), lambda line: _helper(line.row.ambassador), worded=True),
            Column("gap", _l("Lần gặp cuối"), _met, "nx", Mentorship.last_met_at.expression),
            Column("viec", _l("Tự làm được"), _reached, "num fig", worded=True),
        ),
        then=(Person.birth_year.expression, Mentorship.id.expression),
        identity=RowIdentity(
            lambda line: line.row.public_id, lambda line: line.row.person.full_name,
            opens=lambda line: url_for("office.mentorships.show", pair_id=line.row.public_id),
        ),
        narrowings=(
            Narrowing("loc", _l("Lọc cặp kèm"), _l("Đang kèm"),
                lambda unit_id: [(key, words, on_shelf(shelf, now)) for key, (shelf, words) in SHELVES.items()],
                otherwise=on_shelf(PairShelf.OPEN, now), chips=True),
            by_group(session, unit),
            Narrowing("dss", _l("Đại sứ số"), _l("Mọi Đại sứ số"), lambda unit_id: helpers,
                Mentorship.ambassador_id.expression),
        ),
        search=RowSearch(lambda unit_id, words: holding(words, Person.search_key.expression, helper_key())),
        search_hint=_l("Tên hai người"),
        empty=(
            lambda unit: _("Chưa có cặp kèm nào"),
            _l("Đại sứ số nhận kèm ai, cặp ấy sẽ hiện ở đây, với lần gặp cuối và việc đã biết làm."), "handshake",
        ),
        loads=Mentorship.loader_options(), below="office/mentorships/_below.html",
    )  # fmt: skip
