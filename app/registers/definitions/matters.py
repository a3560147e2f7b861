"""The register of matters: tasks of plans, with the columns of a plan's annex, their owners and how far they are; and
what events asked for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, object_session

from app.country import clock, formats, names, sentences
from app.models import AdministrativeUnit, Matter, Plan, PlanPart, Reminder
from app.models.targets import body_matching
from app.models.targets.given_tasks import had_by, last_owners
from app.models.targets.matter import DUES
from app.models.targets.named_body import LEAD, MatterBody, NamedBody, led_by
from app.models.targets.plan import shortened
from app.models.targets.task_owner import Owner, found_owners, possible_owners
from app.models.targets.task_states import (
    DOING,
    DONE,
    DROPPED,
    FINISHED,
    OPEN,
    REPORTED,
    RETURNED,
    SHORT,
    STATES,
    UNDER_WAY,
    UNFINISHED,
    called,
)
from app.registers.action import Action
from app.registers.definitions.plans import LONG, PLACE, PLAN, WHO, find_by_title, lines, part_archive
from app.registers.field import Field, Kind, rows_of
from app.registers.listing import Cell, Column
from app.registers.parts import Line, Narrowing, RowList, RowPage, RowPaper
from app.registers.register import Register, Writer
from app.registers.trail_event import TrailEvent

# Tasks due within so many days are due soon.
SOON = timedelta(days=30)
# Choices of the filter by state that hold several: what reports count as under way, and as finished.
ALL_UNDER_WAY, ALL_FINISHED = "thuc-hien", "hoan-thanh"


def _check(values: Mapping[str, Any]) -> Mapping[str, object]:
    lacks = values.get("due") == "day" and not values["due_on"]
    wrong = {"due_on": _("Anh chị ghi ngày phải xong.")} if lacks else {}
    if (part := values.get("part")) and part.plan_id != values["plan"].id:
        wrong["part"] = _("Mục này của kế hoạch khác. Anh chị chọn lại.")
    return wrong


def late_words(row: Matter) -> str:
    """By how many days a task is overdue; "" if it is not."""
    late = row.days_late(clock.today())
    return str(_("quá hạn %(days)s ngày", days=late)) if late else ""


def when_words(row: Matter) -> str:
    """When a task is to be done: in the plan's words, else its day, else how often."""
    day = formats.date(row.due_on) if row.due_on else ""
    return row.when_words or day or str(DUES[row.due])


def _reminders(session: Session, unit_id: int, rows: Sequence[Matter]) -> Mapping[int, Reminder]:
    return Reminder.newest_of_tasks(session, [row.id for row in rows])


def _due(line: Line[Matter]) -> Cell:
    row = line.row
    if row.state == RETURNED and row.decided_at:
        return Cell(_("trả lại %(day)s", day=formats.day_month(row.decided_at)), kind="warn")
    reminded = _("đã nhắc %(day)s", day=formats.day_month(line.count.day)) if line.count else ""
    late = late_words(row)
    day = formats.date(row.due_on) if row.due_on else when_words(row)
    return Cell(", ".join(filter(None, (day, late, reminded if late else ""))), kind="bad" if late else "")


def _owner(line: Line[Matter]) -> str:
    return line.row.owner.name if line.row.owner else ""


def _text_with_place(line: Line[Matter]) -> str:
    place, text = line.row.place, line.row.text
    return f"{sentences.begun(text)}{f' ({place})' if place else ''}"


def _in_plan(line: Line[Matter]) -> tuple[object, ...]:
    row = line.row
    return -(row.plan_id or 0), row.part.position if row.part else 0, row.place_key, row.position


def _band(line: Line[Matter]) -> str:
    """The heading of the tasks of one part."""
    plan, part = line.row.plan, line.row.part
    if plan is None or part is None:
        return ""
    named = _("Kế hoạch số %(number)s", number=plan.number) if plan.number else plan.title
    return f"{named}. {part.choice_name}"


def _lead(line: Line[Matter]) -> str:
    row = line.row
    directed = _("chỉ đạo: %(who)s", who=row.directing) if row.directing else ""
    return "\n".join(filter(None, (row.lead, directed)))


