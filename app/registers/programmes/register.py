"""A programme as a register: each row is a house or site with its entries; saving a row records an entry."""

import re
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, ClassVar

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.country import clock, names
from app.models import (
    AdministrativeUnit,
    Household,
    Programme,
    ProgrammeEntry,
    ProgrammeVersion,
    Role,
    Site,
    Skill,
)
from app.models.movement.declaration import Declaration, Outcome, Subject, Type
from app.models.movement.site import house_name
from app.models.people.changing import Overtaken
from app.registers.definitions import REGISTERS
from app.registers.field import Field
from app.registers.programmes import listed, recognised
from app.registers.programmes.fields import (
    DAY,
    OF_SUBJECT,
    OUTCOME,
    PREFIX,
    fields_of,
    former_choices,
    shown,
    stored,
    unnameable,
)
from app.registers.programmes.recognised import recorded
from app.registers.register import ArchiveStep, Register, Writer
from app.registers.trail_event import TrailEvent

NOUNS: Mapping[Subject, type[Site]] = {Subject.HOUSEHOLD: Household, Subject.SITE: Site}
_LABELS = {"programme": _l("phong trào"), "what": _l("mục đã ghi")}
ACTS = {
    "programme_site.added": TrailEvent(_l("Thêm vào sổ của phong trào"), _LABELS),
    "programme_site.changed": TrailEvent(_l("Ghi vào sổ của phong trào"), _LABELS),
    "programme_site.retired": TrailEvent(_l("Bỏ khỏi sổ của phong trào"), _LABELS),
    "programme_site.merged": TrailEvent(_l("Gộp hai nhà trùng trong sổ của phong trào"), _LABELS),
    "programme_site.told_apart": TrailEvent(_l("Ghi hai nhà trong sổ của phong trào là hai nhà khác nhau"), _LABELS),
    "programme_site.photo_added": TrailEvent(_l("Thêm ảnh vào sổ của phong trào"), _LABELS),
    "programme_site.photo_removed": TrailEvent(_l("Bỏ ảnh khỏi sổ của phong trào"), _LABELS),
    "programme_site.brought_back": TrailEvent(_l("Đưa lại vào sổ của phong trào"), _LABELS),
}
_ENDS = (
    ArchiveStep("retired", _l("Bỏ khỏi sổ"), _l("Không tính vào số liệu nữa; những lần đã ghi vẫn giữ."),
         _l("Nhà đã dời đi, ghi nhầm, không còn"), _l("%(name)s không còn trong sổ.")),
    ArchiveStep("brought_back", _l("Đưa lại vào sổ"), _l("Lại tính như trước."), _l("Đang để ngoài sổ"),
         _l("%(name)s đã trở lại trong sổ."), icon="check"),
)  # fmt: skip
# The slug of a programme's register in imports.
SLUG = re.compile(r"phong-trao-([0-9]{1,9})")
_KNOWN_BY = ("alley", "number", "head")


