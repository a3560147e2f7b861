"""What teams told of a month becomes entries of a return of the ward, which every ward with teams gets.

Revision: 0118
Follows: 0117
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4, uuid5

import sqlalchemy as sa
from alembic import op

revision = "0118"
down_revision = "0117"

VIETNAM = timezone(timedelta(hours=7))
NUMBERS, TICKS = ("visits", "helps", "went"), ("met", "taught", "announced")
KEY, NAME, SEARCHED = "team_month", "Tháng của tổ, đội", "thang cua to doi"
DUE, CLOSES = {"day": 25}, {"closes": 10}
# As it shipped with this version.
SAID: dict[str, Any] = {
    "key": KEY, "shape": "return", "name": NAME, "noun": "tổ, đội",
    "source": "Kế hoạch 88/KH-UBND, báo cáo trước ngày 25; Phan Đình Phùng, Gia Viên, Nghệ An, hoạt động của tổ",
    "subject": "team", "among": {"teams": ["community", "youth", "rescue", "project_06", "squad", "other"]},
    "every": "month", "due": DUE | CLOSES, "recorded_on": ["phone", "office", "table", "import"],
    "records": ["team_head", "officer"], "sees": ["team_head", "officer", "leader"], "outcomes": ["done", "nothing"],
    "fields": [
        *({"key": key, "label": label, "type": "number", "most": 9999, "counted": True, "quick": True, "offers": offers}
          for key, label, offers in (("visits", "Nhà đã tới", {"of": "luot-ho-tro", "only": {"noi": "home"}}),
                                     ("helps", "Lượt giúp bà con", {"of": "luot-ho-tro"}),
                                     ("went", "Thành viên có đi", {"of": "nguoi-ghi-luot", "since": "period"}))),
        *({"key": key, "label": label, "type": "yes_no", "counted": True, "quick": True}
          for key, label in (("met", "Họp tổ"), ("taught", "Mở lớp"), ("announced", "Phát loa"))),
        {"key": "trouble", "label": "Vướng gì cần phường giúp", "type": "long_text", "quick": True,
         "hint": "Đừng ghi tên người dân"},
    ],
    "criteria": [{
        "key": "active", "text": "Có tới nhà, giúp bà con, họp, mở lớp hoặc phát loa",
        "rule": {"any": [*({"at_least": {key: 1}} for key in NUMBERS), *({"is": {key: True}} for key in TICKS)]},
    }],
}  # fmt: skip


def _table(name: str, names: str, days: str = "", moments: str = "") -> sa.TableClause:
    typed = (*((each, sa.Date()) for each in days.split()),
             *((each, sa.DateTime(timezone=True)) for each in moments.split()))  # fmt: skip
    return sa.table(name, *map(sa.column, names.split()), *(sa.column(each, kind) for each, kind in typed))


TEAM = _table("team", "id public_id unit_id name search_key", moments="created_at dissolved_at")
TEAM_GROUP = _table("team_group", "team_id residential_group_id")
MONTH = _table("team_month", "id team_id visits helps went met taught announced trouble sent_by_id version",
               "month", "sent_at")  # fmt: skip
PROGRAMME = _table("programme", "id unit_id key name search_key catalogue skipped seen_by_office version",
                   moments="created_at")  # fmt: skip
VERSION = _table("programme_version", "id programme_id number said shipped", moments="made_at used_since")
SITE = _table("site", "id public_id kind unit_id code name search_key place_key head_key alley number order_key head "
              "residential_group_id team_id version", "retired_on", "created_at")  # fmt: skip
ENTRY = _table("programme_entry", "id uuid unit_id programme_id programme_version_id site_id by_id organiser_key way "
               "outcome answers reason latest counts waits returned_words asked_back_words", "day period superseded_on",
               "at received_at")  # fmt: skip
ANSWER = _table("answer", "id entry_id programme_id site_id unit_id key value number", "day")
REMINDER = _table("reminder", "id unit_id about programme_id item", "due_on")


def upgrade() -> None:
    """Each ward with teams has the programme, since the first month that one of its teams told."""
    bind = op.get_bind()
    units = bind.scalars(sa.select(TEAM.c.unit_id).distinct().order_by(TEAM.c.unit_id)).all()
    _say(lambda due: DUE | CLOSES if due == DUE else None, PROGRAMME.c.catalogue == KEY)
    for unit in units:
        programme = _programme(bind, unit)
        sites = _sites(bind, unit)
        _entries(bind, unit, programme, sites)
        named = {"about": "programme", "programme_id": programme}
        _rename(bind, REMINDER.c.unit_id == unit, named, "team_month-0.", f"programme-{programme}.")
    _reminders("'report', 'task', 'programme'")
    op.drop_index(op.f("ix_team_month_month"), table_name="team_month")
    op.drop_table("team_month")


def downgrade() -> None:
    """What counts goes back to the table. The programme stays with its entries, as an older release can show it; what
    changes there until this version is reached again is a newer entry."""
    bind = op.get_bind()
    _make_table()
    for programme in bind.scalars(sa.select(PROGRAMME.c.id).where(PROGRAMME.c.catalogue == KEY)).all():
        _months(bind, programme)
    _reminders("'report', 'task', 'team_month', 'programme'")
    for programme in bind.scalars(sa.select(PROGRAMME.c.id).where(PROGRAMME.c.catalogue == KEY)).all():
        named = {"about": "team_month", "programme_id": None}
        own = REMINDER.c.programme_id == programme
        _rename(bind, own, named, f"programme-{programme}.", "team_month-0.")
    _say(lambda due: {"day": due["day"]} if "closes" in due else None)


def _programme(bind: sa.Connection, unit: int) -> int:
    """The id of the programme of a unit, made where there is none."""
    there = bind.scalar(sa.select(PROGRAMME.c.id).where(PROGRAMME.c.unit_id == unit, PROGRAMME.c.key == KEY))
    if there is not None:
        return int(there)
    of_unit = sa.select(sa.func.min(MONTH.c.month)).join(TEAM, TEAM.c.id == MONTH.c.team_id)
    first = bind.scalar(of_unit.where(TEAM.c.unit_id == unit)) or datetime.now(VIETNAM).date().replace(day=1)
    since = datetime(first.year, first.month, first.day, tzinfo=VIETNAM).astimezone(UTC)
    named = {"key": KEY, "name": NAME, "search_key": SEARCHED, "catalogue": KEY}
    made = bind.execute(sa.insert(PROGRAMME).values(
        unit_id=unit, **named, skipped="", seen_by_office=True, version=2, created_at=since
    ).returning(PROGRAMME.c.id)).scalar_one()  # fmt: skip
    said = json.dumps(SAID, ensure_ascii=False, separators=(",", ":"))
    used = {"programme_id": made, "number": 1, "said": said, "shipped": "", "made_at": since, "used_since": since}
    bind.execute(sa.insert(VERSION).values(**used))
    return int(made)


def _sites(bind: sa.Connection, unit: int) -> dict[int, int]:
    """The ids of the sites of the teams of a unit, made where there is none."""
    wanted = sa.select(SITE.c.team_id, SITE.c.id).where(SITE.c.kind == "team", SITE.c.team_id.is_not(None))
    sites = {row.team_id: row.id for row in bind.execute(wanted)}
    served: dict[int, list[int]] = {}
    for row in bind.execute(sa.select(TEAM_GROUP.c.team_id, TEAM_GROUP.c.residential_group_id)):
        served.setdefault(row.team_id, []).append(row.residential_group_id)
    told = set(bind.scalars(sa.select(MONTH.c.team_id)))
    for team in bind.execute(sa.select(TEAM).where(TEAM.c.unit_id == unit).order_by(TEAM.c.id)).all():
        if team.id in sites or (team.dissolved_at and team.id not in told):
            continue
        groups = served.get(team.id, [])
        order = re.sub(r"\d+", lambda number: number[0].zfill(6), team.search_key) + "|~"
        empty = dict.fromkeys(("code", "place_key", "head_key", "alley", "number", "head"), "")
        sites[team.id] = bind.execute(sa.insert(SITE).values(
            public_id=str(uuid4()), kind="team", unit_id=unit, name=team.name, search_key=team.search_key,
            order_key=order, **empty, residential_group_id=groups[0] if len(groups) == 1 else None, team_id=team.id,
            created_at=_utc(team.created_at), version=1,
            retired_on=_utc(team.dissolved_at).astimezone(VIETNAM).date() if team.dissolved_at else None,
        ).returning(SITE.c.id)).scalar_one()  # fmt: skip
    return sites


def _entries(bind: sa.Connection, unit: int, programme: int, sites: dict[int, int]) -> None:
    """An entry for each month, with the rows of its answers. Its uuid says which version of the month it was, by which
    a form that a phone kept is known to have shown it (app/routes/counter/team_months.py)."""
    versions = sa.select(VERSION.c.id).where(VERSION.c.programme_id == programme, VERSION.c.used_since.is_not(None))
    asked = bind.scalars(versions.order_by(VERSION.c.number)).first()
    told = sa.select(MONTH, TEAM.c.public_id).join(TEAM, TEAM.c.id == MONTH.c.team_id).where(TEAM.c.unit_id == unit)
    for row in bind.execute(told.order_by(MONTH.c.id)).all():
        own = {"programme_id": programme, "site_id": sites[row.team_id], "unit_id": unit}
        given = {**{key: getattr(row, key) for key in NUMBERS}, **{key: bool(getattr(row, key)) for key in TICKS}}
        uuid, sent = str(uuid5(UUID(row.public_id), f"{row.month:%Y-%m}/{row.version}")), _utc(row.sent_at)
        day = sent.astimezone(VIETNAM).date()
        counts = sa.select(ENTRY).where(*(ENTRY.c[key] == each for key, each in own.items()), ENTRY.c.counts)
        if stands := bind.execute(counts.where(ENTRY.c.period == row.month)).first():
            if _told(stands) == {**given, "trouble": row.trouble}:
                continue
            gone = {"latest": False, "counts": False, "superseded_on": max(day, stands.day)}
            bind.execute(sa.update(ENTRY).where(ENTRY.c.id == stands.id).values(**gone))
            uuid = str(uuid4())
        active, done = any(given.values()), any(given.values()) or bool(row.trouble)
        given |= {"trouble": row.trouble} if row.trouble else {}
        entry = bind.execute(sa.insert(ENTRY).values(
            **own, uuid=uuid, way="office", programme_version_id=asked, by_id=row.sent_by_id, organiser_key=0, at=sent,
            received_at=sent, day=day, period=row.month, outcome="done" if done else "nothing", latest=True,
            counts=True, waits=False, answers=json.dumps(given, ensure_ascii=False, sort_keys=True) if done else "{}",
            reason="", returned_words="", asked_back_words="",
        ).returning(ENTRY.c.id)).scalar_one()  # fmt: skip
        answers = [(key, str(given[key]), given[key]) for key in NUMBERS] if done else []
        answers += [(key, "yes" if given[key] else "no", None) for key in TICKS] if done else []
        answers += [("active", "yes", None)] if active else []
        rows = [{**own, "entry_id": entry, "day": day, "key": key, "value": value, "number": number}
                for key, value, number in answers]  # fmt: skip
        if rows:
            bind.execute(sa.insert(ANSWER), rows)


def _told(entry: Any) -> dict[str, Any]:
    """What an entry says, as a month of the table does."""
    given = json.loads(entry.answers)
    numbers = {key: min(int(given.get(key) or 0), 9999) for key in NUMBERS}
    return {**numbers, **{key: bool(given.get(key)) for key in TICKS}, "trouble": given.get("trouble", "")}


def _months(bind: sa.Connection, programme: int) -> None:
    """The months of what counts of a programme, which somebody of the ward sent."""
    counted = sa.select(ENTRY, SITE.c.team_id).join(SITE, SITE.c.id == ENTRY.c.site_id)
    counted = counted.where(ENTRY.c.programme_id == programme, ENTRY.c.counts, ENTRY.c.by_id.is_not(None))
    for row in bind.execute(counted).all():
        bind.execute(sa.insert(MONTH).values(
            team_id=row.team_id, month=row.period, **_told(row), sent_by_id=row.by_id, sent_at=_utc(row.received_at),
            version=1,
        ))  # fmt: skip


def _make_table() -> None:
    op.create_table(
        "team_month",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "team_id")),
        sa.Column("month", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in TICKS),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.CheckConstraint(f"{name} BETWEEN 0 AND 9999", name=op.f(f"ck_team_month_{name}_counted"))
            for name in NUMBERS
        ),
        sa.ForeignKeyConstraint(["sent_by_id"], ["account.id"], name=op.f("fk_team_month_sent_by_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_month_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_month")),
        sa.UniqueConstraint("team_id", "month", name=op.f("uq_team_month_team_id_month")),
    )
    op.create_index(op.f("ix_team_month_month"), "team_month", ["month"])


def _rename(bind: sa.Connection, own: Any, named: dict[str, Any], before: str, after: str) -> None:
    """Reminders under the name of what they are about, in the column and in the key."""
    about = {"programme": "team_month", "team_month": "programme"}[named["about"]]
    wanted = sa.select(REMINDER.c.id, REMINDER.c.item).where(own, REMINDER.c.about == about)
    for row in bind.execute(wanted).all():
        item = after + row.item.removeprefix(before)
        bind.execute(sa.update(REMINDER).where(REMINDER.c.id == row.id).values(item=item, **named))


def _reminders(known: str) -> None:
    """What a reminder may be about."""
    with op.batch_alter_table("reminder") as table:
        table.drop_constraint(op.f("ck_reminder_about_known"), type_="check")
        table.create_check_constraint(op.f("ck_reminder_about_known"), f"about IN ({known})")


def _say(changed: Callable[[dict[str, Any]], dict[str, Any] | None], *of: Any) -> None:
    """By when programmes are due: an older release does not know the closing day. The trigger that keeps versions in
    use as they are is put up again."""
    bind = op.get_bind()
    own = sa.select(VERSION.c.id, VERSION.c.said).join(PROGRAMME, PROGRAMME.c.id == VERSION.c.programme_id).where(*of)
    rows = [
        {"row": row.id, "text": json.dumps(said | {"due": due}, ensure_ascii=False, separators=(",", ":"))}
        for row in bind.execute(own).all() if (due := changed((said := json.loads(row.said)).get("due", {})))
    ]  # fmt: skip
    if not rows:
        return
    write = sa.update(VERSION).where(VERSION.c.id == sa.bindparam("row")).values(said=sa.bindparam("text"))
    frozen, sqlite = "programme_version_frozen", bind.dialect.name == "sqlite"
    stands = (
        bind.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": frozen}) if sqlite else ""
    )
    op.execute(f"DROP TRIGGER {frozen}" if sqlite else f"ALTER TABLE programme_version DISABLE TRIGGER {frozen}")
    bind.execute(write, rows)
    op.execute(stands or f"ALTER TABLE programme_version ENABLE TRIGGER {frozen}")


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
