"""An entry of a programme knows for which organisation it was recorded.

Revision: 0075
Follows: 0074
"""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"


def upgrade() -> None:
    """What stands was recorded for the ward, a group or a team."""
    with op.batch_alter_table("programme_entry") as table:
        table.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_programme_entry_organisation_id"), "organisation", ["organisation_id"], ["id"]
        )
    op.create_index(op.f("ix_programme_entry_organisation_id"), "programme_entry", ["organisation_id"])


def downgrade() -> None:
    """The entries stay."""
    op.drop_index(op.f("ix_programme_entry_organisation_id"), table_name="programme_entry")
    with op.batch_alter_table("programme_entry") as table:
        table.drop_constraint(op.f("fk_programme_entry_organisation_id"), type_="foreignkey")
        table.drop_column("organisation_id")
