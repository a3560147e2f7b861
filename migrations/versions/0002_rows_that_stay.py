"""Rows that stay: triggers that refuse to change or remove marks, audit events and what a certificate says.

Revision: 0002
Follows: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"

APPEND_ONLY = ("attendance_mark", "audit_event", "receipt")
# What is frozen when a certificate gets its number, and its file once it has one (docs/architecture.md).
FROZEN = ("register_id", "number", "code", "approval_id", "registration_id", "content", "approved_at")


def upgrade() -> None:
    """Put the triggers up."""
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for act in ("UPDATE", "DELETE"):
                _sqlite(f"{table}_no_{act.lower()}", f"{act} ON {table}", f"{table} rows stay as they are")
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in FROZEN)
        kept = "OLD.sha256 IS NOT NULL AND (NEW.sha256 IS NOT OLD.sha256 OR NEW.file IS NOT OLD.file)"
        _sqlite(
            "certificate_frozen",
            "UPDATE ON certificate",
            "a numbered certificate never changes",
            f"{changed} OR ({kept})",
        )
        _sqlite("certificate_no_delete", "DELETE ON certificate", "the register keeps every number")
        return
    op.execute(
        "CREATE FUNCTION stays() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% rows stay as they are', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION stays()"
        )
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FROZEN)
    kept = "OLD.sha256 IS NOT NULL AND (NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.file IS DISTINCT FROM OLD.file)"
    op.execute(
        f"CREATE TRIGGER certificate_frozen BEFORE UPDATE ON certificate FOR EACH ROW "
        f"WHEN ({changed} OR ({kept})) EXECUTE FUNCTION stays()"
    )
    op.execute("CREATE TRIGGER certificate_stays BEFORE DELETE ON certificate FOR EACH ROW EXECUTE FUNCTION stays()")


def downgrade() -> None:
    """Take the triggers down."""
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for act in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{act}")
        op.execute("DROP TRIGGER certificate_frozen")
        op.execute("DROP TRIGGER certificate_no_delete")
        return
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_stays ON {table}")
    op.execute("DROP TRIGGER certificate_frozen ON certificate")
    op.execute("DROP TRIGGER certificate_stays ON certificate")
    op.execute("DROP FUNCTION stays()")


def _sqlite(name: str, on: str, message: str, when: str = "") -> None:
    condition = f"WHEN {when} " if when else ""
    op.execute(f"CREATE TRIGGER {name} BEFORE {on} FOR EACH ROW {condition}BEGIN SELECT RAISE(ABORT, '{message}'); END")
