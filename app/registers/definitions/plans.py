"""The register of plans, and what the registers of their parts share: targets, matters, reporting rules."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session, object_session

from app.country import formats, names
from app.models import AdministrativeUnit, Matter, Measurement, Plan, ReportingRule, Role, Target
from app.models.base import count_of
from app.models.targets.plan import STYLES, OfPlan
from app.registers.action import Action
from app.registers.field import Field, Kind
from app.registers.listing import Column
from app.registers.parts import Line, Match, RowArchive, RowImport, RowList, RowPage, RowPaper
from app.registers.register import OFFICER, STAFF, Register, Writer
from app.registers.trail_event import TrailEvent, naming

LONG = 2000
PARTS = (Target, Matter, ReportingRule)
# Who reads and who writes plans: of a ward, or of a province.
PLAN_READERS, PLAN_WRITERS = (*STAFF, Role.PROVINCE_OFFICER), (*OFFICER, Role.PROVINCE_OFFICER)
WHO: Any = {"may_see": PLAN_READERS, "may_edit": PLAN_WRITERS}
# The page above the list of a register of parts of plans; who reads and writes it.
OF_PLAN: Any = {"parent_page": ("office.plans.index", _l("Cài đặt kế hoạch")), **WHO}


def lines(text: str) -> str:
    """A list typed in one line, its parts separated by "; "."""
    return "; ".join(filter(None, (names.clean(part) for part in text.split(";"))))


def part_archive(words: object, retired: object, restored: object) -> RowArchive[Any]:
    """The archive of a part of a plan; `words` explain how it is retired, the others are sentences of the trail."""
    return RowArchive(
        state=lambda row, day: _("Bỏ từ %(day)s", day=day), in_use=_l("Đang dùng"), retired=_l("Đã bỏ"), path="bo",
        retire=Action(
            "retired", _l("Bỏ dòng này"), words, _l("Không dùng nữa"), _l("Đã bỏ %(name)s."), event=naming(retired),
        ),
        restore=Action(
            "restored", _l("Dùng lại"), _l("Lại tính như trước."), _l("Đang bỏ"), _l("Dùng lại %(name)s."),
            icon="check", event=naming(restored),
        ),
    )  # fmt: skip


def _plans(unit: AdministrativeUnit) -> Sequence[Plan]:
    session = object_session(unit)
    return session.scalars(Plan.newest(unit.id)).all() if session else []


def _takes(plan: Plan) -> str:
    session = object_session(plan)
    many = {part.__tablename__: session.scalar(count_of(part.of_plan(plan.id))) for part in PARTS} if session else {}
    return str(_("Gồm %(target)s chỉ tiêu, %(matter)s nhiệm vụ, %(reporting_rule)s hạn báo cáo.", **many))


PLAN = Field(
    "plan", _l("Của kế hoạch"), _l("kế hoạch"), Kind.ROW, required=True, rows=_plans, match_key=names.search_key,
    row_word=_l("kế hoạch"), headings="kế hoạch|số kế hoạch",
)  # fmt: skip
PLACE = Field(
    "place", _l("Mục trong kế hoạch"), _l("chỗ ghi"), longest=120, headings="mục",
    hint=_l("Ví dụ: phần III, mục 1"),
)  # fmt: skip


def find_by_title(noun: type[OfPlan], title_field: str) -> RowImport[Any]:
    """Imports find rows by plan and title, of the rows in use. One statement a plan."""

    def find_many(session: Session, unit_id: int, lines: Sequence[Mapping[str, Any]]) -> list[Match[OfPlan]]:
        titles = [str(each.get(title_field) or "") for each in lines]
        plans = {each["plan"].id: each["plan"] for each in lines if each.get("plan")}
        column = getattr(noun, title_field)
        found = {
            (each.plan_id, getattr(each, title_field)): each
            for plan_id in plans
            for each in reversed(session.scalars(noun.of_plan(plan_id).where(column.in_(titles))).all())
        }
        return [
            Match((f"{plan.key} {names.search_key(title)[:200]}",), found.get((plan.id, title)))
            if (plan := each.get("plan")) else Match()
            for each, title in zip(lines, titles, strict=True)
        ]  # fmt: skip

    return RowImport(find_many=find_many)


def _time(line: Line[Plan]) -> str:
    since, until = formats.date(line.row.since), formats.date(line.row.until)
    return str(_("%(since)s đến %(until)s", since=since, until=until))


def _check(values: Mapping[str, Any]) -> Mapping[str, object]:
    wrong = values["since"] and values["until"] and values["until"] < values["since"]
    return {"until": _("Ngày cuối phải sau ngày đầu.")} if wrong else {}


def _parts(session: Session, plan: Plan) -> Mapping[str, Any]:
    """Context of a plan's page: the number of its parts in use, in the order of `PARTS`."""
    counts = (select(func.count()).where(noun.plan_id == plan.id, noun.in_use()).scalar_subquery() for noun in PARTS)
    return {"counts": session.execute(select(*counts)).one()}


