"""What was recorded at a house: kept the same whether a phone sends it or the plain form of its page does."""

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
    Skill,
)
from app.models.movement.declaration import Outcome, Subject, Type, Way
from app.models.movement.doorstep import visits
from app.models.movement.programme_entry import WrongAnswer, checked
from app.models.movement.relations import within
from app.models.movement.site import LONGEST, LONGEST_NAME, MOST_MEMBERS
from app.outbox.operations import Refused

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# How a house was reached, where a programme asks that: who stands at the door need not say so.
HOW, AT_THE_DOOR = "how", "door"
# By what one that stands in no book is told, and how long that may be: a house's, and the name of a programme's own.
NAMED = {**LONGEST, "name": LONGEST_NAME}


@dataclass(frozen=True)
class DoorstepReport:
    """What somebody says of a house: `subject` names it, `made` says what it is where it is new."""

    uuid: str
    at: datetime
    programme: object
    version: object
    subject: str
    made: object
    outcome: str
    answers: object
    # The keys of photos that were taken: those come by themselves, until then they are asked for.
    photographed: object = ()
    # When what somebody is to the house is asked, where that is not `at`: the phone's clock was wrong.
    judged_at: datetime | None = None

    @property
    def held_at(self) -> datetime:
        """The moment at which the house must have been theirs."""
        return self.judged_at or self.at


def record(session: Session, told: DoorstepReport, account_id: int, now: datetime) -> Programme:
    """Keep it; returns whose it is. The same uuid twice is one entry.

    Raises:
        Refused: in words, and nothing was written.
    """
    asked = _asked(session, told)
    if session.scalars(select(ProgrammeEntry.id).where(ProgrammeEntry.uuid == told.uuid)).first() is not None:
        return asked.programme
    asked = _where_it_is(session, asked, told)
    programme, answers = asked.programme, _answers(session, asked, told)
    site = _site(session, asked, told, account_id)
    entry = ProgrammeEntry.record(
        session, site, asked, uuid=told.uuid, by=session.get_one(Account, account_id), way=Way.DOORSTEP, at=told.at,
        outcome=told.outcome, answers=answers, now=now,
    )  # fmt: skip
    for key in _photographed(asked, told):
        EntryPhoto.put(session, entry, key, by_id=account_id, now=now)
    return programme


def _photographed(asked: ProgrammeVersion, told: DoorstepReport) -> list[str]:
    said = told.photographed if isinstance(told.photographed, list | tuple) else ()
    return [each.key for each in asked.declared.photos if each.key in said and told.outcome == Outcome.DONE]


def _asked(session: Session, told: DoorstepReport) -> ProgrammeVersion:
    """The version by which it was asked."""
    whole = isinstance(told.programme, int) and not isinstance(told.programme, bool) and told.programme < 2**31
    programme = session.get(Programme, told.programme) if whole else None
    used = [each for each in programme.versions if each.used_since is not None] if programme else []
    asked = next((each for each in used if each.number == told.version), None)
    if programme is None or asked is None or not asked.declared.goes_there:
        raise Refused(_("Không có phong trào này. Anh chị mở lại danh sách khi có mạng."))
    return asked


def _where_it_is(session: Session, asked: ProgrammeVersion, told: DoorstepReport) -> ProgrammeVersion:
    """The version that asks the same in the ward to which the house, or the group of a new one, went meanwhile."""
    said, ward = told.made if isinstance(told.made, Mapping) else {}, asked.programme.unit
    site = Site.called(session, told.subject) if _UUID.fullmatch(told.subject) else None
    went = ResidentialGroup.that_left(ward.code).where(ResidentialGroup.code == str(said.get("group")))
    where: Site | ResidentialGroup | None = site or session.scalars(went).first()
    if where is not None and where.unit_id != ward.id:
        there = ProgrammeVersion.asked_in([where.unit_id]).where(ProgrammeVersion.said == asked.said)
        asked = session.scalars(there).first() or asked
    if asked.programme.retired_on is not None:
        raise Refused(_("Phong trào này đã thôi nên chưa ghi. Anh chị hỏi cán bộ phụ trách của phường."))
    return asked


