"""Joins the issued certificates of a list into one file to print: exactly the issued pages."""

import logging
from collections.abc import Sequence

from flask_babel import gettext as _

from app.documents.certificate import TITLE, join
from app.jobs.drawing import drawing
from app.jobs.work import Impossible, Work
from app.models import Approval, Certificate, CertificateState
from app.models.mixins.issued import Issued
from app.web.database import db
from app.web.kept_files import Altered, keep, kept

log = logging.getLogger(__name__)


def perform(work: Work) -> str:
    """Join the valid certificates of the list `approval`; returns the file."""
    approval_id = int(work.arguments["approval"])
    approval = db.session.get(Approval, approval_id)
    rows = [row for row in db.session.scalars(Certificate.of_approval(approval_id)) if row.is_valid]
    if approval is None or not rows:
        raise Impossible(_("Danh sách này chưa có giấy nào để in."))
    if missing := sum(1 for row in rows if row.state == CertificateState.APPROVED):
        raise Impossible(_("Còn %(count)s giấy chưa vẽ xong. Anh chị đợi vẽ xong rồi bấm lại.", count=missing))
    return joined(work, rows, approval.course.unit.code, TITLE)


def joined(work: Work, rows: Sequence[Issued], unit_code: str, title: str) -> str:
    """Join the issued files of some papers; returns the file.

    Raises:
        Impossible: one of them is not what was issued.
    """
    wanted = [(row.register_number, row.file or "", row.sha256 or "") for row in rows]
    name = work.file_of(unit_code)
    db.session.rollback()
    singles = []
    for done, (number, file, sha256) in enumerate(wanted, 1):
        try:
            singles.append(kept(work.papers, file, sha256))
        except Altered as error:
            log.exception("the file of %s is not the one that was issued", number)
            raise Impossible(
                _("Tệp của giấy số %(number)s không còn nguyên như lúc cấp. Anh chị báo quản trị ngay.", number=number)
            ) from error
        if done % 50 == 0 or done == len(wanted):
            work.progress(done, len(wanted))
    with drawing():
        together = join(singles, title)
    keep(work.papers, name, together)
    return name
