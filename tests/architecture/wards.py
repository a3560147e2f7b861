"""A ward with one of everything that an address can name, each holding words that nobody of another ward may meet.

A new kind of thing in an address gets its line here: in `values` by the argument's name, or in `exactly` by endpoint
where one name means several things.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from app import clock
from app.access import COOKIE
from app.database import immediate
from app.jobs import orders
from app.jobs.files import keep
from app.models import Account, AdministrativeUnit, Certificate, Course, Invitation, Registration, RoleGrant
from app.models.people.role import WARD_ROLES
from tests.architecture.declared import Route
from tests.factories import (
    make_account,
    make_approved_list,
    make_attended_course,
    make_course,
    make_registration,
    make_sign_in,
    make_ward,
)
from tests.pages import Pages

Value = str | int


@dataclass
class Ward:
    """A ward, somebody who holds every role over it, and what its addresses are made of."""

    app: Flask
    unit_id: int
    account_id: int
    values: dict[str, Value]
    exactly: dict[str, dict[str, Value]] = field(default_factory=dict)
    fields: dict[str, dict[str, Value]] = field(default_factory=dict)

    def address(self, route: Route) -> str:
        """The address of what this ward has, for a route.

        Raises:
            KeyError: this module knows nothing of an argument: add it.
        """
        address = route.address
        values = {**self.values, **self.exactly.get(route.endpoint, {})}
        for name in route.arguments:
            begin, rest = address.split("<", 1)
            address = f"{begin}{values[name]}{rest.split('>', 1)[1]}"
        return address

    def browser(self) -> Pages:
        """The browser of somebody with every role over the ward."""
        client = self.app.test_client()
        with self.app.app_context(), immediate() as session:
            client.set_cookie(COOKIE, make_sign_in(session, session.get_one(Account, self.account_id)))
        return Pages(client)


def make_everything(app: Flask, words: str) -> Ward:
    """A ward with one of everything, `words` in each name and title."""
    with app.app_context(), immediate() as session:
        unit = make_ward(session, name=f"Phường {words}")
        account = make_account(session, unit, *WARD_ROLES, full_name=f"Cán Bộ {words}")
        course, registration = _running(session, unit, words)
        lesson = course.lessons[0]
        certificate = _issued(session, app, unit, words)
        invited = make_account(session, unit, *WARD_ROLES[:1], full_name=f"Giảng Viên {words}")
        Invitation.offer(session, invited, clock.now())
        job = orders.sign_in_sheet(session, lesson, marked=False, by=account.id)
        job.finish(result=certificate.file, now=clock.now())
        grant = session.scalars(RoleGrant.of(invited.id)).one()
        return Ward(
            app=app,
            unit_id=unit.id,
            account_id=account.id,
            values={
                "code": course.code,
                "number": lesson.number,
                "public_id": registration.public_id,
                "key": registration.public_id,
                "account": invited.public_id,
                "room": "van-phong",
                "unit": unit.code,
                "year": certificate.register.year,
            },
            exactly={
                "admin.units.edit": {"code": unit.code},
                "admin.units.update": {"code": unit.code},
                "teaching.sheets.show": {"code": lesson.code},
                "office.certificates.show": {"number": certificate.number},
                **{
                    endpoint: {"public_id": job.public_id}
                    for endpoint in ("jobs.show", "jobs.update", "jobs.destroy", "job_files.show")
                },
            },
            fields={
                "admin.grants.destroy": {"grant": grant.id},
                "teaching.marks.create": {"mark": f"present:{registration.public_id}"},
            },
        )


def _running(session: Session, unit: AdministrativeUnit, words: str) -> tuple[Course, Registration]:
    """A class under way with somebody on its roll."""
    first = clock.now() - timedelta(hours=1)
    course = make_course(session, unit, title=f"Lớp {words}", first=first)
    return course, make_registration(session, course, f"Người Học {words}")


def _issued(session: Session, app: Flask, unit: AdministrativeUnit, words: str) -> Certificate:
    """A class that is over, with a certificate that was issued."""
    over = make_attended_course(session, unit, people=1, lessons=2, title=f"Lớp đã xong {words}")
    approval = make_approved_list(session, over)
    certificate = session.scalars(Certificate.of_approval(approval.id)).one()
    content = f"%PDF-1.7 {words}".encode()
    file = f"certificates/{certificate.code}.pdf"
    keep(app.extensions["settings"].papers_dir, file, content)
    certificate.issue(file=file, sha256=hashlib.sha256(content).hexdigest(), now=clock.now())
    return certificate
