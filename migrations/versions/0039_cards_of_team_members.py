"""Who is in a team has a card, whose code anybody may open.

Revision: 0039
Follows: 0038
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

# As the codes of other cards are made: Crockford's signs, 80 bits.
SIGNS, LENGTH = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 16


def upgrade() -> None:
    """A code for each that stands; no two are alike."""
    with op.batch_alter_table("membership") as table:
        table.add_column(sa.Column("token", sa.String()))
    rows = sa.table("membership", sa.column("id", sa.Integer()), sa.column("token", sa.String()))
    here = op.get_bind()
    for (number,) in here.execute(sa.select(rows.c.id)).all():
        token = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        here.execute(rows.update().where(rows.c.id == number).values(token=token))
    with op.batch_alter_table("membership") as table:
        table.alter_column("token", existing_type=sa.String(), nullable=False)
        table.create_unique_constraint(op.f("uq_membership_token"), ["token"])


def downgrade() -> None:
    """Cards that were printed lead nowhere."""
    with op.batch_alter_table("membership") as table:
        table.drop_constraint(op.f("uq_membership_token"), type_="unique")
        table.drop_column("token")
