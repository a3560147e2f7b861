"""Rows as real databases have them: issued certificates, NULLs, names in NFD, quotes and signs of every kind."""

import hashlib
import unicodedata
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, AdministrativeUnit, Approval, Course, Place, Registration, SignUpWay, Wishes
from app.models.learning.certificate_numbers import enter
from app.web.database import immediate
from tests.factories import make_course, make_person

ODD_NAMES = (
    unicodedata.normalize("NFD", "Đặng Thị Ngọc Ánh"),  # from before names were cleaned
    "H'Hen Niê",
    'Trần "Tí" Văn \\ Minh',
    "<b>Lê</b> {{7*7}} =1+1 100% _ ;-- ",
    "Nguyễn\u200bThị\u202eHoa 🌸",
    "Ủ" * 300,
)


def add_oddities(app: Flask) -> None:
    """Put them beside what a database holds already; the demo ward must be there."""
    papers: Path = app.extensions["settings"].data_dir / "papers"
    with app.app_context(), immediate() as session:
        ward = session.scalars(AdministrativeUnit.called("05443")).one()
        hall = session.scalars(Place.of(ward.id)).first()
        course = make_course(session, ward, title="Lớp \"trong ngoặc\"\n'hai dòng'", place=hall)
        for name in ODD_NAMES:
            person = make_person(session, ward, name, 1900)
            Registration.register(session, course.id, person, Wishes(way=SignUpWay.QR), clock.now())
        _issue(session, papers)


def _issue(session: Session, papers: Path) -> None:
    """Approve the list of DEM5 and issue its certificates, each with a file whose hash is in the register."""
    course = session.scalars(Course.called("DEM5")).one()
    approval = session.scalars(Approval.waiting_in({course.unit_id})).one()
    approval.approve(session, by=session.scalars(Account.called("lanhdao")).one(), now=clock.now())
    papers.mkdir(parents=True, exist_ok=True)
    for certificate in enter(session, approval, now=clock.now()):
        drawn = f"paper of {certificate.register_number}: {certificate.content}".encode()
        name = f"{certificate.number}.pdf"
        (papers / name).write_bytes(drawn)
        certificate.issue(file=name, sha256=hashlib.sha256(drawn).hexdigest(), now=clock.now())