def _when(line: Line[Matter]) -> str:
    """In the plan's words, with the day by which whoever has it is to finish."""
    row = line.row
    day = formats.date(row.due_on) if row.due_on and (row.owner or not row.when_words) else ""
    often = str(DUES[row.due]) if row.due not in ("", "day") else ""
    return "\n".join(filter(None, (row.when_words or often, day)))


def _given(line: Line[Matter]) -> str:
    """Who has it and how far it is; nothing of what nobody has or began."""
    row = line.row
    how_far = str(row.state_words) if row.state != OPEN or row.owner else ""
    return ": ".join(filter(None, (_owner(line), how_far)))


def _text(line: Line[Matter]) -> str:
    return line.row.name


def _by_plan(session: Session, unit_id: int) -> Sequence[tuple[str, object, ColumnElement[bool]]]:
    """By plan, where there are several; and what is of none."""
    plans = session.scalars(Plan.newest(unit_id)).all()
    several = [(each.public_id, each.name, Matter.plan_id == each.id) for each in plans] if len(plans) > 1 else []
    return [*several, ("khac-phuc", _("Việc phải khắc phục"), Matter.site_id.is_not(None))]


def _by_lead(session: Session, unit_id: int) -> Sequence[tuple[str, object, ColumnElement[bool]]]:
    """Whoever leads a task: rows of the ward, then words of plans that are none."""
    leads = select(MatterBody.body_id).where(MatterBody.role == LEAD)
    found: dict[str, str] = {}
    for each in session.scalars(NamedBody.of(unit_id).where(NamedBody.id.in_(leads))):
        body = each.body
        found.setdefault(body.slug if body else f"body-{each.id}", body.name if body else each.words)
    ordered = sorted(found.items(), key=lambda each: names.sort_key(each[1]))
    return [(slug, shortened(name), led_by(slug)) for slug, name in ordered]


def _by_state(unit_id: int) -> Sequence[tuple[str, object, ColumnElement[bool]]]:
    """By state; given back, which waits for somebody, only where somebody can still finish it."""
    several = [
        (ALL_UNDER_WAY, _("Đang thực hiện, cả chờ duyệt"), Matter.state.in_(UNDER_WAY)),
        (ALL_FINISHED, _("Hoàn thành"), Matter.state.in_(FINISHED)),
    ]
    holds = {key: Matter.state == key for key in STATES}
    holds[RETURNED] &= Matter.is_going_on()
    return [*((key, str(words).capitalize(), holds[key]) for key, words in STATES.items()), *several]


def _by_part(session: Session, unit_id: int) -> Sequence[tuple[str, object, ColumnElement[bool]]]:
    parts = session.scalars(Plan.all_parts(unit_id)).all()
    several = len({each.plan_id for each in parts}) > 1
    words = {each.id: f"{each.choice_name} ({each.plan.name})" if several else each.choice_name for each in parts}
    return [(str(each.id), words[each.id], Matter.part_id == each.id) for each in parts]


def _by_need(unit_id: int, reader: int) -> Sequence[tuple[str, object, ColumnElement[bool]]]:
    """What waits for the office, what for a leader, what for who looks."""
    day = clock.today()
    mine = and_(had_by(reader, (), [unit_id]), Matter.is_going_on(), Matter.state.in_((*UNFINISHED, REPORTED)))
    return [
        ("can-xu-ly", _l("Cần xử lý"), or_(Matter.overdue(day), Matter.is_returned())),
        ("qua-han", _l("Quá hạn"), Matter.overdue(day)),
        ("den-han", _l("Đến hạn trong %(days)s ngày", days=SOON.days), _due_soon(day)),
        ("cho-duyet", _l("Chờ duyệt"), and_(Matter.is_going_on(), Matter.state == REPORTED)),
        ("cua-toi", _l("Của tôi"), mine),
        ("tat-ca", _l("Tất cả"), true()),
    ]


def _due_soon(today: date) -> ColumnElement[bool]:
    return Matter.late(today + SOON) & (Matter.due_on >= today)


