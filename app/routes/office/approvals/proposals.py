"""The exceptions that an officer proposes with a list: one reason for all who are ticked, or one each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _

from app.country.names import clean
from app.routes.office.approvals.deciding import REASON_LENGTH

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
