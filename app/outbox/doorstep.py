"""Entries recorded on phones, at a house or as "Ghi nhanh", stored the same way from an operation and a plain form."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock, names
from app.models import (
    Account,
    AdministrativeUnit,
    EntryPhoto,
    Event,
    Programme,
    ProgrammeEntry,
    ProgrammeVersion,
    ResidentialGroup,
    Site,
)
from app.models.movement import entry_recording
from app.models.movement.declaration import Outcome, Way
from app.models.movement.doorstep import visits
from app.models.movement.entry_period import PeriodNotOpen, WrongPeriod, check_period
from app.models.movement.relations import may_record, recorded_for
from app.models.movement.reopened_period import check_open
from app.models.movement.represented import REPRESENTING
from app.outbox.described import check_event, not_theirs, read_described
from app.outbox.doorstep_answers import known_answers
from app.outbox.doorstep_report import DoorstepReport
from app.outbox.made_sites import create_or_find, site_sent_before
from app.outbox.operations import Conflict, Refused
from app.registers.programmes.answer_values import needs_reason
from app.registers.programmes.of_units import not_open_words
from app.registers.programmes.subject_fields import REASON


class Taken(Conflict):
    """The uuid is used by another entry, or by one that is no longer current. `entry_id` is the stored entry;
    `same_site`: the same person recorded it for the same site."""

    def __init__(self, entry: ProgrammeEntry, *, same_site: bool) -> None:
        super().__init__(
            _(
                "Điều này đã gửi trước đó và không còn là lần ghi mới nhất ở đây, nên máy chưa ghi lại. "
                "Anh chị xem rồi bấm lưu lần nữa."
            )
            if same_site
            else _(
                "Trang này đã gửi trước đó cho một nơi khác, nên điều vừa nhập chưa ghi. Đúng là một nơi nữa thì anh "
                "chị bấm lưu lần nữa; tên hay số nhà ghi nhầm thì anh chị báo phường sửa."
            )
        )
        self.entry_id, self.same_site = entry.id, same_site


def record(session: Session, report: DoorstepReport, account_id: int, now: datetime) -> ProgrammeEntry:
    """Store the report and return its entry. The same uuid sent twice with the same content is one entry.

    Raises:
        Taken: the uuid belongs to an entry of another person, site or programme, or with other content.
        Refused: the report is refused with a sentence; nothing was written.
    """
    asked = _version_there(session, _version(session, report), report)
    if there := session.scalars(ProgrammeEntry.sent_as(report.uuid)).one_or_none():
        return _sent_again(session, there, asked, report, account_id)
    if asked.programme.retired_on is not None:
        raise Refused(_("Phong trào này đã thôi nên chưa ghi. Anh chị hỏi cán bộ phụ trách của phường."))
    photographed, period = _photographed(asked, report), _period(session, asked, report, now)
    answers = known_answers(session, asked, report.outcome, report.answers, photographed=bool(photographed))
    reason = _reason(asked, report, answers)
    site, organisation_id = _locked(session, asked, report, account_id)
    if isinstance(site, Event):
        check_event(asked, {"held_on": site.held_on}, report)
    entry = entry_recording.record(
        session, site, asked, uuid=report.uuid, by=session.get_one(Account, account_id),
        organisation_id=organisation_id, way=Way.DOORSTEP, at=report.at, period=period, outcome=report.outcome,
        answers=answers, reason=reason, now=now,
    )  # fmt: skip
    for key in photographed:
        EntryPhoto.put(session, entry, key, by_id=account_id, now=now)
    return entry


def _reason(asked: ProgrammeVersion, report: DoorstepReport, answers: Mapping[str, Any]) -> str:
    """The reason of a report, asked for where its answers do not meet a check.

    Raises:
        Refused: there is none.
    """
    reason = names.clean(report.reason)[: REASON.longest] if isinstance(report.reason, str) else ""
    against = asked.declared.contradicted(answers) if report.outcome == Outcome.DONE else []
    if against and not reason:
        raise Refused(needs_reason(against))
    return reason


def _period(session: Session, asked: ProgrammeVersion, report: DoorstepReport, now: datetime) -> date | None:
    """The key of the period that a report names; None in a programme without periods. A new site has none that was
    opened again.

    Raises:
        Refused: it names none of the programme, or one that is not open.
    """
    try:
        period = date.fromisoformat(report.period) if isinstance(report.period, str) else None
        key = check_period(asked, period, clock.local(now).date())
        site = Site.called(session, report.subject) if report.names_site else None
        check_open(session, asked, key, {site.id if site else 0: (clock.day_of(report.at, now), report.at)}, now)
    except PeriodNotOpen as closed:
        raise Refused(not_open_words(closed.period)) from None
    except (WrongPeriod, ValueError):
        raise Refused(_("Chưa ghi: chưa rõ ghi cho kỳ nào. Anh chị mở lại trang khi có mạng rồi chọn kỳ.")) from None
    return period


def _sent_again(
    session: Session, there: ProgrammeEntry, asked: ProgrammeVersion, report: DoorstepReport, account_id: int
) -> ProgrammeEntry:
    """The entry stored under the uuid, if its content is that of the report."""
    mine = there.by_id == account_id and there.programme_id == asked.programme_id
    site = site_sent_before(session, asked, report, account_id) if mine else None
    same_site = site is not None and there.site_id == site.id
    photographed = bool(_photographed(asked, report))
    given = {key: each for key, each in there.given.items() if key != asked.declared.title}
    period = there.period.isoformat() if there.period else None
    if same_site and (there.outcome, period, given) == (
        report.outcome,
        report.period,
        known_answers(session, asked, report.outcome, report.answers, photographed=photographed),
    ):
        return there
    raise Taken(there, same_site=same_site)


def _photographed(asked: ProgrammeVersion, report: DoorstepReport) -> list[str]:
    keys = report.photographed if isinstance(report.photographed, list | tuple) else ()
    return [each.key for each in asked.declared.photos if each.key in keys and report.outcome == Outcome.DONE]


def _version(session: Session, report: DoorstepReport) -> ProgrammeVersion:
    """The version of the programme that asked the questions."""
    is_id = isinstance(report.programme, int) and not isinstance(report.programme, bool) and report.programme < 2**31
    programme = session.get(Programme, report.programme) if is_id else None
    used = [each for each in programme.versions if each.used_since is not None] if programme else []
    asked = next((each for each in used if each.number == report.version), None)
    if programme is None or asked is None or not asked.declared.field_visits:
        raise Refused(_("Không có phong trào này. Anh chị mở lại danh sách khi có mạng."))
    return asked


def _version_there(session: Session, asked: ProgrammeVersion, report: DoorstepReport) -> ProgrammeVersion:
    """The same version in the ward that the house, or the group of a new house, has moved to, and in the programme
    that its programme was merged into."""
    made, ward = report.described, asked.programme.unit
    site = Site.called(session, report.subject) if report.names_site else None
    where: Site | ResidentialGroup | None = site or _group_that_left(session, ward, str(made.get("group")))
    unit_id = where.unit_id if where is not None else ward.id
    if unit_id != ward.id or asked.programme.merged_into_id is not None:
        there = ProgrammeVersion.asked_in([unit_id]).where(
            ProgrammeVersion.said == asked.said, Programme.merged_into_id.is_(None)
        )
        asked = session.scalars(there).first() or asked
    return asked


def _group_that_left(session: Session, ward: AdministrativeUnit, code: str) -> ResidentialGroup | None:
    """The group of a code that a ward, or one that was merged into it, gave to another."""
    called = ResidentialGroup.code == code
    went = session.scalars(ResidentialGroup.that_left(ward.code).where(called)).first()
    if went is not None or session.scalars(ResidentialGroup.of(ward.id).where(called)).first() is not None:
        return went
    return session.scalars(ResidentialGroup.that_left_parts(ward.id).where(called)).first()


def _locked(
    session: Session, asked: ProgrammeVersion, report: DoorstepReport, account_id: int
) -> tuple[Site, int | None]:
    """The house, locked, if the sender may record there, and the id of the organisation for which. Where they were
    merged until then, those into which."""
    site = _site(session, asked, report, account_id)
    organisation_id = recorded_for(session, asked.declared, site, account_id, report.rights_at)
    organisation_id = entry_recording.lock(session, [site.id], organisation_id)
    site = Site.lock_target(session, site.id) if site.merged_into_id is not None else site
    unit_id = asked.programme.unit_id
    theirs = may_record(asked.declared, account_id, unit_id, report.rights_at)
    visited = select(Site.id).where(Site.id == site.id, Site.unit_id == unit_id, visits(asked.programme))
    if session.scalars(visited.where(theirs)).first() is None:
        merged = _of_merged(session, asked, report, account_id, site)
        if not merged or session.scalars(visited).first() is None:
            raise Refused(not_theirs(asked))
    return site, organisation_id


def _of_merged(session: Session, asked: ProgrammeVersion, report: DoorstepReport, account_id: int, site: Site) -> bool:
    """Whether a site that the report describes lies where the group that it names was merged: whose that was may
    record there.

    Raises:
        Refused: the sender may not.
    """
    given = read_described(session, asked, report, account_id) if report.described else None
    return given is not None and given.former is not None and given.lies_in(site.residential_group_id)


def _site(session: Session, asked: ProgrammeVersion, report: DoorstepReport, account_id: int) -> Site:
    """The house; a new one is created, or is the one that another phone created."""
    site = Site.called(session, report.subject) if report.names_site else None
    if site is None or report.made:
        if asked.declared.subject in REPRESENTING:
            raise Refused(_("Không có nơi này trong sổ nên chưa ghi. Anh chị mở lại danh sách khi có mạng."))
        site = create_or_find(session, asked, report, account_id)
    return site
