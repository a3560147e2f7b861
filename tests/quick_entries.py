"""A ward that records on phones as "Ghi nhanh": an event, a return of schools, sites of a market board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, Event, Organisation, Programme, ProgrammeEntry, ResidentialGroup, Role, Team
from app.models.movement.declaration_reading import read
from app.models.movement.represented import OrganisationSite
from app.web.database import immediate
from tests.factories import make_account, make_grant, make_group, make_organisation, make_ward
from tests.returns import moment
from tests.transactions import Transactions

MEETING: dict[str, Any] = {
    "key": "meetings", "shape": "act", "name": "Sinh hoạt chuyên đề", "noun": "buổi sinh hoạt", "subject": "event",
    "title": "topic", "recorded_on": ["phone", "office"], "records": ["officer", "unit", "group_head"],
    "sees": ["officer", "leader"],
    "fields": [
        {"key": "topic", "label": "Chủ đề", "type": "text", "required": True},
        {"key": "present", "label": "Có mặt", "type": "number", "counted": True, "required": True},
        {"key": "members", "label": "Trên tổng số", "type": "number", "counted": True},
    ],
    "checks": [{"text": "Có mặt nhiều hơn tổng số", "rule": {"not_more_than": {"present": "members"}}}],
    "counts": [{"key": "held", "unit": "buổi", "label": "Buổi sinh hoạt"}],
}  # fmt: skip
RETURN: dict[str, Any] = {
    "key": "told", "shape": "return", "name": "Cán bộ được phổ biến", "noun": "đơn vị", "subject": "organisation",
    "among": {"organisations": ["school"]}, "every": "quarter", "due": {"days_after": 20},
    "recorded_on": ["office", "phone"], "records": ["own_organisation", "officer"], "sees": ["officer", "leader"],
    "outcomes": ["done", "nothing"],
    "fields": [{"key": "people", "label": "Số cán bộ", "type": "number", "counted": True, "required": True}],
}  # fmt: skip
BEGAN, TODAY = date(2026, 7, 5), date(2026, 11, 25)


@dataclass
class Quick(Transactions):
    """The ward, its two programmes in use, the head of a group and the account of a school."""

    app: Flask
    meeting: int
    told: int
    group: ResidentialGroup
    other: ResidentialGroup
    head: Account
    school: Organisation
    teacher: Account
    officer: Account

    @classmethod
    def build(cls, app: Flask) -> "Quick":
        """Rows for all of it."""
        with app.app_context(), immediate() as session:
            ward = make_ward(session)
            group, other = make_group(session, ward, "Tổ Tân Thịnh 1"), make_group(session, ward, "Tổ Tân Thịnh 2")
            head, teacher = make_account(session, ward), make_account(session, ward)
            make_grant(session, head, ward, Role.GROUP_HEAD, group=group)
            school = make_organisation(session, ward)
            make_grant(session, teacher, ward, Role.UNIT, organisation=school)
            officer = make_account(session, ward, Role.OFFICER)
            numbers = []
            for declared in (MEETING, RETURN):
                programme = Programme.begun(session, ward, read(declared), catalogue="", now=moment(BEGAN))
                programme.use_draft(seen="1", now=moment(BEGAN))
                session.flush()
                numbers.append(programme.id)
            return cls(app, *numbers, group, other, head, school, teacher, officer)

    def ask_for_teams(self, fields: Sequence[Mapping[str, Any]] = ()) -> int:
        """Put to use a monthly return of groups that is offered a figure, of which the first group has one, or that
        asks other fields; its id."""
        asked = {
            "key": "teams", "label": "Số tổ", "type": "number", "counted": True, "offers": {"of": "to-dang-co"},
        }  # fmt: skip
        said = {key: each for key, each in RETURN.items() if key != "among"} | {
            "key": "teams", "name": "Tổ công nghệ số", "noun": "tổ", "subject": "group", "every": "month",
            "records": ["group_head", "officer"], "fields": [*fields] or [asked],
        }  # fmt: skip
        with self.write() as session:
            group = session.get_one(ResidentialGroup, self.group.id)
            session.add(Team(unit=group.unit, name="Tổ 1", groups=[group], created_at=moment(BEGAN)))
            programme = Programme.begun(session, group.unit, read(said), catalogue="", now=moment(BEGAN))
            programme.use_draft(seen="1", now=moment(BEGAN))
            session.flush()
            return programme.id

    def ask_for_words(self) -> int:
        """Put to use a further return of schools that also asks for words; its id."""
        fields = [*RETURN["fields"], {"key": "told", "label": "Nêu việc chính", "type": "long_text"}]
        with self.write() as session:
            unit = session.get_one(ResidentialGroup, self.group.id).unit
            said = read({**RETURN, "key": "worded", "name": "Việc đã làm", "every": "month", "fields": fields})
            programme = Programme.begun(session, unit, said, catalogue="", now=moment(BEGAN))
            programme.use_draft(seen="1", now=moment(BEGAN))
            session.flush()
            return programme.id

    def held(self, answers: dict[str, Any] | None = None, **made: Any) -> dict[str, Any]:
        """An operation about a meeting of today."""
        words = {"name": "An toàn trên mạng", "held_on": clock.today().isoformat(), **made}
        return self.operation(
            {
                "programme": self.meeting, "version": 1, "subject": str(uuid4()), "outcome": "done",
                "answers": answers or {"present": 20, "members": 25},
                "made": {key: each for key, each in words.items() if each is not None},
            }
        )  # fmt: skip

    def sent(self, period: str | None, outcome: str = "done", **more: Any) -> dict[str, Any]:
        """An operation about the school's own return."""
        data = {
            "programme": self.told, "version": 1, "subject": self.own_site, "outcome": outcome,
            "answers": {"people": 40} if outcome == "done" else {}, **more,
        }  # fmt: skip
        return self.operation(data | ({"period": period} if period else {}))

    def operation(self, data: dict[str, Any]) -> dict[str, Any]:
        """An operation of now as a phone sends it."""
        return {"uuid": str(uuid4()), "kind": "entry", "at": clock.now().isoformat(), "sequence": 1, "data": data}

    @property
    def own_site(self) -> str:
        """The uuid of the site that represents the school."""
        with self.read() as session:
            return session.scalars(OrganisationSite.of(self.school.id)).one().public_id

    def events(self) -> list[Event]:
        """The events of the ward, oldest first."""
        with self.read() as session:
            mine = Event.unit_id == self.group.unit_id
            return list(session.scalars(select(Event).where(mine).order_by(Event.id)))

    def entries(self) -> list[ProgrammeEntry]:
        """The entries of the ward, oldest first."""
        with self.read() as session:
            mine = ProgrammeEntry.unit_id == self.group.unit_id
            found = list(session.scalars(select(ProgrammeEntry).where(mine).order_by(ProgrammeEntry.id)))
            assert all(each.site.public_id for each in found)  # loads the sites
            return found
