"""A ward that runs a programme of its own with given fields: one site of it in a group, whose head records by phone."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.data.help_lists import supply
from app.indicators.programmes import indicator_called
from app.models import Account, AdministrativeUnit, Programme, ProgrammeEntry, ResidentialGroup, Role, Site
from app.models.movement.declaration_reading import read
from app.registers.indicator import Scope
from app.web.database import immediate
from tests import recording
from tests.factories import make_account, make_grant, make_group, make_ward
from tests.pages import Form, Page, Pages
from tests.transactions import Transactions

SITE = "Chợ Tân Thịnh"


def definition(fields: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A declaration of markets that officers and heads of groups record."""
    whole: dict[str, Any] = {
        "key": "markets", "shape": "recognise", "name": "Chợ số", "noun": "chợ", "subject": "site",
        "recorded_on": ["office", "doorstep", "import"], "records": ["officer", "group_head"],
        "sees": ["officer", "leader", "group_head"], "fields": fields,
    }  # fmt: skip
    return {**whole, **more}


@dataclass
class Asking(Transactions):
    """The ward, its programme in use, the officer and the head of the group."""

    app: Flask
    ward: AdministrativeUnit
    officer: Account
    head: Account
    group: ResidentialGroup
    programme: int
    site: str

    @classmethod
    def build(cls, app: Flask, fields: list[dict[str, Any]], **more: Any) -> "Asking":
        """Rows for all of it."""
        with app.app_context(), immediate() as session:
            ward = make_ward(session)
            supply(session, ward)
            group = make_group(session, ward, "Tổ Tân Thịnh 1")
            officer, head = make_account(session, ward, Role.OFFICER), make_account(session, ward)
            make_grant(session, head, ward, Role.GROUP_HEAD, group=group)
            declared = read(definition(fields, **more))
            programme = Programme.begun(session, ward, declared, catalogue="", now=clock.now())
            programme.use_draft(seen="1", now=clock.now())
            site = Site(unit=ward, programme_id=programme.id, residential_group=group, name=SITE)
            session.add(site)
            session.flush()
            return cls(app, ward, officer, head, group, programme.id, site.public_id)

    def ask(self, fields: list[dict[str, Any]], **more: Any) -> None:
        """Put a new version with these fields to use."""
        with self.write() as session:
            programme = session.get_one(Programme, self.programme)
            said = read(definition(fields, **more))
            programme.redraft(session, said, seen=str(programme.version), now=clock.now())
            programme.use_draft(seen=str(programme.version), now=clock.now())

    def form(self, site: str = "") -> Form:
        """The office's form of a site."""
        at = f"/van-phong/phong-trao/{self.programme}/so/{site or self.site}/sua"
        return Pages(self.app.test_client()).sign_in(self.officer).get(at).form(button="Lưu")

    def written(self, **given: Any) -> Page:
        """What the office's form answers."""
        return self.form().submit({f"a_{key}": value for key, value in given.items()})

    def at_the_door(self) -> Form:
        """The form that the head of the group fills in there."""
        page = Pages(self.app.test_client()).sign_in(self.head).get(f"/quay/ho/{self.programme}/{self.site}")
        return next(each for each in page.forms() if each.element.get("id") == "nha")

    def record(self, session: Session, site: Site, answers: dict[str, Any], **more: Any) -> ProgrammeEntry:
        """An entry of a site, as any door stores it."""
        current = session.get_one(Programme, self.programme).current
        assert current
        now = clock.now()
        whole: dict[str, Any] = {"uuid": str(uuid4()), "by": None, "way": "office", "at": now, "now": now, **more}
        return recording.record(session, site, current, answers=answers, **whole)

    def entries(self) -> list[ProgrammeEntry]:
        """What was recorded, oldest first."""
        with self.read() as session:
            return list(session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)))

    def given(self) -> dict[str, Any]:
        """The answers of the newest entry."""
        return self.entries()[-1].given

    def figure(self, count: str, by: str = "", **only: Any) -> Any:
        """A figure of today, or its table."""
        with self.read() as session:
            indicator = indicator_called(session, f"markets.{count}", [self.ward.id])
            assert indicator
            scope = Scope((self.ward.id,), clock.today().replace(month=1, day=1), clock.today(), only)
            return indicator.table(session, scope, indicator.by_key[by]) if by else indicator.figure(session, scope)
