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
)
from app.models.movement.declaration import Outcome, Subject, Way
from app.models.movement.doorstep import visits
from app.models.movement.relations import within
from app.models.movement.site import LONGEST, LONGEST_NAME, MOST_MEMBERS
from app.outbox.doorstep_answers import known_answers
from app.outbox.operations import Conflict, Refused

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
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


class Taken(Conflict):
    """A uuid under which something else was recorded, or which is not what stands any more. `entry_id` is what stands;
    `same_site`: the same person recorded it of the same site."""

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


def record(session: Session, told: DoorstepReport, account_id: int, now: datetime) -> ProgrammeEntry:
    """Keep it; returns its entry. The same uuid twice with the same words is one entry.

    Raises:
        Taken: the uuid is another entry's: of another person, site or programme, or with other words.
        Refused: in words, and nothing was written.
    """
    asked = _where_it_is(session, _asked(session, told), told)
    if there := session.scalars(ProgrammeEntry.sent_as(told.uuid)).one_or_none():
        return _sent_again(session, there, asked, told, account_id)
    if asked.programme.retired_on is not None:
        raise Refused(_("Phong trào này đã thôi nên chưa ghi. Anh chị hỏi cán bộ phụ trách của phường."))
    photographed = _photographed(asked, told)
    answers = known_answers(session, asked, told.outcome, told.answers, photographed=bool(photographed))
    site = _site(session, asked, told, account_id)
    entry = ProgrammeEntry.record(
        session, site, asked, uuid=told.uuid, by=session.get_one(Account, account_id), way=Way.DOORSTEP, at=told.at,
        outcome=told.outcome, answers=answers, now=now,
    )  # fmt: skip
    for key in photographed:
        EntryPhoto.put(session, entry, key, by_id=account_id, now=now)
    return entry


def _sent_again(
    session: Session, there: ProgrammeEntry, asked: ProgrammeVersion, told: DoorstepReport, account_id: int
) -> ProgrammeEntry:
    """The entry that stands under the uuid, where it is what is told now."""
    mine = there.by_id == account_id and there.programme_id == asked.programme_id
    site = _site_again(session, asked, told, account_id) if mine else None
    same_site = site is not None and there.site_id == site.id
    photographed = bool(_photographed(asked, told))
    if same_site and (there.outcome, there.given) == (
        told.outcome,
        known_answers(session, asked, told.outcome, told.answers, photographed=photographed),
    ):
        return there
    raise Taken(there, same_site=same_site)


def _site_again(session: Session, asked: ProgrammeVersion, told: DoorstepReport, account_id: int) -> Site | None:
    """The site that is told of, of a page sent before; None where what it says of a new one is something else now."""
    site = Site.called(session, told.subject) if _UUID.fullmatch(told.subject) else None
    if not isinstance(told.made, Mapping) or not told.made:
        return site
    group, called = _place(session, asked, told, account_id)
    if site is None or site.public_id != told.subject:
        return _found(session, asked, told.subject, group, called)[0]
    words = {**called, "members": told.made.get("members"), "residential_group_id": group.id}
    if asked.declared.subject is not Subject.HOUSEHOLD:
        del words["members"]
    return site if all(getattr(site, key) == each for key, each in words.items()) else None


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
    """The version that asks the same in the ward to which the house, or the group of a new one, went meanwhile, and in
    the programme into which its own went."""
    said, ward = told.made if isinstance(told.made, Mapping) else {}, asked.programme.unit
    site = Site.called(session, told.subject) if _UUID.fullmatch(told.subject) else None
    went = ResidentialGroup.that_left(ward.code).where(ResidentialGroup.code == str(said.get("group")))
    where: Site | ResidentialGroup | None = site or session.scalars(went).first()
    unit_id = where.unit_id if where is not None else ward.id
    if unit_id != ward.id or asked.programme.merged_into_id is not None:
        there = ProgrammeVersion.asked_in([unit_id]).where(
            ProgrammeVersion.said == asked.said, Programme.merged_into_id.is_(None)
        )
        asked = session.scalars(there).first() or asked
    return asked


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
    """The site that is told of as new: one that stands already, or made now."""
    programme, members = asked.programme, told.made.get("members") if isinstance(told.made, Mapping) else None
    group, called = _place(session, asked, told, account_id)
    # Of two phones that bring one house the second waits here, and finds it.
    session.scalars(ResidentialGroup.locked(group.id)).one()
    there, subject = _found(session, asked, told.subject, group, called)
    if there is None:
        where: dict[str, Any] = {"unit": programme.unit, "residential_group": group, "public_id": subject}
        houses = asked.declared.subject is Subject.HOUSEHOLD
        own: dict[str, Any] = {"members": members} if houses else {"programme_id": programme.id}
        there = (Household if houses else Site)(**where, **called, **own)
    elif there.public_id != subject and session.get(SiteAlias, subject) is None:
        session.add(SiteAlias(public_id=subject, site_id=there.id))
    session.add(there)
    session.flush()
    return there


def _place(
    session: Session, asked: ProgrammeVersion, told: DoorstepReport, account_id: int
) -> tuple[ResidentialGroup, dict[str, Any]]:
    """In which group a new one is, and what it is called, by column. Writes nothing.

    Raises:
        Refused: it is not called anything, or the group is not theirs.
    """
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
    return group, {key: text[key] for key in (LONGEST if houses else ("name",))}


def _found(
    session: Session, asked: ProgrammeVersion, subject: str, group: ResidentialGroup, called: dict[str, Any]
) -> tuple[Site | None, str]:
    """What stands already of what is told of as new, and the uuid by which it goes."""
    there, subject = _under(session, subject, called)
    if there is None and asked.declared.subject is Subject.HOUSEHOLD:
        there = Household.alike(session, group.id, unit_id=group.unit_id, **called)
    elif there is None:
        there = session.scalars(Site.of_programme(asked.programme_id, group.id, called["name"])).first()
    return there, subject


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
