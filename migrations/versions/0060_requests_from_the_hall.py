"""Who is not on the list writes themselves in from the hall, and waits for whoever teaches.

Revision: 0060
Follows: 0059
"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"

WAITS = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Nobody waits yet."""
    op.create_table(
        "hall_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("residential_group_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'accepted', 'refused')", name=op.f("ck_hall_request_state_known")),
        sa.CheckConstraint("(state = 'waiting') = (full_name <> '')", name=op.f("ck_hall_request_named_while_waiting")),
        sa.CheckConstraint(
            "(state = 'waiting') = (answered_at IS NULL)", name=op.f("ck_hall_request_answered_at_a_moment")
        ),
        sa.CheckConstraint(
            "(state = 'accepted') = (registration_id IS NOT NULL)", name=op.f("ck_hall_request_accepted_as_somebody")
        ),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_hall_request_lesson_id")),
        sa.ForeignKeyConstraint(
            ["residential_group_id"], ["residential_group.id"], name=op.f("fk_hall_request_residential_group_id")
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_hall_request_answered_by_id")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_hall_request_registration_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_hall_request_public_id")),
    )
    for name, columns in (("device", ["device"]), ("name", ["search_key", "birth_year"])):
        op.create_index(
            f"uq_hall_request_{name}",
            "hall_request",
            ["lesson_id", *columns],
            unique=True,
            sqlite_where=WAITS,
            postgresql_where=WAITS,
        )


def downgrade() -> None:
    """Who waits is let in by hand."""
    op.drop_table("hall_request")
