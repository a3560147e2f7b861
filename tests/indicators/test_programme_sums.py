"""Counts of programmes beyond entries: sums, parts of a tally, how many are named, different ones, shares of another
count; parts of a table add up to the whole after any sequence of entries."""

import random
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.indicators.programmes import indicator_called
from app.models import Organisation, Site
from app.models.movement.declaration_reading import read
from app.models.movement.rules import InvalidDeclaration
from app.registers.indicator import Scope
from app.registers.joint_counts import SharedRows, known_figure, known_figures
from tests.asking import Asking, definition
from tests.statements import counted

FIELDS: list[dict[str, Any]] = [
    {"key": "people", "label": "Người", "type": "number", "counted": True},
    {"key": "taught", "label": "Đã học", "type": "number", "counted": True},
    {"key": "value", "label": "Giá trị", "type": "money", "counted": True},
    {
        "key": "pupils", "label": "Học sinh", "type": "tally", "counted": True,
        "of": {"primary": "Tiểu học", "lower": "THCS", "upper": "THPT"},
    },
    {
        "key": "skilled", "label": "Đã có kỹ năng", "type": "tally", "counted": True,
        "of": {"primary": "Tiểu học", "lower": "THCS", "upper": "THPT"},
    },
    {"key": "kind", "label": "Loại", "type": "choice", "counted": True, "of": {"a": "A", "b": "B"}},
    {"key": "means", "label": "Cách", "type": "choices", "counted": True, "of": {"x": "X", "y": "Y", "z": "Z"}},
    {"key": "helpers", "label": "Đơn vị giúp", "type": "organisations", "counted": True},
]  # fmt: skip
COUNTS: list[dict[str, Any]] = [
    {"key": "all", "unit": "chợ", "label": "Chợ", "of": "subjects", "by": ["kind", "means", "group"]},
    {"key": "people", "unit": "người", "label": "Người", "sum": "people", "by": ["kind", "group", "hard_place"]},
    {"key": "taught", "unit": "người", "label": "Đã học", "sum": "taught", "of": "people", "by": ["kind", "group"]},
    {"key": "taught_all", "unit": "người", "label": "Đã học", "sum": "taught", "of": "people", "missing": "zero"},
    {"key": "value", "unit": "đồng", "label": "Giá trị", "sum": "value", "by": ["kind"]},
    {"key": "pupils", "unit": "học sinh", "label": "Học sinh", "sum": "pupils", "by": ["audience", "kind"]},
    {"key": "skilled", "unit": "học sinh", "label": "Có kỹ năng", "sum": "skilled", "of": "pupils", "by": ["audience"]},
    {
        "key": "older", "unit": "học sinh", "label": "Trung học", "sum": "pupils", "part": ["lower", "upper"],
        "by": ["kind"],
    },
    {"key": "named", "unit": "cách", "label": "Số cách", "size": "means", "by": ["kind"]},
    {
        "key": "helpers", "unit": "đơn vị", "label": "Đơn vị giúp", "distinct": "helpers", "of": "organisations",
        "by": ["kind"],
    },
    {"key": "homes", "unit": "tổ", "label": "Tổ có chợ", "distinct": "group", "of": "groups"},
    {
        "key": "hands", "unit": "đơn vị", "label": "Doanh nghiệp có chợ", "distinct": "organiser",
        "where": {"organiser": "enterprise"}, "of": "organisations.enterprise",
    },
    {"key": "theirs", "unit": "chợ", "label": "Chợ của doanh nghiệp", "where": {"organiser": "enterprise"}},
    {"key": "over", "unit": "chợ", "label": "Học quá số", "where": {"not_more_than": {"people": "taught"}}},
    {
        "key": "big", "unit": "chợ", "label": "Đông",
        "where": {"total_at_least": {"of": ["people", "taught"], "value": 10}},
    },
    {
        "key": "few", "unit": "chợ", "label": "Học cộng người không quá sách",
        "where": {"total_at_most": {"of": ["taught"], "value": "people"}},
    },
    {
        "key": "full", "unit": "chợ", "label": "Học không dưới người",
        "where": {"total_at_least": {"of": ["taught"], "value": "people"}},
    },
    {"key": "high", "unit": "chợ", "label": "Có THPT", "where": {"any_part": {"pupils": ["upper"]}}},
    {
        "key": "many", "unit": "chợ", "label": "Hai cách",
        "where": {"all": [{"at_least": {"means": 2}}, {"filled": "kind"}]},
    },
]  # fmt: skip


