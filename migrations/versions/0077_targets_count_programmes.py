"""Targets are a share of any count, entered figures know who entered them, and programmes whether the office sees them;
targets of plans that ship, as a ward loaded them and left them, count what programmes count.

Revision: 0077
Follows: 0076
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"

THREE = ("gia-vien", "nghe-an", "thuan-chau")
FOUR, OTHERS = (*THREE, "ha-tu"), (*THREE, "phan-dinh-phung")
FIVE = (*FOUR, "phan-dinh-phung")
OFFICES = "loai-co-quan=agency|health_station|military|police"
STAFF = "loai-co-quan=agency|front|health_station|mass_organisation|military|party_office|police|school|staff_room"
GROWN = "o-day=co&tu-18=co"
# Why figures of targets were entered that programmes count now.
WHY = {
    "students": "Trường gửi số học sinh; máy không giữ tên học sinh nên không tự đếm.",
    "schools": "Trường gửi số học sinh; máy không giữ tên học sinh nên không tự đếm.",
    "vneid": "Số do công an xác nhận trên VNeID; máy không đọc được, cán bộ nhập theo văn bản của công an.",
    "identity": "Số do công an xác nhận trên VNeID; máy không đọc được, cán bộ nhập theo văn bản của công an.",
    "workers": "Doanh nghiệp, hợp tác xã báo số người lao động; máy không biết ai làm ở đâu, phường tự ghi số.",
    "disabled": "Máy không ghi ai là người khuyết tật; phường tự ghi số theo danh sách của lớp, của hội.",
    "mooc": "Nền tảng quốc gia không cho đọc tự động; đơn vị báo số người học xong.",
}
NO_BOOK = "Chưa có sổ ghi riêng cho việc này; cán bộ nhập số theo báo cáo của nơi làm."


class Measure(NamedTuple):
    """What measures a target: columns of its row."""

    measured_by: str = ""
    narrowed_to: str = ""
    share_of: str = ""


class Change(NamedTuple):
    """What a target of plans that ship was measured by, and is from now on."""

    plans: tuple[str, ...]
    key: str
    before: Measure
    after: Measure


def _changes() -> Iterator[Change]:
    entered, staff = Measure(), Measure("can-bo-hoc-het-lop", OFFICES)
    of_staff = Measure("can-bo-hoc-het-lop", f"{STAFF}&tu-18=co", "staff.staff")
    for year, plans in (("2025", FOUR), ("2026", OTHERS)):
        yield Change(plans, f"cbccvc_{year}", staff, of_staff)
    for year, plans in (("2025", FOUR), ("2026", FIVE)):
        yield Change(plans, f"adults_{year}", Measure("nguoi-hoc", GROWN), Measure("nguoi-hoc-het-lop", GROWN))
        yield Change(plans, f"workers_{year}", entered, Measure("workers.skilled", "", "workers.workers"))
    for year, plans in (("2025", THREE), ("2026", OTHERS)):
        yield Change(plans, f"vneid_{year}", entered, Measure("vneid.attained", "", "vneid.adults"))
    yield Change(OTHERS, "identity_16", entered, Measure("vneid.identity", "", "vneid.citizens"))
    yield Change(THREE, "students_2025", entered, _pupils("secondary"))
    for key in ("students_2025", "students_secondary_2026"):
        yield Change(("ha-tu",), key, entered, _pupils("middle"))
    yield Change(FIVE, "students_2026", entered, _pupils("primary_up"))
    yield Change(("gia-vien",), "schools_2026", entered, Measure("school_term.teaches", "", "school_term.general"))
    yield Change(("gia-vien",), "disabled", entered, Measure("nguoi-hoc", "doi-tuong=disabled"))
    yield Change(("gia-vien",), "markets", entered, Measure("market.with_model", "", "market.subjects"))
    yield Change(("ha-tu",), "mooc_2025", entered, Measure("staff.mooc", "", "staff.staff"))
    yield Change(("nghe-an",), "mooc_vienchuc", entered, Measure("staff.mooc_officials", "", "staff.officials"))
    yield Change(("nghe-an",), "plan_dissemination", entered, Measure("told.reached", "", "staff.staff"))
    of_cadres = Measure("staff.ai_cadres", "", "staff.cadres")
    yield Change(
        ("phan-dinh-phung",), "ai_staff_2026", staff._replace(narrowed_to=f"{OFFICES}&mau=can-bo-ai"), of_cadres
    )


def _pupils(level: str) -> Measure:
    return Measure(f"school_term.skilled_{level}", "", f"school_term.students_{level}")


CHANGES = tuple(_changes())
TARGET = sa.table("target", *(sa.column(name) for name in ("id", "plan_id", "key", "why", "version", *Measure._fields)))
PLAN = sa.table("plan", sa.column("id"), sa.column("catalogue"))
MEASUREMENT = sa.table("measurement", sa.column("target_id"), sa.column("source"))
PROGRAMME = sa.table("programme", sa.column("id"), sa.column("seen_by_office", sa.Boolean()))
VERSION = sa.table("programme_version", *(sa.column(name) for name in ("programme_id", "number", "said", "used_since")))
CHECK = "measured_by <> '' OR share_of = ''"


def upgrade() -> None:
    """What the ward chose by hand stays, and what somebody entered goes on being entered. Figures that were counted
    another way are forgotten, and counted anew. Of what was entered before, nobody knows by whom."""
    with op.batch_alter_table("target") as table:
        table.add_column(sa.Column("share_of", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("target") as table:
        table.alter_column("share_of", server_default=None)
        table.create_check_constraint(op.f("ck_target_whole_counted_where_measured"), CHECK)
    with op.batch_alter_table("measurement") as table:
        table.add_column(sa.Column("entered_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_measurement_entered_by_id"), "account", ["entered_by_id"], ["id"])
    op.create_index(op.f("ix_measurement_entered_by_id"), "measurement", ["entered_by_id"])
    with op.batch_alter_table("programme") as table:
        table.add_column(sa.Column("seen_by_office", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("programme") as table:
        table.alter_column("seen_by_office", server_default=None)
    _look_at_programmes()
    for each in CHANGES:
        _change(each.plans, each.key, each.before, each.after)


def downgrade() -> None:
    """As they were counted before; what that release cannot count is entered."""
    for each in CHANGES:
        _change(each.plans, each.key, each.after, each.before)
    with op.batch_alter_table("target") as table:
        table.drop_constraint(op.f("ck_target_whole_counted_where_measured"), type_="check")
        table.drop_column("share_of")
    op.drop_index(op.f("ix_measurement_entered_by_id"), table_name="measurement")
    with op.batch_alter_table("measurement") as table:
        table.drop_constraint(op.f("fk_measurement_entered_by_id"), type_="foreignkey")
        table.drop_column("entered_by_id")
    with op.batch_alter_table("programme") as table:
        table.drop_column("seen_by_office")


def _look_at_programmes() -> None:
    """Mark the programmes whose version in use officers and leaders do not both see."""
    bind = op.get_bind()
    used = sa.select(VERSION.c.programme_id, VERSION.c.said).where(VERSION.c.used_since.is_not(None))
    newest = {row.programme_id: row.said for row in bind.execute(used.order_by(VERSION.c.used_since, VERSION.c.number))}
    seen = {programme: json.loads(said).get("sees") for programme, said in newest.items()}
    hidden = [programme for programme, sees in seen.items() if sees and not {"officer", "leader"} <= {*sees}]
    bind.execute(sa.update(PROGRAMME).where(PROGRAMME.c.id.in_(hidden)).values(seen_by_office=False))


def _change(plans: tuple[str, ...], key: str, before: Measure, after: Measure) -> None:
    """Of targets that stand as they were loaded. Who entered figures of what was entered goes on doing so."""
    loaded = sa.select(PLAN.c.id).where(PLAN.c.catalogue.in_(plans))
    stands = [TARGET.c[name] == value for name, value in before._asdict().items()]
    stands += [TARGET.c.plan_id.in_(loaded), TARGET.c.key == key]
    if not before.measured_by:
        entered = sa.select(MEASUREMENT.c.target_id).where(MEASUREMENT.c.source != "computed")
        stands.append(TARGET.c.id.not_in(entered))
    bind = op.get_bind()
    ids = bind.scalars(sa.select(TARGET.c.id).where(*stands)).all()
    if not ids:
        return
    bind.execute(sa.delete(MEASUREMENT).where(MEASUREMENT.c.target_id.in_(ids), MEASUREMENT.c.source == "computed"))
    why = "" if after.measured_by else WHY.get(key.partition("_")[0], NO_BOOK)
    values: dict[str, Any] = {**after._asdict(), "why": why, "version": TARGET.c.version + 1}
    bind.execute(sa.update(TARGET).where(TARGET.c.id.in_(ids)).values(values))
