"""What a report says of counts: one answer to a question, nothing that the part on targets tells, who answered last."""

from collections.abc import Mapping
from dataclasses import replace

from app.data.programmes import catalogue
from app.indicators.catalogue import INDICATORS
from app.indicators.reports.binding import printed
from app.indicators.reports.elements import NamedCount
from app.indicators.reports.lines import Figure
from app.indicators.reports.report_sentences import ReportSentence, questions, sentence_lines
from app.models.movement.sentence import Sentence

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
