"""Answers that figures count hold no name: those of persons named in a counted field, which one release stored, go.

Revision: 0106
Follows: 0105
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0106"
down_revision = "0105"

VERSION = sa.table("programme_version", sa.column("id"), sa.column("said"))
ENTRY = sa.table("programme_entry", sa.column("id"), sa.column("programme_version_id"))
ANSWER = sa.table("answer", sa.column("entry_id"), sa.column("key"))


def upgrade() -> None:
    """Age and relation of such a person are answers of their own and stay."""
    for version, said in op.get_bind().execute(sa.select(VERSION.c.id, VERSION.c.said)).all():
        names = [each["key"] for each in json.loads(said).get("fields", ()) if each["type"] == "person"]
        if names:
            entries = sa.select(ENTRY.c.id).where(ENTRY.c.programme_version_id == version)
            op.execute(sa.delete(ANSWER).where(ANSWER.c.key.in_(names), ANSWER.c.entry_id.in_(entries)))


def downgrade() -> None:
    """Names do not come back."""
