"""The register of course templates: the first values of a course. Those that plans name are copied on a page of their
own."""

from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from flask_babel import gettext as _, lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.country import formats, names
from app.country.audiences import AUDIENCES
from app.country.days import parse_hour
from app.country.written import read_yaml
from app.models import AdministrativeUnit, CourseTemplate
from app.models.learning import course_terms as terms
from app.models.learning.course_template import common_templates
from app.models.learning.course_terms import EXCUSED, EXCUSED_HINTS, WHO_SEES, split_topics, topics_line
from app.models.learning.shelf import taught_from
from app.models.learning.skill_mark import MOST_SKILLS
from app.registers.action import Action
from app.registers.field import Field, InvalidValue, Kind
from app.registers.listing import Cell, Column
from app.registers.parts import Line, RowArchive, RowList, RowPage, RowPaper
from app.registers.register import Register
from app.registers.trail_event import naming


def _hour(text: str) -> str:
    try:
        return parse_hour(text).strftime("%H:%M") if text else ""
    except ValueError as refused:
        raise InvalidValue(_("Anh chị ghi giờ và phút, ví dụ 19 giờ 30 hoặc 8:30, hoặc để trống.")) from refused


def _outline(text: str) -> str:
    """A line a lesson, no more lines than a course may have lessons."""
    lines = [line for line in map(names.clean, text.splitlines()) if line]
    if len(lines) > terms.MOST_LESSONS:
        raise InvalidValue(_("Nhiều nhất %(most)s dòng, mỗi dòng một buổi.", most=terms.MOST_LESSONS))
    return "\n".join(lines)


@cache
def _skills() -> dict[str, str]:
    """The skills that ship, by key: those that every ward has."""
    text = (Path(__file__).parents[2] / "data" / "help_lists.yaml").read_text(encoding="utf-8")
    return {each["key"]: each["label"] for each in read_yaml(text)["skills"]}


def _courses(line: Line[CourseTemplate]) -> Cell:
    if not line.count:
        return Cell(_("Chưa mở lớp nào"))
    courses, people = line.count
    there = urlencode({"theo": line.row.code, "phuong": line.row.unit.code})
    words = _("%(courses)s lớp, %(people)s lượt người học", courses=courses, people=formats.number(people))
    return Cell(words, f"/van-phong/lop?{there}", rows=courses)


def _lacking(session: Session, unit_id: int) -> str:
    """A link with the number of templates that plans name and the unit never had."""
    lacking = CourseTemplate.lacking(session, unit_id, common_templates())
    code = session.get_one(AdministrativeUnit, unit_id).code
    words = _("%(count)s mẫu mà các kế hoạch nêu, ở đây chưa có", count=len(lacking))
    link = Markup('<a class="link" href="/van-phong/mau-lop/thuong-gap?phuong={}">{}</a>')
    return link.format(code, words) if lacking else ""


