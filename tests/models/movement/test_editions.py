"""New editions of what ships, taken into a ward's copy: what each side changed, piece by piece; the whole reads."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import partial
from operator import methodcaller
from random import Random
from typing import Any

import pytest

from app.data.programmes import catalogue
from app.models.movement.declaration_reading import read
from app.models.movement.editions import WHO, EditionMerge, take
from app.models.movement.rules import InvalidDeclaration

pytestmark = pytest.mark.either
Said = dict[str, Any]


def programme(**more: Any) -> Said:
    """A programme of a few pieces that speak of each other."""
    return deepcopy({
        "key": "shop", "name": "Cửa hàng số", "noun": "cửa hàng", "source": "Kế hoạch", "shape": "recognise",
        "subject": "event", "title": "called", "records": ["officer", "unit"], "sees": ["officer", "leader"],
        "fields": [
            {"key": "called", "label": "Tên", "type": "text", "required": True},
            {"key": "kind", "label": "Loại", "type": "choice", "of": {"a": "Ăn uống", "b": "Tạp hóa"}, "counted": True},
            {"key": "views", "label": "Lượt xem", "type": "number", "counted": True},
            {"key": "sold", "label": "Lượt bán", "type": "number", "counted": True},
            {"key": "note", "label": "Ghi chú", "type": "long_text"},
        ],
        "criteria": [{"key": "busy", "text": "Đông khách", "rule": {"at_least": {"views": 5}}}],
        "checks": [{"text": "Bán nhiều hơn xem", "rule": {"not_more_than": {"sold": "views"}}}],
        "counts": [
            {"key": "all", "unit": "buổi", "label": "Buổi", "by": ["kind"]},
            {"key": "seen", "unit": "lượt", "label": "Lượt xem", "sum": "views", "by": ["kind"]},
            {"key": "bought", "unit": "lượt", "label": "Lượt bán", "sum": "sold", "of": "seen"},
        ],
    } | more)  # fmt: skip


OLD = programme()


def piece(said: Said, part: str, key: str) -> Said:
    return next(each for each in said[part] if key in (each.get("key"), each["text"] if part == "checks" else ""))


def drop(said: Said, part: str, *keys: str) -> Said:
    said[part] = [each for each in said[part] if each.get("key", each.get("text")) not in keys]
    return said


def keys(said: Mapping[str, Any], part: str) -> list[str]:
    return [each["key"] for each in said[part]]


def taken(own: Said, new: Said, *names: str) -> EditionMerge:
    """What comes of it; it reads."""
    made = take(OLD, own, new, names)
    read(made.definition)
    return made


def test_an_untouched_copy_becomes_exactly_the_edition() -> None:
    new = programme(name="Cửa hàng số 4.0", recorded_on=["phone", "office"])
    new["fields"] = new["fields"][::-1]
    made = taken(programme(), new)
    assert (made.definition, made.kept, made.left) == (new, [], [])
    assert ("name",) in made.new


def test_without_an_edition_a_copy_stays_and_taken_twice_is_taken_once() -> None:
    own = programme(name="Cửa hàng của phường", sees=["officer", "leader", "unit"])
    assert taken(own, programme()).definition == own
    new = programme(noun="quầy")
    piece(new, "fields", "kind")["of"]["c"] = "Quần áo"
    once = taken(own, new).definition
    again = take(new, once, new)
    assert (again.definition, again.new, again.kept, again.left) == (once, [], [], [])


def test_words_of_the_ward_stay_and_new_choices_come_behind_what_they_follow() -> None:
    own, new = programme(), programme()
    piece(own, "fields", "kind")["label"] = "Bán gì"
    piece(own, "fields", "kind")["of"] |= {"b": "Tạp hóa, sữa", "own": "Khác"}
    piece(new, "fields", "kind") | {"label": "Ngành hàng"}
    piece(new, "fields", "kind")["label"] = "Ngành hàng"
    piece(new, "fields", "kind")["of"] = {"a": "Ăn uống", "c": "Quần áo", "b": "Tạp hóa"}
    made = taken(own, new)
    kind = piece(made.definition, "fields", "kind")
    assert (kind["label"], [*kind["of"].items()]) == (
        "Bán gì", [("a", "Ăn uống"), ("c", "Quần áo"), ("b", "Tạp hóa, sữa"), ("own", "Khác")]
    )  # fmt: skip
    assert (made.new, made.kept) == ([("fields", "kind", "of", "c")], [("fields", "kind")])


# What the edition takes out, and what of the ward's still names it.
STILL_NAMED: dict[str, tuple[Callable[[Said], object], Callable[[Said], object], tuple[str, ...]]] = {
    "sum": (
        lambda own: own["counts"].append({"key": "mine", "unit": "lượt", "label": "Của phường", "sum": "views"}),
        lambda new: drop(drop(drop(drop(new, "fields", "views"), "criteria", "busy"), "checks", "Bán nhiều hơn xem"),
                         "counts", "seen", "bought"),
        ("fields", "views"),
    ),
    "recognised_when": (
        lambda own: own.update(recognised_when={"all": ["busy"]}, decides=["leader"],
                               gives={"paper": "merit", "series": "shop"}),
        lambda new: drop(new, "criteria", "busy"),
        ("criteria", "busy"),
    ),
    "a choice": (
        lambda own: own["criteria"].append({"key": "eats", "text": "Ăn", "rule": {"is": {"kind": "a"}}}),
        lambda new: piece(new, "fields", "kind")["of"].pop("a"),
        ("fields", "kind", "of", "a"),
    ),
    "of": (
        lambda own: own["counts"].append(
            {"key": "mine", "unit": "lượt", "label": "Của phường", "sum": "sold", "of": "seen"}
        ),
        lambda new: drop(new, "counts", "seen", "bought"),
        ("counts", "seen"),
    ),
    "by": (
        lambda own: own["counts"].append({"key": "mine", "unit": "buổi", "label": "Theo loại", "by": ["kind"]}),
        lambda new: drop(new, "fields", "kind")["counts"].__setitem__(slice(None), [
            {key: value for key, value in each.items() if key != "by"} for each in new["counts"]
        ]),
        ("fields", "kind"),
    ),
    "to": (
        lambda own: (own.update(gives={"paper": "thanks", "series": "shop", "to": ["called"]}, decides=["leader"]),
                     own.pop("title")),
        lambda new: drop(new, "fields", "called").pop("title"),
        ("fields", "called"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", STILL_NAMED)
def test_what_the_edition_takes_out_and_the_ward_still_names_stays(case: str) -> None:
    mine, theirs, stays = STILL_NAMED[case]
    own, new = programme(), programme()
    mine(own)
    theirs(new)
    read(own), read(new)
    made = taken(own, new)
    assert stays in made.kept
    assert stays not in made.new


def test_what_the_edition_takes_out_with_all_that_names_it_goes() -> None:
    own, new = programme(name="Của phường"), programme()
    STILL_NAMED["sum"][1](new)
    made = taken(own, new)
    assert (keys(made.definition, "fields"), made.definition["name"]) == (
        ["called", "kind", "sold", "note"],
        "Của phường",
    )
    assert keys(made.definition, "counts") == ["all"]


# What the edition brings, and speaks of a field that the ward took out.
BRINGS: dict[str, tuple[Callable[[Said], object], tuple[str, ...]]] = {
    "shown_when": (
        lambda new: new["fields"].append(
            {"key": "which", "label": "Mục nào", "type": "text", "shown_when": {"is": {"kind": "a"}}}
        ),
        ("fields", "which"),
    ),
    "by": (
        lambda new: new["counts"].append({"key": "fresh", "unit": "buổi", "label": "Mới", "by": ["kind"]}),
        ("counts", "fresh"),
    ),
    "where": (
        lambda new: new["counts"].append(
            {"key": "fresh", "unit": "buổi", "label": "Mới", "where": {"is": {"kind": "a"}}}
        ),
        ("counts", "fresh"),
    ),
    "rule": (
        lambda new: new["criteria"].append({"key": "eats", "text": "Ăn", "rule": {"is": {"kind": "a"}}}),
        ("criteria", "eats"),
    ),
    "recognised_when": (
        lambda new: (
            new.update(recognised_when={"all": ["eats"]}, decides=["leader"],
                       gives={"paper": "merit", "series": "shop"}),
            new["criteria"].append({"key": "eats", "text": "Ăn", "rule": {"is": {"kind": "a"}}}),
        ),
        ("recognised_when",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BRINGS)
def test_what_speaks_of_a_field_that_the_ward_took_out_is_left_and_says_of_which(case: str) -> None:
    brings, path = BRINGS[case]
    own, new = programme(), programme()
    drop(own, "fields", "kind")
    for each in own["counts"]:
        each.pop("by", None)
    brings(new)
    new["fields"].append({"key": "zalo", "label": "Có Zalo", "type": "yes_no", "counted": True})
    read(own), read(new)
    made = taken(own, new)
    assert dict(made.left)[path] in (("fields", "kind"), ("criteria", "eats"))
    assert ("fields", "zalo") in made.new
    assert "kind" not in keys(made.definition, "fields")


def test_what_is_left_names_the_field_that_lacks_though_it_is_called_the_same() -> None:
    own, new = programme(), programme()
    drop(drop(drop(drop(own, "fields", "views"), "criteria", "busy"), "checks", "Bán nhiều hơn xem"), "counts", "seen")
    piece(own, "counts", "bought").pop("of")
    new["counts"].append({"key": "views", "unit": "lượt", "label": "Lượt", "sum": "views"})
    assert (("counts", "views"), ("fields", "views")) in taken(own, new).left


def test_two_pieces_that_need_each_other_come_together() -> None:
    own, new = programme(), programme()
    drop(own, "fields", "kind")
    for each in own["counts"]:
        each.pop("by", None)
    new["counts"].append({"key": "fresh", "unit": "buổi", "label": "Mới", "by": ["kind"]})  # is refused
    new |= {"confirmed_by": ["leader"], "decides": ["leader"], "gives": {"paper": "thanks", "series": "shop"}}
    made = taken(own, new)
    assert made.left == [(("counts", "fresh"), ("fields", "kind"))]
    assert [made.definition[key] for key in ("confirmed_by", "decides")] == [["leader"], ["leader"]]
    assert made.definition["gives"]["paper"] == "thanks"


@pytest.mark.parametrize("part", ["records", "sees"])
def test_an_edition_that_narrows_narrows_though_the_ward_changed_it(part: str) -> None:
    own, new = programme(), programme()
    own[part] = [*own[part], "group_head"]
    new[part] = own[part][1:2]
    made = taken(own, new)
    assert made.definition[part] == [*new[part], "group_head"]
    assert made.wider == {part: ("group_head",)}
    assert WHO in made.new


def test_whom_an_edition_adds_stays_out_where_the_ward_chose_who_records() -> None:
    own, new = programme(records=["officer"]), programme(records=["officer", "unit", "group_head"])
    made = taken(own, new)
    assert (made.definition["records"], made.kept, made.wider) == (["officer"], [("records",)], {})


def test_a_confirmation_that_an_edition_adds_is_taken_and_one_that_the_ward_has_never_falls() -> None:
    own, new = programme(sees=["officer", "leader", "unit"]), programme(confirmed_by=["leader"])
    assert taken(own, new).definition["confirmed_by"] == ["leader"]
    own = programme(sees=["officer", "leader"], confirmed_by=["officer"])
    new = programme(sees=["leader"])
    made = taken(own, new)
    assert (made.definition["sees"], made.definition["confirmed_by"]) == (["leader"], ["leader"])


@pytest.mark.parametrize("type_", ["number", "yes_no"])
def test_a_key_of_the_wards_own_is_never_the_editions(type_: str) -> None:
    own, new = programme(), programme()
    own["fields"].append({"key": "viewers", "label": "Số em nhỏ xem", "type": "number", "counted": True})
    new["fields"].append({"key": "viewers", "label": "Xem trực tuyến", "type": type_, "counted": True})
    new["counts"].append({"key": "online", "unit": "lượt", "label": "Trực tuyến", "where": {"filled": "viewers"}})
    piece(new, "fields", "kind")["of"]["z"] = "Zalo"
    piece(own, "fields", "kind")["of"]["z"] = "Dược phẩm"
    made = taken(own, new, "viewers", "kind.z")
    assert {("fields", "viewers"), ("fields", "kind", "of", "z")} <= {path for path, _why in made.left}
    assert piece(made.definition, "fields", "viewers")["label"] == "Số em nhỏ xem"
    assert piece(made.definition, "fields", "kind")["of"]["z"] == "Dược phẩm"
    assert "online" not in keys(made.definition, "counts")


def test_keys_that_the_ward_once_had_are_never_the_editions_choices_and_counts_too() -> None:
    new = programme()
    new["fields"].append({"key": "wifi", "label": "Có mạng", "type": "yes_no", "counted": True})
    new["counts"].append({"key": "mine", "unit": "buổi", "label": "Buổi có mạng"})
    piece(new, "fields", "kind")["of"]["z"] = "Zalo"
    made = taken(programme(), new, "wifi", "kind.z", "#mine")
    assert [path for path, _why in made.left] == [
        ("fields", "kind", "of", "z"), ("fields", "wifi"), ("counts", "mine"),
    ]  # fmt: skip
    assert all(path == why for path, why in made.left)
    assert made.definition == programme()


def test_what_no_edition_changes_stays() -> None:
    old, own = programme(), programme(sentences=[{"in": "truyen-thong", "text": "Phường có {all} buổi."}])
    new = programme(subject="group", every="month", one_per="organiser")
    for each in (old, own, new):
        del each["title"]
    assert take(old, own, new | {"sentences": [{"in": "truyen-thong", "text": "Có {all}."}]}).definition == own


# -- random ------------------------------------------------------------------------------------------------------------


def _droppable(said: Said) -> Iterator[Callable[[Said], object]]:
    for part in ("fields", "criteria", "counts", "checks"):
        yield from (partial(_drop, part, each.get("key", each.get("text"))) for each in said.get(part, ()))
    for place, each in enumerate(said["fields"]):
        if isinstance(each.get("of"), dict):
            yield from (partial(_drop_choice, place, choice) for choice in each["of"])
    for key in ("recognised_when", "gives", "title", "valid_for", "sees", "records", "confirmed_by"):
        if key in said:
            yield methodcaller("pop", key, None)


def _drop(part: str, key: str, said: Said) -> None:
    drop(said, part, key)


def _drop_choice(place: int, choice: str, said: Said) -> None:
    said["fields"][place]["of"].pop(choice, None)


def varied(said: Said, random: Random, more: str) -> Said:
    """A copy with random pieces taken out until it reads, a new field and a count over it."""
    for _try in range(40):
        copy = deepcopy(said)
        for change in random.sample([*_droppable(said)], random.randint(1, 4)):
            try:
                change(copy)
            except (KeyError, IndexError, AttributeError):
                break
        if "fields" not in copy:
            continue
        some = random.choice(said["fields"])
        copy["fields"].append({"key": more, "label": more, "type": "number", "counted": True})
        extra = [
            {"key": f"sum_{more}", "unit": "số", "label": more, "sum": more},
            {"key": f"by_{more}", "unit": "số", "label": more, "by": [some["key"]]},
            {"key": f"of_{more}", "unit": "số", "label": more, "where": {"filled": some["key"]}},
        ]
        copy["counts"] = [*copy.get("counts", ()), random.choice(extra)]
        copy["name"] = f"{copy['name']} {more}"
        try:
            read(copy, stored=True)
        except (InvalidDeclaration, KeyError, TypeError, AttributeError):
            continue
        return copy
    return deepcopy(said)


def ask(key: str, seed: str) -> None:
    old = deepcopy(dict(catalogue()[key].definition))
    random = Random(f"{key} {seed}")
    own, new = varied(old, random, "own"), varied(old, random, "edition")
    made = take(old, own, new)
    declared = read(made.definition, stored=True)
    assert take(old, old, new).definition == new
    assert take(old, own, old).definition == own
    again = take(new, made.definition, new)
    assert (again.definition, again.new) == (made.definition, [])
    was, theirs = read(old, stored=True), read(new, stored=True)
    assert not ({*was.sees} - {*theirs.sees}) & {*declared.sees} or WHO in made.kept
    assert {each["key"] for each in own["fields"]} - {each["key"] for each in old["fields"]} <= {
        each.key for each in declared.fields
    }


@pytest.mark.parametrize("key", catalogue())
def test_whatever_an_edition_removes_and_a_ward_edits_reads(key: str) -> None:
    for seed in range(12):
        ask(key, str(seed))
