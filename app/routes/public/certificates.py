"""/g/<code>: checks a certificate or a plate. Shows what the paper says with the name masked, and nothing else; of a
plate no name."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from app.country import clock, codes, names
from app.country.formats import number
from app.models import Certificate, CertificateState, Plate, PlateState
from app.models.movement.giving import LASTING, PaperKind
from app.registers.programmes.words import GIVEN as KIND_WORDS
from app.routes.public.lookups import only_ward
from app.web.access import public
from app.web.database import db
from app.web.responses import Answer, personal, public_address, see_other
from app.web.sign_in.limits import found_by_code

certificates = Blueprint("certificates", __name__)

# The look and the words of each state, for whoever holds the paper.
STATES = {
    CertificateState.APPROVED: ("good", _l("Đã vào sổ, giấy đang in")),
    CertificateState.ISSUED: ("good", _l("Giấy thật, đang có giá trị")),
    CertificateState.HANDED_OVER: ("good", _l("Giấy thật, đang có giá trị")),
    CertificateState.REPLACED: ("warn", _l("Giấy này đã được thay bằng giấy khác")),
    CertificateState.REVOKED: ("bad", _l("Giấy này đã bị thu hồi")),
}
PLATES = {
    PlateState.STANDING: ("good", _l("Biển thật, đang có giá trị")),
    PlateState.REPLACED: ("warn", _l("Biển này đã được thay bằng biển khác")),
    PlateState.REVOKED: ("bad", _l("Biển này đã bị thu hồi")),
}
LAPSED = ("warn", _l("Biển thật, đã hết hạn"))
# The same of other papers that programmes give.
GIVEN = {
    PlateState.STANDING: ("good", _l("Giấy thật, đang có giá trị")),
    PlateState.REPLACED: ("warn", _l("Giấy này đã được thay bằng giấy khác")),
    PlateState.REVOKED: ("bad", _l("Giấy này đã bị thu hồi")),
}
GIVEN_LAPSED = ("warn", _l("Giấy thật, đã hết hạn"))


@dataclass(frozen=True)
class Verified:
    """Everything that the check shows of a certificate (docs/promises.md, "What stays put")."""

    number: str
    name: str
    course: str
    # Whether the paper itself has another course title: it was printed before titles were made neutral.
    shortened: bool
    hours: str
    first_day: date
    last_day: date
    issuer: str
    look: str
    state: str
    ended_on: date | None
    replaced_by: str

    @classmethod
    def of(cls, certificate: Certificate) -> "Verified":
        """The public facts, read from the paper; later changes of names or classes do not alter them."""
        paper = certificate.paper
        look, state = STATES[CertificateState(certificate.state)]
        return cls(
            number=certificate.register_number,
            name=names.initials_masked(paper["full_name"]),
            course=certificate.outward_course,
            shortened=certificate.tells,
            hours=number(int(paper["minutes"]) / 60, places=1),
            first_day=date.fromisoformat(paper["first_day"]),
            last_day=date.fromisoformat(paper["last_day"]),
            issuer=paper["issuer"] or paper["unit"],
            look=look,
            state=str(state),
            ended_on=clock.local(certificate.ended_at).date() if certificate.ended_at else None,
            replaced_by=certificate.replaced_by.register_number if certificate.replaced_by else "",
        )


@dataclass(frozen=True)
class VerifiedPlate:
    """Everything that the check shows of a plate or another paper of a programme; never whose it is
    (docs/promises.md)."""

    kind: object
    is_plate: bool
    # Whether it may run out.
    lasts: bool
    number: str
    programme: str
    group: str
    decided_on: date
    valid_until: date | None
    issuer: str
    look: str
    state: str
    ended_on: date | None
    replaced_by: str

    @classmethod
    def of(cls, plate: Plate) -> "VerifiedPlate":
        """The public facts of a plate, and whether it is valid today."""
        paper, lapsed, kind = plate.paper, plate.has_lapsed(clock.today()), PaperKind(plate.kind)
        is_plate = kind is PaperKind.PLATE
        states, over = (PLATES, LAPSED) if is_plate else (GIVEN, GIVEN_LAPSED)
        look, state = over if lapsed and plate.is_valid else states[PlateState(plate.state)]
        assert plate.decided_on
        return cls(
            kind=KIND_WORDS[kind].name,
            is_plate=is_plate,
            lasts=kind in LASTING,
            number=plate.register_number,
            programme=paper["programme"],
            group=paper["group"],
            decided_on=plate.decided_on,
            valid_until=plate.valid_until,
            issuer=paper["issuer"] or paper["unit"],
            look=look,
            state=str(state),
            ended_on=clock.local(plate.ended_at).date() if plate.ended_at else None,
            replaced_by=plate.end_reason if plate.state == PlateState.REPLACED else "",
        )


@certificates.get("/g")
@public
def index() -> Answer:
    """The form to type the code of a paper."""
    # The paper prints the whole address, and somebody may type all of it.
    typed = codes.fold(request.args.get("ma", "").rpartition("/")[2])
    if typed:
        return see_other(url_for("public.certificates.show", code=typed))
    return _line_to_type(None)


@certificates.get("/g/<code>")
@public
def show(code: str) -> Response:
    """The register's entry of a code; 404 with the form to type it again where there is none."""
    certificate = db.session.scalars(Certificate.holding(code).limit(1)).first()
    if certificate is None:
        return _plate(code)
    verified = Verified.of(certificate)
    page = render_template(
        "public/certificates/show.html", verified=verified, ward=certificate.register.unit, site=_site()
    )
    return personal(make_response(page))


def _plate(code: str) -> Response:
    """The plate of a code; a miss is counted as a guess."""
    plate = found_by_code(Plate.holding(code))
    if plate is None:
        return personal(make_response(_line_to_type(code), 404))
    page = render_template("public/plates/show.html", verified=VerifiedPlate.of(plate), ward=plate.unit, site=_site())
    return personal(make_response(page))


def _line_to_type(wrong: str | None) -> str:
    """The form to type a code, with the wrong code under it as far as it can be a code."""
    typed = codes.spoken(codes.fold(wrong or ""))
    ward, site = only_ward(), _site()
    return render_template("public/certificates/index.html", ward=ward, wrong=wrong is not None, typed=typed, site=site)


@certificates.after_request
def keep_out_of_search(response: Response) -> Response:
    """Keep certificates out of search engines."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _site() -> str:
    """The one genuine address of the check, as people read it."""
    return urlsplit(public_address("")).netloc