FIELDS = (
    Field("name", _l("Tên mẫu"), _l("tên"), required=True, longest=terms.TITLE_LENGTH, hint=_l("Như trong kế hoạch")),
    Field(
        "title", _l("Tên lớp mở từ mẫu"), _l("tên lớp"), required=True, longest=terms.TITLE_LENGTH,
        hint=_l("Như sẽ in trên áp phích và giấy chứng nhận"),
    ),
    Field(
        "audience", _l("Dành cho"), _l("dành cho"), Kind.ONE_OF, choices=lambda unit, row: list(AUDIENCES),
        show=lambda key: str(AUDIENCES[key].words), default="people",
    ),
    Field(
        "who_sees", _l("Ai thấy lớp này"), _l("ai thấy"), Kind.ONE_OF,
        choices=lambda unit, row: [*WHO_SEES] if row else ["", *WHO_SEES],
        show=lambda key: str(WHO_SEES[key] if key else _("Như thường lệ với người học ấy")),
        hint=_l("Thường lệ: lớp cho cán bộ chỉ ai có đường dẫn mới thấy, lớp khác ai cũng thấy"),
    ),
    Field(
        "topics", _l("Học những gì"), _l("nội dung"), longest=300, hint=_l("Mỗi ý cách nhau một dấu phẩy"),
        read=split_topics, show=topics_line,
    ),
    Field("bring", _l("Mang theo gì"), _l("mang theo")),
    Field("seats", _l("Số chỗ"), _l("số chỗ"), Kind.NUMBER, required=True, least=1, most=terms.MOST_SEATS, default=30),
    Field(
        "goal", _l("Học xong làm được gì"), _l("mục tiêu"), longest=300, hint=_l("Mục tiêu, in trong hồ sơ lớp"),
        section=(_l("Chương trình"), ""),
    ),
    Field(
        "skills", _l("Hỏi người học tự làm được việc nào"), _l("việc hỏi"), Kind.SOME_OF, most=MOST_SKILLS,
        choices=lambda unit, row: [*_skills()], show=lambda key: _skills().get(key, key),
        hint=_l("Nhiều nhất bốn việc. Lớp mở từ mẫu này hỏi những việc ấy, lớp nào cũng sửa lại được."),
    ),
    Field(
        "outline", _l("Nội dung từng buổi"), _l("nội dung từng buổi"), Kind.LINES, longest=5_000, read=_outline,
        hint=_l("Mỗi dòng một buổi, theo thứ tự"),
    ),
    Field(
        "practice_hours", _l("Trong đó thực hành mấy giờ"), _l("số giờ thực hành"), Kind.NUMBER, least=1, most=500,
        hint=_l("Tính cả khóa; để trống nếu chưa định"),
    ),
    Field(
        "lessons", _l("Học mấy buổi"), _l("số buổi"), Kind.NUMBER, required=True, least=1, most=terms.MOST_LESSONS,
        default=4, section=(_l("Buổi học"), ""),
    ),
    Field(
        "minutes", _l("Mỗi buổi bao nhiêu phút"), _l("số phút"), Kind.NUMBER, required=True, least=15,
        most=terms.MOST_MINUTES, default=120,
    ),
    Field(
        "weekdays", _l("Học vào những ngày nào trong tuần"), _l("ngày học"), Kind.SOME_OF,
        choices=lambda unit, row: list("0123456"), show=lambda day: str(formats.WEEKDAYS[int(day)]),
    ),
    Field(
        "starts", _l("Bắt đầu lúc"), _l("bắt đầu"), longest=20, hint=_l("Ví dụ 19 giờ 30 hoặc 8:30"), read=_hour,
        show=lambda hour: formats.time(parse_hour(hour)),
    ),
    Field(
        "certificate_share", _l("Có mặt bao nhiêu phần trăm số buổi thì được cấp giấy"), _l("phần trăm có mặt"),
        Kind.NUMBER, required=True, least=1, most=100, default=terms.CERTIFICATE_SHARE, hint=_l("Thường là 80"),
        section=(_l("Cấp giấy chứng nhận"), ""),
    ),
    Field(
        "excused_counts", _l("Nghỉ có phép tính là"), _l("nghỉ có phép"), Kind.ONE_OF, default="absent",
        choices=lambda unit, row: list(EXCUSED), show=lambda key: str(EXCUSED[key]), hints=EXCUSED_HINTS,
    ),
    Field(
        "certificate_size", _l("Khổ giấy chứng nhận"), _l("khổ giấy"), Kind.ONE_OF, default="A4",
        choices=lambda unit, row: ["A4", "A5"],
    ),
    Field(
        "source", _l("Theo kế hoạch nào"), _l("theo kế hoạch"),
        hint=_l("Số kế hoạch và mục, ví dụ: Kế hoạch 88/KH-UBND, mục 5.4"),
    ),
)  # fmt: skip
COURSE_TEMPLATES: Register[CourseTemplate] = Register(
    key="course_template", name="course_templates", slug="mau-lop", fields=FIELDS,
    add=lambda unit: _("Thêm mẫu lớp"), sentences=(_l("Thêm mẫu lớp"), _l("Sửa mẫu lớp")), legacy_subject="programme",
    listing=RowList(
        noun=CourseTemplate, counts=lambda session, unit_id, rows: taught_from(session, unit_id), note=_lacking,
        search_hint=_l("Tìm theo tên"),
        columns=(
            "name", "audience", "lessons", "seats",
            Column("courses", _l("Đã mở"), _courses, worded=True),
        ),
        on_paper=RowPaper(
            headings={"courses": _l("Số lớp đã mở")}, counted=lambda unit: _l("mẫu lớp"),
        ),
        title=_l("Mẫu lớp"),
        empty=(
            lambda unit: _("Chưa có mẫu lớp nào"),
            _l("Mẫu lớp giữ sẵn tên lớp, nội dung, số buổi, giờ học. Mở lớp từ đó chỉ còn ghi ngày và nơi học."),
            "book-open-text",
        ),
    ),
    archive=RowArchive(
        state=lambda template, day: _("Thôi dùng từ %(day)s", day=day), in_use=_l("Đang dùng"), retired=_l("Thôi dùng"),
        path="thoi-dung",
        retire=Action(
            "retired", _l("Thôi dùng"), _l("Mẫu không hiện khi mở lớp nữa. Lớp đã mở vẫn giữ, và dùng lại được."),
            _l("Không dùng mẫu này nữa"), _l("Không dùng mẫu %(name)s nữa. Lớp đã mở vẫn giữ."),
            event=naming(_l("Thôi dùng mẫu lớp")),
        ),
        restore=Action(
            "restored", _l("Dùng lại"), _l("Mẫu lại hiện khi mở lớp."), _l("Mẫu này đang thôi dùng"),
            _l("Dùng lại mẫu %(name)s."), icon="check", event=naming(_l("Dùng lại mẫu lớp")),
        ),
    ),
    page=RowPage("office/course_templates/_opening.html"),
)  # fmt: skip
