"""Courses, lessons, people and papers grow columns for a ward's year of classes; group heads get their role.

Revision: 0004
Follows: 0003
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0004"
down_revision = "0003"

WAYS = ("roll", "scan", "self", "walk_in", "undo")
ROLES = ("instructor", "counter", "ambassador", "officer", "leader", "administrator", "province_officer")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the columns, each with the value that says what stood before."""
    _widen(
        "approval",
        [_text("decision_number"), sa.Column("decision_date", sa.Date()), _number("number", 1)],
        lambda table: _check(table, "approval", "number_positive", "number > 0"),
    )
    _further_lists()
    _widen("approval_entry", [_text("proposal")])
    _widen(
        "certificate",
        [
            sa.Column("handed_over_at", _MOMENT),
            _text("name_key"),
            _text("handed_to"),
            sa.Column("handed_by_id", sa.Integer()),
            sa.Column("ended_at", _MOMENT),
            _text("end_reason"),
            sa.Column("replaces_id", sa.Integer()),
        ],
        _certificate,
    )
    op.execute(
        "UPDATE certificate SET name_key = (SELECT person.search_key FROM registration "
        "JOIN person ON person.id = registration.person_id WHERE registration.id = certificate.registration_id)"
    )
    _widen(
        "course",
        [
            _text("excused_counts", "absent"),
            _text("who_may", "anyone"),
            _number("offer_hours", 24),
            sa.Column("programme_id", sa.Integer()),
            sa.Column("cancelled_at", _MOMENT),
            _text("cancelled_reason"),
        ],
        _course,
    )
    _widen(
        "lesson",
        [_text("cancelled_reason"), sa.Column("substitute_id", sa.Integer()), _number("version", 1)],
        lambda table: table.create_foreign_key(op.f("fk_lesson_substitute_id"), "account", ["substitute_id"], ["id"]),
    )
    _widen(
        "person",
        [sa.Column("public_id", sa.String()), sa.Column("merged_into_id", sa.Integer()), _number("version", 1)],
        _person,
    )
    _widen("place", [_text("address"), _text("map_url"), sa.Column("closed_on", sa.Date()), _number("version", 1)])
    _widen(
        "registration",
        [
            sa.Column("offered_until", _MOMENT),
            sa.Column("paper_name", sa.String()),
            sa.Column("paper_name_at", _MOMENT),
            _text("door_line"),
            sa.Column("made_by_id", sa.Integer()),
        ],
        _registration,
    )
    _widen(
        "residential_group",
        [
            sa.Column("population", sa.Integer()),
            sa.Column("households", sa.Integer()),
            sa.Column("counted_on", sa.Date()),
            _text("count_source"),
            _number("version", 1),
        ],
        _residential_group,
    )
    _widen("role_grant", [sa.Column("residential_group_id", sa.Integer())], _role_grant)
    _ways_of_marking((*WAYS, "sheet"))


def downgrade() -> None:
    """Take the columns away, and what only they could say."""
    marks = sa.table("attendance_mark", sa.column("way", sa.String()))
    grants = sa.table("role_grant", sa.column("role", sa.String()))
    offers = sa.table("registration", sa.column("state", sa.String()), sa.column("position", sa.Integer()))
    with _triggers_aside("attendance_mark"):
        op.execute(marks.update().where(marks.c.way == "sheet").values(way="roll"))
    _ways_of_marking(WAYS)
    op.execute(grants.delete().where(grants.c.role == "group_head"))
    # An offer without a moment until when is a place in the queue again.
    op.execute(
        offers.update().where(offers.c.state == "offered", offers.c.position.is_not(None)).values(state="waiting")
    )
    _narrow(
        "role_grant",
        ["residential_group_id"],
        checks=["group_for_group_heads"],
        keys=["residential_group_id"],
        after=lambda table: _replace_check(table, "role_grant", "role_known", f"role IN {ROLES!r}"),
    )
    _narrow(
        "residential_group",
        ["version", "count_source", "counted_on", "households", "population"],
        checks=["population_positive", "households_positive", "dates_in_order", "merged_into_another"],
    )
    _narrow(
        "registration",
        ["made_by_id", "door_line", "paper_name_at", "paper_name", "offered_until"],
        checks=["offered_until_when"],
        keys=["made_by_id"],
    )
    _narrow("place", ["version", "closed_on", "map_url", "address"])
    op.drop_index(op.f("ix_person_residential_group_id"), "person")
    _narrow(
        "person",
        ["version", "merged_into_id", "public_id"],
        checks=["merged_into_another"],
        keys=["merged_into_id"],
        unique=["public_id"],
    )
    _narrow("lesson", ["version", "substitute_id", "cancelled_reason"], keys=["substitute_id"])
    _narrow(
        "course",
        ["cancelled_reason", "cancelled_at", "programme_id", "offer_hours", "who_may", "excused_counts"],
        checks=["excused_counts_known", "who_may_known", "offer_hours_positive"],
        keys=["programme_id"],
    )
    _narrow(
        "certificate",
        ["replaces_id", "end_reason", "ended_at", "handed_by_id", "handed_to", "name_key", "handed_over_at"],
        checks=["handed_over_when", "ended_when_over", "ended_with_reason"],
        keys=["replaces_id", "handed_by_id"],
        unique=["replaces_id"],
    )
    _narrow("approval_entry", ["proposal"])
    _one_list_a_course()
    _narrow("approval", ["number", "decision_date", "decision_number"], checks=["number_positive"])
    _partly_unique("uq_approval_course_live", ["course_id"], "state <> 'sent_back'")


