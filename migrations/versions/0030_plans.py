"""Plans with their targets, tasks and rules for reports, and what was measured of targets.

Revision: 0030
Follows: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

PARTS = {
    "target": {
        "text": ("name", "text", "part", "place", "operator", "unit_words", "denominator_words", "audience",
                 "measured_by", "narrowed_to", "each_of", "why"),
        "more": (("since", sa.Date(), False), ("until", sa.Date(), False), ("value", sa.Integer(), False),
                 ("aspirational", sa.Boolean(), False)),
        "checks": {
            "has_words": "name <> '' AND text <> ''",
            "ends_after_it_begins": "since <= until",
            "operator_known": "operator IN ('>=', '>', '=')",
            "value_positive": "value >= 0",
            "measured_or_why": "measured_by <> '' OR why <> ''",
        },
    },
    "matter": {
        "text": ("text", "place", "directing", "lead", "cooperating", "result", "when_words", "due", "state", "answer"),
        "more": (("due_on", sa.Date(), True),),
        "checks": {
            "has_text": "text <> ''",
            "due_known": "due IN ('', 'day', 'monthly', 'yearly', 'ongoing')",
            "has_day": "due <> 'day' OR due_on IS NOT NULL",
            "state_known": "state IN ('open', 'doing', 'done', 'dropped')",
        },
    },
    "reporting_rule": {
        "text": ("text", "place", "senders", "addressee", "via", "every", "days"),
        "more": (),
        "checks": {
            "has_text": "text <> ''",
            "every_known": "every IN ('monthly', 'quarterly', 'half_yearly', 'yearly', 'on_demand')",
            "has_days": "every = 'on_demand' OR days <> ''",
        },
    },
}  # fmt: skip


def upgrade() -> None:
    """The tables."""
    op.create_table(
        "plan",
        *_kept(),
        *(_text(name) for name in ("key", "title", "number", "body", "style", "based_on", "addressees", "catalogue")),
        sa.Column("signed_on", sa.Date(), nullable=True),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("since", "until")),
        *_checks("plan", {
            "has_title": "title <> ''",
            "ends_after_it_begins": "since <= until",
            "style_known": "style IN ('state', 'party', 'front')",
        }),
        *_keys("plan"),
        sa.UniqueConstraint("unit_id", "key", name=op.f("uq_plan_unit_id_key")),
    )  # fmt: skip
    for table, part in PARTS.items():
        op.create_table(
            table,
            *_kept(),
            *(sa.Column(name, sa.Integer(), nullable=False) for name in ("plan_id", "position")),
            *(_text(name) for name in ("key", *part["text"])),
            *(sa.Column(name, kind, nullable=nullable) for name, kind, nullable in part["more"]),
            *_checks(table, part["checks"]),
            *_keys(table),
            sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f(f"fk_{table}_plan_id")),
            sa.UniqueConstraint("plan_id", "key", name=op.f(f"uq_{table}_plan_id_key")),
        )
        op.create_index(op.f(f"ix_{table}_plan_id"), table, ["plan_id"])
    op.create_table(
        "measurement",
        *_kept(),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("target_id", "numerator")),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("residential_group_id", "denominator")),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        *(_text(name) for name in ("source", "from_words", "note")),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *_checks("measurement", {
            "positive": "numerator >= 0 AND (denominator IS NULL OR denominator >= 0)",
            "source_known": "source IN ('computed', 'entered', 'received')",
            "says_where_from": "source = 'computed' OR from_words <> ''",
            "computed_of_all": "source <> 'computed' OR residential_group_id IS NULL",
        }),
        *_keys("measurement"),
        sa.ForeignKeyConstraint(["target_id"], ["target.id"], name=op.f("fk_measurement_target_id")),
        sa.ForeignKeyConstraint(
            ["residential_group_id"], ["residential_group.id"], name=op.f("fk_measurement_residential_group_id")
        ),
    )  # fmt: skip
    op.create_index("ix_measurement_target", "measurement", ["target_id", "counted_on"])
    op.create_index("ix_measurement_unit", "measurement", ["unit_id", "source"])
    computed = sa.text("source = 'computed'")
    op.create_index(
        "uq_measurement_computed",
        "measurement",
        ["target_id", "counted_on"],
        unique=True,
        sqlite_where=computed,
        postgresql_where=computed,
    )


def downgrade() -> None:
    """They are forgotten."""
    for table in ("measurement", *reversed(PARTS), "plan"):
        op.drop_table(table)


def _kept() -> list[sa.Column]:
    """The columns of whatever a unit keeps."""
    return [
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "unit_id", "version")),
        *(_text(name) for name in ("public_id", "search_key")),
        sa.Column("retired_on", sa.Date(), nullable=True),
    ]


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=False)


def _checks(table: str, checks: dict[str, str]) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(words, name=op.f(f"ck_{table}_{name}")) for name, words in checks.items()]


def _keys(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f(f"fk_{table}_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    ]
