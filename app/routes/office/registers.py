"""/van-phong/so-cap: the register of certificates, a year at a time: every number, whose, where it stands."""

from flask import Blueprint, request
from sqlalchemy import func, select

from app import clock
from app.access import requires
from app.database import db
from app.models import Certificate, CertificateRegister
from app.responses import Answer, page_or_fragment
from app.routes.office.lookups import STAFF, unit_called, units

registers = Blueprint("registers", __name__)

PAGE = 50


@registers.get("/so-cap")
@requires(*STAFF)
def show() -> Answer:
    """Fifty entries a page, by number; `?nam=` the year, `?tim=` a name or number, `?phuong=` another unit of one's."""
    unit = unit_called(request.args.get("phuong"))
    books = list(db.session.scalars(CertificateRegister.of(unit.id)))
    years = [book.year for book in books]
    year = request.args.get("nam", years[0] if years else clock.today().year, type=int)
    query, number = request.args.get("tim", "").strip(), max(request.args.get("trang", 1, type=int), 1)
    wanted = Certificate.found_in(unit.id, year, query) if query else Certificate.registered(unit.id, year)
    rows = db.session.scalars(wanted.offset((number - 1) * PAGE).limit(PAGE + 1)).all()
    states = db.session.execute(
        select(Certificate.state, func.count())
        .join(Certificate.register)
        .where(CertificateRegister.unit_id == unit.id, CertificateRegister.year == year)
        .group_by(Certificate.state)
    )
    return page_or_fragment(
        "office/registers/show.html",
        "office/registers/_entries.html",
        unit=unit,
        units=units(),
        years=years,
        year=year,
        last=next((book.last_number for book in books if book.year == year), 0),
        states=dict(states.all()),
        rows=rows[:PAGE],
        more=len(rows) > PAGE,
        number=number,
        query=query,
    )
