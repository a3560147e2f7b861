"""What a draft says of targets without a figure, of late and next tasks and of answers, from figures by hand."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.indicators.reports.binding import of_task, parts, quotable, quoted_as, taken_over
from app.indicators.reports.drafting import CAUSES, TITLES, UNKNOWN, answer_sentence, drafted, printed_parts
from app.indicators.reports.headings import Heading, SentenceLine
from app.indicators.reports.lines import AnswerLine, Figure, Figures, TargetLine
from app.indicators.reports.target_lines import behind
from app.indicators.reports.target_sentences import target_sentence, verdict_words
from app.indicators.reports.task_figures import coming_lines, late_lines, next_tasks, task_figures
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


def test_one_sentence_names_the_targets_without_a_figure_and_each_other_says_what_it_lacks() -> None:
    lines = [
        line("Học sinh", Verdict.NONE), line("Người lớn (đã học)", Verdict.PROXY, counted="đã học"),
        line("Người lao động (đã học)", Verdict.PARTIAL, counted="đã học", reported="01/03 hợp tác xã đã báo"),
        line("Đại sứ", Verdict.MET),
    ]  # fmt: skip
    assert text_of(figures(targets=lines), UNKNOWN) == (
        "Còn 01 chỉ tiêu chưa có số liệu để đánh giá trong kỳ: học sinh."
    )
    partly = replace(lines[2], counted="", unit="người")
    assert target_sentence(partly, figures()).endswith("; chưa đủ số liệu để đánh giá.")
    assert next(each.lead for each in drafted(figures(targets=lines), []) if each.key == UNKNOWN) == "5."
    assert text_of(figures(targets=lines[3:]), UNKNOWN) == ""
    assert verdict_words(lines) == "3 chỉ tiêu có số, 1 đạt, 0 chưa đạt, 1 chưa có số"


def test_only_what_is_missed_for_certain_stands_among_the_shortcomings() -> None:
    verdicts = {"Đã hết hạn": Verdict.MISSED, "Còn thời gian": Verdict.RUNNING, "Ít nơi": Verdict.PARTIAL}
    known = [line(name, verdict) for name, verdict in verdicts.items()]
    pairs = [(each, (Figure("a", 1, "", "", ""), Figure("b", 1, "", "", ""))) for each in known]
    assert behind(pairs) == ("Đã hết hạn",)


OWN = "Ủy ban nhân dân phường"


class Tasks:
    """Tasks of a plan that nothing stores, numbered."""

    def __init__(self, session: Session) -> None:
        self.unit, self.rows = make_ward(session), list[Matter]()
        self.plan = make_plan(session, self.unit)

    def add(self, text: str, on: date | None = None, lead: str = "", due: str = "day", state: str = "open") -> Matter:
        made = Matter(unit=self.unit, plan=self.plan, text=text, due=due, due_on=on, lead=lead, state=state)
        made.id = len(self.rows) + 1
        self.rows.append(made)
        return made

    def coming(self, states: dict[int, str], today: date = UNTIL) -> tuple[str, ...]:
        return coming_lines(next_tasks(self.rows, states, UNTIL, UPTO, today), today, OWN)


@pytest.fixture
def tasks(app: Flask) -> Iterator[Tasks]:
    with immediate() as session, session.no_autoflush:
        yield Tasks(session)
        session.expunge_all()


def test_the_next_tasks_are_lines_by_day_with_their_lead(tasks: Tasks) -> None:
    tasks.add("Mở lớp AI; ", date(2026, 9, 1), "Công an phường; UBND")
    late = tasks.add("Đã trễ", date(2026, 5, 20), "Văn phòng")
    tasks.add("Sang năm", date(2026, 11, 21))
    yearly = tasks.add("ngày hội “số”", date(2025, 10, 10), due="yearly")
    tasks.add("Họp", date(2026, 1, 31), due="monthly")
    tasks.add("Học cộng đồng", due="monthly")
    tasks.add("Định kỳ hàng tháng, mở buổi học", due="monthly")
    dropped = tasks.add("Thôi", date(2026, 6, 1))
    states = {yearly.id: "done", dropped.id: "dropped"}
    assert tasks.coming(states) == (
        "Văn phòng đã trễ, khẩn trương hoàn thành (thời hạn được giao: 20/5/2026)",
        f"{OWN} họp, hoàn thành trước ngày 31/5/2026",
        "Công an phường, UBND mở lớp AI, hoàn thành trước ngày 01/9/2026",
        f"{OWN} ngày hội “số”, hoàn thành trước ngày 10/10/2026", f"{OWN} học cộng đồng, hằng tháng",
        f"{OWN} định kỳ hàng tháng, mở buổi học",
    )  # fmt: skip
    assert late_lines(tasks.rows, states, UNTIL) == ("Họp", "Đã trễ (Văn phòng)")
    assert late.text == "Đã trễ"


def test_no_next_task_has_a_day_that_is_past_when_the_paper_is_written(tasks: Tasks) -> None:
    tasks.add("Mở lớp", date(2026, 5, 22), "Văn phòng")
    tasks.add("Họp", date(2026, 5, 22), due="monthly")
    tasks.add("Đã làm", date(2026, 5, 23), state="done")
    assert tasks.coming({}, date(2026, 5, 30)) == (
        "Văn phòng mở lớp, khẩn trương hoàn thành (thời hạn được giao: 22/5/2026)",
        f"{OWN} họp, hoàn thành trước ngày 22/6/2026",
    )  # fmt: skip


def test_what_one_body_has_to_do_by_one_day_stands_below_both(tasks: Tasks) -> None:
    for text, day in (("Mở lớp", 1), ("Tuyên truyền", 2), ("Lập tổ", 2)):
        tasks.add(text, date(2026, 9, day), "Các đoàn thể")
    tasks.add("Việc không ai", date(2026, 9, 2))
    tasks.add("Việc không ai nữa", date(2026, 9, 2))
    assert tasks.coming({}) == (
        "Các đoàn thể mở lớp, hoàn thành trước ngày 01/9/2026",
        "Các đoàn thể hoàn thành các nhiệm vụ sau trước ngày 02/9/2026:\n- Tuyên truyền;\n- Lập tổ",
        f"{OWN} hoàn thành các nhiệm vụ sau trước ngày 02/9/2026:\n- Việc không ai;\n- Việc không ai nữa",
    )  # fmt: skip
    coming = next_tasks(tasks.rows, {}, UNTIL, UPTO, UNTIL)
    many = {each.key: each.number for each in task_figures(tasks.rows, {}, UNTIL, coming)}
    assert many["nhiem-vu.khong-ai"] == 2


def test_what_goes_on_all_the_time_is_reported_on_by_its_day(tasks: Tasks) -> None:
    tasks.add("Thường xuyên đôn đốc", date(2026, 9, 1), "Văn phòng")
    for text in ("Định kỳ hằng năm triển khai Khung kỹ năng số", "Đánh giá hằng quý"):
        tasks.add(text, date(2026, 9, 2), "Văn phòng")
    assert tasks.coming({}) == (
        "Văn phòng thường xuyên đôn đốc, báo cáo kết quả trước ngày 01/9/2026",
        "Văn phòng thực hiện các nhiệm vụ sau, báo cáo kết quả trước ngày 02/9/2026:\n"
        "- Định kỳ hằng năm triển khai Khung kỹ năng số;\n- Đánh giá hằng quý",
    )  # fmt: skip


def test_a_ward_does_not_report_what_bodies_above_it_are_to_do(tasks: Tasks) -> None:
    for lead in ("Các sở, ban, ngành, đơn vị, địa phương", "Công an tỉnh; Sở Khoa học và Công nghệ"):
        tasks.add("Xây dựng kế hoạch", date(2026, 5, 1), lead)
        tasks.add("Xây dựng kế hoạch", date(2026, 9, 1), lead)
    for number, lead in enumerate(("Cơ sở giáo dục", "Công an tỉnh; UBND phường"), 1):
        tasks.add(f"Mở lớp {number}", date(2026, 9, number), lead)
    assert [each.split(" mở")[0] for each in tasks.coming({})] == ["Cơ sở giáo dục", "Công an tỉnh, UBND phường"]
    assert late_lines(tasks.rows, {}, UNTIL) == ()


def test_each_task_of_a_plan_is_told_as_something(tasks: Tasks) -> None:
    states = ("done", "doing", "dropped", "open", "open")
    for number, state in enumerate(states):
        tasks.add(f"Việc {number}", due="", state=state)
    tasks.add("Trễ", date(2026, 5, 1))
    known = {each.id: each.state for each in tasks.rows if each.state != "open"}
    found = {each.key.removeprefix("nhiem-vu."): each.number for each in task_figures(tasks.rows, known, UNTIL)}
    assert found["tong"] == 6
    assert (found["xong"], found["dang"], found["thoi"], found["con"]) == (1, 1, 1, 3)
    assert (found["cham"], found["khong-han"], found["thuong-xuyen"], found["chua"]) == (1, 3, 2, 1)


def test_the_next_tasks_are_numbered_and_what_has_no_day_ends_them() -> None:
    ongoing = Figure("nhiem-vu.thuong-xuyen", 4, "04", "", "")
    known = figures(coming=[f"Việc {number}" for number in range(12)])
    told = replace(known, by_key={**known.by_key, ongoing.key: ongoing})
    lines = text_of(told, "ky-toi").splitlines()
    assert lines[0] == "1. Việc 0."
    assert lines[9:] == [
        "10. Việc 9.",
        "11. Tiếp tục thực hiện ⟦nhiem-vu.thuong-xuyen⟧ nhiệm vụ thường xuyên mà Kế hoạch không quy định thời hạn.",
    ]
    long = text_of(figures(coming=["a" * 2900, "b" * 200, "c"]), "ky-toi").splitlines()
    assert [each[:2] for each in long] == ["aa"]
    assert text_of(replace(told, coming=()), "ky-toi") == ""
    assert all("Tập trung" not in each.text for each in drafted(figures(behind=["Chỉ tiêu"]), []))


def test_a_ward_is_asked_for_causes() -> None:
    assert [each.lead for each in drafted(figures(), []) if each.key == CAUSES] == ["Nguyên nhân."]


def test_an_answer_says_who_gave_it() -> None:
    told = {"Trường A": "Kế hoạch, 38 lớp", "Văn phòng": "Đã mở lớp", "Công an": "công an đã họp"}
    lines = [AnswerLine("viet:nhiem-vu.1", "", who, text) for who, text in told.items()]
    assert [answer_sentence(each) for each in lines] == [
        "Trường A: ⟦viet:nhiem-vu.1|kế hoạch, 38 lớp⟧.", "Văn phòng ⟦viet:nhiem-vu.1|đã mở lớp⟧.",
        "⟦viet:nhiem-vu.1|Công an đã họp⟧.",
    ]  # fmt: skip


def test_answers_are_tokens_that_print_what_was_taken() -> None:
    answers = [AnswerLine(of_task(7), "Việc", "Văn phòng", "đã xong", "2"), AnswerLine(of_task(8), "", "", "họp", "I")]
    known = figures(answers=answers, headings=[Heading("2", "2. Quy định.", ["quy-dinh"])])
    assert text_of(known, "xong.I") == "⟦viet:nhiem-vu.8|Họp⟧."
    text = text_of(known, "xong.2")
    assert text == "Văn phòng ⟦viet:nhiem-vu.7|đã xong⟧."
    asked = "Văn phòng «đã xong»."
    assert taken_over("Văn phòng «đã xong việc».", text, asked, {}) == "Văn phòng ⟦viet:nhiem-vu.7|đã xong việc⟧."
    assert taken_over("«» Khác.", text, asked, {}) == "Khác."
    assert [piece if isinstance(piece, str) else piece.shown for piece in parts(text, {})][1] == "đã xong"


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
        ("", "Chưa có số liệu tổng hợp trong kỳ về: phổ cập (mục 5)."),
    ]  # fmt: skip
    written = {each.key: each.text for each in drafted(known, [], [headings[2].lead])}
    assert written["muc-chua-co-so"].endswith("về: học sinh (mục 5.2).")
    assert text_of(figures(headings=headings), "muc-chua-co-so") == ""


def test_who_answered_is_said_once_of_sentences_that_follow_one_another() -> None:
    told = [f" (theo báo cáo của {parts} tổ)" for parts in ("05/24", "05/24", "06/24")]
    every = {f"so.{place}.noi-bao": Figure(f"so.{place}.noi-bao", 5, each, "", "") for place, each in enumerate(told)}
    said = [SentenceLine("truyen-thong", f"Có ⟦so.{place}⟧ việc⟦so.{place}.noi-bao⟧.") for place in range(3)]
    known = figures(by_key=every, sentences=[*said, SentenceLine("truyen-thong", "Có sách.")])
    assert text_of(known, "phan.truyen-thong") == (
        "Có ⟦so.0⟧ việc; có ⟦so.1⟧ việc⟦so.1.noi-bao⟧. Có ⟦so.2⟧ việc⟦so.2.noi-bao⟧. Có sách."
    )


def test_shortcomings_name_targets_as_the_plan_does_a_line_each() -> None:
    known = [line(name, Verdict.MISSED, statement=f"Mỗi {name} có kỹ năng") for name in ("trường", "tổ")]
    pairs = [(each, (Figure("a", 1, "", "", ""), Figure("b", 1, "", "", ""))) for each in known]
    assert text_of(figures(behind=behind(pairs)), "chua-dat") == (
        "Chưa đạt 02 chỉ tiêu:\n- Mỗi trường có kỹ năng;\n- Mỗi tổ có kỹ năng."
    )
    assert text_of(figures(behind=behind(pairs[:1])), "chua-dat") == "Chưa đạt 01 chỉ tiêu: mỗi trường có kỹ năng."
    assert text_of(figures(targets=[replace(known[0], verdict=Verdict.NONE, part="–")]), UNKNOWN).endswith(
        "trong kỳ: mỗi trường có kỹ năng."
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            {"part": "0", "whole": "24", "share": "0", "noun": "tổ"},
            "chưa có tổ nào (⟦chi-tieu.Tổ.ti-so⟧); chưa đạt chỉ tiêu 90%",
        ),
        (
            {"part": "2", "whole": "2", "share": "100", "noun": "tháng", "each": "ít nhất 1 buổi", "met": True},
            "từ tháng 10/2026, tháng nào cũng có ít nhất 01 buổi; các tháng trước chưa có số liệu",
        ),
        (
            {"part": "1", "whole": "2", "share": "50", "noun": "tháng", "each": "ít nhất 1 buổi", "met": None},
            "⟦chi-tieu.Tổ.ti-so⟧ tháng có ít nhất 01 buổi tính từ tháng 10/2026; các tháng trước chưa có số liệu",
        ),
    ],
)  # fmt: skip
def test_nothing_and_all_are_said_in_words(more: dict[str, Any], said: str) -> None:
    since = "tháng 10/2026" if "each" in more else ""
    told = replace(line("Tổ", Verdict.MISSED, since=since), **more)
    assert target_sentence(told, figures()) == f"Tổ: {said}."


def test_words_of_others_are_one_line_without_signs_of_tokens() -> None:
    assert quotable(" a\n⟦b|c⟧ «d».; ") == "a bc “d”"
    assert quoted_as("viet:1.done", quotable("x|y")) == "⟦viet:1.done|xy⟧"


def test_a_paper_prints_the_parts_that_say_something_under_titles_of_what_they_say() -> None:
    said = {**dict.fromkeys(TITLES, ()), "II": ["Đạt."], "IV": ["Máy cũ."], "V": ["Mở lớp."]}
    paragraphs = {part: [{"lead": "", "text": text} for text in texts] for part, texts in said.items()}
    assert [(each["part"], each["numeral"], each["title"]) for each in printed_parts(paragraphs)] == [
        ("II", "I", "Kết quả thực hiện các chỉ tiêu"), ("IV", "II", "Tồn tại, hạn chế"),
        ("V", "III", "Nhiệm vụ thời gian tới"),
    ]  # fmt: skip
    paragraphs["IV"].append({"lead": "Nguyên nhân.", "text": "Thiếu tiền."})
    paragraphs["V"].append({"lead": "", "text": "Đề nghị tỉnh cấp máy."})
    assert [each["title"] for each in printed_parts(paragraphs)][1:] == [TITLES["IV"], TITLES["V"]]