FIELDS = (
    Field("title", _l("Tên kế hoạch"), _l("tên kế hoạch"), required=True, longest=LONG,
          headings="tên kế hoạch|trích yếu"),
    Field("number", _l("Số, ký hiệu"), _l("số"), longest=60, hint=_l("Ví dụ: 88/KH-UBND"), headings="số|số ký hiệu"),
    Field("signed_on", _l("Ngày ký"), _l("ngày ký"), Kind.DAY, headings="ngày ký|ngày ban hành"),
    Field("body", _l("Cơ quan ban hành"), _l("cơ quan ban hành"), headings="cơ quan ban hành|nơi ban hành"),
    Field(
        "style", _l("Thể thức văn bản"), _l("thể thức"), Kind.ONE_OF, choices=lambda unit, row: list(STYLES),
        show=lambda key: str(STYLES[key]), default="state", hint=_l("Báo cáo của kế hoạch in theo thể thức này."),
    ),
    Field("since", _l("Thực hiện từ ngày"), _l("từ ngày"), Kind.DAY, required=True, headings="từ ngày|bắt đầu"),
    Field("until", _l("Đến ngày"), _l("đến ngày"), Kind.DAY, required=True, headings="đến ngày|kết thúc"),
    Field("based_on", _l("Căn cứ"), _l("căn cứ"), longest=LONG, read=lines,
          hint=_l("Các văn bản, cách nhau bằng dấu chấm phẩy")),
    Field("addressees", _l("Nơi nhận"), _l("nơi nhận"), longest=LONG, read=lines,
          hint=_l("Cách nhau bằng dấu chấm phẩy")),
)  # fmt: skip


class PlansRegister(Register[Plan]):
    """The register of plans: targets with the plan's days change with it."""

    def change(
        self, session: Session, row: Plan, values: Mapping[str, Any], version: str, by: Writer
    ) -> dict[str, Any]:
        """Write the values; move targets that have the old days, and restart their count."""
        stood = {"since": row.since, "until": row.until}
        changed = super().change(session, row, values, version, by)
        moved = {key: day for key, day in stood.items() if key in changed}
        for target in session.scalars(Target.of_plan(row.id)) if moved else ():
            days = {key: getattr(row, key) for key, day in moved.items() if getattr(target, key) == day}
            Measurement.begin_anew(session, target, target.change(days, str(target.version)))
        return changed


_PART = {"part": _l("mục"), "themes": _l("báo cáo viết ở đó")}
PLANS = PlansRegister(
    key="plan", name="plans", slug="ke-hoach", fields=FIELDS, check=_check, title_field="title",
    title_of=lambda values: str(values.get("title") or ""), add=lambda unit: _("Thêm kế hoạch"), **WHO,
    sentences=(_l("Thêm kế hoạch"), _l("Sửa kế hoạch")),
    further={
        "plan.part_added": TrailEvent(_l("Thêm mục của kế hoạch"), _PART),
        "plan.part_changed": TrailEvent(_l("Sửa mục của kế hoạch"), _PART),
        "plan.part_removed": TrailEvent(_l("Bỏ mục của kế hoạch"), _PART),
        "plan.loaded": TrailEvent(_l("Nạp kế hoạch"), {
            "name": _l("tên"), "targets": _l("số chỉ tiêu"), "matters": _l("số nhiệm vụ"),
            "rules": _l("số chế độ báo cáo"),
        }),
    },
    parent_page=("office.targets.show", _l("Kế hoạch")),
    listing=RowList(
        noun=Plan, first="title",
        columns=(
            Column("title", _l("Tên kế hoạch"), lambda line: line.row.title, "main", Plan.search_key.expression),
            "number", Column("time", _l("Thời gian"), _time, "", Plan.since.expression, worded=True), "body",
        ),
        on_paper=RowPaper(counted=lambda unit: _l("kế hoạch")),
        title=_l("Cài đặt kế hoạch"), search_hint=_l("Tìm theo tên, số, nơi ban hành"),
        empty=(
            lambda unit: _("Chưa có kế hoạch nào"),
            _l(
                "Nạp một kế hoạch có sẵn, hoặc thêm kế hoạch của phường: chỉ tiêu, nhiệm vụ và hạn báo cáo theo đó "
                "mà ra."
            ), "chart-column",
        ),
        links=(("office.plan_loads.show", _l("Nạp kế hoạch có sẵn"), "file-text"),),
        below="office/targets/_settings.html",
    ),
    archive=RowArchive(
        state=lambda plan, day: _("Thôi dùng từ %(day)s", day=day), path="thoi-dung", in_use=_l("Đang dùng"),
        retired=_l("Thôi dùng"), takes=_takes,
        retire=Action(
            "retired", _l("Thôi dùng kế hoạch"),
            _l("Chỉ tiêu, nhiệm vụ, hạn báo cáo của kế hoạch này không tính nữa; mọi số đã ghi vẫn giữ."),
            _l("Kế hoạch này đã xong, hoặc được thay"), _l("Đã thôi dùng %(name)s."),
            event=naming(_l("Thôi dùng kế hoạch")),
        ),
        restore=Action(
            "restored", _l("Dùng lại"), _l("Chỉ tiêu và hạn báo cáo lại tính như trước."),
            _l("Kế hoạch này đang thôi dùng"), _l("Dùng lại %(name)s."), icon="check",
            event=naming(_l("Dùng lại kế hoạch")),
        ),
    ),
    page=RowPage("office/targets/_plan.html", _parts, after_save=True),
)  # fmt: skip