def _by_day(unit_id: int) -> Sequence[tuple[str, object, ColumnElement[bool]]]:
    today = clock.today()
    return [
        ("qua-han", _l("Quá hạn"), Matter.late(today)),
        ("sap-den", _l("Đến hạn trong %(days)s ngày", days=SOON.days), _due_soon(today)),
        ("khong-ngay", _l("Chưa có ngày"), Matter.due_on.is_(None)),
        ("chua-giao", _l("Chưa giao ai"), Matter.unowned() & Matter.state.in_(UNFINISHED) & Matter.is_going_on()),
    ]


def _states(unit: AdministrativeUnit, row: Matter | None) -> list[str]:
    return row.possible_states if row else [OPEN, DOING, DONE, DROPPED]


def _owners(unit: AdministrativeUnit) -> Sequence[Owner]:
    session = object_session(unit)
    return possible_owners(session, unit.id, clock.today()) if session else []


def _sought(unit: AdministrativeUnit, words: str) -> Sequence[Owner]:
    """Who answers typed words; without any those who were given something last."""
    every, session = _owners(unit), object_session(unit)
    last = last_owners(session, unit.id) if session and not words else []
    return found_owners(every, words) if words else [each for each in every if each in last]


def _waiting(session: Session, unit_id: int) -> str:
    """How many words of plans wait for an officer."""
    count = len(session.execute(NamedBody.waiting(unit_id)).all())
    return str(_("%(count)s tên nơi làm chưa rõ là đơn vị nào.", count=count)) if count else ""


FIELDS = (
    PLAN,
    Field("text", _l("Nội dung"), _l("nội dung"), required=True, longest=LONG,
          headings="nội dung|nhiệm vụ|nội dung công việc"),
    Field("short", _l("Tên ngắn"), _l("tên ngắn"), longest=SHORT, headings="tên ngắn|tên việc",
          hint=_l("Đứng trong danh sách; để trống thì lấy câu đầu của nội dung.")),
    PLACE,
    Field("part", _l("Thuộc mục"), _l("mục"), Kind.ROW, rows=rows_of(Plan.all_parts), match_key=names.search_key,
          row_word=_l("mục của kế hoạch"), disambiguate=lambda part: part.plan.name, headings="thuộc mục",
          empty_text=_l("theo mục trong kế hoạch"), hint=_l("Nhiệm vụ và báo cáo xếp theo mục này.")),
    Field("directing", _l("Cơ quan chỉ đạo"), _l("chỉ đạo"), longest=300, headings="cơ quan chỉ đạo|chỉ đạo"),
    Field("lead", _l("Chủ trì"), _l("chủ trì"), longest=600, read=lines,
          headings="chủ trì|đơn vị chủ trì|cơ quan chủ trì"),
    Field("cooperating", _l("Phối hợp"), _l("phối hợp"), longest=600, read=lines,
          headings="phối hợp|đơn vị phối hợp|cơ quan phối hợp"),
    Field("result", _l("Kết quả cần đạt"), _l("kết quả cần đạt"), longest=600, headings="kết quả|sản phẩm"),
    Field("when_words", _l("Thời gian, theo kế hoạch"), _l("thời gian"), longest=200,
          headings="thời gian|thời gian hoàn thành|thời hạn"),
    Field("due", _l("Nghĩa là"), _l("hạn"), Kind.ONE_OF, choices=lambda unit, row: list(DUES),
          show=lambda key: str(DUES.get(key, key)), optional_in_import=True),
    Field("due_on", _l("Ngày phải xong"), _l("ngày phải xong"), Kind.DAY, headings="ngày phải xong|hạn"),
    Field("owner", _l("Giao cho"), _l("giao cho"), Kind.ROW, rows=_owners, sought=_sought,
          empty_text=_l("chưa giao ai"), match_key=names.search_key, row_word=_l("người, nơi được giao"),
          headings="người theo dõi|người phụ trách"),
    Field("state", _l("Tiến độ"), _l("tiến độ"), Kind.ONE_OF, choices=_states,
          show=lambda key: str(STATES.get(key, key)), default=OPEN, optional_in_import=True, headings="tiến độ",
          aliases={DONE: "chờ duyệt|đã duyệt", DOING: "trả lại"}),
    Field("answer", _l("Đã làm được gì"), _l("đã làm"), longest=LONG, headings="kết quả thực hiện|đã làm"),
)  # fmt: skip


