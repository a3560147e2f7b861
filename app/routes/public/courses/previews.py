"""The preview of a link in a chat: a title with day and hour, a sentence, a picture."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.country import formats
from app.models import AdministrativeUnit, Course
from app.routes.public.courses.timetables import Timetable
from app.web.static_files import static_url


@dataclass(frozen=True)
class Preview:
    """`path` is the page's canonical address, "" for a personal page; `picture` the picture's address."""

    title: str
    sentence: str
    path: str
    picture: str

    @classmethod
    def of_course(cls, course: Course, timetable: Timetable) -> "Preview":
        """A class, without the seats left: chats cache a preview for days, and by then the number would be wrong."""
        title, phrases = course.title, [place.name for place in timetable.places[:1]]
        if timetable.live:
            first = timetable.live[0].starts_at
            day = f"{formats.weekday(first)} {formats.day_month(first)}"
            title = _("%(course)s – %(day)s, %(hour)s", course=title, day=day, hour=formats.time(first))
            phrases.append(_("%(count)s buổi", count=len(timetable.live)))
        phrases += [_("miễn phí"), _("%(seats)s chỗ", seats=formats.number(course.seats)), course.unit.title]
        return cls(
            title=title,
            sentence=f"{', '.join(phrases)}.",
            path=url_for("public.courses.show", code=course.code),
            picture=url_for("public.courses.link_picture", code=course.code, version=course.version),
        )

    @classmethod
    def of_ward(cls, ward: AdministrativeUnit) -> "Preview":
        """A ward's home."""
        return cls(
            title=_("Lớp học số miễn phí – %(ward)s", ward=ward.title),
            sentence=_(
                "Lớp học số miễn phí cho bà con %(ward)s: dùng điện thoại, VNeID, trả tiền, tránh lừa đảo.",
                ward=ward.full_name,
            ),
            path=url_for("public.homes.show", unit_code=ward.code),
            picture=static_url("link.png"),
        )

    @classmethod
    def of_ticket(cls) -> "Preview":
        """A ticket: neither its people nor its class."""
        return cls(
            title=_("Phiếu đi học"),
            sentence=_("Giờ học, nơi học và mã vào lớp. Ai có địa chỉ này thì mở được phiếu."),
            path="",
            picture=static_url("link.png"),
        )
