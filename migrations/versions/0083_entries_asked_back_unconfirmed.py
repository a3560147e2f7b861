"""An entry that nobody has to confirm may be asked back too, once its period is closed.

Revision: 0083
Follows: 0082
"""

from alembic import op

revision = "0083"
down_revision = "0082"

ENTRY = "programme_entry"
BEFORE = "asked_back_once_confirmed", "asked_back_at IS NULL OR confirmed_at IS NOT NULL"
AFTER = "asked_back_once_it_counted", "asked_back_at IS NULL OR NOT waits"


def upgrade() -> None:
    """What was asked back was confirmed, so it does not wait."""
    _replace(BEFORE, AFTER)


def downgrade() -> None:
    """What was asked back without having been confirmed is asked back no longer."""
    op.execute(
        "UPDATE programme_entry SET asked_back_at = NULL, asked_back_words = '' "
        "WHERE asked_back_at IS NOT NULL AND confirmed_at IS NULL"
    )
    _replace(AFTER, BEFORE)


def _replace(gone: tuple[str, str], made: tuple[str, str]) -> None:
    with op.batch_alter_table(ENTRY) as table:
        table.drop_constraint(op.f(f"ck_{ENTRY}_{gone[0]}"), type_="check")
        table.create_check_constraint(op.f(f"ck_{ENTRY}_{made[0]}"), made[1])
