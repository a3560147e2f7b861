"""Exports of help: the log with names only of people who agreed, its counts by topic, ambassadors, mentorships."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import clock
from app.exchange.exports.values import Columns, Value
from app.indicators.help_counts import HelpLine
from app.models import Mentorship, MentorshipSkill, Reached
from app.models.helping.ambassadors.ambassador_results import AmbassadorRow
from app.web.words.ambassadors import OUTCOMES, REACHED, training_words
from app.web.words.help_log import LogRow

COLUMNS: Columns[LogRow] = (
    (_l("Lúc"), lambda row: row.at),
    (_l("Việc"), lambda row: row.topics),
    (_l("Việc khác là"), lambda row: row.other_words),
    (_l("Kết quả"), lambda row: row.result),
    (_l("Vì sao chưa xong"), lambda row: row.reason),
    (_l("Tuổi"), lambda row: row.age),
    ("", lambda row: row.group),
    (_l("Nơi giúp"), lambda row: row.place),
    (_l("Bàn"), lambda row: row.desk),
    (_l("Số phút"), lambda row: row.minutes),
    (_l("Người ghi"), lambda row: row.helper),
    (_l("Cách ghi"), lambda row: row.way),
    (_l("Người được giúp (đã đồng ý ghi tên)"), lambda row: row.name),
)


def counts_heading(meanings: Iterable[str]) -> list[str]:
    """The titles of the columns of the counts."""
    return [str(_("Việc")), str(_("Số lượt ghi từng người")), *meanings, str(_("Lượt nhập bù từ phiếu"))]


def counts_rows(topics: Iterable[HelpLine]) -> Iterator[list[Value]]:
    """A row for each topic."""
    for each in topics:
        yield [each.label, each.logged, *each.ended, each.tallied or 0]


# Exports the list of ambassadors with results: people and lượt in separate columns.
# Lượt are empty, not 0, for an ambassador without an account to record them.
AMBASSADOR_COLUMNS: Columns[AmbassadorRow] = (
    (_l("Mã"), lambda row: row.ambassador.code),
    (_l("Họ và tên"), lambda row: row.ambassador.person.full_name),
    (_l("Năm sinh"), lambda row: row.ambassador.person.birth_year),
    (_l("Tổ phụ trách"), lambda row: group.name if (group := row.ambassador.residential_group) else ""),
    (_l("Nhóm liên gia"), lambda row: row.ambassador.household_cluster),
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


# Exports mentorships: a row a pair, so a person with two mentorships has two.
def _goal_words(goal: MentorshipSkill) -> str:
    return f"{goal.skill.label}: {REACHED[goal.reached]}"


MENTORSHIP_COLUMNS: Columns[Mentorship] = (
    (_l("Người được kèm"), lambda pair: pair.person.full_name),
    (_l("Năm sinh"), lambda pair: pair.person.birth_year),
    ("", lambda pair: group.name if (group := pair.person.residential_group) else str(_l("Nơi khác"))),
    (_l("Đại sứ số"), lambda pair: pair.ambassador.person.standing.full_name),
    (_l("Mã Đại sứ số"), lambda pair: pair.ambassador.code),
    (_l("Từ ngày"), lambda pair: pair.since),
    (_l("Gặp lần cuối"), lambda pair: clock.local(pair.last_met_at).date() if pair.last_met_at else None),
    (_l("Việc cần học và kết quả"), lambda pair: "; ".join(map(_goal_words, pair.goals))),
    (_l("Số việc tự làm được"), lambda pair: sum(goal.reached == Reached.CAN_DO for goal in pair.goals)),
    (_l("Số việc cần học"), lambda pair: len(pair.goals)),
    (_l("Kết thúc ngày"), lambda pair: pair.until),
    (_l("Kết quả"), lambda pair: str(OUTCOMES[pair.outcome]) if pair.outcome else ""),
)
