"""A ward whose one programme is recorded through every door (doors.py): of a group, or of a site in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.data.help_lists import supply
from app.models import Account, Programme, ProgrammeEntry, Role, Site
from app.models.movement.declaration_reading import read
from app.models.movement.represented import GroupSite
from app.web.database import immediate
from tests import recording
from tests.factories import make_account, make_grant, make_group, make_organisation, make_ward
from tests.transactions import Transactions

Typed = Mapping[str, str | Sequence[str]]
PEOPLE: dict[str, Any] = {"key": "people", "label": "Số người", "type": "number", "counted": True}
FIELDS: list[dict[str, Any]] = [
    {**PEOPLE, "required": True},
    {"key": "present", "label": "Số có mặt", "type": "number"},
    {"key": "cost", "label": "Kinh phí", "type": "money"},
    {"key": "open", "label": "Mở cửa", "type": "yes_no"},
    {"key": "hours", "label": "Mở giờ nào", "type": "text", "shown_when": {"is": {"open": True}}},
    {"key": "venue", "label": "Họp ở đâu", "type": "choice",
        "of": {"hall": "Nhà văn hóa", "school": "Trường học", "home": "Nhà dân"}},
    {"key": "skills", "label": "Kỹ năng", "type": "list", "of": "skills"},
    {"key": "call", "label": "Điện thoại", "type": "phone"},
    {"key": "since", "label": "Mở từ ngày", "type": "date"},
    {"key": "note", "label": "Ghi thêm", "type": "text"},
    {"key": "keeper", "label": "Người trông", "type": "person"},
]  # fmt: skip
HOW = {"key": "how", "label": "Ghi bằng cách nào", "type": "choice", "of": {"door": "Tới nơi", "zalo": "Zalo"}}
DECLARED: dict[str, Any] = {
    "key": "doors", "shape": "follow", "name": "Chuyện mọi cửa", "noun": "nơi", "fields": FIELDS,
    "checks": [{"text": "Có mặt nhiều hơn số người", "rule": {"not_more_than": {"present": "people"}}}],
    "recorded_on": ["office", "table", "phone", "import"],
    "records": ["officer", "group_head", "organisation.mass_organisation"],
    "sees": ["officer", "leader", "group_head", "organisation.mass_organisation"],
}  # fmt: skip
SITE, GROUP = "Chợ Tân Thịnh", "Tổ dân phố số 1"


@dataclass
class Ward(Transactions):
    """A programme about a group of a ward or about a site in it, which an officer, the head of the group and who
    records for a union, whose code is `code`, all record. `ky`: its period, "" without."""

    app: Flask
    officer: Account
    head: Account
    union: Account
    code: str
    programme: int
    site: str
    name: str
    labels: Mapping[str, str]
    ky: str

    @classmethod
    def build(cls, app: Flask, subject: str, *, periods: bool, **said: Any) -> "Ward":
        """Rows for all of it. `said`: what the programme declares otherwise."""
        asked = {"every": "month", "outcomes": ["done", "nothing"]} if periods else {}
        declared, now = read({**DECLARED, "subject": subject, **asked, **said}), clock.now()
        with app.app_context(), immediate() as session:
            unit = make_ward(session)
            supply(session, unit)
            group = make_group(session, unit, GROUP)
            union = make_organisation(session, unit, "Hội Phụ nữ phường", "mass_organisation")
            officer = make_account(session, unit, Role.OFFICER)
            head, who = make_account(session, unit), make_account(session, unit)
            make_grant(session, head, unit, Role.GROUP_HEAD, group=group)
            make_grant(session, who, unit, Role.UNIT, organisation=union)
            programme = Programme.begun(session, unit, declared, catalogue="", now=now)
            programme.use_draft(seen="1", now=now)
            session.flush()
            if subject == "site":
                more: dict[str, Any] = {"residential_group": group, "organisation": union}
                site = Site(unit=unit, programme_id=programme.id, name=SITE, **more)
                session.add(site)
                session.flush()
            else:
                site = session.scalars(GroupSite.of(group.id)).one()
            labels = {each.key: each.label for each in declared.asked} | {"reason": "Vì sao số liệu như vậy"}
            labels |= {"outcome": "Kết quả"} if len(declared.outcomes) > 1 else {}
            ky = str(clock.today().replace(day=1)) if periods else ""
            return cls(app, officer, head, who, union.code, programme.id, site.public_id, site.name, labels, ky)

    def recorded(self, answers: Mapping[str, Any], by: Account | None = None, **more: Any) -> None:
        """An entry of now, by the officer or somebody else."""
        with self.write() as session:
            programme = session.get_one(Programme, self.programme)
            site, now = session.scalars(select(Site).where(Site.public_id == self.site)).one(), clock.now()
            said = {"uuid": str(uuid4()), "way": "office", "at": now, "answers": answers, **more}
            period = now.date().replace(day=1) if self.ky else None
            assert programme.current
            recording.record(session, site, programme.current, by=by or self.officer, period=period, now=now, **said)

    def entries(self) -> list[ProgrammeEntry]:
        """All entries, oldest first."""
        with self.read() as session:
            return list(session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)))

    def lines(self, said: Typed) -> list[list[str]]:
        """What is said as a list: the headings, and the line of the site."""
        told = {key: each for key, each in said.items() if key in self.labels}
        cells = [each if isinstance(each, str) else ", ".join(each) for each in told.values()]
        return [["Tên", *(self.labels[key] for key in told)], [self.name, *cells]]

    @property
    def latest(self) -> ProgrammeEntry:
        """The entry that lists show."""
        return next(each for each in self.entries() if each.latest)
