"""Alembic's environment: all revisions in one write transaction on the app's own engine, gated or locked.

Reads cannot write by default (app/web/database/__init__.py), so the schema changes through `migrating()`.
"""

from functools import partial

from alembic import context, op
from alembic.operations import Operations

from app.models import Base
from app.web.database import migrating, triggers

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
        triggers.take_down(connection)
        with Operations.context(context.get_context()):
            # SQLite changes a table by making it anew of what is read of it. Of those that it refers to the names do;
            # to read them too, and those that they refer to, took a third of all the time.
            op.batch_alter_table = partial(op.batch_alter_table, reflect_kwargs={"resolve_fks": False})
            context.get_context().run_migrations()
        if context.get_context().get_current_revision() == context.get_head_revision():
            triggers.put_up(connection)
