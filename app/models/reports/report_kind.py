"""What a report sums up."""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import lazy_gettext as _l


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