# What the form of a task of no plan asks.
OF_FINDINGS = "text", "short", "result", "due_on", "owner", "state", "answer"
_TASK = {"name": _l("việc")}
# Of what is finished no day is looked at.
_DUE_ORDER = case((Matter.state.in_(UNFINISHED), Matter.due_on))
_PART_ORDER = select(PlanPart.position).where(PlanPart.id == Matter.part_id).scalar_subquery()


@dataclass(frozen=True, kw_only=True)
class MattersRegister(Register[Matter]):
    """The register of tasks: the bodies that their words name are matched. What events asked for is in it where `seen`,
    the condition of what a visitor sees, says so: no import, no sheet of a plan has it."""

    seen: ColumnElement[bool] | None = None

    def rows(self, unit_ids: Collection[int]) -> Select[Any]:
        """See `Register.rows`."""
        return super().rows(unit_ids).where(Matter.plan_id.is_not(None) if self.seen is None else self.seen)

    def of_row(self, row: Matter | None) -> "MattersRegister":
        """The register whose form asks of a row what it has: of what no plan asks for no columns of a plan."""
        own = tuple(self.by_key[key] for key in OF_FINDINGS)
        return replace(self, fields=own) if row is not None and row.plan_id is None else self

    def subject(self, row: Matter) -> tuple[str, str]:
        """See `Register.subject`."""
        return row.trail_subject

    def make(self, session: Session, unit: AdministrativeUnit, values: Mapping[str, Any], by: Writer) -> Matter:
        """See `Register.make`."""
        later = {key: values[key] for key in ("owner", "state") if key in values}
        made = super().make(session, unit, {key: each for key, each in values.items() if key not in later}, by)
        for key, value in made.as_written(later, by.account.id if by.account else None, clock.now()).items():
            setattr(made, key, value)
        body_matching.sync(session, [made])
        return made

    def change(
        self, session: Session, row: Matter, values: Mapping[str, Any], version: str, by: Writer
    ) -> dict[str, Any]:
        """See `Register.change`; a task of a plan without a part, or that goes to another plan, is of the one of its
        place."""
        if by.way == "import" and row.state == RETURNED and values.get("state") == DOING:
            values = {key: each for key, each in values.items() if key != "state"}  # as an exported list has it
        plan, part = values.get("plan", row.plan), values.get("part", row.part)
        if plan is not None and (part is None or part.plan_id != plan.id):
            values = {**values, "part": plan.part_at(values.get("place", row.place))}
        written = row.as_written(values, by.account.id if by.account else None, clock.now())
        changed = super().change(session, row, written, version, by)
        if {"lead", "cooperating"} & changed.keys():
            body_matching.sync(session, [row])
        return changed

    def in_trail(self, values: Mapping[str, Any]) -> dict[str, object]:
        """See `Register.in_trail`; an account stands there by its user name, and of what follows nothing."""
        owner = {"owner": values["owner"].trail_name} if values.get("owner") else {}
        return {**super().in_trail({key: each for key, each in values.items() if key in self.by_key}), **owner}


