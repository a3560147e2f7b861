"""/dai-su/<token>, /t/<token> of a team member: whether the card that somebody shows at the door is valid. Shows what
the card says, no more."""

from flask import Blueprint, Response, make_response, render_template
from flask_babel import gettext as _

from app.country import clock
from app.models import Ambassador, Membership
from app.registers.personal_data.emptying import NAMELESS
from app.routes.public.lookups import keep_out_of_search
from app.web.access import public
from app.web.errors import page
from app.web.responses import personal
from app.web.sign_in.guesses import found_by_code

ambassador_cards = Blueprint("ambassador_cards", __name__)
ambassador_cards.after_request(keep_out_of_search)


@ambassador_cards.get("/dai-su/<token>")
@public
def show(token: str) -> Response:
    """Name, code, ward, group, organisation, and whether they are ambassador today; a 404 page for any other code."""
    return _card_page(found_by_code(Ambassador.holding(token).options(*Ambassador.loader_options())))


@ambassador_cards.get("/t/<token>")
@public
def member(token: str) -> Response:
    """Name, number, ward, team, groups, and whether they are a member today; no name of somebody who was erased."""
    return _card_page(found_by_code(Membership.holding(token)))


def _card_page(holder: Ambassador | Membership | None) -> Response:
    if holder is None:
        text = _("Thẻ thật luôn mở được trang này. Bác đừng đưa giấy tờ, điện thoại cho người cầm thẻ, và gọi phường.")
        return personal(page(404, _("Không có thẻ nào mang mã này"), text))
    today = clock.today()
    words, rows = _of_team(holder) if isinstance(holder, Membership) else _of_ambassador(holder)
    context = {
        "holder": holder, "words": words, "rows": rows, "serves": holder.serves(today),
        "ward": holder.team.unit if isinstance(holder, Membership) else holder.unit,
        "to_come": holder.since > today and holder.until is None,
    }  # fmt: skip
    return personal(make_response(render_template("public/ambassador_cards/show.html", **context)))


def _of_ambassador(ambassador: Ambassador) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """Whether they serve, will serve or served, in words; and the rows of the card."""
    group = ambassador.residential_group
    words = _("Đang làm Đại sứ số"), _("Chưa bắt đầu làm Đại sứ số"), _("Không còn là Đại sứ số")
    return words, [
        (_("Họ và tên"), ambassador.person.full_name),
        (_("Số thẻ"), ambassador.code),
        (_("Phường, xã"), ambassador.unit.title),
        (_("Nơi giúp"), group.name if group else ""),
        (_("Đơn vị"), ambassador.organisation),
    ]


def _of_team(member: Membership) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """The same for a team member."""
    team, named = member.team, member.full_name != NAMELESS
    words = _("Đang là thành viên của tổ"), _("Chưa vào tổ"), _("Không còn là thành viên của tổ")
    return words, [
        (_("Họ và tên"), member.full_name if named else ""),
        (_("Số thẻ"), member.card_number),
        (_("Tổ, đội"), team.name),
        (_("Phường, xã"), team.unit.title),
        (_("Nơi giúp"), team.helps_in),
    ]
