"""Every door through which somebody records an entry, asked alike: answers are said once, by key and as a person types
them, and each door puts them into its own shape."""

import io
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import uuid4

from flask import Flask

from app.country import clock
from app.models import ProgrammeEntry
from app.models.movement.rules import is_filled
from tests.entries.ward import GROUP, SITE, Typed, Ward
from tests.pages import Form, Page, Pages, words

# What an entry says beside answers.
OWN = frozenset({"outcome", "reason"})
# What the outbox says, as a status of HTTP.
VERDICTS = {"done": 200, "already_done": 200, "conflict": 409}


@dataclass(frozen=True)
class Sent:
    """What a press was answered, as a status of HTTP and what the sender reads, and the entries that it stored; `again`
    presses the same once more."""

    status: int
    words: str
    stored: list[ProgrammeEntry]
    again: Callable[[], "Sent"] = field(repr=False)

    @property
    def is_taken(self) -> bool:
        """Whether the sender is told that it was taken."""
        return self.status < 400


Press = Callable[[], tuple[int, str]]


class Door:
    """A door, and who stands at it. `periods`: it asks programmes with periods; `several`: it takes several answers to
    one question; `fills`: its form shows what stands, so that emptying a box empties."""

    endpoints: ClassVar[frozenset[str]]
    who: ClassVar[str] = "officer"
    subjects: ClassVar[tuple[str, ...]] = ("group", "site")
    periods: ClassVar[bool] = True
    several: ClassVar[bool] = True
    fills: ClassVar[bool] = True

    def __init__(self, ward: Ward) -> None:
        self.ward = ward
        self.pages = Pages(ward.app.test_client()).sign_in(getattr(ward, self.who))

    @classmethod
    def of(cls, app: Flask, subject: str = "group", **said: Any) -> Any:
        """The door of a new ward, see `Ward.build`."""
        return cls(Ward.build(app, subject, periods=cls.periods and subject == "group", **said))

    def post(self, answers: Typed, *, on: Any = None, outcome: str = "done", reason: str = "", **more: str) -> Sent:
        """Say answers by key. `on`: on a form that was opened before (`open`), where all else stays as it was. `more`:
        what else is on the wire, `anew`."""
        said = {"outcome": outcome, "reason": reason, **answers}
        return self._sent(self.press({key: each for key, each in said.items() if key in answers or each}, on, more))

    def _sent(self, press: Press) -> Sent:
        before = len(self.ward.entries())
        status, told = press()
        return Sent(status, told, self.ward.entries()[before:], lambda: self._sent(press))

    def open(self) -> Any:
        """The form as it is drawn now."""
        raise NotImplementedError

    def press(self, said: Typed, on: Any, more: Mapping[str, str]) -> Press:
        """What presses its button."""
        raise NotImplementedError

    def posted(self, form: Form, changes: Mapping[str, Any], **how: Any) -> Press:
        """What posts a form, each time with the same key."""
        data = form.press({**changes})

        def press() -> tuple[int, str]:
            page = self.page(form, data, **how)
            return page.status, _shown(page)

        return press

    def page(self, form: Form, data: Mapping[str, Any], **how: Any) -> Page:
        """The page to which a form leads."""
        answer = self.pages.client.post(form.action, data=data, follow_redirects=True, **how)
        return Page(self.pages, answer, answer.request.path)

    def get(self, address: str) -> Page:
        """A page of the ward's programme, site and period."""
        return self.pages.get(address.format(**vars(self.ward)) + (f"?ky={self.ward.ky}" if self.ward.ky else ""))


class OfficeForm(Door):
    """The form of a row in the office's book."""

    endpoints = frozenset({"office.programme_rows.edit", "office.programme_rows.new"})
    address, button = "/van-phong/phong-trao/{programme}/so/{site}/sua", "Lưu"

    def open(self) -> Form:
        return self.get(self.address).form(button=self.button)

    def press(self, said: Typed, on: Form | None, more: Mapping[str, str]) -> Press:
        boxes = {key if key in OWN else f"a_{key}": None if each == [] else each for key, each in said.items()}
        return self.posted(on or self.open(), {**boxes, **more})


class UnitForm(OfficeForm):
    """The form of /don-vi."""

    endpoints = frozenset({"unit.recordings.show", "unit.recordings.new"})
    who, address, button = "union", "/don-vi/{programme}/{site}", "Lưu"


class HouseForm(OfficeForm):
    """The form from door to door, without script. It shows no answers."""

    endpoints = frozenset({"counter.doorsteps.show", "counter.doorsteps.create"})
    who, address, periods, fills = "head", "/quay/ho/{programme}/{site}", False, False

    def open(self) -> Form:
        return _called(self.get(self.address), "nha")


class QuickForm(OfficeForm):
    """The form of "Ghi nhanh", without script. It shows no answers."""

    endpoints = frozenset({"counter.quick_entries.create", "counter.team_months.edit"})
    who, subjects, fills = "head", ("group",), False

    def open(self) -> Form:
        return self.pages.get(f"/quay/ghi-nhanh?muc={self.ward.programme}").form(button="Lưu")


