"""/van-phong/chuong-trinh/<key>/thoi-dung: offer a programme no longer, or again; /thuong-gap: take over what plans
name."""

from flask import Blueprint, flash, request
from flask_babel import gettext as _

from app.country import clock
from app.data.programmes import common_programmes
from app.models import AdministrativeUnit, Programme, Role
from app.routes.office.lookups import unit_called
from app.routes.office.programmes import back, note_programme, programme_here
from app.web.access import requires
from app.web.database import immediate
from app.web.responses import Answer

retirements = Blueprint("retirements", __name__)


@retirements.post("/chuong-trinh/<key>/thoi-dung")
@requires(Role.OFFICER)
def create(key: str) -> Answer:
    """Offer it no longer; courses made from it keep it. Twice changes nothing."""
    with immediate() as session:
        programme = programme_here(key, lock=True)
        if programme.retired_at is None:
            programme.retire(clock.now())
            note_programme(session, "programme.retired", programme)
        unit = programme.unit
    flash(_("Không dùng chương trình %(name)s nữa. Lớp đã mở vẫn giữ.", name=programme.name), "good")
    return back(unit)


@retirements.post("/chuong-trinh/<key>/dung-lai")
@requires(Role.OFFICER)
def destroy(key: str) -> Answer:
    """Offer it again."""
    with immediate() as session:
        programme = programme_here(key, lock=True)
        if programme.retired_at is not None:
            programme.restore()
            note_programme(session, "programme.restored", programme)
        unit = programme.unit
    flash(_("Dùng lại chương trình %(name)s.", name=programme.name), "good")
    return back(unit)


@retirements.post("/chuong-trinh/thuong-gap")
@requires(Role.OFFICER)
def update() -> Answer:
    """Take over the common programmes that the ward never had."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    with immediate() as session:
        here = session.get_one(AdministrativeUnit, unit.id)
        made = Programme.take_over(session, here, common_programmes(), now=clock.now())
        for programme in made:
            note_programme(session, "programme.added", programme)
    flash(_("Đã thêm %(count)s chương trình. Anh chị sửa lại cho hợp với kế hoạch của mình.", count=len(made)), "good")
    return back(unit)
