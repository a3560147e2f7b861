"""The paper of a certificate from the content of its row: for issued ones, and for the dry run before that."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _

from app.country import clock, codes
from app.documents import certificate as paper
from app.jobs.drawing import draw_file, issuer_from, signer_from
from app.jobs.work import Impossible, Work
from app.models import Approval, ApprovalState
from app.models.learning.certificate_numbers import contents_of
from app.web.database import db
from app.web.responses import public_address


def paper_of(content: Mapping[str, str], *, number: str, address: str, dry_run: bool = False) -> paper.Certificate:
    """The certificate of a content (`Certificate.paper`); `address` is the full URL of its check page."""
    award = paper.Award(
        issuer=issuer_from(content),
        signer=signer_from(content),
        issued_on=date.fromisoformat(content["approved_on"]),
        course=content["course"],
        hours=int(content["minutes"]) / 60,
        starts_on=date.fromisoformat(content["first_day"]),
        ends_on=date.fromisoformat(content["last_day"]),
    )
    return paper.Certificate(
        award=award,
        name=content["full_name"],
        number=number,
        address=address,
        birth_year=int(content["birth_year"]),
        residence=", ".join(filter(None, (content["group"], content["unit"], content["province"]))),
        title=content["address"],
        specimen=dry_run,
    )


def size_named(name: str) -> paper.Size:
    """The paper size of this name; A4 for an unknown name."""
    return "A5" if name == "A5" else "A4"


# Draws the certificates of a list before a leader approves it: the final text, size and address, without numbers.
# Drawing errors appear before a number is used, and the leader sees the final paper.
# The widest possible code: the final one never needs more room.
WIDEST = "W" * codes.TOKEN_LENGTH


def perform(work: Work) -> str:
    """Draw all papers of the list `approval` as of today; returns the file, each page marked as a dry run."""
    approval = db.session.get(Approval, int(work.arguments["approval"]))
    if approval is None or approval.state != ApprovalState.SUBMITTED:
        raise Impossible(_("Danh sách này không còn chờ duyệt, nên không vẽ thử nữa."))
    now = clock.now()
    contents = contents_of(db.session(), approval.id, now)
    if not contents:
        raise Impossible(_("Danh sách chỉ có đề nghị ngoại lệ chưa được duyệt, nên chưa có giấy nào để vẽ thử."))
    address, number = public_address(f"/g/{WIDEST}"), f"……/{clock.local(now).year}"
    papers = [paper_of(one, number=number, address=address, dry_run=True) for one in contents]
    code, size = approval.course.unit.code, size_named(contents[0]["size"])
    return draw_file(work, code, paper.draw_in_batches, papers, size, progress=work.progress)