MATTERS: MattersRegister = MattersRegister(
    key="matter", name="matters", slug="nhiem-vu", fields=FIELDS, check=_check, title_field="text",
    parent_page=("office.targets.show", _l("Kế hoạch")), **WHO,
    title_of=lambda values: str(values.get("short") or called(str(values.get("text") or ""))),
    add=lambda unit: _("Thêm nhiệm vụ"),
    sentences=(_l("Thêm nhiệm vụ"), _l("Sửa nhiệm vụ")),
    further={
        "matter.bodies_matched": TrailEvent(_l("Đối chiếu tên nơi làm"), {"count": _l("số nơi")}),
        "matter.body_named": TrailEvent(
            _l("Ghi tên nơi làm"), {"words": _l("lời kế hoạch"), "body": _l("là")}
        ),
        "matter.given": TrailEvent(
            _l("Giao việc"), {**_TASK, "owner": _l("giao cho"), "due_on": _l("ngày phải xong")}
        ),
        "matter.found": TrailEvent(_l("Giao việc khắc phục"), {
            **_TASK, "owner": _l("giao cho"), "due_on": _l("ngày phải xong"), "event": _l("sau cuộc"),
        }),
        "matter.begun": TrailEvent(_l("Bắt đầu làm việc được giao"), _TASK),
        "matter.reported": TrailEvent(_l("Báo xong việc được giao"), {
            **_TASK, "answer": _l("đã làm"), "files": _l("số ảnh, tệp"),
        }),
        "matter.file_removed": TrailEvent(_l("Bỏ ảnh, tệp gửi kèm việc được giao"), _TASK),
        "matter.accepted": TrailEvent(_l("Duyệt việc báo xong"), _TASK),
        "matter.given_back": TrailEvent(_l("Trả lại việc báo xong"), {**_TASK, "reason": _l("còn thiếu")}),
    },
    listing=RowList(
        noun=Matter, counts=_reminders, first="due_on",
        loads=(
            joinedload(Matter.plan), joinedload(Matter.part).joinedload(PlanPart.plan), joinedload(Matter.site),
            *Matter.with_owner(),
        ),
        then=(func.coalesce(-Matter.plan_id, 1), _PART_ORDER, Matter.place_key.expression, Matter.position.expression,
              Matter.id.expression),
        columns=(
            Column("text", _l("Việc"), _text, "main long", Matter.search_key.expression),
            Column("owner", _l("Ai làm"), lambda line: _owner(line) or _("chưa giao")),
            Column("due_on", _l("Hạn"), _due, "", _DUE_ORDER),
            Column("state", _l("Đến đâu"), lambda line: line.row.state_words, "", Matter.state.expression),
        ),
        on_paper=RowPaper(
            title=_l("Bảng phân công nhiệm vụ"), press=_l("In bảng phân công"),
            columns=(
                Column("text", _l("Nội dung"), _text_with_place, "main"),
                Column("lead", _l("Chủ trì"), _lead), "cooperating", "result",
                Column("when", _l("Thời gian"), _when), Column("given", _l("Giao cho, tiến độ"), _given),
            ),
            headings={"result": _l("Kết quả cần đạt")},
            counted=lambda unit: _l("nhiệm vụ"), order=_in_plan, band=_band, dense=True, as_word=True,
        ),
        narrowings=(
            Narrowing("viec", _l("Việc"), None, of_reader=_by_need, chips=True, first="can-xu-ly"),
            Narrowing("ke-hoach", _l("Kế hoạch"), _l("Mọi kế hoạch"), among=_by_plan),
            Narrowing("chu-tri", _l("Chủ trì"), _l("Ai chủ trì cũng xem"), among=_by_lead),
            Narrowing("muc", _l("Mục"), _l("Mọi mục"), among=_by_part),
            Narrowing("tien-do", _l("Tiến độ"), _l("Mọi tiến độ"), _by_state),
            Narrowing("han", _l("Hạn"), _l("Mọi hạn"), _by_day),
        ),
        actions=(
            Action("give", _l("Giao…"), icon="user", asks=("owner",)),
            Action("due", _l("Đổi hạn…"), icon="calendar-days", asks=("due_on",)),
            Action("remind", _l("Nhắc"), icon="send", leads="office.reminders.tasks"),
            Action("doing", _l("Đang làm"), icon="hourglass", sets={"state": DOING}),
            Action("done", _l("Đã xong"), icon="check", sets={"state": DONE}),
            Action("dropped", _l("Không làm nữa"), icon="x", sets={"state": DROPPED}),
        ),
        note=_waiting,
        links=(
            ("office.named_bodies.index", _l("Tên nơi làm"), "landmark"),
        ),
        title=_l("Nhiệm vụ"), search_hint=_l("Tìm theo nội dung, nơi làm"),
        empty=(
            lambda unit: _("Chưa có nhiệm vụ nào"),
            _l("Nạp kế hoạch, nhập phụ lục từ Excel, hoặc thêm từng nhiệm vụ: ai chủ trì, bao giờ xong."),
            "list-checks",
        ),
    ),
    page=RowPage("office/given_tasks/_of_row.html", after_save=True, alone=False),
    archive=part_archive(_l("Không tính vào phụ lục báo cáo nữa."), _l("Bỏ nhiệm vụ"), _l("Dùng lại nhiệm vụ")),
    imports=find_by_title(Matter, "text"),
)  # fmt: skip
