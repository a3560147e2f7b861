"""What the pages of the hall share: who is admitted, the answers for everybody else, and limits on wrong tries: by
device and by lesson, never by address, which a whole hall shares.

Only misses count. `Bucket.take` runs inside a write transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Response, abort, make_response, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.models import CheckIn, Lesson, RateLimit
from app.models.learning.check_in import CheckInState
from app.routes.public.hall.passes import Pass
from app.routes.public.lookups import keep_out_of_search, only_ward
from app.web.database import db
from app.web.responses import personal


def in_the_hall(response: Response) -> Response:
    """Keep pages of the hall out of search engines and of caches."""
    return personal(keep_out_of_search(response))


def check_in_of(carried: Pass | None) -> CheckIn | None:
    """The check-in of a pass, with lesson, course and ward."""
    if carried is None:
        return None
    return db.session.scalars(CheckIn.with_lesson().where(CheckIn.lesson_id == carried.lesson_id)).first()


def let_in() -> tuple[CheckIn, Pass]:
    """The open check-in to which this browser was admitted; ends with the page that says why it is not."""
    carried, now = Pass.carried(), clock.now()
    check_in = check_in_of(carried)
    if carried is None or check_in is None or not carried.counts(now):
        abort(code_changed())
    if (state := check_in.state(now)) is not CheckInState.OPEN:
        abort(not_now(check_in, state, now))
    return check_in, carried


def code_changed() -> Response:
    """404: the code is no longer on the wall, or never was; the page does not say which."""
    text = _("Mã trên tường đổi mỗi phút. Bác nhìn lên tường quét lại, hoặc gõ sáu chữ và số đang hiện.")
    return message_page(404, "warn", _("Mã đã đổi"), text, letters=True)


def not_now(check_in: CheckIn, state: CheckInState, now: datetime) -> Response:
    """409 before it opens, 410 once it is over, closed or cancelled; nothing is stored."""
    say: dict[CheckInState, Callable[[], tuple[str, str]]] = {
        CheckInState.EARLY: lambda: (
            _("Mở lúc %(hour)s", hour=_hour(CheckIn.from_when(check_in.lesson), now)),
            _("Còn sớm nên máy chưa ghi gì. Đến giờ, bác quét lại mã trên tường."),
        ),
        CheckInState.OVER: lambda: (
            _("Buổi học đã xong"),
            _("Tự điểm danh đã hết giờ. Bác có đến mà chưa được ghi thì nói tên với giảng viên."),
        ),
        CheckInState.CLOSED: lambda: (
            _("Giảng viên đã đóng tự điểm danh"),
            _("Bác nói tên với giảng viên, giảng viên ghi cho bác."),
        ),
        CheckInState.CANCELLED: lambda: (
            _("Buổi này không học"),
            _("Phường đã hủy buổi này. Bác xem lại lịch học trên phiếu của mình."),
        ),
    }
    heading, text = say[state]()
    status = 409 if state is CheckInState.EARLY else 410
    return message_page(status, "warn", heading, text, check_in=check_in)


def another_family(check_in: CheckIn) -> Response:
    """409: a device marks the people of one ticket."""
    text = _(
        "Mỗi máy chỉ ghi cho người cùng một phiếu. Bác dùng máy của mình quét mã trên tường, "
        "hoặc nói tên với giảng viên, giảng viên ghi cho bác."
    )
    return message_page(409, "warn", _("Máy này đã ghi cho một nhà rồi"), text, check_in=check_in)


def too_often(check_in: CheckIn | None = None) -> Response:
    """429: too many misses."""
    text = _("Bác nói tên với giảng viên, giảng viên ghi cho bác. Hoặc bác chờ vài phút rồi thử lại.")
    response = message_page(429, "warn", _("Máy này thử nhiều lần quá"), text, check_in=check_in)
    response.headers["Retry-After"] = "120"
    return response


def message_page(
    status: int, kind: str, heading: str, text: str, *, check_in: CheckIn | None = None, letters: bool = False
) -> Response:
    """A page with one message and what to do now."""
    ward = check_in.lesson.course.unit if check_in else only_ward()
    page = render_template(
        "public/check_ins/message.html",
        kind=kind,
        heading=heading,
        text=text,
        lesson=check_in.lesson if check_in else None,
        ward=ward,
        letters=letters,
    )
    return in_the_hall(make_response(page, status))


def _hour(moment: datetime, now: datetime) -> str:
    """An hour, with its day where that is not today."""
    hour, day = formats.time(moment), clock.local(moment).date()
    if day == clock.local(now).date():
        return formats.together(hour)
    return formats.together(_("%(hour)s, %(day)s", hour=hour, day=formats.weekday_date(day)))


SECONDS = 10 * 60


@dataclass(frozen=True)
class Bucket:
    """A number of misses in ten minutes, under a key."""

    key: str
    size: int

    def is_empty(self, session: Session, now: datetime) -> bool:
        """Whether no miss is left; takes none."""
        return RateLimit.is_empty(session, self.key, size=self.size, seconds=SECONDS, now=now)

    def take(self, session: Session, now: datetime) -> None:
        """Count a miss."""
        RateLimit.take(session, self.key, size=self.size, seconds=SECONDS, now=now)


def names_of(lesson: Lesson, device: str) -> list[Bucket]:
    """Names and years that match nobody: five from a device; twice the seats from all devices of a lesson."""
    return [Bucket(f"hall-name {device}", 5), Bucket(f"hall-names {lesson.id}", 2 * lesson.course.seats)]


def requests_of(lesson: Lesson, device: str) -> list[Bucket]:
    """People who are not on the list: five from a device; as many as there are seats, twenty at least, from all devices
    of a lesson."""
    return [
        Bucket(f"hall-request {device}", 5),
        Bucket(f"hall-requests {lesson.id}", max(20, lesson.course.seats)),
    ]


def letters_of(device: str) -> list[Bucket]:
    """Six letters that are on no wall: ten from a device; a thousand from everybody together, of a thousand million
    possible ones."""
    return [Bucket(f"hall-letter {device}", 10), Bucket("hall-letters", 1000)]