@pytest.fixture
def asking(app: Flask) -> Asking:
    """A ward with three markets and two organisations."""
    asking = Asking.build(app, FIELDS, counts=COUNTS)
    with asking.write() as session:
        ward = session.get_one(type(asking.ward), asking.ward.id)
        group = session.get_one(type(asking.group), asking.group.id)
        for name in ("Chợ Đán", "Chợ Mới"):
            session.add(Site(unit=ward, programme_id=asking.programme, residential_group=group, name=name))
        for code in ("HTX", "CT"):
            session.add(Organisation(unit=ward, code=code, name=f"Đơn vị {code}", kind="enterprise"))
    return asking


def tell(asking: Asking, *said: dict[str, Any]) -> None:
    """One entry of each site, in the order of their ids."""
    with asking.write() as session:
        sites = session.scalars(select(Site).where(Site.programme_id == asking.programme).order_by(Site.id)).all()
        for site, answers in zip(sites, said, strict=False):
            asking.record(session, site, answers)


def share(asking: Asking, count: str, by: str = "") -> dict[Any, tuple[int, str]]:
    """What a count is a share of: number and remark."""
    with asking.read() as session:
        indicator = indicator_called(session, f"markets.{count}", [asking.ward.id])
        assert indicator
        assert indicator.of
        scope = Scope((asking.ward.id,), clock.today().replace(month=1, day=1), clock.today())
        return {key: (int(each.number), each.remark) for key, each in indicator.of(session, scope, by).items()}


def test_sums_parts_and_different_ones_counted_by_hand(asking: Asking) -> None:
    with asking.read() as session:
        htx, ct = session.scalars(select(Organisation.id).order_by(Organisation.id)).all()
    tell(
        asking,
        {"people": 10, "taught": 4, "value": 1_000_000, "kind": "a", "means": ["x", "y"], "helpers": [htx],
         "pupils.primary": 30, "pupils.lower": 20, "skilled.primary": 5},
        {"people": 5, "value": 500_000, "kind": "b", "means": ["z"], "helpers": [htx, ct], "pupils.upper": 7},
        {"people": 1, "taught": 2, "kind": "a"},
    )  # fmt: skip
    assert asking.figure("people") == 16
    assert asking.figure("people", "kind") == {"a": 11, "b": 5}
    assert asking.figure("people", "dia-ban-kho") == {"khong": 16}
    assert asking.figure("value") == 1_500_000
    assert asking.figure("pupils") == 57
    assert asking.figure("pupils", "audience") == {"primary": 30, "lower": 20, "upper": 7}
    assert asking.figure("pupils", "kind") == {"a": 50, "b": 7}
    assert asking.figure("pupils", audience="lower") == 20
    assert asking.figure("older") == 27
    assert asking.figure("named") == 3
    assert asking.figure("helpers") == 2
    assert asking.figure("helpers", "kind") == {"a": 1, "b": 2}
    assert asking.figure("homes") == 1
    assert [asking.figure(each) for each in ("over", "big", "few", "full", "high", "many")] == [2, 1, 2, 1, 1, 1]
    with asking.read() as session:
        indicator = indicator_called(session, "markets.pupils", [asking.ward.id])
        assert indicator
        scope = Scope((asking.ward.id,), clock.today().replace(month=1, day=1), clock.today())
        assert len(session.scalars(indicator.behind(scope)).all()) == indicator.many(session, scope) == 2
        helpers = indicator_called(session, "markets.helpers", [asking.ward.id])
        assert helpers
        assert {each.id for each in session.scalars(helpers.behind(scope))} == {htx, ct}


