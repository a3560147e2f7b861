"""What a report says of counts: one answer to a question, nothing that the part on targets tells, who answered last."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.data.programmes import catalogue
from app.indicators.named_figures import INDICATORS
from app.indicators.reports.binding import printed
from app.indicators.reports.elements import ElementFigures, NamedCount
from app.indicators.reports.lines import Figure
from app.indicators.reports.report_sentences import ReportSentence, of_the_house, questions, sentence_lines
from app.indicators.shares import DenominatorSource, Share, ShareDenominator
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
    figures = {
        f"so.{key}": figure(f"so.{key}", number) for key, number in (("hoat-dong", 30), ("unit_plan.activities", 8))
    }
    figures |= {each.key: each for each in more.values()}
    part = {f"so.{key}": each for key, each in known.items()}
    lines = sentence_lines(every, figures, WORDS, part_known=lambda count: part.get(count.base, 1.0))
    return [printed(each.text, figures) for each in lines]


def test_what_a_sentence_is_narrowed_to_is_an_entry_of_its_dimension() -> None:
    """Else it would be 0 for ever, and its sentence would never be said."""
    for sentence in of_the_house():
        for each in sentence.counts.values():
            if each.element.entries:
                dimension = each.dimension
                assert dimension is not None, sentence.sentence.text
                unknown = [one for one in each.element.entries if dimension.known and not dimension.known(one)]
                assert not unknown, sentence.sentence.text


def test_of_two_answers_to_a_question_the_more_complete_is_said() -> None:
    house, told = (
        made("Hướng dẫn {hoat-dong} lượt.", "hoat-dong"),
        made("Có {activities} lượt.", "unit_plan.activities"),
    )
    assert printed_lines(house, told, known={}) == ["Hướng dẫn 30 lượt."]
    assert printed_lines(house, told, known={"hoat-dong": 0.4, "unit_plan.activities": 0.9}) == ["Có 08 lượt."]
    assert printed_lines(told, known={}) == ["Có 08 lượt."]


def test_what_a_target_asks_is_said_of_targets_alone() -> None:
    every = [
        made("Hướng dẫn {hoat-dong} lượt.", "hoat-dong"), made("Có {activities} lượt.", "unit_plan.activities"),
        made("Tại nhà {hoat-dong noi=home} lượt.", "hoat-dong"),
    ]  # fmt: skip
    figures = {each.key: each for each in (figure("so.hoat-dong", 30), figure("so.hoat-dong/noi/home", 3))}
    for measured in ("hoat-dong", "unit_plan.activities"):
        lines = sentence_lines(every, figures, WORDS, {measured})
        assert [printed(each.text, figures) for each in lines] == ["Tại nhà 03 lượt."]


def test_what_a_narrowed_target_asks_silences_rivals_alone() -> None:
    every = [made("Có {hoat-dong} cuộc.", "hoat-dong"), made("Có {activities} hoạt động.", "unit_plan.activities")]
    figures = {f"so.{key}": figure(f"so.{key}", 8) for key in ("hoat-dong", "unit_plan.activities")}
    lines = sentence_lines(every, figures, WORDS, part_known=lambda _count: 0.5, narrowed={"hoat-dong"})
    assert [printed(each.text, figures) for each in lines] == ["Có 08 cuộc."]


def test_counts_of_two_questions_are_both_said() -> None:
    """What a station guided adds to what the counter did; a team and an ambassador are more than a team."""
    for keys in ({"luot-ho-tro", "ehealth.guided"}, {"noi-co-to", "digital_group.people"}):
        assert not any(len(keys & {*every}) > 1 for every in questions())


def test_what_a_target_asks_goes_from_a_sentence_that_says_more() -> None:
    sentence = made("Có {x.all} người[, trong đó {luot-ho-tro} cán bộ][; {luot-ho-tro noi=home} ở nhà].", "x").sentence
    shown = {each: "luot-ho-tro" if each.count.startswith("luot") else "x.all" for each in sentence.elements}
    counts = {each: NamedCount(each, replace(INDICATORS["luot-ho-tro"], key=key)) for each, key in shown.items()}
    keys = {"so.x.all": 9, "so.luot-ho-tro": 3, "so.luot-ho-tro/noi/home": 1}
    figures = {key: figure(key, number) for key, number in keys.items()}
    lines = sentence_lines([ReportSentence(sentence, counts)], figures, WORDS, {"luot-ho-tro"})
    assert [printed(each.text, figures) for each in lines] == ["Có 09 người; 01 ở nhà."]


def test_all_are_said_with_of_how_many_they_are_but_for_the_only_one() -> None:
    element = Element("luot-ho-tro", Form.PARTS)
    indicator = INDICATORS["luot-ho-tro"]

    def told(number: int, of: int, **more: Any) -> str:
        share = Share(number, ShareDenominator(of, DenominatorSource.LIST), **more)
        return ElementFigures(None, Scope((), date.min, date.min), {})._text(share, element.form, indicator)[1]  # type: ignore[arg-type]

    assert [told(1, 1), told(3, 3), told(2, 3), told(24, 24)] == ["01", "03/03", "02/03", "24/24"]
    reported = ShareDenominator(3, DenominatorSource.REPORTED)
    some = Share(3, reported, Responses(3, 4, 0, "trường"))
    assert ElementFigures(None, Scope((), date.min, date.min), {})._text(some, element.form, indicator)[1] == "03/03"  # type: ignore[arg-type]


def test_a_sentence_ends_with_who_answered_of_what_the_fewest_did() -> None:
    whole = made("Có {hoat-dong} hộ[, {hoat-dong noi=home} hộ ở xa][, {hoat-dong noi=market} hộ].", "hoat-dong")
    far = figure("so.hoat-dong/noi/home", 3, answered=5)
    clause = replace(far, key="so.hoat-dong/noi/home.noi-bao", told=" (theo báo cáo của 05/24 tổ dân phố)")
    unsaid = figure("so.hoat-dong/noi/market", 0, answered=0)
    every = {"all": figure("so.hoat-dong", 30, answered=8), "far": far, "clause": clause, "unsaid": unsaid}
    assert printed_lines(whole, known={}, **every) == ["Có 30 hộ, 03 hộ ở xa (theo báo cáo của 05/24 tổ dân phố)."]


def test_questions_name_counts_that_there_are_each_at_most_once() -> None:
    keys = [key for every in questions() for key in every]
    shipping = {f"{key}.{count.key}" for key, each in catalogue().items() for count in each.counts}
    assert len(keys) == len(set(keys))
    assert {key for key in keys if key not in INDICATORS} <= shipping


# What is known of the house's figures, and the sentence that says it.
OF_THEIR_OWN = [
    ({"lop/doi-tuong/farmers": 2, "luot-hoc/doi-tuong/farmers": 31},
     "Riêng cho nông dân có 02 lớp, 31 lượt người học."),
    ({"lop/doi-tuong/labourers": 3}, "Riêng cho lao động phổ thông có 03 lớp."),
    ({"lop/doi-tuong/youth": 4}, "Riêng cho thanh thiếu nhi có 04 lớp."),
    ({"lop/doi-tuong/students+teachers": 6, "lop/doi-tuong/teachers": 2},
     "Đã tổ chức 06 lớp cho học sinh, cha mẹ học sinh và giáo viên; trong đó 02 lớp cho giáo viên."),
    ({"luot-ho-tro/viec/mo_tai_khoan+thanh_toan+chuyen_tien+thanh_toan_hoa_don+tra_cuu_so_du+gui_tiet_kiem": 17},
     "Đã hướng dẫn 17 lượt người mở, dùng tài khoản ngân hàng số, thanh toán không dùng tiền mặt."),
    ({"nguoi-dang-duoc-kem": 9, "nguoi-kem-tai-co-quan": 4},
     "Đại sứ số đang hướng dẫn 09 người theo hình thức kèm cặp, trong đó 04 người làm việc, học tập tại cơ quan, "
     "trường học, doanh nghiệp."),
    ({"to-dang-co/loai-to/youth": 2, "luot-to-da-giup/loai-to/youth": 40},
     "Có 02 Tổ thanh niên chuyển đổi số, hướng dẫn 40 lượt người."),
    ({"dai-su": 12, "dai-su/lien-gia/co": 5}, "Có 12 Đại sứ số đang hoạt động; 05 người phụ trách nhóm liên gia."),
    ({"co-quan-chua-co-dai-su": 3}, "Còn 03 cơ quan, đơn vị chưa có Đại sứ số."),
    ({"thanh-vien-ban-chi-dao": 15}, "Ban Chỉ đạo Phong trào có 15 thành viên."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("known", "said"), OF_THEIR_OWN, ids=lambda each: "" if isinstance(each, str) else str(next(iter(each)))
)
def test_what_a_plan_names_apart_has_a_sentence_of_its_own_beside_the_whole(
    known: Mapping[str, int], said: str
) -> None:
    figures = {f"so.{key}": figure(f"so.{key}", number) for key, number in known.items()}
    assert [printed(each.text, figures) for each in sentence_lines(of_the_house(), figures, WORDS)] == [said]
