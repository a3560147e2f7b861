"""Phones that hold rolls, self check-in, helpers at the door; what a mark showed at the door and who made it there.

Revision: 0005
Follows: 0004
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = ("phone", "held_roll", "check_in", "check_in_device", "door_helper", "door_phone")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables and add the columns, each with the value that says what stood before."""
    _phone()
    _held_roll()
    _check_in()
    _check_in_device()
    _door_helper()
    _door_phone()
    with _triggers_aside("attendance_mark"):
        with op.batch_alter_table("attendance_mark") as table:
            table.add_column(sa.Column("helper_id", sa.Integer()))
            table.add_column(sa.Column("shown", sa.String(), nullable=False, server_default=""))
        with op.batch_alter_table("attendance_mark") as table:
            table.alter_column("shown", server_default=None)
            table.create_foreign_key(op.f("fk_attendance_mark_helper_id"), "door_helper", ["helper_id"], ["id"])
    with op.batch_alter_table("attendance") as table:
        table.add_column(sa.Column("contested", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("attendance") as table:
        table.alter_column("contested", server_default=None)
    op.execute("UPDATE attendance SET contested = disputed")
    op.add_column("lesson", sa.Column("heads_at", _MOMENT))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("lesson") as table:
        table.drop_column("heads_at")
    with op.batch_alter_table("attendance") as table:
        table.drop_column("contested")
    with _triggers_aside("attendance_mark"):
        with op.batch_alter_table("attendance_mark") as table:
            table.drop_constraint(op.f("fk_attendance_mark_helper_id"), type_="foreignkey")
        with op.batch_alter_table("attendance_mark") as table:
            table.drop_column("shown")
            table.drop_column("helper_id")
    for name in reversed(TABLES):
        op.drop_table(name)


def _phone() -> None:
    op.create_table(
        "phone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", _MOMENT, nullable=False),
        sa.Column("last_seen_at", _MOMENT, nullable=False),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_phone_waiting_positive")),
        sa.CheckConstraint("refused >= 0", name=op.f("ck_phone_refused_positive")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_phone_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone")),
        sa.UniqueConstraint("device", "account_id", name=op.f("uq_phone_device_account_id")),
    )
    op.create_index(op.f("ix_phone_account_id"), "phone", ["account_id"])
    op.create_index(op.f("ix_phone_last_seen_at"), "phone", ["last_seen_at"])


def _held_roll() -> None:
    op.create_table(
        "held_roll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("phone_id", sa.Integer(), nullable=False),
        sa.Column("held_at", _MOMENT, nullable=False),
        sa.Column("reported_at", _MOMENT),
        sa.Column("given_up_at", _MOMENT),
        sa.Column("given_up_by_id", sa.Integer()),
        sa.CheckConstraint(
            "(given_up_at IS NULL) = (given_up_by_id IS NULL)", name=op.f("ck_held_roll_given_up_by_somebody")
        ),
        sa.ForeignKeyConstraint(["given_up_by_id"], ["account.id"], name=op.f("fk_held_roll_given_up_by_id")),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_held_roll_lesson_id")),
        sa.ForeignKeyConstraint(["phone_id"], ["phone.id"], name=op.f("fk_held_roll_phone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_roll")),
        sa.UniqueConstraint("lesson_id", "phone_id", name=op.f("uq_held_roll_lesson_id_phone_id")),
    )
    op.create_index(op.f("ix_held_roll_phone_id"), "held_roll", ["phone_id"])


def _check_in() -> None:
    op.create_table(
        "check_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("printed_token", sa.String()),
        sa.Column("opened_by_id", sa.Integer()),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("closed_at", _MOMENT),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_check_in_lesson_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["account.id"], name=op.f("fk_check_in_opened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("lesson_id", name=op.f("uq_check_in_lesson_id")),
        sa.UniqueConstraint("printed_token", name=op.f("uq_check_in_printed_token")),
    )


def _check_in_device() -> None:
    op.create_table(
        "check_in_device",
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_check_in_device_lesson_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_check_in_device_ticket_id")),
        sa.PrimaryKeyConstraint("lesson_id", "device", name=op.f("pk_check_in_device")),
    )


def _door_helper() -> None:
    op.create_table(
        "door_helper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT),
        sa.CheckConstraint("name <> ''", name=op.f("ck_door_helper_has_name")),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_door_helper_lesson_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_door_helper_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_helper")),
        sa.UniqueConstraint("public_id", name=op.f("uq_door_helper_public_id")),
        sa.UniqueConstraint("token", name=op.f("uq_door_helper_token")),
    )
    op.create_index(op.f("ix_door_helper_lesson_id"), "door_helper", ["lesson_id"])


def _door_phone() -> None:
    op.create_table(
        "door_phone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("taken_at", _MOMENT, nullable=False),
        sa.Column("released_at", _MOMENT),
        sa.ForeignKeyConstraint(["helper_id"], ["door_helper.id"], name=op.f("fk_door_phone_helper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_phone")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_door_phone_token_hash")),
    )
    op.create_index(op.f("ix_door_phone_helper_id"), "door_phone", ["helper_id"])
    held = sa.text("released_at IS NULL")
    op.create_index(
        "uq_door_phone_held", "door_phone", ["helper_id"], unique=True, sqlite_where=held, postgresql_where=held
    )


@contextmanager
def _triggers_aside(table: str) -> Iterator[None]:
    """On SQLite a table is made anew to change it, and its triggers go with the old one: they are put up again."""
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
