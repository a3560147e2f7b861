"""Events of programmes: a day, hours, a place, and what became of them.

Revision: 0070
Follows: 0072
"""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"

KINDS = "household own organisation group team"
OUTCOMES = "done absent refused moved nothing"


def upgrade() -> None:
    """No programme is about events yet."""
    op.create_table(
        "event",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("starts_at", "ends_at")),
        sa.Column("place_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("venue", "state")),
        sa.CheckConstraint("state IN ('planned', 'held', 'called_off')", name=op.f("ck_event_state_known")),
        sa.CheckConstraint("ends_at = '' OR starts_at <> ''", name=op.f("ck_event_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_event_site_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_event_place_id")),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_event")),
    )
    for name in ("held_on", "place_id"):
        op.create_index(op.f(f"ix_event_{name}"), "event", [name])
    _checks(f"{KINDS} event", "kind IN ('own', 'event')", f"{OUTCOMES} called_off planned", "IN ('done', 'planned')")


def downgrade() -> None:
    """Those that were held are sites of their programme; what was only planned or called off goes."""
    entries = "FROM programme_entry WHERE programme_entry.site_id = site.id"
    op.drop_table("event")
    for said in (
        "DELETE FROM programme_entry WHERE outcome IN ('planned', 'called_off')",
        f"DELETE FROM site WHERE kind = 'event' AND NOT EXISTS (SELECT 1 {entries})",  # noqa: S608 words of ours alone
        "UPDATE site SET kind = 'own' WHERE kind = 'event'",
    ):
        op.execute(said)
    _checks(KINDS, "kind = 'own'", OUTCOMES, "= 'done'")


def _checks(kinds: str, own: str, outcomes: str, answered: str) -> None:
    with op.batch_alter_table("site") as table:
        for name in ("kind_known", "own_of_a_programme"):
            table.drop_constraint(op.f(f"ck_site_{name}"), type_="check")
        table.create_check_constraint(op.f("ck_site_kind_known"), f"kind IN ({_among(kinds)})")
        said = f"({own}) = (programme_id IS NOT NULL)"
        table.create_check_constraint(op.f("ck_site_own_of_a_programme"), said)
    with op.batch_alter_table("programme_entry") as table:
        for name in ("outcome_known", "answers_where_done"):
            table.drop_constraint(op.f(f"ck_programme_entry_{name}"), type_="check")
        table.create_check_constraint(op.f("ck_programme_entry_outcome_known"), f"outcome IN ({_among(outcomes)})")
        said = f"outcome {answered} OR answers = '{{}}'"
        table.create_check_constraint(op.f("ck_programme_entry_answers_where_done"), said)


def _among(words: str) -> str:
    return ", ".join(f"'{each}'" for each in words.split())
