"""A ward in which people go from door to door: two groups, who heads the first, a team that serves the second."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.data.help_lists import supply
from app.data.programmes import catalogue
from app.models import Account, Household, Programme, ProgrammeEntry, ResidentialGroup, Role, Site, Team
from app.models.movement.declaration import Subject
from app.models.movement.declaration_reading import read
from app.models.movement.drafting import begun, fresh_key, with_field
from app.web.database import db, immediate
from tests.factories import LONG_AGO, make_account, make_grant, make_group, make_ward


@dataclass
class Street:
    """The ward; `houses` of the first group by number, all in "Ngõ 12"."""

    app: Flask
    programme: int
    group: ResidentialGroup
    other: ResidentialGroup
    head: Account
    member: Account
    officer: Account
    houses: dict[str, str]
    elsewhere: str

    @classmethod
    def build(cls, app: Flask, numbers: str = "6 8 14") -> "Street":
        """Rows for all of it, the programme in use."""
        with app.app_context(), immediate() as session:
            ward = make_ward(session)
            supply(session, ward)
            group, other = make_group(session, ward, "Tổ Tân Thịnh 1"), make_group(session, ward, "Tổ Tân Thịnh 2")
            head = make_account(session, ward, full_name="Hoàng Văn Long")
            make_grant(session, head, ward, Role.GROUP_HEAD, group=group)
            member = make_account(session, ward, Role.INSTRUCTOR, full_name="Lý Thị Hoa")
            team = Team(unit=ward, name="Tổ công nghệ số 2", groups=[other], created_at=clock.now())
            session.add(team)
            team.take_in(session, member, leads=False, day=LONG_AGO)
            officer = make_account(session, ward, Role.OFFICER)
            programme = Programme.begun(session, ward, catalogue()["household"], catalogue="household", now=clock.now())
            programme.use_draft(seen="1", now=clock.now())
            where: dict[str, Any] = {"unit": ward, "alley": "Ngõ 12", "members": 4}
            houses = [
                Household(**where, number=each, head=f"Đồng Xuân {each}", residential_group=group)
                for each in numbers.split()
            ]
            away = Household(**where, number="1", head="Ma Thị Lan", residential_group=other)
            session.add_all([*houses, away])
            session.flush()
            known = {each.number: each.public_id for each in houses}
            return cls(app, programme.id, group, other, head, member, officer, known, away.public_id)

    def keep_shelves(self, *names: str, called: str = "Tủ sách số") -> int:
        """From now on the ward has a programme of its own, too, of shelves of books: some stand in the first group, and
        heads of groups record them. Returns its number."""
        with self.app.app_context(), immediate() as session:
            group = session.get_one(ResidentialGroup, self.group.id)
            said = begun(
                key=fresh_key(called, ()), name=called, noun="tủ sách", subject=Subject.SITE, source="",
                helpers=["group_head"],
            )  # fmt: skip
            for label, kind in (("Mở mấy buổi một tuần", "number"), ("Có mạng", "yes_no"), ("Dặn thêm", "text")):
                said = with_field(said, None, {"label": label, "type": kind, "counted": kind != "text"})
            programme = Programme.begun(session, group.unit, read(said), catalogue="", now=clock.now())
            programme.use_draft(seen="1", now=clock.now())
            own: dict[str, Any] = {"unit": group.unit, "programme_id": programme.id, "residential_group": group}
            session.add_all([Site(**own, name=each) for each in names])
            return programme.id

    def ask_for_photo(self) -> None:
        """Since now its programme asks for a photo, and counts who has one."""
        with self.app.app_context(), immediate() as session:
            programme = session.get_one(Programme, self.programme)
            assert programme.current
            said = dict(programme.current.declared.definition)
            photo = {"key": "plate_photo", "label": "Ảnh biển số nhà", "type": "photo", "counted": True}
            count = {"key": "pictured", "unit": "hộ", "label": "Nhà có ảnh", "where": {"filled": "plate_photo"}}
            more = {"fields": [*said["fields"], photo], "counts": [*said["counts"], count]}
            programme.redraft(session, read({**said, **more}), seen=str(programme.version), now=clock.now())
            programme.use_draft(seen=str(programme.version), now=clock.now())

    def said(self, subject: str, hours: int = 0, /, **data: Any) -> dict[str, Any]:
        """An operation as a phone sends it, made so many hours ago."""
        whole: dict[str, Any] = {
            "programme": self.programme,
            "version": 1,
            "subject": subject,
            "outcome": "done",
            **data,
        }
        if whole["outcome"] == "done":
            whole.setdefault("answers", {"level": "one"})
        at = (clock.now() - timedelta(hours=hours)).isoformat()
        return {"uuid": str(uuid4()), "kind": "entry", "at": at, "sequence": 1, "data": whole}

    def entries(self) -> list[ProgrammeEntry]:
        """What was recorded, the first that came first, houses loaded."""
        with self.app.app_context():
            mine = select(ProgrammeEntry).where(ProgrammeEntry.programme_id == self.programme)
            found = list(db.session.scalars(mine.order_by(ProgrammeEntry.id)))
            assert all(each.site.name for each in found)
            return found
