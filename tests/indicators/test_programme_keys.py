"""Whatever is changed of a programme while it is recorded: each answer stands in a line, lines come to the whole, and a
key means one thing for good. Drawn by lot, the same lot each time."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.programmes import indicator_called
from app.models import AdministrativeUnit, Programme, ProgrammeVersion, Site
from app.models.movement import drafting
from app.models.movement.declaration import Subject
from app.models.movement.declaration_reading import read
from app.models.movement.effects import count_earlier_entries
from app.models.movement.keys import KeyTaken
from app.models.movement.question import Question, Type
from app.registers.indicator import Indicator, Scope
from tests import recording
from tests.factories import make_ward

pytestmark = pytest.mark.postgresql
SEEDS, STEPS = range(1, 5), 70
LABELS = ("Có mạng", "Mở khi nào", "Ai trông", "Có gì", "Số sách")
WORDS = ("Sáng", "Sang", "Tối", "Tới", "Trưa", "Trừa", "Cả ngày")
TYPES = (Type.YES_NO, Type.CHOICE, Type.CHOICES, Type.NUMBER)


@dataclass
class Ward:
    """A programme that is changed and recorded by lot; beside it, in Python, of each place the newest answers with the
    version that asked."""

    session: Session
    dice: random.Random
    unit: AdministrativeUnit = field(init=False)
    programme: Programme = field(init=False)
    sites: list[Site] = field(default_factory=list)
    # What each site was answered, by which version, and what of it is counted.
    stands: dict[int, tuple[dict[str, Any], ProgrammeVersion, set[str]]] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.unit = make_ward(self.session)
        definition = drafting.begun(
            key="tu_sach", name="Tủ sách", noun="tủ", subject=Subject.SITE, source="", helpers=["group_head"]
        )
        for label, kind in (("Có mạng", Type.YES_NO), ("Mở khi nào", Type.CHOICE), ("Có gì", Type.CHOICES)):
            definition = drafting.with_field(definition, None, self.drawn(label, kind))
        self.programme = Programme.begun(self.session, self.unit, read(definition), catalogue="", now=clock.now())
        self.put_to_use()

    # -- what is done --------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Something of all that may happen."""
        acts = (
            self.record, self.record, self.record, self.record_late, self.reword, self.reword, self.add_choice,
            self.retire, self.add, self.retype, self.take_back, self.put_to_use, self.count_or_not,
        )  # fmt: skip
        act = self.dice.choice(acts)
        act()
        self.done[act.__name__] += 1

    def drawn(self, label: str, kind: Type) -> dict[str, Any]:
        words = self.dice.sample(WORDS, 3) if kind in (Type.CHOICE, Type.CHOICES) else []
        of = drafting.choices([("", each) for each in words], {})
        return {"label": label, "type": kind.value, "of": of, "counted": True}

    @property
    def definition(self) -> dict[str, Any]:
        version = self.programme.draft or self.programme.current
        assert version
        return dict(version.declared.definition)

    def redraft(self, definition: Mapping[str, Any]) -> None:
        self.programme.redraft(self.session, read(definition), seen=str(self.programme.version), now=clock.now())
        self.session.flush()

    def put_to_use(self) -> None:
        seen = str(self.programme.version)
        if self.programme.use_draft(seen=seen, now=clock.now() + timedelta(seconds=len(self.programme.versions))):
            self.session.flush()
            count_earlier_entries(self.session, self.programme)
            assert self.programme.current
            for _given, _version, counted in self.stands.values():
                counted.update(self.counted(self.programme.current))
            self.ask()

    def record(self) -> None:
        """A place recorded as is asked today."""
        assert self.programme.current
        self._record(self.programme.current)

    def record_late(self) -> None:
        """A phone without signal still asked as an older version did."""
        self._record(self.dice.choice(self.programme.used))

    def _record(self, version: ProgrammeVersion) -> None:
        if not self.sites or self.dice.random() < 0.5:
            self.sites.append(Site(unit=self.unit, name=f"Tủ {len(self.sites)}", programme_id=self.programme.id))
            self.session.add(self.sites[-1])
            self.session.flush()
        site = self.dice.choice(self.sites)
        given = {each.key: self.answer(each) for each in version.declared.fields if self.dice.random() < 0.8}
        moment = clock.now() + timedelta(milliseconds=sum(self.done.values()))
        recording.record(
            self.session,
            site,
            version,
            uuid=str(uuid4()),
            by=None,
            way="doorstep",
            at=moment,
            answers=given,
            now=moment,
        )
        now = self.programme.current
        assert now
        self.stands[site.id] = given, version, {*self.counted(version), *self.counted(now)}

    def answer(self, asked: Question) -> Any:
        match asked.type:
            case Type.YES_NO:
                return self.dice.random() < 0.5
            case Type.NUMBER:
                return self.dice.randrange(0, 4)
            case Type.CHOICE:
                return self.dice.choice([*asked.choices])
        return self.dice.sample([*asked.choices], 2)

    def reword(self) -> None:
        """Lines of a field in another order, one of them in other words, perhaps one without words."""
        if (place := self.any_place(Type.CHOICE, Type.CHOICES)) is None:
            return
        stands = self.definition["fields"][place]
        lines = [*stands["of"].items()]
        self.dice.shuffle(lines)
        number = self.dice.randrange(len(lines))
        gone = len(lines) > 2 and self.dice.random() < 0.4
        lines[number] = (lines[number][0], "" if gone else self.dice.choice(WORDS))
        self._with_choices(place, stands, lines)

    def add_choice(self) -> None:
        if (place := self.any_place(Type.CHOICE, Type.CHOICES)) is None:
            return
        stands = self.definition["fields"][place]
        self._with_choices(place, stands, [*stands["of"].items(), ("", self.dice.choice(WORDS))])

    def _with_choices(self, place: int, stands: Mapping[str, Any], lines: list[tuple[str, str]]) -> None:
        known = {**self.programme.keys.choices.get(stands["key"], {}), **stands["of"]}
        try:
            of = drafting.choices(lines, known)
        except drafting.SameWords:
            return
        for key in {*of} - {key for key, _words in lines}:
            assert key not in known or known[key] == of[key]
        self.redraft(drafting.with_field(self.definition, place, {**stands, "of": of}))

    def retire(self) -> None:
        if len(self.definition["fields"]) > 1:
            self.redraft(drafting.without_field(self.definition, self.dice.randrange(len(self.definition["fields"]))))

    def add(self) -> None:
        """One more, perhaps called as one that was retired."""
        if len(self.definition["fields"]) < 6:
            made = self.drawn(self.dice.choice(LABELS), self.dice.choice(TYPES))
            taken = self.programme.keys.taken
            self.redraft(drafting.with_field(self.definition, None, made, taken))
            assert self.definition["fields"][-1]["key"] not in taken

    def retype(self) -> None:
        """What a version in use had keeps its type, whoever asks."""
        place = self.dice.randrange(len(self.definition["fields"]))
        stands = self.definition["fields"][place]
        kind = self.dice.choice([each for each in TYPES if each.value != stands["type"]])
        definition = drafting.with_field(self.definition, place, self.drawn(stands["label"], kind))
        if stands["key"] in self.programme.keys.fields:
            with pytest.raises(KeyTaken):
                self.redraft(definition)
        else:
            self.redraft(definition)

    def take_back(self) -> None:
        keys = self.programme.keys
        assert self.programme.current
        if gone := keys.without(read(self.definition))[0]:
            self.redraft(drafting.restored(self.definition, keys.fields[self.dice.choice(gone).key][1]))

    def count_or_not(self) -> None:
        place = self.dice.randrange(len(self.definition["fields"]))
        stands = self.definition["fields"][place]
        self.redraft(drafting.with_field(self.definition, place, {**stands, "counted": not stands.get("counted")}))

    def any_place(self, *kinds: Type) -> int | None:
        places = [place for place, each in enumerate(self.definition["fields"]) if each["type"] in kinds]
        return self.dice.choice(places) if places else None

    # -- what must hold ------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """All of it."""
        self.keys_mean_one_thing()
        indicator = indicator_called(self.session, "tu_sach.recorded", [self.unit.id])
        assert indicator
        today = clock.today()
        scope = Scope((self.unit.id,), today.replace(month=1, day=1), today + timedelta(days=1))
        whole = indicator.figure(self.session, scope) or 0
        assert whole == len(self.stands)
        kinds = {key: asked.type for version in self.programme.used for key, asked in self.counted(version).items()}
        for key, kind in kinds.items():
            if kind is Type.NUMBER:
                self.sum_is_whole(scope, key)
            elif key in indicator.by_key or any(key in given for given, _version, _counted in self.stands.values()):
                self.lines_are_whole(indicator, scope, key, whole)

    def keys_mean_one_thing(self) -> None:
        kinds: dict[str, set[Type]] = {}
        for version in self.programme.used:
            for each in version.declared.fields:
                kinds.setdefault(each.key, set()).add(each.type)
        assert all(len(each) == 1 for each in kinds.values())

    def counted(self, version: ProgrammeVersion) -> dict[str, Question]:
        return {each.key: each for each in version.declared.fields if each.counted}

    def lines_are_whole(self, indicator: Indicator, scope: Scope, key: str, whole: int) -> None:
        by = indicator.by_key[key]
        found = indicator.table(self.session, scope, by)
        lines = indicator.entries(self.session, scope, by, found)
        expected: Counter[str | None] = Counter()
        words: dict[str, set[str]] = {}
        single = True
        for given, version, counted in self.stands.values():
            asked = version.declared.by_key.get(key) if key in counted else None
            values = asked.values(given.get(key)) if asked else []
            expected.update(values or [None])
            single = single and len(values) < 2
            for value in values:
                assert asked
                words.setdefault(value, set()).add(said_of(asked, value))
        assert len({each.name for each in lines}) == len(lines)
        assert {each.key: found[each.key] for each in lines if each.key in found} == dict(expected)
        if single and by.single:
            assert sum(found.get(each.key, 0) for each in lines) == whole
            assert indicator.adds_by(by)
        newest = self.counted(self.programme.used[-1]).get(key)
        for each in lines:
            if each.key in words and newest is not None and each.key not in (offered := said_by(newest)):
                assert each.label.partition(": ")[0].startswith("theo bản "), (each, offered)
                assert each.label.partition(": ")[2] in self.words_ever(key, each.key)
            assert indicator.figure(self.session, scope.narrowed(key, each.key)) == found.get(each.key, 0)

    def sum_is_whole(self, scope: Scope, key: str) -> None:
        """A number is added up of the newest answers, where the version that asked or one in use since counted it."""
        indicator = indicator_called(self.session, f"tu_sach.sum_{key}", [self.unit.id])
        assert indicator
        told = [given[key] for given, _version, counted in self.stands.values() if key in counted and key in given]
        assert (indicator.figure(self.session, scope) or 0) == sum(told)

    def words_ever(self, key: str, value: str) -> set[str]:
        return {
            said_of(asked, value)
            for version in self.programme.used
            if (asked := version.declared.by_key.get(key)) and value in said_by(asked)
        }


def said_by(asked: Question) -> dict[str, str]:
    """The answers that a field offers, in words; of a number any that occurs here."""
    if asked.type is Type.YES_NO:
        return {"yes": "Có", "no": "Chưa"}
    return {str(each): str(each) for each in range(4)} if asked.type is Type.NUMBER else dict(asked.choices)


def said_of(asked: Question, value: str) -> str:
    return said_by(asked)[value]


@pytest.mark.parametrize("seed", SEEDS)
def test_each_answer_stands_in_a_line_and_lines_come_to_the_whole(session: Session, seed: int) -> None:
    ward = Ward(session, random.Random(seed))
    for _ in range(STEPS):
        ward.step()
    ward.ask()
    assert len(ward.programme.used) > 2
    assert len(ward.done) > 8
