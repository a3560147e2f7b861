"""Targets are narrowed by several dimensions and have a denominator of their own; those of plans that ship, as a ward
loaded them and left them, count what their sentence says.

Revision: 0058
Follows: 0057
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"


class Measure(NamedTuple):
    """What measures a target: columns of its row."""

    measured_by: str
    narrowed_to: str = ""
    each_of: str = ""
    audience: str = ""
    own_denominator: int | None = None


class Change(NamedTuple):
    """What a target of plans that ship was measured by, and is from now on; nothing: it is entered, and why."""

    plans: tuple[str, ...]
    key: str
    before: Measure
    after: Measure
    why: str = ""


THREE = ("gia-vien", "nghe-an", "thuan-chau")
FIVE = (*THREE, "ha-tu", "phan-dinh-phung")
PUBLIC = "loai-co-quan=agency|health_station|military|police"
TEAM_CLASSES = "to-cong-nghe-so+to-cong-nghe-so-ai+to-cong-nghe-so-du-lieu+to-cong-nghe-so-nang-cao"
WORKERS = "Doanh nghiệp, hợp tác xã báo số người lao động; máy không biết ai làm ở đâu, phường tự ghi số."
DISABLED = "Máy không ghi ai là người khuyết tật; phường tự ghi số theo danh sách của lớp, của hội."
AI_STAFF = "Lớp chưa ghi riêng nội dung AI; cán bộ nhập số theo danh sách lớp tập huấn."


def _changes() -> Iterator[Change]:
    for year, plans in (("2025", (*THREE, "ha-tu")), ("2026", FIVE)):
        staff, adults = Measure("can-bo-hoc-het-lop", audience="cbccvc"), Measure("nguoi-hoc", audience="adults")
        workers = Measure("nguoi-hoc", "doi-tuong=workers", audience="workers")
        yield Change(plans, f"cbccvc_{year}", staff, staff._replace(narrowed_to=PUBLIC))
        yield Change(plans, f"adults_{year}", adults, adults._replace(narrowed_to="o-day=co&tu-18=co"))
        yield Change(plans, f"workers_{year}", workers, Measure("", audience="workers"), WORKERS)
    elderly = Measure("nguoi-hoc", "lua-tuoi=60", audience="elderly")
    yield Change(("gia-vien",), "elderly", elderly, elderly._replace(narrowed_to="lua-tuoi=60&o-day=co"))
    disabled = Measure("nguoi-hoc", "doi-tuong=disabled", audience="disabled")
    yield Change(("gia-vien",), "disabled", disabled, Measure("", audience="disabled"), DISABLED)
    yield Change(("gia-vien",), "ambassador_network", Measure("dai-su"), Measure("dai-su", each_of="don-vi"))
    per_unit = Measure("dai-su", each_of="to")
    yield Change(("thuan-chau",), "ambassador_per_unit", per_unit, per_unit._replace(each_of="to+co-quan"))
    of_all = Measure("to-da-du-lop", f"loai-to=community&mau={TEAM_CLASSES}", own_denominator=110)
    yield Change(("phan-dinh-phung",), "teams_2026", Measure("to-da-tap-huan", "loai-to=community"), of_all)
    ai_staff = Measure("can-bo-hoc-het-lop", f"{PUBLIC}&mau=can-bo-ai", audience="cbccvc")
    yield Change(("phan-dinh-phung",), "ai_staff_2026", Measure("", audience="cbccvc"), ai_staff)
    lessons = Measure("buoi", each_of="thang")
    for_people = lessons._replace(narrowed_to="doi-tuong=!cbccvc|teachers|teams")
    yield Change(("phan-dinh-phung",), "monthly_lessons", lessons, for_people)


CHANGES = tuple(_changes())
COLUMNS = ("measured_by", "narrowed_to", "each_of", "audience")
TARGET = sa.table("target", *(sa.column(name) for name in (
    "id", "plan_id", "key", "why", "version", "own_denominator", *COLUMNS
)))  # fmt: skip
PLAN = sa.table("plan", sa.column("id"), sa.column("catalogue"))
MEASUREMENT = sa.table("measurement", sa.column("target_id"), sa.column("source"))
CHECKS = {
    "narrowed_where_measured": "measured_by <> '' OR (narrowed_to = '' AND each_of = '')",
    "narrowed_to_entries": "narrowed_to = '' OR replace(narrowed_to, '=', '') <> narrowed_to",
    "own_denominator_positive": "own_denominator > 0",
}
# What a release before could be narrowed by, and asked of each.
KNOWN, EACH = ("doi-tuong", "loai-to", "lua-tuoi"), ("", "to", "thang", "co-quan")
NOT_CHOSEN = "Chưa chọn cách đo."


def upgrade() -> None:
    """What the ward chose by hand stays. Figures that were counted another way are forgotten, and counted anew; of how
    many mentees an ambassador has, the target's own value counts from now on."""
    with op.batch_alter_table("target") as table:
        table.add_column(sa.Column("own_denominator", sa.Integer(), nullable=True))
    op.execute("UPDATE target SET narrowed_to = '', each_of = '' WHERE measured_by = ''")
    for each in CHANGES:
        _change(each.plans, each.key, each.before, each.after, each.why)
    _forget(TARGET.c.measured_by.in_(("dai-su-du-nguoi-kem", "dai-su-chua-du-nguoi-kem")), {})
    with op.batch_alter_table("target") as table:
        for name, words in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_target_{name}"), words)


