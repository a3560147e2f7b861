"""Who heads a group prints its sheet, and no other's; whoever heads it no longer does not open it any more."""

import pytest
from flask import Flask

from app.models import AuditEvent, Job, RoleGrant
from app.web.database import immediate
from tests.documents.ruler import Paper
from tests.doorsteps import Street
from tests.pages import Pages

HOME, SHEET = "/quay/to-cua-toi", "/quay/to-cua-toi/phieu"


@pytest.fixture
def street(app: Flask) -> Street:
    """Ngõ 12 with three houses."""
    return Street.build(app, "6 8 14")


def test_a_head_prints_the_sheet_of_their_group(street: Street) -> None:
    pages = Pages(street.app.test_client()).sign_in(street.head)
    leads = [address for words, address in pages.get(HOME).links().items() if words.startswith("In phiếu tổng hợp")]
    page = pages.get(leads[0])
    form = page.form(button="In phiếu")
    with pages.client.post(form.action, data=form.fields, follow_redirects=True) as answer:
        assert "PHIẾU TỔNG HỢP TỔ TÂN THỊNH 1" in Paper(answer.data).words()
    pages.get(f"{SHEET}?to={street.other.code}", status=404)
    with street.app.app_context(), immediate() as session:
        act = session.query(AuditEvent).filter_by(action="paper.asked").one()
        assert (act.account_id, act.subject_kind) == (street.head.id, "residential_group")
        job = session.query(Job).filter_by(kind="group_sheet").one()
        session.query(RoleGrant).filter_by(account_id=street.head.id).one().residential_group_id = street.other.id
    pages.get(f"/quay/viec/{job.public_id}/tep.pdf", status=404)