def test_figures_counted_together_equal_those_counted_apart(asking: Asking) -> None:
    tell(asking, {"people": 10, "pupils.lower": 20, "kind": "a"}, {"people": 5, "taught": 9, "pupils.upper": 7})
    with asking.read() as session:
        every = [indicator_called(session, f"markets.{each['key']}", [asking.ward.id]) for each in COUNTS]
        indicators = [each for each in every if each]
        year = Scope((asking.ward.id,), clock.today().replace(month=1, day=1), clock.today())
        before = Scope((asking.ward.id,), date(2020, 1, 1), date(2020, 12, 31))
        with counted() as statements:
            found = known_figures(session, year, indicators)
        assert len(indicators) == len(COUNTS)
        assert found == {each.key: known_figure(session, year, each) for each in indicators}
        assert (found["markets.people"], found["markets.pupils"], found["markets.value"]) == (15, 27, None)
        # One of all that read the book, one of their zeros; apart from these what is joined to answers.
        joined = [each for each in indicators if not isinstance(each.rows, SharedRows)]
        assert len(statements) <= 4 + 2 * len(joined) < len(indicators)
        apart = {each.key: known_figure(session, before, each) for each in indicators}
        assert known_figures(session, before, indicators) == apart
        of_kind = year.narrowed("kind", "a")
        covering = [each for each in indicators if each.covers(of_kind)]
        assert known_figures(session, of_kind, covering) == {
            each.key: known_figure(session, of_kind, each) for each in covering
        }


def test_both_halves_of_a_share_read_who_answered_both(asking: Asking) -> None:
    tell(asking, {"people": 10, "taught": 4}, {"people": 5}, {"people": 1, "taught": 1})
    assert asking.figure("taught") == 5
    assert share(asking, "taught") == {None: (11, "2 trên 3 nơi ghi cả hai số")}
    assert asking.figure("taught_all") == 5
    assert share(asking, "taught_all") == {None: (16, "")}
    assert share(asking, "all") == {None: (3, "")}
    assert share(asking, "helpers") == {None: (2, "")}
    assert share(asking, "homes") == {None: (1, "")}


def test_a_share_is_told_apart_where_its_whole_is(asking: Asking) -> None:
    tell(asking, {"pupils.primary": 30, "pupils.lower": 20, "skilled.primary": 6, "kind": "a"})
    assert share(asking, "skilled", "audience") == {"primary": (30, ""), "lower": (20, "")}
    assert share(asking, "taught", "group") == {}


def test_who_organises_is_counted_once_and_by_kind(asking: Asking) -> None:
    tell(asking, {"people": 1}, {"people": 2}, {"people": 3})
    with asking.write() as session:
        ward = session.get_one(type(asking.ward), asking.ward.id)
        session.add(Organisation(unit=ward, code="TH", name="Tiểu học", kind="school"))
        session.flush()
        ids = {each.code: each.id for each in session.scalars(select(Organisation))}
        sites = session.scalars(select(Site).where(Site.programme_id == asking.programme).order_by(Site.id)).all()
        for site, code in zip(sites, ("HTX", "HTX", "TH"), strict=True):
            site.organisation_id = ids[code]
    assert (asking.figure("hands"), asking.figure("theirs")) == (1, 2)
    assert share(asking, "hands") == {None: (2, "")}


@pytest.mark.parametrize("seed", range(3))
def test_parts_of_a_table_add_up_after_any_sequence_of_entries_and_versions(app: Flask, seed: int) -> None:
    """Entries, corrections, withdrawals and new versions that retire choices and keys: each table of a count that has
    one answer an entry adds up to the whole, and so does a hand count over the entries that count."""
    chance, asking = random.Random(seed), Asking.build(app, FIELDS, counts=COUNTS)
    fields = FIELDS
    with asking.write() as session:
        ward = session.get_one(type(asking.ward), asking.ward.id)
        session.add_all(Site(unit=ward, programme_id=asking.programme, name=f"Chợ {each}") for each in range(3))
    for _step in range(12):
        with asking.write() as session:
            sites = session.scalars(select(Site).where(Site.programme_id == asking.programme).order_by(Site.id)).all()
            answers: dict[str, Any] = {}
            for each in fields:
                if chance.random() < 0.3 or each["type"] in ("organisations", "money"):
                    continue
                keys = list(each.get("of", {}))
                if each["type"] == "tally":
                    answers |= {f"{each['key']}.{key}": chance.randrange(9) for key in keys if chance.random() < 0.7}
                elif each["type"] == "number":
                    answers[each["key"]] = chance.randrange(20)
                else:
                    some = chance.sample(keys, chance.randint(1, len(keys)))
                    answers[each["key"]] = some if each["type"] == "choices" else some[0]
            asking.record(session, chance.choice(sites), answers, uuid=str(uuid4()))
        if chance.random() < 0.25:
            fields = [dict(each, of=_thinned(chance, each["of"])) if isinstance(each.get("of"), dict) else each
                      for each in fields]  # fmt: skip
            asking.ask(fields, counts=[each for each in COUNTS if each["key"] not in ("older", "high")])
        _adds_up(asking)