def _answers(session: Session, asked: ProgrammeVersion, told: DoorstepReport) -> Mapping[str, Any]:
    given = told.answers if isinstance(told.answers, Mapping) else {}
    try:
        known = dict(checked(asked, told.outcome, given))
    except WrongAnswer as wrong:
        if wrong.field is None:
            raise Refused(_("Việc này không đủ nội dung.")) from None
        raise Refused(_("Chưa ghi: câu “%(label)s” trả lời chưa đúng.", label=wrong.field.label)) from None
    listed = {key for each in asked.declared.fields if each.type is Type.LIST for key in known.get(each.key, ())}
    if listed - {each.key for each in session.scalars(Skill.called(asked.programme.unit_id, sorted(listed)))}:
        raise Refused(_("Có việc không còn trong danh mục của phường. Anh chị mở lại trang khi có mạng rồi ghi."))
    if told.outcome == Outcome.DONE and not known and not _photographed(asked, told):
        raise Refused(_("Chưa trả lời câu nào. Nhà không có ai hay không muốn thì bấm nút ấy."))
    how = asked.declared.by_key.get(HOW)
    if known and HOW not in known and how and AT_THE_DOOR in how.choices:
        known[HOW] = AT_THE_DOOR
    return known


def _site(session: Session, asked: ProgrammeVersion, told: DoorstepReport, account_id: int) -> Site:
    """The house, if it is theirs; a new one is made, or is one that another phone has made."""
    unit_id, records = asked.programme.unit_id, asked.declared.records
    site = Site.called(session, told.subject) if _UUID.fullmatch(told.subject) else None
    if site is None or told.made:
        site = _made(session, asked, told, account_id)
    theirs = within(records, Site.residential_group_id, account_id, unit_id, told.held_at)
    own = select(Site.id).where(Site.id == site.id, Site.unit_id == unit_id, visits(asked.programme), theirs)
    if session.scalars(own).first() is None:
        raise Refused(_not_theirs(asked))
    return site


def _not_theirs(asked: ProgrammeVersion) -> str:
    if asked.declared.subject is Subject.HOUSEHOLD:
        return str(_("Nhà này không thuộc tổ anh chị phụ trách nên chưa ghi. Anh chị báo phường."))
    return str(_("Nơi này không thuộc tổ anh chị phụ trách nên chưa ghi. Anh chị báo phường."))


def _made(session: Session, asked: ProgrammeVersion, told: DoorstepReport, account_id: int) -> Site:
    said, programme = told.made if isinstance(told.made, Mapping) else {}, asked.programme
    text = {key: names.clean(value) if isinstance(value := said.get(key), str) else "" for key in (*NAMED, "group")}
    houses, members, code = asked.declared.subject is Subject.HOUSEHOLD, said.get("members"), text.pop("group")
    whole = _is_house(text, members) if houses else bool(text["name"])
    if not (whole and _UUID.fullmatch(told.subject) and all(len(text[key]) <= most for key, most in NAMED.items())):
        raise Refused(
            _("Nhà mới cần số nhà hoặc tên chủ hộ; số người từ 1 đến 40, không rõ thì để trống.")
            if houses
            else _("Chưa có tên, hoặc tên dài quá %(most)s chữ.", most=NAMED["name"])
        )
    theirs = within(asked.declared.records, ResidentialGroup.id, account_id, programme.unit_id, told.held_at)
    wanted = ResidentialGroup.of(programme.unit_id).where(ResidentialGroup.code == code, theirs)
    group = session.scalars(wanted).first()
    if group is None:
        raise Refused(_not_theirs(asked))
    # Of two phones that bring one house the second waits here, and finds it.
    session.scalars(ResidentialGroup.locked(group.id)).one()
    house: dict[str, Any] = {key: text[key] for key in LONGEST}
    there, subject = _under(session, told.subject, house if houses else {"name": text["name"]})
    if there is None and houses:
        there = Household.alike(session, group.id, unit_id=group.unit_id, **house)
    elif there is None:
        there = session.scalars(Site.of_programme(programme.id, group.id, text["name"])).first()
    if there is None:
        own: dict[str, Any] = {"name": text["name"], "programme_id": programme.id}
        where: dict[str, Any] = {"unit": programme.unit, "residential_group": group, "public_id": subject}
        there = Household(**where, **house, members=members) if houses else Site(**where, **own)
    elif there.public_id != subject and session.get(SiteAlias, subject) is None:
        session.add(SiteAlias(public_id=subject, site_id=there.id))
    session.add(there)
    session.flush()
    return there


def _under(session: Session, subject: str, called: Mapping[str, str]) -> tuple[Site | None, str]:
    """What was made under a uuid, and the uuid. A page saved on a phone gives each that it makes the same one: what is
    called otherwise goes by one of its own, the same each time."""
    there = Site.called(session, subject)
    if there is None or all(
        names.search_key(getattr(there, key)) == names.search_key(each) for key, each in called.items()
    ):
        return there, subject
    own = str(uuid5(UUID(subject), "|".join(map(names.search_key, called.values()))))
    return Site.called(session, own), own


def _is_house(text: Mapping[str, str], members: object) -> bool:
    few = members is None or (type(members) is int and 1 <= members <= MOST_MEMBERS)
    return few and bool(text["number"] or text["head"])