def _further_lists() -> None:
    """A course has a first list and further ones; what `_one_list_a_course` laid aside stands again."""
    op.drop_index("uq_approval_course_live", "approval")
    op.execute(
        "UPDATE approval SET state = 'submitted', reason = '', decided_at = NULL "
        "WHERE state = 'sent_back' AND decided_by_id IS NULL"
    )
    op.execute(
        "UPDATE approval SET state = 'approved', reason = '' WHERE state = 'sent_back' "
        "AND EXISTS (SELECT 1 FROM certificate WHERE certificate.approval_id = approval.id)"
    )
    op.execute(
        "UPDATE approval SET number = 1 + (SELECT count(*) FROM approval AS earlier WHERE earlier.state = 'approved' "
        "AND earlier.course_id = approval.course_id AND earlier.id < approval.id)"
    )
    _partly_unique("uq_approval_course_submitted", ["course_id"], "state = 'submitted'")
    _partly_unique("uq_approval_course_number", ["course_id", "number"], "state <> 'sent_back'")


def _one_list_a_course() -> None:
    """Lay further lists aside as sent back, which is all that version 0003 can say of them: their certificates stay,
    and the way up finds them by these, or by nobody having decided."""
    op.drop_index("uq_approval_course_number", "approval")
    op.drop_index("uq_approval_course_submitted", "approval")
    op.execute(
        "UPDATE approval SET state = 'sent_back', reason = 'Danh sách bổ sung', "
        "decided_at = coalesce(decided_at, submitted_at) WHERE number > 1 AND state <> 'sent_back'"
    )


def _partly_unique(name: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, "approval", columns, unique=True, sqlite_where=where, postgresql_where=where)


def _certificate(table: BatchOperations) -> None:
    table.create_unique_constraint(op.f("uq_certificate_replaces_id"), ["replaces_id"])
    table.create_foreign_key(op.f("fk_certificate_replaces_id"), "certificate", ["replaces_id"], ["id"])
    table.create_foreign_key(op.f("fk_certificate_handed_by_id"), "account", ["handed_by_id"], ["id"])
    _check(table, "certificate", "handed_over_when", "state <> 'handed_over' OR handed_over_at IS NOT NULL")
    _check(table, "certificate", "ended_when_over", "(state IN ('replaced', 'revoked')) = (ended_at IS NOT NULL)")
    _check(table, "certificate", "ended_with_reason", "ended_at IS NULL OR end_reason <> ''")


def _course(table: BatchOperations) -> None:
    table.create_foreign_key(op.f("fk_course_programme_id"), "programme", ["programme_id"], ["id"])
    _check(table, "course", "excused_counts_known", "excused_counts IN ('absent', 'present', 'left_out')")
    _check(table, "course", "who_may_known", "who_may IN ('anyone', 'ward', 'groups', 'staff')")
    _check(table, "course", "offer_hours_positive", "offer_hours >= 0")


def _person(table: BatchOperations) -> None:
    _give_public_ids()
    table.alter_column("public_id", nullable=False)
    table.create_unique_constraint(op.f("uq_person_public_id"), ["public_id"])
    table.create_index(op.f("ix_person_residential_group_id"), ["residential_group_id"])
    table.create_foreign_key(op.f("fk_person_merged_into_id"), "person", ["merged_into_id"], ["id"])
    _check(table, "person", "merged_into_another", "merged_into_id IS NULL OR merged_into_id <> id")


