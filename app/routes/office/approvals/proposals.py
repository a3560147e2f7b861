"""What an officer adds where a list is submitted: the exceptions that it proposes, one reason for all who are ticked
or one each; and the way through the classes without a list (`?soat=`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from flask import request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.country.names import clean
from app.indicators.waiting.classes import FINISHED
from app.indicators.waiting.kind import WaitingQuery
from app.models import Course
from app.routes.office.approvals.deciding import REASON_LENGTH
from app.routes.office.lookups import unit_ids
from app.web.database import db

# The field of the reason for somebody: "ngoai-le-<public id>".
PROPOSAL = "ngoai-le-"


@dataclass(frozen=True)
class Proposals:
    """What an officer wrote on the list: reasons by public id; those ticked, and the reason for all of them; `wrong` is
    why it could not be submitted."""

    reasons: Mapping[str, str] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()
    reason: str = ""
    wrong: str = ""

    @property
    def spread(self) -> Mapping[str, str]:
        """The reasons by public id, the one for all those ticked among them."""
        return {**self.reasons, **(dict.fromkeys(self.ticked, self.reason) if self.reason else {})}

    @property
    def fault(self) -> str:
        """Why it cannot be submitted as written."""
        if self.ticked and not self.reason:
            return str(_("Anh chị ghi vì sao nên cấp cho %(count)s người đã đánh dấu.", count=len(self.ticked)))
        if self.reason and not self.ticked:
            return str(_("Đã ghi lý do ngoại lệ mà chưa đánh dấu ai. Anh chị đánh dấu người, hoặc xóa lý do."))
        if any(len(reason) > REASON_LENGTH for reason in self.spread.values()):
            return str(_("Lý do dài quá. Anh chị ghi gọn trong %(most)s chữ.", most=REASON_LENGTH))
        return ""

    @classmethod
    def typed(cls) -> "Proposals":
        """What is on the form, cleaned; only people on the course are taken up (`Approval.submit`)."""
        written = {
            name.removeprefix(PROPOSAL): clean(text) for name, text in request.form.items() if name.startswith(PROPOSAL)
        }
        own = {public_id: reason for public_id, reason in written.items() if reason}
        return cls(own, frozenset(request.form.getlist("ngoai-le")), clean(request.form.get("ly-do", "")))


class WalkStep(NamedTuple):
    """Where a class stands among those that wait, the longest first; whether one stands after it; the address of that
    one, else of the list of those left, else of "Hôm nay"."""

    number: int
    many: int
    goes_on: bool
    further: str


def way_from(course: Course) -> WalkStep | None:
    """The way through what waits as the kind of `?soat=`, as seen from a class on it or from where one that is done
    stood; None where no way is gone."""
    if request.values.get("soat") != FINISHED.key:
        return None
    asked = WaitingQuery.at(db.session(), unit_ids(), clock.now())
    rows, ends = FINISHED.rows(asked), [clock.local(lesson.ends_at).date() for lesson in course.live_lessons]
    after = [row.id for row in rows if ends and (row.when, row.id) > (max(ends), course.id)]
    endpoint, values = FINISHED.page if rows else ("office.today.show", {})
    if after:
        endpoint, values = FINISHED.named(asked, after[:1])[after[0]].page
        values = {**values, "soat": FINISHED.key}
    return WalkStep(len(rows) - len(after), len(rows), bool(after), url_for(endpoint, **values))
