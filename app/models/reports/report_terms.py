"""The terms of a report: what it sums up, and why nothing was done with it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.models.mixins.decided import DecisionRefused


class ReportKind(StrEnum):
    """What it tells: one period; a time within a plan, summed up; all of a plan, or of its programme, at its end."""

    PERIODIC = "periodic"
    INTERIM = "interim"
    FINAL = "final"


KINDS: Mapping[str, object] = {
    ReportKind.PERIODIC: _l("báo cáo kết quả"),
    ReportKind.INTERIM: _l("sơ kết"),
    ReportKind.FINAL: _l("tổng kết"),
}


class NotWritten(DecisionRefused):
    """It was sent, or more, or its ward has ended: nobody writes in it now."""

    @staticmethod
    def words(row: Any) -> object:
        """Why not."""
        if row.is_written:
            return _l("Đơn vị viết báo cáo này đã hết. Báo cáo còn để đọc, không viết tiếp.")
        return _l("Báo cáo đã gửi, không sửa được nữa. Muốn sửa thì người gửi rút về trước.")


class Empty(DecisionRefused):
    """None of its figures says anything: what says nothing is not sent."""


class SentAnew(DecisionRefused):
    """It was taken back, mended and sent again since it was read."""