def downgrade() -> None:
    """As they were counted before; what that release cannot count is entered."""
    with op.batch_alter_table("target") as table:
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_target_{name}"), type_="check")
    for each in CHANGES:
        _change(each.plans, each.key, each.after, each.before, AI_STAFF if not each.before.measured_by else "")
    for row in op.get_bind().execute(sa.select(TARGET.c.id, TARGET.c.narrowed_to, TARGET.c.each_of)).all():
        dimension, _equals, key = row.narrowed_to.partition("=")
        several = any(sign in key for sign in "|+!&")
        if several or (dimension and dimension not in KNOWN) or row.each_of not in EACH:
            entered = {"measured_by": "", "narrowed_to": "", "each_of": "", "why": NOT_CHOSEN}
            _forget(TARGET.c.id == row.id, entered)
    _forget(TARGET.c.measured_by.in_(("dai-su-du-nguoi-kem", "dai-su-chua-du-nguoi-kem")), {})
    with op.batch_alter_table("target") as table:
        table.drop_column("own_denominator")


def _change(plans: tuple[str, ...], key: str, before: Measure, after: Measure, why: str) -> None:
    """Of targets that stand as they were loaded. Who entered figures of what was entered goes on doing so."""
    loaded = sa.select(PLAN.c.id).where(PLAN.c.catalogue.in_(plans))
    stands = [TARGET.c[name] == getattr(before, name) for name in COLUMNS]
    own = TARGET.c.own_denominator
    stands += [TARGET.c.plan_id.in_(loaded), TARGET.c.key == key]
    stands += [own == before.own_denominator if before.own_denominator else own.is_(None)]
    if not before.measured_by:
        told = sa.select(MEASUREMENT.c.target_id).where(MEASUREMENT.c.source != "computed")
        stands.append(TARGET.c.id.not_in(told))
    values: dict[str, Any] = after._asdict()
    _forget(sa.and_(*stands), values | ({"why": why} if why else {}))


def _forget(which: Any, values: dict[str, Any]) -> None:
    """Put down how some targets are counted; what was counted of them another way is none of theirs."""
    bind = op.get_bind()
    ids = bind.scalars(sa.select(TARGET.c.id).where(which)).all()
    if ids:
        bind.execute(sa.delete(MEASUREMENT).where(MEASUREMENT.c.target_id.in_(ids), MEASUREMENT.c.source == "computed"))
        more = {**values, "version": TARGET.c.version + 1}
        bind.execute(sa.update(TARGET).where(TARGET.c.id.in_(ids)).values(more))
