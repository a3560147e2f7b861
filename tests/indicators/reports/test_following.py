"""A draft follows its figures until somebody edits it; what was sent stays."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.indicators.reports.binding import printed
from app.indicators.reports.drafting import drafted
from app.indicators.reports.figures import counted
from app.indicators.reports.following import Current, current
from app.indicators.reports.lines import CountLine, Figures
from app.indicators.reports.wording import annexed_counts, paper_content
from app.models import Measurement, ReportPassage, ReportState, Role
from app.models.reports.passage import draft
from app.models.reports.receivers import receivers
from app.web.database import immediate
from tests.factories import PAPER, make_account, make_plan, make_report, make_target, make_ward
from tests.helping import Counter


@pytest.mark.postgresql
def test_a_sentence_appears_once_its_figure_is_known_and_an_edited_one_stays(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit = make_ward(session)
        by = make_account(session, unit, Role.OFFICER)
        plan = make_plan(session, unit, since=date(2025, 1, 1))
        texts = ("100% học sinh có kỹ năng số", "100% hộ gia đình được phổ biến", "90% cán bộ học hết khóa")
        first, second, third = (make_target(session, unit, plan, text=each, unit_words="em") for each in texts)
        report = make_report(session, unit, by=by, plan=plan)

        def enter(target: object, number: int) -> None:
            day = {"counted_on": date(2026, 5, 1), "from_words": "Trường", "made_at": clock.at_local(date(2026, 5, 1))}
            session.add(Measurement(unit=unit, target=target, **PAPER, numerator=number, **day))
            session.flush()

        def paragraphs() -> list[tuple[str, str]]:
            passages = session.scalars(select(ReportPassage).order_by(ReportPassage.position)).all()
            figures = counted(session, report, clock.today())
            paper = paper_content(report, passages, figures, now=clock.now())
            targets = next(each for each in paper["parts"] if each["part"] == "II")
            lines = [(each["lead"], each["text"]) for each in targets["paragraphs"]]
            first = [place for place, each in enumerate(lines) if "chưa có số liệu để đánh giá" in each[1]]
            return lines[: first[0]] if first else lines

        enter(second, 80)
        figures = counted(session, report, clock.today())
        draft(session, report, drafted(figures, receivers(report)))
        source = "(số liệu của Trường ngày 01/5/2026)"
        lacks = f"Hộ gia đình được phổ biến: có 80 em {source}; chưa đạt chỉ tiêu ít nhất 100 em."
        assert paragraphs() == [("1.", lacks)]

        enter(first, 120)
        assert paragraphs() == [
            ("1.", f"Học sinh có kỹ năng số: có 120 em {source}; đạt chỉ tiêu ít nhất 100 em."),
            ("2.", lacks),
        ]
        one = session.scalars(select(ReportPassage).where(ReportPassage.key == second.key)).one()
        one.rewrite(session, 'Văn thư tự viết "câu này".', "1", by=by, now=clock.now())
        enter(third, 7)
        assert [text for _lead, text in paragraphs()][1:] == [
            "Văn thư tự viết “câu này”.",
            f"Cán bộ học hết khóa: có 07 em {source}; chưa đạt chỉ tiêu ít nhất 100 em.",
        ]  # fmt: skip
        report.state, report.figures = ReportState.SENT, counted(session, report, clock.today()).stored()
        assert [text for _lead, text in paragraphs()] == [
            "Văn thư tự viết “câu này”.",
        ]  # what is sent reads as it was stored when it was sent


def test_help_is_said_by_place_with_a_figure_for_each_part(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        counter = Counter(session)
        for minute in range(3):
            counter.record(clock.at_local(date(2026, 4, 10), 8, minute))
        counter.record(clock.at_local(date(2026, 4, 10), 9), place_kind="home", desk=None)
        days = {"since": date(2026, 4, 1), "until": date(2026, 4, 30)}
        report = make_report(session, counter.ward, by=counter.helper, **days)
        found = counted(session, report, report.until)
        text = next(each.text for each in drafted(found, []) if each.key == "phan.phuc-vu")
        assert found.by_key["so.luot-ho-tro/noi/home"].told == "01"
        by_place = "gồm tại quầy ⟦so.luot-ho-tro/noi/counter⟧ lượt; tại nhà ⟦so.luot-ho-tro/noi/home⟧ lượt."
        assert f"⟦so.luot-ho-tro⟧ lượt, {by_place}" in text
        held = counted(session, report, report.until, {"so.luot-ho-tro/noi/home", "so.luot-ho-tro/noi/counter"})
        assert text in [each.text for each in drafted(held, [])]


def test_what_a_draft_says_since_a_passage_was_edited_is_offered(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        counter = Counter(session)
        counter.record(clock.at_local(date(2026, 4, 10), 8), result="unfinished")
        days = {"since": date(2026, 4, 1), "until": date(2026, 4, 30)}
        report = make_report(session, counter.ward, by=counter.helper, **days)
        draft(session, report, drafted(counted(session, report, report.until, ()), []))
        passages = session.scalars(ReportPassage.of(report.id)).all()
        one = next(each for each in passages if each.key == "phan.phuc-vu")
        one.rewrite(session, "Đã giúp ⟦so.luot-ho-tro⟧ lượt.", "1", by=counter.helper, now=clock.now())

        def news() -> list[str]:
            figures = counted(session, report, report.until, ())
            return [printed(each.news, figures.by_key) for each in current(report, passages, figures) if each.news]

        assert news() == []
        counter.record(clock.at_local(date(2026, 4, 11), 8))
        assert news() == ["Trong số đó có 01 lượt người dân tự làm được."]
        counter.record(clock.at_local(date(2026, 4, 12), 8), result="together")
        assert news() == ["Trong số đó có 01 lượt người dân tự làm được; 01 lượt cùng làm với người hướng dẫn."]


def test_an_edited_passage_goes_on_with_a_figure_that_drafts_no_longer_name(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        counter = Counter(session)
        counter.record(clock.at_local(date(2026, 4, 10), 8))
        counter.record(clock.at_local(date(2026, 4, 11), 8), result="together")
        days = {"since": date(2026, 4, 1), "until": date(2026, 4, 30)}
        report = make_report(session, counter.ward, by=counter.helper, **days)
        draft(session, report, drafted(counted(session, report, report.until, ()), []))
        one = session.scalars(ReportPassage.of(report.id).where(ReportPassage.key == "phan.phuc-vu")).one()
        one.text = one.drafted = "Bà con tự làm hoặc cùng làm ⟦so.luot-ho-tro/ket-qua/did_alone+together⟧ lượt."
        one.rewrite(session, f"{one.text} Bà con mừng.", str(one.version), by=counter.helper, now=clock.now())
        session.flush()
        figures = counted(session, report, report.until)
        assert printed(one.text, figures.by_key) == "Bà con tự làm hoặc cùng làm 02 lượt. Bà con mừng."


@pytest.mark.postgresql
def test_the_annex_has_what_says_a_number_first_what_the_text_names() -> None:
    def count(key: str, now: str = "5", before: str = "", programme: str = "") -> CountLine:
        return CountLine(key, key, "lớp", now, before, "", programme)

    more = [count(f"p.c{number}", programme="Sổ") for number in range(70)]
    every = [count("lop"), count("buoi", "0"), count("gio-hoc", "0", "3"), count("staff.skilled", programme="Cán bộ"),
             count("can-bo-hoc-het-lop"), count("luot-hoc", "–"), *more]  # fmt: skip
    passage = ReportPassage(report=None, part="III", position=0)  # type: ignore[arg-type]
    text = "".join(f"⟦so.{key}⟧" for key in ("lop/doi-tuong/teams", "staff.skilled.tren", "p.c69"))
    found = [*annexed_counts([Current(passage, "", text)], Figures({}, (), every))]
    keys = [each.key for _group, each in found]
    assert keys == ["lop", "gio-hoc", "staff.skilled", "p.c69", ""]  # no zero, no second answer to a question
    groups = ["Lớp học", "Lớp học", "Cán bộ", "Sổ", "Còn 69 dòng trong bảng tính gửi kèm"]
    assert [group for group, _each in found] == groups
    long = "".join(f"⟦so.p.c{number}⟧" for number in range(65))
    told = [each.key for _group, each in annexed_counts([Current(passage, "", long)], Figures({}, (), every))]
    assert told == [*(f"p.c{number}" for number in range(65)), ""]  # no number of the text is without its row
    few = [*annexed_counts([Current(passage, "", text)], Figures({}, (), every[:-20]))]
    assert len(few) == 53
    assert len({group for group, _each in few}) == 3  # all of it has room
