"""The questions of a programme as fields of a register, for form, list, import and export."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats, links, names, sentences
from app.entries.ward_lists import WardLists
from app.models import ProgrammeVersion
from app.models.movement.declaration import Declaration
from app.models.movement.question import LONGEST as LONGEST_ANSWER, REFERRING, SEVERAL, Question, Type
from app.registers.field import NO_WORDS, YES_WORDS, Field, ImportValue, InvalidValue, Kind
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.words import rule_json, rule_words, warnings

YES_NO: Mapping[str, object] = {"": _l("Chưa ghi"), "yes": _l("Có"), "no": _l("Chưa")}


@dataclass(frozen=True)
class Former:
    """Former choices by the key of a field: removed ones (`gone`) with the words of their version, and earlier words of
    current ones (`also`, separated by "|"), which imported lists may still use."""

    gone: Mapping[str, Mapping[str, str]]
    also: Mapping[str, Mapping[str, str]]


# So many choices stand side by side in a form, the one that says nothing among them.
MOST_SIDE_BY_SIDE = 3

StoredChoices = Callable[[Any, str], Collection[str]]


def fields_of(
    declared: Declaration,
    lists: WardLists,
    former: Former | None = None,
    stored_choices: StoredChoices = lambda row, key: (),
) -> tuple[Field, ...]:
    """A field per question, for form, list, import and export; `lists` are those of the ward that they refer to.
    `former`: the choices of older versions, which rows may still have (`stored_choices`: those of a row, by the key of
    a question)."""
    made = [_field(each, lists, former or Former({}, {}), stored_choices) for each in _with_own_labels(declared)]
    placed = [replace(each, asked=asked, section=section)
              for each, (asked, section) in zip(made, _placed(declared), strict=True)]  # fmt: skip
    persons = {part.key: each for each in declared.persons for part in each.parts(declared.subject)}
    placed = [_of_person(each, persons.get(each.key.removeprefix(PREFIX))) for each in placed]
    return tuple(each for each in placed if each.key != PREFIX + declared.title)


def _of_person(field: Field, person: Question | None) -> Field:
    """The field of a part of a person stands in a part of the form that a press opens, under a label of its own."""
    if person is None:
        return field
    part = str(field.label).removeprefix(f"{person.label}: ")
    return replace(field, fold=person.label, short=_("Họ và tên") if field.personal else sentences.begun(part))


def _with_own_labels(declared: Declaration) -> Iterator[Question]:
    """The questions; the label of one that an earlier one has too names its section, for tables and lists."""
    labels = set[str]()
    for each in declared.asked:
        again = each.section and each.label in labels
        labels.add(each.label)
        yield replace(each, label=f"{each.label} ({each.section})") if again else each


def _placed(declared: Declaration) -> Iterator[tuple[ImportValue, tuple[object, object] | None]]:
    """What scripts know of each question of a form, and the heading before it."""
    before, warned = "", warnings(declared)
    for each in declared.fields:
        rule = each.shown_when
        when = (rule_json(rule), rule_words(rule, {one.key: one for one in declared.fields})) if rule else ("", "")
        parts = each.parts(declared.subject)
        for part in parts:
            heading = (each.section, "") if each.section and each.section != before else None
            before = each.section
            needs = each.required and (part.key == each.key or bool(part.tally))
            warns = warned.get(each.key, ()) if part is parts[-1] else ()
            held = declared.plans_ahead and not each.planned
            rows = REFERRING.get(part.type)
            yield (
                ImportValue(part.key, part.type.value, needs, *when, warns, held, rows.value if rows else "", part.only,
                      part.bound, declared.growth(part)),
                heading,
            )  # fmt: skip


def _field(question: Question, lists: WardLists, former: Former, stored_choices: StoredChoices) -> Field:
    label = f"{question.label} ({question.unit})" if question.unit else question.label
    common: dict[str, Any] = {
        "key": PREFIX + question.key, "label": label, "word": question.label[:1].lower() + question.label[1:],
        "hint": question.hint or _HINTS.get(question.type, ""),
        "headings": "|".join(filter(None, (question.key, question.headings))),
        "longest": LONGEST_ANSWER.get(question.type, 500), "personal": question.personal,
        "row_of": question.tally, "short": question.short,
        "aliases": {**former.also.get(question.key, {}), **question.also},
    }  # fmt: skip
    gone: Mapping[str, str] = former.gone.get(question.key, {})

    def still(row: Any) -> tuple[str, ...]:
        return tuple(each for each in stored_choices(row, question.key) if each in gone) if row is not None else ()

    match question.type:
        case Type.YES_NO:
            words: Mapping[str, object] = YES_NO
            common |= {"hints": {}, "aliases": {"yes": YES_WORDS, "no": NO_WORDS}}
        case Type.CHOICE:
            words = {"": _l("Chưa ghi"), **question.choices}
            common["hints"] = {} if len(words) <= MOST_SIDE_BY_SIDE else None
        case Type.CHOICES:
            words = question.choices
        case each if each is Type.LIST or each in REFERRING:
            several = each in SEVERAL
            words = {**({} if several else {"": _l("Chưa ghi")}), **lists.offered(question)}
            gone = lists.others(question)
            common["aliases"] = lists.codes(question) or common["aliases"]
        case _:
            return Field(**common, **_WRITTEN.get(question.type, {}), most=question.largest, unit=question.unit)
    return Field(
        **common, kind=Kind.SOME_OF if question.type in SEVERAL else Kind.ONE_OF,
        choices=lambda unit, row: (*words, *(still(row) if question.type is not Type.LIST else ())),
        show=lambda key: str(words.get(key) or gone.get(key) or (_("nơi khác") if question.type in REFERRING else key)),
    )  # fmt: skip


_HINTS: Mapping[Type, object] = {
    Type.LINK: _l("Bắt đầu bằng https://"),
    Type.MONEY: _l("Bằng đồng, ví dụ 1.500.000 hoặc 1,5 triệu"),
}


def _https(text: str) -> str:
    if text and not links.is_https(text):
        raise InvalidValue(_("Anh chị dán địa chỉ bắt đầu bằng https://, ví dụ https://dichvucong.gov.vn."))
    return text


def _no_longer(text: str) -> str:
    most = LONGEST_ANSWER[Type.LONG_TEXT]
    if len(text) > most:
        raise InvalidValue(
            _("Phần này dài %(length)s chữ, nhiều nhất %(most)s chữ. Anh chị ghi gọn lại.",
              length=formats.number(len(text)), most=formats.number(most))
        )  # fmt: skip
    return text.replace("\r\n", "\n").strip()


_WRITTEN: Mapping[Type, dict[str, Any]] = {
    Type.NUMBER: {"kind": Kind.NUMBER},
    Type.MONEY: {"kind": Kind.MONEY},
    Type.DATE: {"kind": Kind.DAY},
    Type.PHONE: {"kind": Kind.PHONE},
    Type.LONG_TEXT: {"kind": Kind.LINES, "read": _no_longer},
    Type.LINK: {"read": _https, "web": True},
}


def former_choices(versions: Sequence[ProgrammeVersion]) -> Former:
    """The choices that the last of some versions in use renamed or removed, by the keys of field and choice."""
    gone: dict[str, dict[str, str]] = {}
    also: dict[str, dict[str, str]] = {}
    for field in versions[-1].declared.questions.values() if versions else ():
        today = {names.search_key(each) for each in field.choices.values()}
        for version in reversed(versions[:-1]):
            older = version.declared.questions.get(field.key)
            for key, words in older.choices.items() if older else ():
                if key not in field.choices:
                    gone.setdefault(field.key, {}).setdefault(key, of_version(version.number, words))
                elif names.search_key(words) not in today:
                    known = also.setdefault(field.key, {})
                    known[key] = "|".join(filter(None, (known.get(key), words)))
    return Former(gone, also)


def of_version(number: object, words: str) -> str:
    """A choice that the newest version does not offer, in the words of its own version."""
    return str(_("theo bản %(number)s: %(words)s", number=number, words=words))
