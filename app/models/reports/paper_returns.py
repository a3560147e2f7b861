"""Reports that came on paper, recorded as entries of the programmes that asked for them: that they came, and on which
day; what they say is added in the book."""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models.movement.declaration import EntryWay
from app.models.movement.entry_recording import Recording, SiteGone, Submission, record, withdraw
from app.models.people.account import Account
from app.models.people.role import Role
from app.models.reports.returns import Return
from app.models.targets.reporting_rule import ReportingRule

# Why an entry without answers goes against a check.
REASON = _l("Báo cáo bằng giấy, chưa nhập nội dung.")
NOON = 12


def lock_senders(session: Session, rule: ReportingRule) -> None:
    """Lock who sent for a rule: of two who write it down the second sees the first."""
    session.scalars(select(ReportingRule.id).where(ReportingRule.id == rule.id).with_for_update()).one()


def record_on_paper(session: Session, returns: Iterable[Return], day: date, *, by: Account, now: datetime) -> int:
    """Record of what was not sent that it came on a day. The caller has locked the senders and read them since. Returns
    how many entries; there is none of a sender that is gone meanwhile."""
    recorded = 0
    for each in returns:
        asked = each.programme.current
        assert asked
        if each.entry is not None:
            continue
        with suppress(SiteGone):
            at = now if day == clock.local(now).date() else clock.at_local(day, NOON)
            recording = Recording(site=each.site, uuid=str(uuid.uuid4()), at=at, reason=str(REASON))
            confirms = Role.OFFICER in asked.declared.confirmed_by
            sent = Submission(
                asked=asked, entries=[recording], by=by, way=EntryWay.OFFICE, period=each.period.key, confirms=confirms
            )
            record(session, sent, now)
            recorded += 1
    return recorded


def withdraw_paper(session: Session, returns: Iterable[Return], now: datetime) -> int:
    """Withdraw what only says that it came; entries with answers stay. Returns how many."""
    return sum(each.is_on_paper and each.entry is not None and withdraw(session, each.entry, now) for each in returns)
