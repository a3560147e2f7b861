"""What is said of a subject that is new to who says it: its group, organiser and outer site, and its own columns."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Integer, literal, or_, select
from sqlalchemy.orm import Session

from app.country import clock, names
from app.country.days import parse_day, parse_hour
from app.entries.event_days import check_days
from app.entries.judging import NotRecorded
from app.entries.reading import Posted
from app.models import Organisation, Place, ProgrammeVersion, ResidentialGroup, Site
from app.models.movement.declaration import Subject
from app.models.movement.doorstep import containing
from app.models.movement.relations import in_groups, may_make
from app.models.movement.represented import REPRESENTING
from app.models.movement.site import LONGEST, LONGEST_NAME, MOST_MEMBERS

# Texts that describe a site, with the longest of each.
NAMED = {**LONGEST, "name": LONGEST_NAME, "venue": LONGEST_NAME}


class NewSubject(NamedTuple):
    """A site as somebody describes it. `identity`: the columns that tell it from others; `details`: its other own ones;
    `former`: the group that is named, where it was merged into `group`."""

    group: ResidentialGroup | None
    organiser: Organisation | None
    outer: Site | None
    identity: Mapping[str, Any]
    details: Mapping[str, Any]
    former: ResidentialGroup | None = None

    def lies_in(self, group_id: int | None) -> bool:
        """Whether it may be a site of a group by its id (None: of none): what was recorded before a merger keeps the
        former group."""
        return group_id in self.group_ids

    @property
    def group_ids(self) -> list[int | None]:
        """The ids of its group and of the one that is named; [None] of a site of no group."""
        return [each.id for each in (self.group, self.former) if each is not None] or [None]

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of its row that are said, but for its group, see `lies_in`."""
        return {**self.identity, **self.details}


def read_subject(
    session: Session, asked: ProgrammeVersion, posted: Posted, site: Site | None, account_id: int
) -> NewSubject | None:
    """What is described as new; None of a `site` that is named. Writes nothing.

    Raises:
        NotRecorded: something is missing or cannot be read, or the place is not the sender's.
    """
    if site is not None and not posted.made:
        return None
    if asked.declared.subject in REPRESENTING:
        raise NotRecorded(_("Không có nơi này trong sổ nên chưa ghi. Anh chị mở lại danh sách khi có mạng."))
    text = {key: names.clean(value) if isinstance(value := posted.described.get(key), str) else "" for key in _TEXTS}
    if not posted.names_site or any(len(text[key]) > most for key, most in NAMED.items()):
        raise NotRecorded(_too_long(asked))
    identity, more = _READS[asked.declared.subject](asked, posted, text)
    if asked.declared.subject is Subject.EVENT:
        more = {**more, "place": _place(session, asked, text["place"])}
    organiser = _organiser(session, asked, text["organiser"])
    group, former = _group(session, asked, text["group"], organiser, posted, account_id)
    if asked.declared.within:
        # It lies in the one that is named by its uuid, else in the only one of the group.
        there = containing(session, asked.programme, group.id if group else None, organiser)
        named = posted.described.get("within")
        if isinstance(named, str) and named:
            site = Site.called(session, named) if len(named) < 40 else None
            there = [each for each in there if each is site]
        if len(there) != 1:
            raise NotRecorded(_("Chưa rõ nơi này nằm ở đâu nên chưa ghi. Anh chị chọn trong danh sách của tổ."))
        [outer] = there
        unasked = group if outer.residential_group is None and not asked.declared.asks_group else None
        return NewSubject(outer.residential_group or unasked, organiser, outer, identity, more)
    return NewSubject(group, organiser, None, identity, more, former)


def not_theirs(asked: ProgrammeVersion) -> str:
    """The sentence that says that a place is not the sender's."""
    if asked.declared.subject is Subject.HOUSEHOLD:
        return str(_("Nhà này không thuộc tổ anh chị phụ trách nên chưa ghi. Anh chị báo phường."))
    return str(_("Nơi này không thuộc tổ, đơn vị anh chị phụ trách nên chưa ghi. Anh chị báo phường."))


_TEXTS = (*NAMED, "group", "organiser", "held_on", "starts_at", "ends_at", "place")
Columns = tuple[Mapping[str, Any], Mapping[str, Any]]


def _house(asked: ProgrammeVersion, posted: Posted, text: Mapping[str, str]) -> Columns:
    members = posted.described.get("members")
    few = members is None or (type(members) is int and 1 <= members <= MOST_MEMBERS)
    if not (few and (text["number"] or text["head"])):
        raise NotRecorded(_too_long(asked))
    return {key: text[key] for key in LONGEST}, {"members": members}


def _own_site(asked: ProgrammeVersion, posted: Posted, text: Mapping[str, str]) -> Columns:
    if not text["name"]:
        raise NotRecorded(_too_long(asked))
    return {"name": text["name"]}, {}


