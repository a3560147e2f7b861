"""Exports the list of ambassadors with results: people and lượt in separate columns."""

from flask_babel import lazy_gettext as _l

from app.exchange.exports.values import Columns
from app.models.helping.ambassadors.ambassador_rows import AmbassadorRow
from app.web.words.ambassadors import training_words

# Lượt are empty, not 0, for an ambassador without an account to record them.
COLUMNS: Columns[AmbassadorRow] = (
    (_l("Mã"), lambda row: row.ambassador.code),
    (_l("Họ và tên"), lambda row: row.ambassador.person.full_name),
    (_l("Năm sinh"), lambda row: row.ambassador.person.birth_year),
    (_l("Tổ phụ trách"), lambda row: group.name if (group := row.ambassador.residential_group) else ""),
    (_l("Đơn vị"), lambda row: row.ambassador.organisation),
    (_l("Số quyết định"), lambda row: row.ambassador.decision_no),
    (_l("Ngày quyết định"), lambda row: row.ambassador.decision_on),
    (_l("Từ ngày"), lambda row: row.ambassador.since),
    (_l("Tập huấn"), lambda row: training_words(row.ambassador.training)),
    (_l("Tập huấn ngày"), lambda row: row.ambassador.trained_on),
    (_l("Tập huấn AI ngày"), lambda row: row.ambassador.ai_trained_on),
    (_l("Người đang kèm"), lambda row: row.results.open),
    (_l("Người đã đạt"), lambda row: row.results.reached),
    (_l("Lượt đến gặp"), lambda row: row.results.visits),
    (_l("Lượt giúp"), lambda row: row.results.help_times),
    (_l("Thôi từ ngày"), lambda row: row.ambassador.until),
)
