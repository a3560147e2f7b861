"""What one person proposed and another decides, as kinds of what waits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.indicators.waiting.kind import Harm, Named, Page, WaitingKind, WaitingQuery
from app.models import Role
from app.registers.decision import Decision
from app.registers.decisions import DECISIONS


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