def _event(asked: ProgrammeVersion, posted: Posted, text: Mapping[str, str]) -> Columns:
    title = asked.declared.by_key.get(asked.declared.title)
    if title is not None and not text["name"]:
        raise NotRecorded(_("Chưa ghi: cần trả lời câu “%(label)s”.", label=title.label))
    try:
        day = parse_day(text["held_on"], clock.today())
    except ValueError:
        raise NotRecorded(_("Chưa ghi: chưa rõ ngày tổ chức.")) from None
    try:
        hours = {key: parse_hour(text[key]).strftime("%H:%M") if text[key] else "" for key in ("starts_at", "ends_at")}
    except ValueError:
        raise NotRecorded(_("Anh chị ghi giờ như 7 giờ 30 hoặc 14:00.")) from None
    check_days(asked.declared, posted, None, held_on=day, **hours)
    return {**({"name": text["name"]} if title else {}), "held_on": day}, {**hours, "venue": text["venue"]}


_READS = {Subject.HOUSEHOLD: _house, Subject.SITE: _own_site, Subject.EVENT: _event}


def _too_long(asked: ProgrammeVersion) -> str:
    if asked.declared.subject is Subject.HOUSEHOLD:
        return str(_("Nhà mới cần số nhà hoặc tên chủ hộ; số người từ 1 đến 40, không rõ thì để trống."))
    return str(_("Chưa có tên, hoặc tên dài quá %(most)s chữ.", most=NAMED["name"]))


def _place(session: Session, asked: ProgrammeVersion, code: str) -> Place | None:
    """The hall of the ward that is named by its code, closed meanwhile too.

    Raises:
        NotRecorded: the ward has none of that code.
    """
    if not code:
        return None
    found = session.scalars(Place.all_of(asked.programme.unit_id).where(Place.code == code)).first()
    if found is None:
        raise NotRecorded(_("Địa điểm này không có trong danh mục của phường nên chưa ghi. Anh chị chọn lại."))
    return found


def _organiser(session: Session, asked: ProgrammeVersion, code: str) -> Organisation | None:
    """The organisation that is named by its code as the organiser; of one that was merged, that into which.

    Raises:
        NotRecorded: the ward has none of that code.
    """
    if not code or asked.declared.subject is Subject.HOUSEHOLD:
        return None
    found = Organisation.coded(session, asked.programme.unit_id, code)
    if found is None:
        raise NotRecorded(not_theirs(asked))
    return found


def _group(
    session: Session, asked: ProgrammeVersion, code: str, organiser: Organisation | None, posted: Posted,
    account_id: int,
) -> tuple[ResidentialGroup | None, ResidentialGroup | None]:  # fmt: skip
    """The group of a new site: one of the sender's, of what an organisation organises any of the ward or none. Where
    is named one that was merged, the one into which, and itself: whose it was may record there.

    Raises:
        NotRecorded: the sender may not record there.
    """
    unit_id, at = asked.programme.unit_id, posted.rights_at
    if not asked.declared.asks_group:
        return _unasked_group(session, asked, organiser, account_id, at), None
    free = asked.declared.subject is Subject.EVENT or organiser is not None
    wanted = ResidentialGroup.of(unit_id, clock.local(at).date()).where(ResidentialGroup.code == code)
    if not free:
        wanted = wanted.where(in_groups(asked.declared, ResidentialGroup.id, account_id, unit_id, at))
    group = session.scalars(wanted).first() if code else None
    former = ResidentialGroup.merged(session, unit_id, code) if group is None and code else None
    if former is not None and former.standing is not None and former.standing.unit_id == unit_id:
        group = former.standing
    if group is None and (code or not free):
        raise NotRecorded(not_theirs(asked))
    if free or former is not None:
        known = [each.id if each else None for each in ((group, former) if former else (group,))]
        organiser_id = organiser.id if organiser else None
        theirs = [
            may_make(asked.declared, account_id, unit_id, at, group_id=each, organiser_id=organiser_id)
            if free
            else in_groups(asked.declared, literal(each, Integer), account_id, unit_id, at)
            for each in known
        ]
        if not session.scalar(select(or_(*theirs))):
            raise NotRecorded(not_theirs(asked))
    return group, former


def _unasked_group(
    session: Session, asked: ProgrammeVersion, organiser: Organisation | None, account_id: int, at: datetime
) -> ResidentialGroup | None:
    """The group of an event that is asked none: of who records for a group the first of theirs, else none.

    Raises:
        NotRecorded: the sender may not record such an event.
    """
    unit_id, organiser_id = asked.programme.unit_id, organiser.id if organiser else None
    free = may_make(asked.declared, account_id, unit_id, at, group_id=None, organiser_id=organiser_id)
    if session.scalar(select(free)):
        return None
    theirs = in_groups(asked.declared, ResidentialGroup.id, account_id, unit_id, at)
    group = None if organiser else session.scalars(ResidentialGroup.of(unit_id).where(theirs)).first()
    if group is None:
        raise NotRecorded(not_theirs(asked))
    return group