class Operation(Door):
    """An operation `entry` of a phone, with what was typed. `on`: what its form was filled with, as it says itself."""

    endpoints = frozenset({"outbox.create"})
    who = "head"

    def open(self) -> dict[str, Any]:
        return dict(self.ward.latest.given)

    @property
    def sender(self) -> dict[str, Any]:
        """For whom it says that it is recorded."""
        return {}

    def press(self, said: Typed, on: Mapping[str, Any] | None, more: Mapping[str, str]) -> Press:
        answers = {key: each for key, each in {**(on or {}), **said}.items() if key not in OWN and is_filled(each)}
        data: dict[str, Any] = {"programme": self.ward.programme, "version": 1, "subject": self.ward.site}
        data |= {
            "answers": answers,
            **self.sender,
            **{key: said[key] for key in OWN & said.keys()},
            **dict.fromkeys(more, True),
        }
        data |= ({"period": self.ward.ky} if self.ward.ky else {}) | ({} if on is None else {"prefilled": on})
        one = {"uuid": str(uuid4()), "kind": "entry", "at": clock.now().isoformat(), "sequence": 1, "data": data}

        def press() -> tuple[int, str]:
            gate: Any = self.pages.client.get("/dong-bo").json
            body = {"device": "máy", "account": gate["account"], "client_now": one["at"], "operations": [one]}
            answer: Any = self.pages.client.post("/dong-bo", json=body, headers={"X-CSRFToken": gate["csrf_token"]})
            [result] = answer.json["results"]
            return VERDICTS.get(result["status"], 422), result["message"]

        return press


class UnitOperation(Operation):
    """What the form of /don-vi says without a line: for the organisation that it names."""

    who = "union"

    @property
    def sender(self) -> dict[str, Any]:
        return {"organisation": self.ward.code, "files_follow": False}


class OfficeTable(Door):
    """The table of a period in the office: first looked at, then stored."""

    endpoints = frozenset({"office.tables.show"})
    address, several = "/van-phong/phong-trao/{programme}/bang", False

    def open(self) -> Form:
        return _called(self.get(self.address), "bang")

    def press(self, said: Typed, on: Form | None, more: Mapping[str, str]) -> Press:
        look = self.look(on or self.open(), said)
        looked = _shown(look)
        if "Sẽ ghi 1 dòng" not in looked:
            return lambda: (422, looked)
        press = self.posted(_called(look, "bang"), {"step": "save"})

        def saved() -> tuple[int, str]:
            status, told = press()
            return status, f"{looked} {told}"

        return saved

    def look(self, form: Form, said: Typed) -> Page:
        """What is shown before it is stored."""
        boxes = {f"o|{self.ward.site}|{key if key in OWN else 'a_' + key}": each for key, each in said.items()}
        return self.page(form, form.press({**boxes, "step": "look"}))


class UnitTable(OfficeTable):
    """The table of /don-vi, of groups alone."""

    endpoints = frozenset({"unit.tables.show"})
    who, address, subjects = "union", "/don-vi/{programme}/bang", ("group",)


class Pasted(OfficeTable):
    """Lines pasted into the table; a blank is no cell."""

    fills = False

    def look(self, form: Form, said: Typed) -> Page:
        lines = map("\t".join, self.ward.lines(said))
        sheet = _called(self.page(form, form.press({"paste": "\n".join(lines), "step": "read"})), "bang")
        return self.page(sheet, sheet.press({"step": "look"}))


class Imported(Door):
    """A list that is imported; an empty cell says nothing."""

    endpoints = frozenset({"office.intakes.create"})
    fills = False

    def press(self, said: Typed, on: Any, more: Mapping[str, str]) -> Press:
        slug = f"phong-trao-{self.ward.programme}" + (f"-ky-{self.ward.ky}" if self.ward.ky else "")
        form = self.pages.get(f"/van-phong/nhap/moi?loai={slug}").form(action="/van-phong/nhap/moi")
        heads, line = self.ward.lines(said)
        own = self.ward.name == SITE  # told from another of the same name by its group
        lines = [*heads, *["Tổ"] * own], [*line, *[GROUP] * own]
        file = io.BytesIO("\r\n".join(map(";".join, lines)).encode()), "danh sách.csv"
        look = self.page(form, form.press({"file": file}), content_type="multipart/form-data")
        if "chưa nhập được" in look.text:
            return lambda: (422, _shown(look))
        return self.posted(look.form("/ghi"), {})


def _shown(page: Page) -> str:
    """What a person reads of the main part; without what a script may show."""
    main = deepcopy(page.root.find(".//main"))
    for parent in list(main.iter()):
        for child in [each for each in parent if each.get("hidden") is not None or each.tag == "template"]:
            parent.remove(child)
    return words(main)


def _called(page: Page, name: str) -> Form:
    return next(each for each in page.forms() if each.element.get("id") == name)


DOORS: Sequence[type[Door]] = (
    OfficeForm, UnitForm, HouseForm, QuickForm, Operation, UnitOperation, OfficeTable, UnitTable, Pasted, Imported,
)  # fmt: skip
FILLED, AT_SITES = [each for each in DOORS if each.fills], [each for each in DOORS if "site" in each.subjects]
WITH_PERIODS = [each for each in DOORS if each.periods]
TABLES, LISTS, FIELD = (OfficeTable, UnitTable), (Pasted, Imported), (HouseForm, Operation)