def _give_public_ids() -> None:
    """Each person on file gets the name by which addresses call them: a number told by chance, row by row."""
    people = sa.table("person", sa.column("id", sa.Integer()), sa.column("public_id", sa.String()))
    bind = op.get_bind()
    numbers = bind.execute(sa.select(people.c.id).order_by(people.c.id)).scalars().all()
    if numbers:
        given = people.update().where(people.c.id == sa.bindparam("number")).values(public_id=sa.bindparam("given"))
        bind.execute(given, [{"number": number, "given": str(uuid.uuid4())} for number in numbers])


def _registration(table: BatchOperations) -> None:
    table.create_foreign_key(op.f("fk_registration_made_by_id"), "account", ["made_by_id"], ["id"])
    _check(table, "registration", "offered_until_when", "state <> 'offered' OR offered_until IS NOT NULL")


def _residential_group(table: BatchOperations) -> None:
    _check(table, "residential_group", "population_positive", "population IS NULL OR population >= 0")
    _check(table, "residential_group", "households_positive", "households IS NULL OR households >= 0")
    _check(
        table, "residential_group", "dates_in_order", "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from"
    )
    _check(table, "residential_group", "merged_into_another", "merged_into_id IS NULL OR merged_into_id <> id")


def _role_grant(table: BatchOperations) -> None:
    table.create_foreign_key(
        op.f("fk_role_grant_residential_group_id"), "residential_group", ["residential_group_id"], ["id"]
    )
    _replace_check(table, "role_grant", "role_known", f"role IN {(*ROLES, 'group_head')!r}")
    _check(table, "role_grant", "group_for_group_heads", "(role = 'group_head') = (residential_group_id IS NOT NULL)")


def _ways_of_marking(ways: tuple[str, ...]) -> None:
    with _triggers_aside("attendance_mark"), op.batch_alter_table("attendance_mark") as table:
        _replace_check(table, "attendance_mark", "way_known", f"way IN {ways!r}")


def _text(name: str, before: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=before)


def _number(name: str, before: int) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text(str(before)))


def _check(table: BatchOperations, name: str, rule: str, condition: str) -> None:
    table.create_check_constraint(op.f(f"ck_{name}_{rule}"), condition)


def _replace_check(table: BatchOperations, name: str, rule: str, condition: str) -> None:
    table.drop_constraint(op.f(f"ck_{name}_{rule}"), type_="check")
    _check(table, name, rule, condition)


def _widen(
    name: str, columns: list[sa.Column[object]], after: Callable[[BatchOperations], object] | None = None
) -> None:
    """Add columns with what they say of older rows, then take the default away: from now on the nouns say it."""
    with _triggers_aside(name):
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.add_column(column)
        with op.batch_alter_table(name) as table:
            for column in columns:
                if column.server_default is not None:
                    table.alter_column(column.name, server_default=None)
            if after:
                after(table)


def _narrow(
    name: str,
    columns: list[str],
    *,
    checks: list[str] | None = None,
    keys: list[str] | None = None,
    unique: list[str] | None = None,
    after: Callable[[BatchOperations], object] | None = None,
) -> None:
    """Take constraints, then columns away."""
    with _triggers_aside(name):
        with op.batch_alter_table(name) as table:
            for rule in checks or ():
                table.drop_constraint(op.f(f"ck_{name}_{rule}"), type_="check")
            for key in keys or ():
                table.drop_constraint(op.f(f"fk_{name}_{key}"), type_="foreignkey")
            for key in unique or ():
                table.drop_constraint(op.f(f"uq_{name}_{key}"), type_="unique")
            if after:
                after(table)
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.drop_column(column)


@contextmanager
def _triggers_aside(table: str) -> Iterator[None]:
    """On SQLite a table is made anew to change it, and its triggers go with the old one: they are put up again.

    On PostgreSQL they only rest meanwhile.
    """
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    wanted = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table ORDER BY name")
    triggers = bind.execute(wanted, {"table": table}).all()
    for trigger in triggers:
        op.execute(f"DROP TRIGGER {trigger.name}")
    yield
    for trigger in triggers:
        bind.exec_driver_sql(trigger.sql)
