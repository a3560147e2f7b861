"""What a draft says of targets without a figure, of late and next tasks and of answers, from figures by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.indicators.reports.binding import of_task, parts, quotable, quoted_as, taken_over
from app.indicators.reports.drafting import UNKNOWN, drafted
from app.indicators.reports.lines import AnswerLine, Figure, Figures, Heading, SentenceLine, TargetLine
from app.indicators.reports.target_lines import behind
from app.indicators.reports.target_sentences import verdict_words
from app.indicators.reports.task_figures import coming_lines, late_lines
from app.indicators.shares import Verdict
from app.models import Matter
from app.web.database import immediate
from tests.factories import make_plan, make_ward

UNTIL, UPTO = date(2026, 5, 20), date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _words(app: Flask) -> Any:
    with app.test_request_context():
        yield


def line(name: str, verdict: str, **more: Any) -> TargetLine:
    met = {Verdict.MET: True, Verdict.MISSED: False}.get(Verdict(verdict))
    told = TargetLine(name, name, "90%", "%", "90", "", "–" if verdict == Verdict.NONE else "5", "", met, "")
    return replace(told, verdict=verdict, **more)


def figures(**more: Any) -> Figures:
    every = Figure("nhiem-vu.tong", 3, "03", "", "")
    return Figures(**{"by_key": {every.key: every}, "targets": (), "counts": (), **more})


def text_of(known: Figures, key: str) -> str:
    return next(each.text for each in drafted(known, []) if each.key == key)


def test_one_sentence_names_the_targets_without_a_figure_and_those_known_of_too_few() -> None:
    lines = [
        line("Học sinh", Verdict.NONE), line("Người lớn (đã học)", Verdict.PROXY, counted="đã học"),
        line("Người lao động (đã học)", Verdict.PARTIAL, counted="đã học", reported="01/03 hợp tác xã đã báo"),
        line("Đại sứ", Verdict.MET),
    ]  # fmt: skip
    assert text_of(figures(targets=lines), UNKNOWN) == (
        "Còn 01 chỉ tiêu chưa có số liệu để đánh giá trong kỳ: học sinh. "
        "01 chỉ tiêu chưa đủ số liệu để kết luận: người lao động (01/03 hợp tác xã đã báo)."
    )
    assert next(each.lead for each in drafted(figures(targets=lines), []) if each.key == UNKNOWN) == "5."
    assert text_of(figures(targets=lines[3:]), UNKNOWN) == ""
    assert verdict_words(lines) == "3 chỉ tiêu có số, 1 đạt, 0 chưa đạt, 1 chưa có số"


def test_only_what_is_missed_for_certain_stands_among_the_shortcomings() -> None:
    verdicts = {"Đã hết hạn": Verdict.MISSED, "Còn thời gian": Verdict.RUNNING, "Ít nơi": Verdict.PARTIAL}
    known = [line(name, verdict) for name, verdict in verdicts.items()]
    pairs = [(each, (Figure("a", 1, "", "", ""), Figure("b", 1, "", "", ""))) for each in known]
    assert behind(pairs) == ("Đã hết hạn",)


def test_the_next_tasks_are_lines_by_day_with_their_lead(app: Flask) -> None:
    def task(text: str, due: str = "day", on: date | None = None, lead: str = "") -> Matter:
        made = Matter(unit=unit, plan=plan, text=text, due=due, due_on=on, lead=lead)
        made.id = len(rows) + 1
        rows.append(made)
        return made

    with immediate() as session:
        unit, rows = make_ward(session), list[Matter]()
        plan = make_plan(session, unit)
        with session.no_autoflush:
            task("Mở lớp AI; ", on=date(2026, 9, 1), lead="Công an phường; UBND")
            late = task("Đã trễ", on=date(2026, 5, 20), lead="Văn phòng")
            task("Sang năm", on=date(2026, 11, 21))
            yearly = task("ngày hội “số”", "yearly", date(2025, 10, 10))
            task("Họp", "monthly", date(2026, 1, 31))
            task("Học cộng đồng", "monthly")
            dropped = task("Thôi", on=date(2026, 6, 1))
            states = {yearly.id: "done", dropped.id: "dropped"}
            assert coming_lines(rows, states, UNTIL, UPTO) == (
                "Họp (31/5/2026)", "Công an phường, UBND mở lớp AI (01/9/2026)", "Ngày hội “số” (10/10/2026)",
                "Học cộng đồng (hằng tháng)",
            )  # fmt: skip
            assert late_lines(rows, states, UNTIL) == ("Họp", "Đã trễ (Văn phòng)")
            assert late.text == "Đã trễ"
            session.expunge_all()


def test_at_most_ten_next_tasks_are_numbered_and_what_goes_on_ends_them() -> None:
    lines = text_of(figures(coming=[f"Việc {number}" for number in range(12)]), "ky-toi").splitlines()
    assert lines[0] == "1. Việc 0."
    assert lines[9:] == ["10. Việc 9.", "11. Tiếp tục thực hiện các nhiệm vụ thường xuyên theo Kế hoạch."]
    long = text_of(figures(coming=["a" * 2900, "b" * 200, "c"]), "ky-toi").splitlines()
    assert [each[:4] for each in long] == ["1. a", "2. T"]
    assert all("Tập trung" not in each.text for each in drafted(figures(behind=["Chỉ tiêu"]), []))


def test_answers_are_tokens_that_print_what_was_taken() -> None:
    answers = [AnswerLine(of_task(7), "Việc", "Văn phòng", "đã xong", "2"), AnswerLine(of_task(8), "", "", "họp", "I")]
    known = figures(answers=answers, headings=[Heading("2", "2. Quy định.", ["quy-dinh"])])
    assert text_of(known, "xong.I") == "⟦viet:nhiem-vu.8|Họp⟧."
    text = text_of(known, "xong.2")
    assert text == "⟦viet:nhiem-vu.7|Đã xong⟧."
    assert taken_over("«Đã xong việc».", text, "«Đã xong».", {}) == "⟦viet:nhiem-vu.7|Đã xong việc⟧."
    assert taken_over("«» Khác.", text, "«Đã xong».", {}) == "Khác."
    assert [piece if isinstance(piece, str) else piece.shown for piece in parts(text, {})] == ["Đã xong", "."]


def test_headings_come_in_the_plans_order_and_one_sentence_names_the_silent_ones() -> None:
    headings = [
        Heading("1", "1. Truyền thông.", ["truyen-thong"]), Heading("5", "5. Phổ cập."),
        Heading("5.1", "5. Phổ cập.\n5.1. Cán bộ.", ["can-bo"]),
        Heading("5.2", "5. Phổ cập.\n5.2. Học sinh.", ["hoc-sinh"]),
        Heading("6", "6. Mô hình.", ["mo-hinh.to"]), Heading("6.1", "6. Mô hình.\n6.1. AI.", ["mo-hinh.ai"]),
    ]  # fmt: skip
    said = [SentenceLine("mo-hinh.ai", "Có 01 lớp AI."), SentenceLine("truyen-thong", "Có 01 lễ.")]
    known = figures(headings=headings, sentences=said)
    third = [each for each in drafted(known, []) if each.part == "III" and each.text]
    assert [(each.lead, each.text) for each in third] == [
        ("1. Truyền thông.", "Có 01 lễ."), ("6. Mô hình.\n6.1. AI.", "Có 01 lớp AI."),
        ("", "Các nhiệm vụ tại mục 5 của Kế hoạch chưa có số liệu tổng hợp trong kỳ."),
    ]  # fmt: skip
    written = {each.key: each.text for each in drafted(known, [], [headings[2].lead])}
    assert written["muc-chua-co-so"].startswith("Các nhiệm vụ tại mục 5.2 của")
    assert text_of(figures(headings=headings), "muc-chua-co-so") == ""


def test_words_of_others_are_one_line_without_signs_of_tokens() -> None:
    assert quotable(" a\n⟦b|c⟧ «d».; ") == "a bc “d”"
    assert quoted_as("viet:1.done", quotable("x|y")) == "⟦viet:1.done|xy⟧"