def _thinned(chance: random.Random, of: dict[str, str]) -> dict[str, str]:
    gone = chance.choice(list(of))
    return {key: words for key, words in of.items() if key != gone or len(of) == 1}


def _adds_up(asking: Asking) -> None:
    stands = [each.given for each in asking.entries() if each.counts]
    pupils = sum(value for given in stands for key, value in given.items() if key.startswith("pupils."))
    assert asking.figure("pupils") == pupils == sum(asking.figure("pupils", "audience").values())
    for count, by in (("all", "kind"), ("people", "kind"), ("people", "to"), ("pupils", "kind"), ("named", "kind")):
        assert sum(asking.figure(count, by).values()) == asking.figure(count), (count, by)
    assert sum(asking.figure("all", "means").values()) >= asking.figure("all")


@pytest.mark.parametrize(
    ("count", "path"),
    [
        ({"sum": "kind"}, "counts.0.sum"),
        ({"sum": "people", "part": ["primary"]}, "counts.0.part"),
        ({"sum": "pupils", "part": ["college"]}, "counts.0.part"),
        ({"size": "kind"}, "counts.0.size"),
        ({"distinct": "kind"}, "counts.0.distinct"),
        ({"distinct": "organisation"}, "counts.0.distinct"),
        ({"sum": "people", "size": "means"}, "counts.0"),
        ({"sum": "people", "by": ["means"]}, "counts.0.by"),
        ({"sum": "people", "by": ["audience"]}, "counts.0.by"),
        ({"by": ["pupils"]}, "counts.0.by"),
        ({"sum": "people", "of": "subjects"}, "counts.0.of"),
        ({"of": "groups"}, "counts.0.of"),
        ({"of": "one"}, "counts.0.of"),
        ({"of": "two"}, "counts.0.of"),
        ({"distinct": "helpers", "of": "organisations.circus"}, "counts.0.of"),
        ({"missing": "zero"}, "counts.0.missing"),
        ({"where": {"organiser": "circus"}}, "counts.0.where.organiser"),
        ({"distinct": "organiser", "of": "organisations.school"}, "counts.0.of"),
        ({"where": {"any_part": {"kind": ["a"]}}}, "counts.0.where.any_part"),
    ],
)
def test_a_count_that_cannot_be_is_refused_with_its_place(count: dict[str, Any], path: str) -> None:
    one = {"key": "one", "unit": "chợ", "label": "Một", **count}
    two = {"key": "two", "unit": "người", "label": "Hai", "sum": "people"}
    with pytest.raises(InvalidDeclaration) as refused:
        read(definition(FIELDS, counts=[one, two]))
    assert ".".join(map(str, refused.value.path)) == path


def test_of_organisations_of_a_kind_others_that_were_named_before_are_not_counted(asking: Asking) -> None:
    with asking.write() as session:
        htx, ct = session.scalars(select(Organisation.id).order_by(Organisation.id)).all()
        session.get_one(Organisation, ct).kind = "school"
    tell(asking, {"helpers": [htx, ct]}, {"helpers": [htx]})
    assert asking.figure("helpers") == 2
    limited = [{**each, "only": ["school"]} if each["key"] == "helpers" else each for each in FIELDS]
    asking.ask(limited, counts=COUNTS)
    assert asking.figure("helpers") == 1
