"""Who stands behind a child, why the ward may keep who attends a class, and what people ask of what is kept of them.

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

KINDS = "kind IN ('copy', 'erasure', 'correction', 'withdrawal', 'objection')"
STATES = "state IN ('asked', 'seen', 'granted', 'done', 'refused', 'withdrawn')"
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the columns: nobody was asked before, and every class goes by its audience."""
    op.add_column("registration", sa.Column("guardian", sa.String()))
    with op.batch_alter_table("course") as table:
        table.add_column(sa.Column("ground", sa.String(), nullable=False, server_default="audience"))
    with op.batch_alter_table("course") as table:
        table.alter_column("ground", server_default=None)
        table.create_check_constraint(op.f("ck_course_ground_known"), "ground IN ('audience', 'duty', 'asked')")
    _data_request()
    _data_request_step()


def downgrade() -> None:
    """Take them away."""
    op.drop_table("data_request_step")
    op.drop_table("data_request")
    with op.batch_alter_table("course") as table:
        table.drop_constraint(op.f("ck_course_ground_known"), type_="check")
    with op.batch_alter_table("course") as table:
        table.drop_column("ground")
    with op.batch_alter_table("registration") as table:
        table.drop_column("guardian")


def _data_request() -> None:
    op.create_table(
        "data_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("submission", sa.String()),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("birth_year", sa.Integer()),
        sa.Column("phone", sa.String()),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("done_by", sa.Date(), nullable=False),
        sa.Column("registration_id", sa.Integer()),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("seen_how", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("legal_ground", sa.String(), nullable=False),
        sa.Column("answered_at", _MOMENT),
        sa.Column("done_at", _MOMENT),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_data_request_kind_known")),
        sa.CheckConstraint(STATES, name=op.f("ck_data_request_state_known")),
        sa.CheckConstraint("seen_how IN ('', 'paper', 'call', 'known')", name=op.f("ck_data_request_seen_how_known")),
        sa.CheckConstraint(
            "state NOT IN ('granted', 'done') OR seen_how <> ''", name=op.f("ck_data_request_granted_to_somebody_seen")
        ),
        sa.CheckConstraint("state <> 'refused' OR legal_ground <> ''", name=op.f("ck_data_request_refused_by_law")),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_data_request_done_at_a_moment")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_data_request_unit_id")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_data_request_registration_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_data_request_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_data_request_public_id")),
        sa.UniqueConstraint("token", name=op.f("uq_data_request_token")),
        sa.UniqueConstraint("submission", name=op.f("uq_data_request_submission")),
    )
    op.create_index(op.f("ix_data_request_unit_id_state"), "data_request", ["unit_id", "state"])
    op.create_index(op.f("ix_data_request_person_id"), "data_request", ["person_id"])


def _data_request_step() -> None:
    op.create_table(
        "data_request_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer()),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["data_request.id"], name=op.f("fk_data_request_step_request_id")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_data_request_step_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request_step")),
    )
    op.create_index(op.f("ix_data_request_step_request_id"), "data_request_step", ["request_id"])
