"""Two people at one form: whoever saves second writes only what they changed. Every form of a row with a version is
asked."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import pytest
from flask import Flask

from app.web.forms.versioned import VersionedForm, _digest as digest, _folded as folded
from tests.architecture.declared import declared
from tests.architecture.wards import Ward, make_everything
from tests.conftest import put_back, rolled_back
from tests.pages import Form, Page

# Forms that name a version and carry no digests, and why.
ACTS = {
    "ambassador_endings.new": "it ends an appointment, it writes no line that another writes",
    "age_band_lists.edit": "all bands are one answer: each age stands in one",
    "closings.new": "a phone's operation: the newest of each counts",
    "drafts.criterion": "a criterion is one answer, at a place that another may take",
    "drafts.field": "a question is one answer, at a place that another may take",
    "drafts.show": "it takes something out",
    "editions.show": "it takes an edition, whole",
    "help_requests.show": "each form of it is one act",
    "marks.index": "a phone's operation: the newest of each counts",
    "lessons.new": "it adds lessons, and writes no line that another writes",
    "mentorships_changes.new": "the version of the consent's text",
    "mentorships.new": "the version of the consent's text",
    "named_bodies.index": "one box",
    "paper_names.edit": "one box",
    "recognition_drafts.edit": "the draft of a programme is one declaration",
    "registrations.show": "it lets somebody in",
    "report_passages.edit": "one box, whose text stands whole in the form",
    "sentence_drafts.edit": "the draft of a programme is one declaration",
    "tables.show": "each line has a version of its own",
    "tallies.edit": "an hour's strokes are one answer",
}
SKIPPED = ("csrf_token", "idempotency_key", "submission", "uuid", "version", "stood", "seen")


class Opened(NamedTuple):
    """A form of a row, and where it is."""

    endpoint: str
    address: str
    place: int
    form: Form

    def again(self, ward: Ward) -> Form:
        """The same form, drawn anew."""
        return ward.browser().get(self.address).forms()[self.place]


class Changeable(NamedTuple):
    """A form, and its boxes that may be changed alone with two answers each."""

    opened: Opened
    boxes: dict[str, list[list[str]]]


@pytest.fixture(scope="module")
def ward(make_app: Callable[[str], Flask]) -> Iterator[Ward]:
    """A ward with something of everything; what is sent is rolled back."""
    with rolled_back(make_app("sqlite")) as app:
        yield make_everything(app, "Phường Cao Xanh")


@pytest.fixture(scope="module")
def forms(ward: Ward) -> list[Opened]:
    """The forms that name a version."""
    found, client = list[Opened](), ward.browser()
    for route in declared():
        if route.method == "GET" and not route.is_public:
            address = ward.address(route) if route.arguments else route.address
            with client.client.get(address) as answer:
                if answer.status_code == 200 and answer.mimetype == "text/html" and "<html" in answer.text:
                    opened = enumerate(Page(client, answer, address).forms())
                    found += [
                        Opened(route.endpoint, address, place, form) for place, form in opened
                        if form.fields.keys() & {"version", "stood", "seen"} and is_posted(form)
                    ]  # fmt: skip
    return found


def is_posted(form: Form) -> bool:
    return (form.element.get("method") or "").lower() == "post"


def digests(form: Form) -> dict[str, str]:
    """What a form says of its boxes."""
    said = (form.fields.get("stood") or [""])[0]
    return dict(each.rsplit("=", 1) for each in said.split(" ")) if re.fullmatch(r"(\S+=[0-9a-f]+ ?)+", said) else {}


@pytest.fixture(scope="module")
def rows(forms: list[Opened]) -> list[Opened]:
    """The forms that carry digests, one of each endpoint and page."""
    found = [each for each in forms if digests(each.form)]
    assert len(found) > 25
    return found


def test_every_form_with_a_version_says_how_its_boxes_stood(forms: list[Opened]) -> None:
    lacking = {
        each.endpoint.split(".", 1)[1] for each in forms
        if not digests(each.form) and any((each.form.fields.get(name) or [""])[0] for name in ("version", "seen"))
    }  # fmt: skip
    assert lacking <= ACTS.keys(), sorted(lacking - ACTS.keys())


def test_a_form_that_nobody_touched_is_as_it_was_drawn(rows: list[Opened]) -> None:
    wrong = [
        f"{each.address}: {name} is sent as {each.form.fields[name]}"
        for each in rows
        for name, said in digests(each.form).items()
        if name in each.form.fields and digest(sorted(map(folded, each.form.fields[name]))) != said
    ]
    assert not wrong, "\n".join(wrong)


def others(form: Form, name: str) -> list[list[str]]:
    """Two other answers of a box that somebody may give."""
    controls = [each for each in form.element.iter() if each.get("name") == name]
    given, kind = form.fields.get(name, []), controls[0].get("type") if controls else None
    if not controls or kind == "hidden":
        return []
    if kind == "checkbox":
        every = [each.get("value") or "on" for each in controls]
        return [[each for each in every if each not in given], every, []]
    if kind == "radio" or controls[0].tag == "select":
        options = controls if kind == "radio" else controls[0].iter("option")
        return [[value] for each in options if (value := each.get("value")) and [value] != given]
    text = (given or [""])[0]
    if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", text):
        return [[f"{number:02}{text[-8:]}"] for number in (3, 4)]
    if re.fullmatch(r"\d+", text):
        return [[str(int(text) + number)] for number in (1, 2)]
    if "giờ" in text:
        return [["8 giờ"], ["9 giờ"]]
    return [[f"{text} một".strip()], [f"{text} hai".strip()]] if kind != "tel" else [["0912 345 601"], ["0912 345 602"]]


def press(opened: Opened, ward: Ward, form: Form, changes: dict[str, list[str]]) -> int:
    """The status of a press with changes; a box without an answer is not sent."""
    sent = form.press({name: values or None for name, values in changes.items()})
    with form.page.pages.client.post(form.action or opened.address, data=sent) as answer:
        return answer.status_code


def changeable(opened: Opened, ward: Ward) -> dict[str, list[list[str]]]:
    """At most two boxes that may be changed alone, each with two answers."""
    found: dict[str, list[list[str]]] = {}
    for name in digests(opened.form):
        taken = list[list[str]]()
        for answer in others(opened.form, name)[:4] if len(found) < 2 and name not in SKIPPED else []:
            with put_back(ward.app):
                if press(opened, ward, opened.again(ward), {name: answer}) == 303:
                    stands = opened.again(ward).fields.get(name, [])
                    if sorted(stands) != sorted(opened.form.fields.get(name, [])) and stands not in taken:
                        taken.append(answer)
        if len(taken) > 1:
            found[name] = taken
    return found


@pytest.fixture(scope="module")
def boxes(ward: Ward, rows: list[Opened]) -> list[Changeable]:
    """Of each form at most two boxes that may be changed alone, each with two answers."""
    return [Changeable(each, changeable(each, ward)) for each in rows]


def test_of_two_people_both_keep_what_they_changed(ward: Ward, boxes: list[Changeable]) -> None:
    wrong, asked = list[str](), 0
    for opened, answers in boxes:
        if len(answers) == 2:
            asked += 1
            (one, (first, _second)), (other, (mine, _another)) = ((name, each[:2]) for name, each in answers.items())
            with put_back(ward.app):
                form = opened.again(ward)
                assert press(opened, ward, opened.again(ward), {one: first}) == 303
                theirs = opened.again(ward).fields.get(one, [])
                status = press(opened, ward, form, {other: mine})
                stands = opened.again(ward).fields
                if status != 303 or stands.get(one, []) != theirs or stands.get(other) == form.fields.get(other):
                    wrong.append(f"{opened.address}: {status}, {one} {stands.get(one)}, {other} {stands.get(other)}")
    assert not wrong, "\n".join(wrong)
    assert asked > 20, asked


def at_the_look(monkeypatch: pytest.MonkeyPatch, act: Callable[[], int]) -> list[int]:
    """Let somebody else act once, after the next form is merged and before it is written; what that answers."""
    judge, done = VersionedForm.validate, list[int]()

    def meanwhile(self: VersionedForm, extra_validators: Any = None) -> bool:
        monkeypatch.setattr(VersionedForm, "validate", judge)
        done.append(act())
        return judge(self, extra_validators)

    monkeypatch.setattr(VersionedForm, "validate", meanwhile)
    return done


def test_what_is_written_between_the_look_and_the_write_stays_too(
    ward: Ward, boxes: list[Changeable], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong, asked = list[str](), 0
    for opened, answers in boxes:
        if len(answers) == 2:
            (one, (first, _second)), (other, (mine, _another)) = ((name, each[:2]) for name, each in answers.items())
            with put_back(ward.app):
                form, theirs = opened.again(ward), opened.again(ward)
                pressed = at_the_look(monkeypatch, partial(press, opened, ward, theirs, {one: first}))
                status = press(opened, ward, form, {other: mine})
                stands = opened.again(ward).fields
                asked += pressed == [303]
                if status != 303 or (stands.get(one), stands.get(other)) != (first, mine):
                    wrong.append(
                        f"{opened.address}: {pressed} {status} {one} {stands.get(one)} {other} {stands.get(other)}"
                    )
    assert not wrong, "\n".join(wrong)
    assert asked > 20, asked


def test_of_two_people_who_change_one_box_the_second_is_asked(ward: Ward, boxes: list[Changeable]) -> None:
    wrong, asked = list[str](), 0
    for opened, answers in boxes:
        for name, (first, second, *_more) in list(answers.items())[:1]:
            asked += 1
            with put_back(ward.app):
                form = opened.again(ward)
                assert press(opened, ward, opened.again(ward), {name: first}) == 303
                theirs = opened.again(ward).fields.get(name, [])
                sent = form.press({name: second or None})
                with form.page.pages.client.post(form.action or opened.address, data=sent) as answer:
                    page = Page(form.page.pages, answer, opened.address)
                if page.status != 409 or "Hai bản khác nhau ở đâu" not in page.text:
                    wrong.append(f"{opened.address}: {name} {page.status}")
                    continue
                assert opened.again(ward).fields.get(name, []) == theirs
                again = page.forms()[opened.place]
                if press(opened, ward, again, {}) != 303 or opened.again(ward).fields.get(name, []) == theirs:
                    wrong.append(f"{opened.address}: {name} cannot be insisted on")
    assert not wrong, "\n".join(wrong)
    assert asked > 25, asked
