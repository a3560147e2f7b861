"""Entries recorded at a house, stored the same way from a phone's operation and from the plain form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import names
from app.models import (
    Account,
    EntryPhoto,
    Household,
    Programme,
    ProgrammeEntry,
    ProgrammeVersion,
    ResidentialGroup,
    Site,
    SiteAlias,
)
from app.models.movement import entry_recording
from app.models.movement.declaration import Outcome, Subject, Way
from app.models.movement.doorstep import containing, visits
from app.models.movement.relations import in_groups, may_record, recorded_for
from app.models.movement.represented import REPRESENTING
from app.models.movement.site import LONGEST, LONGEST_NAME, MOST_MEMBERS
from app.outbox.doorstep_answers import known_answers
from app.outbox.operations import Conflict, Refused
from app.registers.programmes.answer_values import needs_reason
from app.registers.programmes.subject_fields import REASON

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Fields that describe a new site, with the longest text of each: those of a house, and the name of a programme's own.
NAMED = {**LONGEST, "name": LONGEST_NAME}


@dataclass(frozen=True)
class DoorstepReport:
    """What somebody reports of a house: `subject` is its uuid, `made` its fields if it is new."""

    uuid: str
    at: datetime
    programme: object
    version: object
    subject: str
    made: object
    outcome: str
    answers: object
    # The keys of photos that were taken. They arrive as operations of their own; until then they are missing.
    photographed: object = ()
    # Why the answers do not meet a check of the programme.
    reason: object = ""
    # The moment for which rights are checked, if not `at`: the phone's clock was wrong.
    judged_at: datetime | None = None

    @property
    def rights_at(self) -> datetime:
        """The moment for which the sender's right to the house is checked."""
        return self.judged_at or self.at


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
    photographed = _photographed(asked, report)
    answers = known_answers(session, asked, report.outcome, report.answers, photographed=bool(photographed))
    site = _site(session, asked, report, account_id)
    entry = entry_recording.record(
        session, site, asked, uuid=report.uuid, by=session.get_one(Account, account_id),
        organisation_id=recorded_for(session, asked.declared, site, account_id, report.rights_at),
        way=Way.DOORSTEP, at=report.at, outcome=report.outcome, answers=answers,
        reason=_reason(asked, report, answers), now=now,
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
    against = asked.declared.contradicted(answers)
    if against and not reason:
        raise Refused(needs_reason(against))
    return reason


def _sent_again(
    session: Session, there: ProgrammeEntry, asked: ProgrammeVersion, report: DoorstepReport, account_id: int
) -> ProgrammeEntry:
    """The entry stored under the uuid, if its content is that of the report."""
    mine = there.by_id == account_id and there.programme_id == asked.programme_id
    site = _site_sent_before(session, asked, report, account_id) if mine else None
    same_site = site is not None and there.site_id == site.id
    photographed = bool(_photographed(asked, report))
    given = {key: each for key, each in there.given.items() if key != asked.declared.title}
    if same_site and (there.outcome, given) == (
        report.outcome,
        known_answers(session, asked, report.outcome, report.answers, photographed=photographed),
    ):
        return there
    raise Taken(there, same_site=same_site)


def _site_sent_before(
    session: Session, asked: ProgrammeVersion, report: DoorstepReport, account_id: int
) -> Site | None:
    """The site of a page that was sent before; None if the report now describes a new site differently."""
    site = Site.called(session, report.subject) if _UUID.fullmatch(report.subject) else None
    if not isinstance(report.made, Mapping) or not report.made:
        return site
    group, called = _place(session, asked, report, account_id)
    outer = _outer(session, asked, report, group)
    if site is None or site.public_id != report.subject:
        return _existing(session, asked, report.subject, group, called, outer)[0]
    words = {**called, "members": report.made.get("members"), "residential_group_id": group.id}
    if asked.declared.subject is not Subject.HOUSEHOLD:
        del words["members"]
        words["within_id"] = outer.id if outer else None
    return site if all(getattr(site, key) == each for key, each in words.items()) else None


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
    made, ward = report.made if isinstance(report.made, Mapping) else {}, asked.programme.unit
    site = Site.called(session, report.subject) if _UUID.fullmatch(report.subject) else None
    went = ResidentialGroup.that_left(ward.code).where(ResidentialGroup.code == str(made.get("group")))
    where: Site | ResidentialGroup | None = site or session.scalars(went).first()
    unit_id = where.unit_id if where is not None else ward.id
    if unit_id != ward.id or asked.programme.merged_into_id is not None:
        there = ProgrammeVersion.asked_in([unit_id]).where(
            ProgrammeVersion.said == asked.said, Programme.merged_into_id.is_(None)
        )
        asked = session.scalars(there).first() or asked
    return asked


def _site(session: Session, asked: ProgrammeVersion, report: DoorstepReport, account_id: int) -> Site:
    """The house, if the sender may record there; a new one is created, or is the one that another phone created."""
    unit_id = asked.programme.unit_id
    site = Site.called(session, report.subject) if _UUID.fullmatch(report.subject) else None
    if site is None or report.made:
        if asked.declared.subject in REPRESENTING:
            raise Refused(_("Không có nơi này trong sổ nên chưa ghi. Anh chị mở lại danh sách khi có mạng."))
        site = _create_or_find(session, asked, report, account_id)
    theirs = may_record(asked.declared, account_id, unit_id, report.rights_at)
    own = select(Site.id).where(Site.id == site.id, Site.unit_id == unit_id, visits(asked.programme), theirs)
    if session.scalars(own).first() is None:
        raise Refused(_not_theirs(asked))
    return site


def _not_theirs(asked: ProgrammeVersion) -> str:
    if asked.declared.subject is Subject.HOUSEHOLD:
        return str(_("Nhà này không thuộc tổ anh chị phụ trách nên chưa ghi. Anh chị báo phường."))
    return str(_("Nơi này không thuộc tổ anh chị phụ trách nên chưa ghi. Anh chị báo phường."))


def _create_or_find(session: Session, asked: ProgrammeVersion, report: DoorstepReport, account_id: int) -> Site:
    """The site that the report describes as new: an existing row, or one created now."""
    programme, members = asked.programme, report.made.get("members") if isinstance(report.made, Mapping) else None
    group, called = _place(session, asked, report, account_id)
    # If two phones bring the same house, the second waits here and finds it.
    session.scalars(ResidentialGroup.locked(group.id)).one()
    outer = _outer(session, asked, report, group)
    there, subject = _existing(session, asked, report.subject, group, called, outer)
    if there is None:
        where: dict[str, Any] = {"unit": programme.unit, "residential_group": group, "public_id": subject}
        houses = asked.declared.subject is Subject.HOUSEHOLD
        own: dict[str, Any] = {"members": members} if houses else {"programme_id": programme.id, "within": outer}
        there = (Household if houses else Site)(**where, **called, **own)
    elif there.public_id != subject and session.get(SiteAlias, subject) is None:
        session.add(SiteAlias(public_id=subject, site_id=there.id))
    session.add(there)
    session.flush()
    return there


def _place(
    session: Session, asked: ProgrammeVersion, report: DoorstepReport, account_id: int
) -> tuple[ResidentialGroup, dict[str, Any]]:
    """The group of a new site and its descriptive columns. Writes nothing.

    Raises:
        Refused: the site has no name, or the group is not the sender's.
    """
    made, programme = report.made if isinstance(report.made, Mapping) else {}, asked.programme
    text = {key: names.clean(value) if isinstance(value := made.get(key), str) else "" for key in (*NAMED, "group")}
    houses, members, code = asked.declared.subject is Subject.HOUSEHOLD, made.get("members"), text.pop("group")
    is_complete = _is_house(text, members) if houses else bool(text["name"])
    if not (
        is_complete and _UUID.fullmatch(report.subject) and all(len(text[key]) <= most for key, most in NAMED.items())
    ):
        raise Refused(
            _("Nhà mới cần số nhà hoặc tên chủ hộ; số người từ 1 đến 40, không rõ thì để trống.")
            if houses
            else _("Chưa có tên, hoặc tên dài quá %(most)s chữ.", most=NAMED["name"])
        )
    theirs = in_groups(asked.declared, ResidentialGroup.id, account_id, programme.unit_id, report.rights_at)
    wanted = ResidentialGroup.of(programme.unit_id).where(ResidentialGroup.code == code, theirs)
    group = session.scalars(wanted).first()
    if group is None:
        raise Refused(_not_theirs(asked))
    return group, {key: text[key] for key in (LONGEST if houses else ("name",))}


def _outer(session: Session, asked: ProgrammeVersion, report: DoorstepReport, group: ResidentialGroup) -> Site | None:
    """The site that contains a new one: the one that the report names by its uuid, else the only one of the group.

    Raises:
        Refused: it names none of the group, or there are several.
    """
    if not asked.declared.within:
        return None
    there = session.scalars(containing(asked.programme, group.id)).all()
    named = report.made.get("within") if isinstance(report.made, Mapping) else None
    if isinstance(named, str) and named:
        site = Site.called(session, named) if _UUID.fullmatch(named) else None
        there = [each for each in there if each is site]
    if len(there) != 1:
        raise Refused(_("Chưa rõ nơi này nằm ở đâu nên chưa ghi. Anh chị chọn trong danh sách của tổ."))
    return there[0]


def _existing(
    session: Session, asked: ProgrammeVersion, subject: str, group: ResidentialGroup, called: dict[str, Any],
    outer: Site | None,
) -> tuple[Site | None, str]:  # fmt: skip
    """The existing row for a site described as new, and the uuid to use for it."""
    there, subject = _by_uuid(session, subject, called, outer)
    if there is None and outer is not None:
        there = session.scalars(Site.within_site(asked.programme_id, outer.id, called["name"])).first()
    elif there is None and asked.declared.subject is Subject.HOUSEHOLD:
        there = Household.alike(session, group.id, unit_id=group.unit_id, **called)
    elif there is None:
        there = session.scalars(Site.of_programme(asked.programme_id, group.id, called["name"])).first()
    return there, subject


def _by_uuid(session: Session, subject: str, called: Mapping[str, str], outer: Site | None) -> tuple[Site | None, str]:
    """The site created under a uuid, and the uuid. A page saved on a phone sends the same uuid for every site it
    creates, so a site with another description gets a uuid derived from it, the same each time."""
    there = Site.called(session, subject)
    same = there is None or outer is None or there.within_id == outer.id
    if there is None or (
        same and all(names.search_key(getattr(there, key)) == names.search_key(each) for key, each in called.items())
    ):
        return there, subject
    described = [*map(names.search_key, called.values()), *([outer.public_id] if outer else [])]
    own = str(uuid5(UUID(subject), "|".join(described)))
    return Site.called(session, own), own


def _is_house(text: Mapping[str, str], members: object) -> bool:
    few = members is None or (type(members) is int and 1 <= members <= MOST_MEMBERS)
    return few and bool(text["number"] or text["head"])
