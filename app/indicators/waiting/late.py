"""Places that owe an office papers and were not reminded within the last days.

The rail does not count them: who is expected to send stands in words of rules, which no query of the one statement
reads."""

from collections.abc import Collection, Mapping

from flask_babel import lazy_gettext as _l

from app.indicators.late import Owing
from app.indicators.owed import owed
from app.indicators.waiting.kind import Harm, Named, Page, Since, WaitingKind, WaitingQuery

# The list of exactly these, with the words that remind them.
PAGE: Page = ("office.report_places.index", {"xem": "can-nhac", "nhac": 1})


def _rows(asked: WaitingQuery) -> list[Owing]:
    def waiting() -> list[Owing]:
        every = owed(asked.db, asked.units, asked.day)
        return [each for each in every if each.waits(asked.day)]

    return asked.once("owing", waiting)


def _found(asked: WaitingQuery) -> list[Since]:
    return [Since(place, each.lates[0].subject.due_on) for place, each in enumerate(_rows(asked))]


def _named(asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
    rows = _rows(asked)
    return {
        place: Named(rows[place].receiver.name, ", ".join(each.what for each in rows[place].lates), PAGE, _l("Nhắc"), 1)
        for place in ids
    }


LATE = (
    WaitingKind(
        key="owing", harm=Harm.USUAL, ahead=True, page=PAGE, many=_l("%(count)s nơi còn nợ tờ gửi về"),
        one=_l("%(name)s còn nợ tờ gửi về"), act=_l("Nhắc"), found=_found, named=_named,
    ),
)  # fmt: skip
