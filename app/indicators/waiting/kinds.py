"""All kinds of what waits, in the order of "Hôm nay"."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import select

from app.indicators.late import Owing
from app.indicators.owed import owed
from app.indicators.waiting import classes, reports, requests, tasks
from app.indicators.waiting.kind import Harm, Named, Page, Since, WaitingKind, WaitingQuery
from app.models import Role
from app.registers.decision import Decision
from app.registers.decisions import DECISIONS


# What one person proposed and another decides, as kinds of what waits.
@dataclass(frozen=True)
class _Several:
    """How several of a kind are counted: "%(count)s báo cáo chờ duyệt"."""

    kind: object

    def __str__(self) -> str:
        words = str(self.kind)
        return "%(count)s " + str(_("%(kind)s chờ duyệt", kind=f"{words[:1].lower()}{words[1:]}"))


def _kind_of(decision: Decision) -> WaitingKind:
    noun: Any = decision.noun
    leads = decision.role == Role.LEADER
    page: Page = (decision.together, {}) if decision.together else ("office.approvals.index", {"loai": decision.slug})

    def named(asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
        rows = asked.db.scalars(noun.waiting_in(asked.units).where(noun.id.in_(ids))).all()
        return {
            each.row.id: Named(
                str(each.text), str(each.small), (decision.page, decision.place(each.row)), decision.act, each.rows
            )
            for each in decision.lines(asked.db, rows)
        }

    def query(asked: WaitingQuery) -> Any:
        waiting = noun.waiting_in(asked.units).order_by(None).subquery()
        return select(noun.id, noun.proposed_at).where(noun.id.in_(select(waiting.c.id)))

    return WaitingKind(
        key=decision.key, keeps=False, harm=Harm.DUE if leads else Harm.USUAL, roles=(decision.role,), page=page,
        place="approve" if leads else "ambassadors", many=decision.counted or _Several(decision.kind),
        act=decision.act, query=query, named=named,
    )  # fmt: skip


DECIDED = tuple(map(_kind_of, DECISIONS))


# Places that owe an office papers and were not reminded within the last days.
#
# The rail does not count them: who is expected to send stands in words of rules, which no query of the one statement
# reads.
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


KINDS: tuple[WaitingKind, ...] = (
    *reports.REPORTS, *requests.PEOPLE, *tasks.TASKS, *LATE, *classes.CLASSES, classes.UNEARNED,
    *requests.EVENTS,
    *requests.CONFIRMATIONS, *DECIDED,
)  # fmt: skip
BY_KEY: Mapping[str, WaitingKind] = {kind.key: kind for kind in KINDS}
# What queries find, in one statement, and of it what the rail counts.
ASKED = tuple(kind for kind in KINDS if kind.query)
QUERIED = tuple(kind for kind in ASKED if kind.place)
