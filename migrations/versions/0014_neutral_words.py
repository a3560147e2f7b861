"""Neutral words beside names: a title of a course, a mark on topics; and a certificate may be drawn on another size.

Revision: 0014
Follows: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

# As 0002 has it: what is frozen when a certificate gets its number.
FROZEN = ("register_id", "number", "code", "approval_id", "registration_id", "content", "approved_at")
# Topics that tell of poverty or disability, by the keys that each ward's list began with.
SENSITIVE = ("tro_cap", "khuyet_tat", "ho_ngheo")
# A ward's own topics are known by their words; the office may take the mark away again.
TELLING = ("khuyết tật", "hộ nghèo", "cận nghèo", "trợ cấp xã hội", "bảo trợ xã hội", "người nghèo", "tâm thần")


def upgrade() -> None:
    """Add the columns, mark the topics that stand, and let the trigger watch over the size."""
    for table, column in (("course", _text("neutral_title")), ("help_topic", _flag("sensitive"))):
        with op.batch_alter_table(table) as changed:
            changed.add_column(column)
        with op.batch_alter_table(table) as changed:
            changed.alter_column(column.name, server_default=None)
    topic = sa.table("help_topic", sa.column("key"), sa.column("label"), sa.column("sensitive"))
    told = [topic.c.label.contains(words) for phrase in TELLING for words in (phrase, phrase[0].upper() + phrase[1:])]
    op.execute(topic.update().where(sa.or_(topic.c.key.in_(SENSITIVE), *told)).values(sensitive=sa.true()))
    # Written out: a table remade by SQLite would lose its triggers.
    op.execute(
        "ALTER TABLE certificate ADD COLUMN drawn_size VARCHAR "
        "CONSTRAINT ck_certificate_drawn_size_known CHECK (drawn_size IN ('A4', 'A5'))"
    )
    _freeze(size=True)


def downgrade() -> None:
    """Take them away."""
    _freeze(size=False)
    op.execute("ALTER TABLE certificate DROP COLUMN drawn_size")
    for table, column in (("help_topic", "sensitive"), ("course", "neutral_title")):
        with op.batch_alter_table(table) as changed:
            changed.drop_column(column)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default="")


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _freeze(*, size: bool) -> None:
    """Put the trigger up anew; with `size`, a paper that has its file keeps the size it was drawn on."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    differs = "IS NOT" if sqlite else "IS DISTINCT FROM"
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in FROZEN)
    kept = ("sha256", "file", "drawn_size") if size else ("sha256", "file")
    moved = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in kept)
    when = f"{changed} OR (OLD.sha256 IS NOT NULL AND ({moved}))"
    if sqlite:
        op.execute("DROP TRIGGER certificate_frozen")
        op.execute(
            f"CREATE TRIGGER certificate_frozen BEFORE UPDATE ON certificate FOR EACH ROW WHEN {when} "
            "BEGIN SELECT RAISE(ABORT, 'a numbered certificate never changes'); END"
        )
        return
    op.execute("DROP TRIGGER certificate_frozen ON certificate")
    op.execute(
        f"CREATE TRIGGER certificate_frozen BEFORE UPDATE ON certificate FOR EACH ROW "
        f"WHEN ({when}) EXECUTE FUNCTION stays()"
    )
