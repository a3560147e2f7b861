"""What a report says of counts: one answer to a question, nothing that the part on targets tells, who answered last."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.data.programmes import catalogue
from app.indicators.catalogue import INDICATORS
from app.indicators.reports.binding import printed
from app.indicators.reports.elements import ElementFigures, NamedCount
from app.indicators.reports.lines import Figure
from app.indicators.reports.report_sentences import ReportSentence, questions, sentence_lines, told_by_targets
from app.indicators.shares import DenominatorSource, Share, ShareDenominator
from app.models import AdministrativeUnit, Plan, Target
from app.models.movement.sentence import Element, Form, Sentence
from app.registers.indicator import Scope
from app.registers.responses import Responses

WORDS = {"group": "tổ dân phố", "ward": "phường"}


def made(text: str, key: str) -> ReportSentence:
    """A sentence of which each element names one count."""
    sentence = Sentence("nguoi-dan", text)
    indicator = replace(INDICATORS["luot-ho-tro"], key=key)
    return ReportSentence(sentence, {each: NamedCount(each, indicator) for each in sentence.elements})


def figure(key: str, number: int, answered: int | None = None) -> Figure:
    asked = {"answered": answered, "expected": 24, "noun": "tổ dân phố"} if answered is not None else {}
    return Figure(key, number, f"{number:02}", "", "", **asked)


def printed_lines(*every: ReportSentence, known: Mapping[str, float], **more: Figure) -> list[str]:
    figures = {f"so.{key}": figure(f"so.{key}", number) for key, number in (("luot-ho-tro", 30), ("ehealth.guided", 8))}
    figures |= {each.key: each for each in more.values()}
    part = {f"so.{key}": each for key, each in known.items()}
    lines = sentence_lines(every, figures, WORDS, part_known=lambda count: part.get(count.base, 1.0))
    return [printed(each.text, figures) for each in lines]


def test_of_two_answers_to_a_question_the_more_complete_is_said() -> None:
    house, told = made("Hướng dẫn {luot-ho-tro} lượt.", "luot-ho-tro"), made("Có {guided} lượt.", "ehealth.guided")
    assert printed_lines(house, told, known={}) == ["Hướng dẫn 30 lượt."]
    assert printed_lines(house, told, known={"luot-ho-tro": 0.4, "ehealth.guided": 0.9}) == ["Có 08 lượt."]
    assert printed_lines(told, known={}) == ["Có 08 lượt."]


def test_what_a_target_asks_is_said_of_targets_alone() -> None:
    every = [
        made("Hướng dẫn {luot-ho-tro} lượt.", "luot-ho-tro"), made("Có {guided} lượt.", "ehealth.guided"),
        made("Tại nhà {luot-ho-tro noi=home} lượt.", "luot-ho-tro"),
    ]  # fmt: skip
    figures = {each.key: each for each in (figure("so.luot-ho-tro", 30), figure("so.luot-ho-tro/noi/home", 3))}
    for measured in ("luot-ho-tro", "ehealth.guided"):
        lines = sentence_lines(every, figures, WORDS, {measured})
        assert [printed(each.text, figures) for each in lines] == ["Tại nhà 03 lượt."]


def test_what_a_target_asks_goes_from_a_sentence_that_says_more() -> None:
    sentence = made("Có {x.all} người[, trong đó {luot-ho-tro} cán bộ][; {luot-ho-tro noi=home} ở nhà].", "x").sentence
    shown = {each: "luot-ho-tro" if each.count.startswith("luot") else "x.all" for each in sentence.elements}
    counts = {each: NamedCount(each, replace(INDICATORS["luot-ho-tro"], key=key)) for each, key in shown.items()}
    keys = {"so.x.all": 9, "so.luot-ho-tro": 3, "so.luot-ho-tro/noi/home": 1}
    figures = {key: figure(key, number) for key, number in keys.items()}
    lines = sentence_lines([ReportSentence(sentence, counts)], figures, WORDS, {"luot-ho-tro"})
    assert [printed(each.text, figures) for each in lines] == ["Có 09 người; 01 ở nhà."]


def test_a_question_that_a_target_answers_by_the_same_numbers_is_told_once() -> None:
    unit = AdministrativeUnit(code="05443", kind="phường", name="A")
    days: Any = {"since": date.min, "until": date.max}
    words: Any = {"key": "a", "name": "A", "text": "A", "value": 1, "measured_by": "can-bo-hoc-het-lop"}
    words["narrowed_to"] = "tu-18=co"
    target = Target(unit=unit, plan=Plan(unit=unit, title="A", **days), **days, **words)
    told = {"chi-tieu.a.ti-so": "40/412", "so.staff.skilled.tren": "40/412", "so.can-bo-hoc-het-lop.tren": "41/412"}
    figures = {key: replace(figure(key, 40), told=text) for key, text in told.items()}
    assert told_by_targets([target], figures) == {"staff.skilled"}
    other = replace(figures["chi-tieu.a.ti-so"], told="39/412")
    assert told_by_targets([target], figures | {other.key: other}) == set()
    target.narrowed_to = ""
    assert told_by_targets([target], figures) == {"can-bo-hoc-het-lop", "staff.skilled"}
    assert told_by_targets([target], {}) == set()  # it is over, so the paper says nothing of it


def test_all_of_a_few_are_said_in_words() -> None:
    element = Element("luot-ho-tro", Form.PARTS)
    indicator = INDICATORS["luot-ho-tro"]

    def told(number: int, of: int, **more: Any) -> str:
        share = Share(number, ShareDenominator(of, DenominatorSource.LIST), **more)
        return ElementFigures(None, Scope((), date.min, date.min), {})._text(share, element.form, indicator)[1]  # type: ignore[arg-type]

    assert [told(1, 1), told(3, 3), told(2, 3), told(24, 24)] == ["01", "cả 03", "02/03", "24/24"]
    reported = ShareDenominator(3, DenominatorSource.REPORTED)
    some = Share(3, reported, Responses(3, 4, 0, "trường"))
    assert ElementFigures(None, Scope((), date.min, date.min), {})._text(some, element.form, indicator)[1] == "03/03"  # type: ignore[arg-type]


def test_a_sentence_ends_with_who_answered_of_what_the_fewest_did() -> None:
    whole = made("Có {luot-ho-tro} hộ[, {luot-ho-tro noi=home} hộ ở xa][, {luot-ho-tro noi=market} hộ].", "luot-ho-tro")
    far = figure("so.luot-ho-tro/noi/home", 3, answered=5)
    clause = replace(far, key="so.luot-ho-tro/noi/home.noi-bao", told=" (theo báo cáo của 05/24 tổ dân phố)")
    unsaid = figure("so.luot-ho-tro/noi/market", 0, answered=0)
    every = {"all": figure("so.luot-ho-tro", 30, answered=8), "far": far, "clause": clause, "unsaid": unsaid}
    assert printed_lines(whole, known={}, **every) == ["Có 30 hộ, 03 hộ ở xa (theo báo cáo của 05/24 tổ dân phố)."]


def test_questions_name_counts_that_there_are_each_at_most_once() -> None:
    keys = [key for every in questions() for key in every]
    shipping = {f"{key}.{count.key}" for key, each in catalogue().items() for count in each.counts}
    assert len(keys) == len(set(keys))
    assert {key for key in keys if key not in INDICATORS} <= shipping