@dataclass(frozen=True)
class ProgrammeRegister(Register[Any]):
    """The register of a programme's sites, with the questions of its current version."""

    programme: Programme = None  # type: ignore[assignment]
    version: ProgrammeVersion = None  # type: ignore[assignment]
    OF_ENTRY: ClassVar[frozenset[str]] = frozenset({"outcome", "day"})

    @property
    def declared(self) -> Declaration:
        """The declaration of the current version."""
        return self.version.declared

    def rows(self, unit_ids: Collection[int]) -> Select[Any]:
        """All houses of some units, or all own sites of the programme, without merged ones."""
        own = Site.programme_id == self.programme.id if self.declared.subject is Subject.SITE else None
        wanted = self.noun.in_units(unit_ids).where(Site.merged_into_id.is_(None))
        narrowed: Select[Any] = wanted if own is None else wanted.where(own)
        return narrowed

    def value(self, row: Any, field: Field) -> Any:
        """The value of a field: a column of the site, or an answer of its entry for this programme."""
        if field.key in self.OF_ENTRY:
            latest = _of(row.latest, self.programme)
            return (latest.outcome if latest else "") if field.key == "outcome" else latest.day if latest else None
        if field.key.startswith(PREFIX):
            asked, counting = self.declared.by_key[field.key.removeprefix(PREFIX)], _of(row.counting, self.programme)
            answer = counting.given.get(asked.key) if counting else None
            return shown(asked, answer if asked.reads(answer) else None)
        return getattr(row, field.key)

    def make(self, session: Session, unit: AdministrativeUnit, values: Mapping[str, Any], by: Writer) -> Site:
        """A new house or own site, with its first entry."""
        more = {"programme_id": self.programme.id} if self.declared.subject is Subject.SITE else {}
        made: Site = self.noun(unit=unit, **self._own(values), **more)
        session.add(made)
        session.flush()
        self._record(session, made, values, by)
        return made

    def named(self, row: Any) -> dict[str, object]:
        """Only the programme, since the name of a house may contain its head."""
        return self.in_trail({})

    def find_existing(self, session: Session, unit_id: int, values: Mapping[str, Any]) -> tuple[str, Site | None]:
        """An identity key and the row in use that matches an imported line: by code, else an own site by name and
        group, a house by group, alley, number and head. Two houses without a number are never the same."""
        group, code, house = values.get("residential_group"), values.get("code"), self.noun is Household
        at = {key: str(values.get(key) or "") for key in _KNOWN_BY}
        where = group.code if group else ""
        wanted = self.rows([unit_id]).where(self.noun.in_use()).options(*self.loads)
        if code:
            return f"code {code}", session.scalars(wanted.where(Site.code == code)).first()
        if house and at["number"] and at["head"]:
            alike = Household.alike(session, group.id if group else None, unit_id=unit_id, **at)
            return "|".join((where, *map(names.search_key, at.values()))), alike
        if house:
            return "", None
        name = str(values.get("name") or "")
        named = Site.of_programme(self.programme.id, group.id if group else None, name).options(*self.loads)
        return f"{where}|{names.search_key(name)}", session.scalars(named).first()

    def change(self, session: Session, row: Any, values: Mapping[str, Any], version: str, by: Writer) -> dict[str, Any]:
        """See `Register.change`; a new entry is recorded where an answer or the outcome differs."""
        fresh = {key: value for key, value in values.items() if self._differs(row, key, value)}
        if fresh and version != str(row.version):
            raise Overtaken({key: str(value) for key, value in fresh.items()})
        row.change(self._own(fresh), version)
        if any(key == "outcome" or key.startswith(PREFIX) for key in fresh):
            merged = {field.key: self.value(row, field) for field in self.fields} | dict(values)
            if fresh.get("day") is None:
                merged["day"] = None
            self._record(session, row, merged, by)
        return fresh

    def in_trail(self, values: Mapping[str, Any]) -> dict[str, object]:
        """The labels of the written fields, never values: the trail contains no answer."""
        what = ", ".join(str(self.by_key[key].label) for key, value in values.items() if value and key in self.by_key)
        return {"programme": self.programme.name, "what": what}

    def _own(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {k: v for k, v in values.items() if k not in self.OF_ENTRY and not k.startswith(PREFIX)}

    def _differs(self, row: Any, key: str, value: Any) -> bool:
        stands = self.value(row, self.by_key[key])
        return bool((value or None) != (stands or None)) and not (key == "day" and value is None)

    def _record(self, session: Session, site: Site, values: Mapping[str, Any], by: Writer) -> None:
        asked = self.declared.by_key
        answers = {key: stored(each, values.get(PREFIX + key)) for key, each in asked.items()}
        answers = {key: value for key, value in answers.items() if value not in (None, "", [])}
        outcome = values.get("outcome") or (Outcome.DONE if answers else "")
        if not outcome:
            return
        ProgrammeEntry.record(
            session, site, self.version, uuid=str(uuid.uuid4()), by=by.account, way=by.way,
            at=_moment(values.get("day")), outcome=outcome, answers=answers if outcome == Outcome.DONE else {},
            standing=counting.given if (counting := _of(site.counting, self.programme)) else {}, now=clock.now(),
        )  # fmt: skip
        session.expire(site)


def register_of(session: Session, programme: Programme) -> ProgrammeRegister | None:
    """The register of a programme's current version; None without one; read-only once retired. Two statements at
    most."""
    if (version := programme.current) is None:
        return None
    declared, noun, own = version.declared, NOUNS[version.declared.subject], OF_SUBJECT[version.declared.subject]
    with_skills = any(each.type is Type.LIST for each in declared.fields)
    skills = {each.key: each for each in session.scalars(Skill.of(programme.unit_id))} if with_skills else {}
    asked = fields_of(declared.asked, skills, former_choices(programme.used), partial(_stored_choices, programme))
    outcome = (OUTCOME,) if len(declared.outcomes) > 1 else ()
    writes = programme.retired_on is None and Role.OFFICER in declared.records
    plate, houses = declared.recognises, declared.subject is Subject.HOUSEHOLD
    short = recognised.columns(programme, outcome, houses=houses) if plate else listed.columns(own, outcome, asked)
    return ProgrammeRegister(
        key="programme_site", name="programme_rows", slug=f"phong-trao-{programme.id}", tab="movement", noun=noun,
        fields=(*own, *outcome, *asked, DAY), acts=ACTS, title=_l("Sổ ghi: %(name)s", name=programme.name),
        columns=(listed.house() if houses else "name", *short),
        first="name", unique=("code",), title_of=_called, check=partial(unnameable, declared),
        unique_error=_l("Đã có một dòng khác mang mã này."),
        add=lambda unit: str(_("Thêm %(what)s", what=declared.noun or _("hộ"))),
        empty=(
            lambda unit: str(_("Chưa có dòng nào")),
            _l("Thêm từng dòng, hoặc nhập cả danh sách từ Excel; tổ trưởng cũng ghi được từ điện thoại.")
            if declared.field_visits
            else _l("Thêm từng dòng, hoặc nhập cả danh sách từ Excel."),
            "house",
        ),
        in_use=_l("Đang có"), retired_label=_l("Đã bỏ"), search_hint=_l("Tìm theo tên, số nhà, mã"), archive_path="bo",
        retired_text=lambda row, day: str(_("Bỏ từ %(day)s", day=day)),
        archive_steps=_ENDS,
        narrowings=(*listed.narrowings(session, programme), *([recognised.narrowing(programme)] if plate else [])),
        loads=listed.loads(programme, plate),
        parent_page=("office.programmes.show", programme.name),
        detail_template="office/movement/_entries.html", redirect_to_detail=True,
        detail_context=lambda session, row: {
            "programme": programme, "entries": recorded(session, row, programme, skills), "merges": houses and writes},
        may_see=tuple(role for role in (Role.OFFICER, Role.LEADER) if role in declared.sees),
        may_edit=(Role.OFFICER,) if writes else (),
        match_by_identity=True, unit=programme.unit, place={"programme": programme.id}, programme=programme,
        version=version,
    )  # fmt: skip


def register_called(session: Session, kind: str, unit_id: int) -> Register[Any] | None:
    """The register of a `kind`: one that every ward has, or that of a programme of this unit."""
    if (number := SLUG.fullmatch(kind)) is None:
        return next((each for each in REGISTERS if each.kind == kind), None)
    programme = session.get(Programme, int(number[1]))
    return register_of(session, programme.standing) if programme and programme.unit_id == unit_id else None


def _called(values: Mapping[str, Any]) -> str:
    """The title of a row: the name of a site, the number or head of a house."""
    if "name" in values:
        return str(values["name"] or "")
    return house_name(*(str(values.get(key) or "") for key in ("number", "alley", "head")))


def _of(entries: Collection[ProgrammeEntry], programme: Programme) -> ProgrammeEntry | None:
    return next((each for each in entries if each.programme_id == programme.id), None)


def _stored_choices(programme: Programme, row: Any, key: str) -> list[str]:
    """The choices stored in a row's counting entry for a question."""
    counting = _of(row.counting, programme)
    answer = counting.given.get(key) if counting else None
    return answer if isinstance(answer, list) else [answer] if isinstance(answer, str) else []


def _moment(day: date | None) -> datetime:
    """Noon of an entered day; now for today or an empty day."""
    if day is None or day == clock.today():
        return clock.now()
    return clock.at_local(day, 12)
