"""What waits about classes: the list of classes shows each kind by its name (`?tinh-trang=`)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from itertools import chain
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import func, select

from app.indicators.waiting.kind import Harm, Named, Opened, Page, Rows, Since, WaitingKind, WaitingQuery
from app.models import Approval, Course, CourseState, Lesson, Role
from app.models.kept_reading import read_once
from app.models.learning import due, shelf
from app.models.learning.certificate import HAND_OVER_DAYS
from app.models.learning.certificate_lists import to_hand_over
from app.models.learning.clashes import clashes_among, meetings_between
from app.models.learning.due import MOMENT, let_in, met_since, untold
from app.models.learning.shelf import CourseShelf
from app.models.learning.unearned import Unearned, unearned_in

TWO_WEEKS = timedelta(days=14)
LIST, FILTER = "office.courses.index", "tinh-trang"


def _listed(key: str) -> Page:
    return LIST, {FILTER: key}


def named(course: Course) -> str:
    """Two classes of one name are told apart by their codes."""
    return f"{course.code} {course.title}"


def _courses(
    endpoint: str, act: object, small: Callable[[Course], str] = lambda _course: "", **values: Any
) -> Callable[[WaitingQuery, Collection[int]], Mapping[int, Named]]:
    """Classes by name, each with a page of its own."""

    def load(asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
        rows = asked.db.scalars(select(Course).where(Course.id.in_(ids)))
        pages = ((row, (endpoint, {"code": row.code, **values})) for row in rows)
        return {row.id: Named(named(row), small(row), page, act, short=row.code) for row, page in pages}

    return load


def _first_to_submit(asked: WaitingQuery, rows: Sequence[Since]) -> Opened:
    """The review of the class that waits longest, from which one goes on to the next (`?soat=`)."""
    code = asked.db.scalars(select(Course.code).where(Course.id == rows[0].id)).one()
    return Opened(("office.approvals.new", {"code": code, "soat": FINISHED.key}), len(rows))


def _sent_back(asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
    """The words of the leader about the newest list of each class."""
    newest = asked.db.scalars(Approval.in_units(asked.units).where(Approval.course_id.in_(ids)))
    return {
        row.course_id: Named(
            _("Danh sách cấp giấy %(course)s", course=named(row.course)),
            _("Lãnh đạo: “%(words)s”", words=row.reason),
            ("office.approvals.new", {"code": row.course.code}),
            _l("Sửa và trình lại"),
        )
        for row in newest
    }


def _unclosed(asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
    """The first open lesson of each class."""
    wanted = select(Lesson).join(Lesson.course).where(Course.id.in_(ids), *shelf.is_to_close(asked.now))
    first: dict[int, Named] = {}
    for each in asked.db.scalars(wanted.order_by(Lesson.starts_at)):
        page: Page = ("teaching.rolls.show", {"code": each.course.code, "number": each.number})
        name = _("Buổi %(number)s của %(course)s", number=each.number, course=named(each.course))
        first.setdefault(each.course_id, Named(name, "", page, _l("Mở điểm danh")))
    return first


def _called_off(asked: WaitingQuery) -> Rows:
    """Courses with a lesson that was called off lately or lies ahead, of which somebody was not told; when it was."""
    here = select(Course.id).where(Course.unit_id.in_(asked.units), Course.state == CourseState.OPEN)
    waits = Lesson.ends_at > asked.lately, Lesson.id.in_(untold(here).with_only_columns(Lesson.id))
    return select(Lesson.course_id, func.min(Lesson.starts_at)).where(*waits).group_by(Lesson.course_id)


def _untold(asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
    """The first of these lessons of each class, and how many were not told."""
    many = untold(ids).subquery()
    wanted = select(Lesson, many.c[1]).join(many, many.c.id == Lesson.id)
    first: dict[int, Named] = {}
    for each, count in asked.db.execute(wanted.where(Lesson.ends_at > asked.lately).order_by(Lesson.starts_at)):
        lesson = {"number": each.number, "course": each.course.code}
        name = _("Buổi %(number)s của %(course)s đã hủy, %(count)s người chưa được báo", count=count, **lesson)
        page = "office.sendings.new", {"code": each.course.code, "loai": MOMENT, "buoi": each.number}
        first.setdefault(each.course_id, Named(name, "", page, _l("Báo bà con"), short=each.course.code))
    return first


def _clashing(asked: WaitingQuery) -> list[Since]:
    """Published classes of the next two weeks that want one hall or one instructor."""
    now = asked.now
    meetings = [each for each in meetings_between(asked.db, asked.units, now, now + TWO_WEEKS) if not each.is_draft]
    clashes = chain.from_iterable(clashes_among(asked.db, meetings).values())
    lessons = (each.lesson for clash in clashes for each in (clash.meeting, clash.other))
    return [Since(id_, None) for id_ in sorted({lesson.course_id for lesson in lessons if lesson})]


def _lost(asked: WaitingQuery) -> list[Unearned]:
    return read_once(asked.db, ("unearned", frozenset(asked.units)), lambda: unearned_in(asked.db, asked.units))


def _unearned(asked: WaitingQuery, ids: Collection[int]) -> Mapping[int, Named]:
    """Each certificate with its person and class."""
    rows = {each.certificate.id: each.certificate for each in _lost(asked)}
    return {
        id_: Named(
            _("Giấy số %(number)s của %(name)s", number=row.register_number, name=row.paper["full_name"]),
            named(row.registration.course),
            (
                "office.unearned_certificates.show",
                {"unit": row.register.unit.code, "year": row.register.year, "number": row.number},
            ),
            _l("Giữ hay thu hồi"),
        )
        for id_, row in rows.items()
        if id_ in ids
    }


RETURNED = WaitingKind(
    key="tra-lai", keeps=False, harm=Harm.SENT_BACK, place="courses", page=_listed("tra-lai"),
    many=_l("%(count)s danh sách cấp giấy lãnh đạo trả lại"), act=_l("Xem từng lớp"),
    query=lambda asked: shelf.without_list(asked.units, asked.now, sent_back=True), named=_sent_back,
)  # fmt: skip
CALLED_OFF = WaitingKind(
    key="chua-bao-huy", keeps=False, harm=Harm.DUE, place="courses", page=_listed("chua-bao-huy"), ahead=True,
    many=_l("%(count)s lớp có buổi hủy mà bà con chưa được báo hết"), hint=_l("Không báo thì có người vẫn tới"),
    act=_l("Xem các lớp"), query=_called_off, named=_untold,
)  # fmt: skip
CLOSING = WaitingKind(
    key="sap-dong", harm=Harm.DUE, place="courses", page=_listed("sap-dong"), ahead=True,
    many=_l("%(count)s lớp sắp đóng đăng ký mà còn chỗ"), one=_l("%(name)s còn chỗ, sắp đóng đăng ký"),
    hint=_l("Gửi lại mã lớp vào các nhóm"), act=_l("Xem các lớp"),
    query=lambda asked: due.closing_soon(asked.units, asked.now, asked.soon),
    named=_courses("office.courses.show", _l("Mở lớp"), lambda course: _("còn %(count)s chỗ", count=course.free)),
)  # fmt: skip
LAPSING = WaitingKind(
    key="giu-cho", harm=Harm.DUE, place="courses", page=_listed("giu-cho"), ahead=True,
    many=_l("%(count)s lớp có chỗ đang giữ sắp hết hạn"), one=_l("%(name)s có chỗ đang giữ sắp hết hạn"),
    hint=_l("Gọi để bà con nhận chỗ kịp"), act=_l("Xem các lớp"),
    query=lambda asked: due.lapsing(asked.units, asked.now, asked.soon),
    named=_courses("office.registration_lists.index", _l("Báo bà con"), xem="giu-cho"),
)  # fmt: skip
HAND_OVER = WaitingKind(
    key="cho-trao", harm=Harm.DUE, place="courses", page=_listed("cho-trao"), ahead=True,
    within=timedelta(days=HAND_OVER_DAYS),
    many=_l("%(count)s lớp có giấy chờ trao"), one=_l("%(name)s có giấy chờ trao"), act=_l("Xem các lớp"),
    query=lambda asked: to_hand_over(asked.units), named=_courses("office.hand_overs.index", _l("Trao giấy")),
)  # fmt: skip
FINISHED = WaitingKind(
    key="chua-trinh", harm=Harm.DUE, place="courses", page=_listed("chua-trinh"),
    many=_l("%(count)s lớp học xong chưa trình giấy"), one=_l("%(name)s học xong, chưa trình giấy"),
    act=_l("Soát"), opens=_first_to_submit, query=lambda asked: shelf.without_list(asked.units, asked.now),
    named=_courses("office.approvals.new", _l("Soát và trình")),
)  # fmt: skip
UNCLOSED = WaitingKind(
    key="chua-xong", harm=Harm.USUAL, place="courses", page=_listed("chua-xong"),
    many=_l("%(count)s lớp có buổi chưa bấm Xong"), one=_l("%(name)s chưa bấm Xong"),
    hint=_l("Chưa khép thì người vắng chưa tính là vắng"), act=_l("Xem các lớp"),
    query=lambda asked: shelf.to_close(asked.units, asked.now), named=_unclosed,
)  # fmt: skip
WITHOUT_SEAT = WaitingKind(
    key="khong-cho", keeps=False, harm=Harm.USUAL, page=_listed("khong-cho"),
    many=_l("%(count)s lớp có người vào học khi đã hủy hoặc chưa có chỗ"),
    one=_l("%(name)s có người vào học khi đã hủy hoặc chưa có chỗ"), hint=_l("Hai tuần qua"), act=_l("Xem các lớp"),
    found=lambda asked: [Since(id_, None) for id_, _many in let_in(asked.db, asked.units, asked.now)],
    named=_courses("office.registration_lists.index", _l("Xem ai"), xem="khong-cho"),
)  # fmt: skip
MET_SINCE = WaitingKind(
    key="bo-sung", keeps=False, harm=Harm.USUAL, page=_listed("bo-sung"),
    many=_l("%(count)s lớp có người đủ điều kiện mà chưa có giấy"),
    one=_l("%(name)s có người đủ điều kiện mà chưa có giấy"), hint=_l("Sau lần duyệt trước"), act=_l("Xem các lớp"),
    found=lambda asked: [Since(course.id, None) for course, _many in met_since(asked.db, asked.units)],
    named=_courses("office.approvals.new", _l("Trình bổ sung")),
)  # fmt: skip
CLASHING = WaitingKind(
    key="trung", harm=Harm.USUAL, page=_listed("trung"),
    many=_l("%(count)s lớp trùng nơi học hoặc người dạy"), one=_l("%(name)s trùng nơi học hoặc người dạy"),
    hint=_l("Hai tuần tới"), act=_l("Xem các lớp"), found=_clashing,
    named=_courses("office.courses.show", _l("Mở lớp")),
)  # fmt: skip
DRAFTS = WaitingKind(
    key="nhap", harm=Harm.USUAL, page=_listed("nhap"),
    many=_l("%(count)s bản nháp chưa công bố"), one=_l("%(name)s còn là bản nháp"), hint=_l("Khi soạn xong"),
    act=_l("Xem bản nháp"),
    query=lambda asked: shelf.courses_on(CourseShelf.DRAFT, asked.units, asked.now).with_only_columns(
        Course.id, Course.created_at
    ),
    named=_courses("office.courses.show", _l("Mở bản nháp")),
)  # fmt: skip
UNEARNED = WaitingKind(
    key="giay-khong-du", keeps=False, harm=Harm.USUAL, roles=(Role.LEADER,),
    page=("office.unearned_certificates.index", {}),
    many=_l("%(count)s giấy đã cấp nhưng không còn đủ số buổi"), one=_l("%(name)s: giữ hay thu hồi"),
    hint=_l("Điểm danh sửa sau khi cấp"), act=_l("Xem từng giấy"),
    found=lambda asked: [Since(each.certificate.id, None) for each in _lost(asked)], named=_unearned,
)  # fmt: skip
CLASSES = (
    RETURNED, CALLED_OFF, CLOSING, LAPSING, HAND_OVER, FINISHED, UNCLOSED, WITHOUT_SEAT, MET_SINCE, CLASHING, DRAFTS,
)  # fmt: skip
# Those that the rail counts, each class once: the list shows them as "Đang chờ anh chị".
COUNTED = tuple(kind for kind in CLASSES if kind.place)
