"""Alembic's environment: all revisions in one write transaction on the app's own engine, gated or locked.

Reads cannot write by default (app/database.py), so the schema changes through `migrating()`.
"""

from alembic import context

from app.database import migrating
from app.models import Base

with migrating() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()
