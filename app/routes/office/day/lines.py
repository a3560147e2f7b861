"""The lines of "Hôm nay": what is to be done, by when, for whom; each with the one button that does it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Row

from app.country import clock, formats
from app.models import Course, HelpRequest, RequestStage
from app.models.learning.certificate_lists import ToHandOver
from app.models.reports.due import Due
from app.registers.decision import Decision, Waiting
from app.web.words.help_requests import who_goes

# Of what can wait so many are shown at once.
USUAL_SHOWN = 5
# Of what one line counts so many are named.
NAMED = 3


@dataclass(frozen=True)
class TodayLine:
    """What is to be done (`text`), by when in a few words, where and with whom; the button, and where it leads.

    `by` orders the lines of a part; `rows` is how many rows the button opens, where the line counts some.
    """

    text: str
    when: str
    small: str
    act: str
    address: str
    by: date = date.max
    rows: int | None = None


def overdue(requests: Iterable[HelpRequest], today: date) -> Iterator[TodayLine]:
    """Somebody asked for help at home and should have had it by now."""
    for one in requests:
        group = one.residential_group.short_name if one.residential_group else _("chưa rõ tổ")
        goes = str(who_goes(one) or _("chưa giao cho ai"))
        yield TodayLine(
            _("%(name)s nhờ giúp tại nhà", name=one.full_name),
            _("Quá %(count)s ngày", count=(today - one.due_on).days),
            f"{group}, {one.topic.named_label}. {goes[:1].upper()}{goes[1:]}",
            _("Giao người đi") if one.state == RequestStage.NEW else _("Mở lời nhờ"),
            url_for("office.help_requests.show", help_request=one.public_id),
            one.due_on,
        )


def to_assign(count: int, today: date) -> Iterator[TodayLine]:
    """Requests that nobody was given yet."""
    if count:
        yield TodayLine(
            _("%(count)s lời nhờ giúp tại nhà chưa giao cho ai", count=count),
            _("Hôm nay"),
            _("Bà con chờ biết ai sẽ tới"),
            _("Giao người đi"),
            url_for("office.help_requests.index"),
            today,
        )


def about_data(count: int, late: int, today: date) -> Iterator[TodayLine]:
    """Requests to see, correct or erase what is kept of somebody."""
    if count:
        yield TodayLine(
            _("%(count)s yêu cầu xem, sửa, xóa thông tin", count=count),
            _("%(count)s đến hạn hoặc quá hạn", count=late) if late else _("Trả lời trong hai ngày làm việc"),
            _("Luật đặt hạn trả lời"),
            _("Xem yêu cầu"),
            url_for("office.data_requests.index"),
            today,
            count,
        )


def without_list(courses: Iterable[Course], today: date) -> Iterator[TodayLine]:
    """Classes that are taught and whose papers nobody has put before the leader, the longest first. No day is set for
    it: they stand behind what somebody waits for today."""
    for course in sorted(courses, key=lambda course: course.live_lessons[-1].starts_at):
        last = clock.local(course.live_lessons[-1].starts_at).date()
        yield TodayLine(
            _("%(course)s đã học xong, chưa trình cấp giấy", course=named(course)),
            _("Xong %(count)s ngày rồi", count=(today - last).days),
            _("Buổi cuối %(day)s", day=formats.weekday_date(last)),
            _("Soát và trình"),
            url_for("office.approvals.new", code=course.code),
            today,
        )


def to_report(reports: Iterable[Due]) -> Iterator[TodayLine]:
    """Reports that a plan asks for, until the leader agrees."""
    for each in reports:
        begun, left = each.report, each.left
        done = _("Đã gửi lãnh đạo") if begun and begun.waits else _("Đang viết") if begun else _("Chưa lập")
        yield TodayLine(
            _("Báo cáo %(span)s", span=each.period.name),
            _("Còn %(count)s ngày", count=left) if left >= 0 else _("Quá %(count)s ngày", count=-left),
            f"{done}. {each.rule.plan.name}",
            _("Mở báo cáo") if begun else _("Lập báo cáo"),
            url_for("office.reports.show", report=begun.public_id)
            if begun
            else url_for("office.reports.index", phuong=each.rule.plan.unit.code),
            each.period.due,
        )


def to_hand_over(papers: Iterable[ToHandOver], today: date) -> Iterator[TodayLine]:
    """Issued papers that wait for their people."""
    for row in papers:
        left = (row.due - today).days
        yield TodayLine(
            _("%(count)s giấy của %(course)s chờ trao", count=row.count, course=named(row.course)),
            _("Còn %(count)s ngày", count=left) if left >= 0 else _("Quá %(count)s ngày", count=-left),
            _("Hạn trao %(day)s", day=formats.date(row.due)),
            _("Trao giấy"),
            url_for("office.hand_overs.index", code=row.course.code),
            row.due,
            row.count,
        )


def to_renew(counts: Iterable[Row[int, str, int]]) -> Iterator[TodayLine]:
    """Plates that run out within sixty days, or did."""
    for programme_id, name, count in counts:
        yield TodayLine(
            _("%(count)s biển %(name)s sắp hết hạn hoặc đã hết hạn", count=count, name=name),
            _("Trong 60 ngày"),
            _("Ghi lại nhà ấy rồi đề nghị công nhận lại"),
            _("Xem biển"),
            url_for("office.plates.index", programme=programme_id),
            rows=count,
        )


def to_decide(inbox: Iterable[tuple[Decision, Sequence[Waiting]]]) -> Iterator[TodayLine]:
    """What waits for a decision: a line each, or one that counts them and leads to the only one, or to all."""
    for decision, waiting in inbox:
        for together in [waiting] if decision.counted else [[one] for one in waiting]:
            first, count = together[0], len(together)
            since = clock.local(first.row.proposed_at).date()
            days, names = (clock.today() - since).days, ", ".join(str(one.text) for one in together[:NAMED])
            inbox_of = url_for("office.approvals.index", loai=decision.slug)
            every = url_for(decision.together) if decision.together else inbox_of
            yield TodayLine(
                str(decision.counted) % {"count": count} if decision.counted else str(first.text),
                _("Chờ %(count)s ngày rồi", count=days) if days else _("Mới hôm nay"),
                names + ("…" if count > NAMED else "") if decision.counted else str(first.small),
                str(decision.act),
                every if count > 1 else url_for(decision.page, **decision.place(first.row)),
                since,
                count if count > 1 else first.rows,
            )


def on_file(unsure: int, children: int, alike: int) -> Iterator[TodayLine]:
    """People who may be on file twice, children for whom nobody is named, pairs of houses that may be one."""
    if children:
        yield TodayLine(
            _("%(count)s cháu dưới 16 tuổi chưa ghi người giám hộ", count=children),
            _("Trước buổi tới"),
            _("Hỏi gia đình rồi ghi vào"),
            _("Xem các cháu"),
            url_for("office.guardians.index"),
            rows=children,
        )
    if unsure:
        yield TodayLine(
            _("%(count)s người có thể trùng với người khác", count=unsure),
            _("Khi rảnh"),
            _("Xem hai hồ sơ cạnh nhau rồi gộp, hoặc ghi là hai người"),
            _("Xem hồ sơ"),
            url_for("office.duplicates.index"),
            rows=unsure,
        )
    if alike:
        yield TodayLine(
            _("%(count)s cặp nhà có thể là một", count=alike),
            _("Khi rảnh"),
            _("Xem từng cặp rồi gộp, hoặc ghi là hai nhà"),
            _("Xem từng cặp"),
            url_for("office.site_merges.first"),
            rows=alike,
        )


def by_day(lines: Iterable[TodayLine]) -> list[TodayLine]:
    """The nearest first; those of one day as they came."""
    return sorted(lines, key=lambda line: line.by)


def named(course: Course) -> str:
    """Two classes of one name are told apart by their codes."""
    return f"{course.code} {course.title}"
