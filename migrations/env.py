"""Alembic's environment: all revisions in one write transaction on the app's own engine, gated or locked.

Reads cannot write by default (app/web/database/__init__.py), so the schema changes through `migrating()`.
"""

from alembic import context

from app.models import Base
from app.web.database import migrating, page_versions

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
        page_versions.take_down(connection)
        context.run_migrations()
        if context.get_context().get_current_revision() == context.get_head_revision():
            page_versions.put_up(connection)
