"""/tai-khoan/xac-nhan: a fresh proof before a page that only shows; a form asks where it is sent (`proof`)."""

from flask import Blueprint, render_template, request, url_for

from app.models import Role
from app.web.access import requires
from app.web.addresses import local_address
from app.web.kept_forms import SECRET, not_kept
from app.web.responses import Answer, see_other
from app.web.sign_in.proof import ProofForm, refusal

proofs = Blueprint("proofs", __name__)


@proofs.get("/tai-khoan/xac-nhan")
@requires(*Role)
def new() -> Answer:
    """The question, and the page `next` to go on to."""
    back = local_address(request.args.get("next")) or url_for("account.show")
    return render_template(
        "account/proofs/new.html",
        form=ProofForm(formdata=None),
        action=url_for("account.proofs.create"),
        hidden=[("next", back)],
        away=url_for("account.show"),
    )


@proofs.post("/tai-khoan/xac-nhan")
@not_kept(SECRET)
@requires(*Role)
def create() -> Answer:
    """Go on once it is proved."""
    wrong = refusal(ProofForm())
    return wrong or see_other(local_address(request.form.get("next")) or url_for("account.show"))
