"""The figures of a report from hand-made rows: of the period, of the one before, of the year before; frozen as sent."""

from dataclasses import replace
from datetime import date
from unittest.mock import patch

import pytest
from flask import Flask

from app.country import clock
from app.indicators.reports import report_sentences
from app.indicators.reports.binding import printed
from app.indicators.reports.drafting import RECEIVERS, TITLES, drafted
from app.indicators.reports.figures import counted
from app.indicators.reports.lines import Figures
from app.indicators.reports.wording import paper_content
from app.models import Matter, Measurement, ReportPassage, Role
from app.models.movement.represented import GroupSite
from app.models.movement.sentence import Sentence
from app.models.reports.passage import draft
from app.routes.office.reports.report_filings import sheets_of
from app.web.database import immediate
from tests.factories import (
    PAPER,
    make_account,
    make_denominator,
    make_group,
    make_plan,
    make_report,
    make_target,
    make_ward,
)
from tests.helping import Counter
from tests.recognising import make_met, make_recognising, propose
from tests.returns import make_returns, send


@pytest.mark.postgresql
def test_a_draft_is_written_from_what_is_known_and_says_nothing_of_what_is_not(app: Flask) -> None:
    on_the_day = clock.shifted(clock.at_local(date(2026, 5, 20), 9) - clock.now())
    with on_the_day, app.app_context(), immediate() as session:
        unit = make_ward(session)
        by = make_account(session, unit, Role.OFFICER)
        plan = make_plan(session, unit, since=date(2025, 1, 1))
        make_denominator(session, unit, 36_845, "adults", counted_on=date(2025, 1, 1))
        told = {"since": plan.since, "audience": "adults"}
        reached = make_target(session, unit, plan, name="Người đạt trên VNeID", value=60, operator=">", **told)
        make_target(session, unit, plan, name="Học sinh có kỹ năng số", audience="pupils")
        for day, number in ((date(2025, 6, 30), 15_187), (date(2025, 12, 31), 23_471), (date(2026, 5, 1), 25_736)):
            session.add(
                Measurement(unit=unit, target=reached, **PAPER, numerator=number, counted_on=day, from_words="Công an")
            )
        session.add(Matter(unit=unit, plan=plan, text="Mở lớp AI.", due="day", due_on=date(2026, 3, 1)))
        session.add(Matter(unit=unit, plan=plan, text="Ngày hội số", due="day", due_on=date(2026, 9, 1)))
        with clock.shifted(clock.at_local(date(2026, 3, 2), 9) - clock.now()):
            session.add(Matter(unit=unit, plan=plan, text="Ban hành kế hoạch", state="done"))
        session.flush()
        report = make_report(session, unit, by=by, plan=plan)

        found = counted(session, report, clock.today())

        parts, share, clause = (found.by_key[f"chi-tieu.{reached.key}.{key}"] for key in ("ti-so", "ti-le", "noi-bao"))
        assert (parts.told, share.told) == ("25.736/36.845", "69,85%")
        assert (share.before, share.year_before) == ("63,7%", "41,22%")
        assert [(each.name, each.met, each.part) for each in found.targets] == [
            ("Người đạt trên VNeID", True, "25.736"), ("Học sinh có kỹ năng số", None, "–"),
        ]  # fmt: skip
        assert (list(found.late), list(found.coming)) == (
            ["Mở lớp AI"],
            [
                "Ủy ban nhân dân phường mở lớp AI, khẩn trương hoàn thành (thời hạn được giao: 01/3/2026)",
                "Ủy ban nhân dân phường ngày hội số, hoàn thành trước ngày 01/9/2026",
            ],
        )
        texts = {each.key: (each.part, each.lead, each.text) for each in drafted(found, ["UBND tỉnh (báo cáo)"])}
        assert texts[reached.key] == (
            "II", "1.",
            f"Người dân trưởng thành: ⟦{parts.key}⟧ người, đạt ⟦{share.key}⟧⟦{clause.key}⟧; đạt chỉ tiêu trên 60%.",
        )  # fmt: skip
        assert "lop" not in texts  # no class was recorded, so nothing is said of any
        assert "Còn ⟦nhiem-vu.cham⟧ nhiệm vụ chậm: mở lớp AI." in texts["qua-han"]
        assert texts["ky-toi"][2].splitlines() == [f"{place}. {each}." for place, each in enumerate(found.coming, 1)]
        assert texts["kien-nghi"][2] == ""
        assert {part for part, _lead, _text in texts.values()} == {*TITLES, RECEIVERS}
        assert Figures.read(found.stored()) == replace(found, sentences=(), headings=())

        draft(session, report, drafted(found, ["UBND tỉnh (báo cáo)"]))
        passages = session.query(ReportPassage).order_by(ReportPassage.position).all()
        said = paper_content(report, passages, found, now=clock.now())
        line = said["parts"][1]["paragraphs"][0]
        goal = "đạt chỉ tiêu trên 60%."
        assert line["text"] == f"Người dân trưởng thành: 25.736/36.845 người, đạt 69,85%{clause.told}; {goal}"
        assert said["receivers"] == ["UBND tỉnh Thái Nguyên (báo cáo)", "Lưu: VT"]


def test_a_whole_that_the_plan_names_stands_in_the_annex_before_anything_is_counted(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit = make_ward(session)
        plan = make_plan(session, unit, since=date(2025, 1, 1))
        make_target(session, unit, plan, name="Tổ được tập huấn", own_denominator=110)
        make_target(session, unit, plan, name="Học sinh có kỹ năng số", audience="pupils")
        report = make_report(session, unit, by=make_account(session, unit, Role.OFFICER), plan=plan)

        found = counted(session, report, clock.today())

        assert [(each.name, each.whole, each.part, each.share) for each in found.targets] == [
            ("Tổ được tập huấn", "110", "–", "–"), ("Học sinh có kỹ năng số", "–", "–", "–"),
        ]  # fmt: skip
        assert found.by_key[f"chi-tieu.{found.targets[0].key}.ti-so"].told == "–"


def test_a_ward_that_recorded_nothing_has_an_empty_report(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit = make_ward(session)
        report = make_report(session, unit, by=make_account(session, unit, Role.OFFICER))
        assert counted(session, report, clock.today()).stored() == ""


@pytest.mark.postgresql
def test_each_programme_of_a_ward_is_told_by_its_own_words(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit = make_ward(session)
        by = make_account(session, unit, Role.OFFICER)
        houses = make_met(session, unit, 2)
        propose(session, make_recognising(session, unit), houses, by=by)
        days = {"since": clock.today(), "until": clock.today()}
        found = counted(session, make_report(session, unit, by=by, **days), clock.today())
        told = next(each for each in drafted(found, []) if each.key == "phan.mo-hinh.gia-dinh")
        assert told.part == "III"
        assert "02 hộ" in printed(told.text, found.by_key)


def test_a_programme_that_stopped_after_the_days_of_a_report_is_told(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit = make_ward(session)
        by = make_account(session, unit, Role.OFFICER)
        books = [{"key": "books", "unit": "cuốn", "label": "Sách đang có", "sum": "books"}]
        programme, sites = make_returns(session, unit, counts=books, began=date(2026, 1, 1))
        send(session, programme, sites[0], date(2026, 3, 1), date(2026, 4, 2), books=70)
        report = make_report(session, unit, by=by, since=date(2026, 3, 1), until=date(2026, 4, 20))

        def told() -> list[str]:
            found = counted(session, report, clock.today()).counts
            return [each.now for each in found if each.key == f"{programme.key}.books"]

        programme.retire(date(2026, 4, 21))
        session.flush()
        assert told() == ["70"]
        programme.retire(None)
        programme.retire(date(2026, 4, 20))
        session.flush()
        assert told() == []


@pytest.mark.postgresql
def test_the_annex_says_of_each_count_who_answered_it_whether_or_not_a_sentence_does(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit = make_ward(session)
        for number in (1, 2):
            make_group(session, unit, f"Tổ {number}")
        books = [{"key": "books", "unit": "cuốn", "label": "Sách đang có", "sum": "books"}]
        programme, _sites = make_returns(session, unit, sites=0, subject="group", counts=books, began=date(2026, 1, 1))
        sites = session.scalars(GroupSite.in_units([unit.id])).all()
        for each in sites:
            each.created_at = programme.created_at
        send(session, programme, sites[0], date(2026, 3, 1), date(2026, 4, 2), books=70)
        days = {"since": date(2026, 3, 1), "until": date(2026, 4, 20)}
        report = make_report(session, unit, by=make_account(session, unit, Role.OFFICER), **days)
        found = counted(session, report, clock.today())
        [line] = [each for each in found.counts if each.key == f"{programme.key}.books"]
        assert (line.now, line.clause) == ("70", " (theo báo cáo của 01/02 tủ sách)")
        assert found.by_key[f"so.{line.key}"].is_partial
        paper = paper_content(report, [], found, now=clock.now())
        assert "Sách đang có (theo báo cáo của 01/02 tủ sách)" in {each["words"] for each in paper["counts"]}
        counts = sheets_of(found)[-1]
        assert ["Tủ sách báo cáo", "Sách đang có", "cuốn", 70, "theo báo cáo của 01/02 tủ sách"] in [
            each[1:] for each in counts.rows
        ]


def test_the_annex_names_both_figures_with_their_origin_and_nobody_who_entered(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit = make_ward(session)
        officer = make_account(session, unit, Role.OFFICER)
        plan = make_plan(session, unit, since=date(2025, 1, 1))
        make_group(session, unit)
        make_denominator(session, unit, 200, "citizens", counted_on=date(2025, 1, 1))
        both = make_target(
            session, unit, plan, name="Nơi chưa có tổ", measured_by="noi-chua-co-to", unit_words="tổ", value=1
        )
        entered = make_target(
            session, unit, plan, name="Danh tính số", measured_by="vneid.identity", audience="citizens", value=100
        )
        taught = make_target(session, unit, plan, name="Người lớn", measured_by="nguoi-hoc", audience="citizens")
        for target, number in ((both, 4), (entered, 150), (taught, 20)):
            told = {"counted_on": date(2026, 5, 1), "from_words": "Công an", "entered_by": officer}
            session.add(Measurement(unit=unit, target=target, **PAPER, numerator=number, **told))
        session.flush()
        report = make_report(session, unit, by=officer, plan=plan)

        first, second, third = counted(session, report, clock.today()).targets

        day = f"{min(clock.today(), report.until):%-d/%-m/%Y}"
        assert first.note == f"Sổ của phường ngày {day}; số của Công an ngày 01/5/2026: 4"
        assert (first.part, first.met) == ("1", True)
        assert (second.part, second.whole, second.share) == ("150", "200", "75")
        assert second.note == "số của Công an ngày 01/5/2026"
        assert (third.name, third.counted) == ("Người lớn", "")  # nobody counted who came to a lesson
        assert officer.full_name not in f"{first.note}{second.note}"


def test_a_paper_without_the_target_says_what_was_entered_of_it(app: Flask) -> None:
    """What the police told for one plan is the answer in all of them: with whose number it is, and no count beside."""
    with app.app_context(), immediate() as session:
        unit = make_ward(session)
        by = make_account(session, unit, Role.OFFICER)
        own = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
        asked = make_target(session, unit, make_plan(session, unit, **own), measured_by="luot-ho-tro", why="", **own)
        told = {"numerator": 40, "counted_on": date(2026, 5, 1), "from_words": "Công an phường"}
        session.add(Measurement(unit=unit, target=asked, **told, **PAPER))
        report = make_report(session, unit, by=by, plan=make_plan(session, unit, style="party"))
        figures = counted(session, report, clock.today())
    said = [printed(each.text, figures.by_key) for each in figures.sentences]
    assert said == ["Đã hướng dẫn, hỗ trợ người dân 40 lượt (số liệu của Công an phường ngày 01/5/2026)."]
    assert "luot-ho-tro" not in {each.key for each in figures.counts}


def test_what_is_of_one_plan_is_told_in_its_report_alone(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit = make_ward(session)
        by = make_account(session, unit, Role.OFFICER)
        days = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
        own = make_plan(session, unit, number="88/KH-UBND", body="UBND phường", **days)
        other = make_plan(session, unit, style="front", **days)
        told = Sentence("chi-dao", "Đã phổ biến {plan} đến {luot-ho-tro} hộ.")
        Counter(session, unit).record(clock.at_local(date(2026, 3, 1), 8))
        said = []
        for plan in (own, other):
            with patch.object(report_sentences, "house_sentences", lambda: (told,)):
                figures = counted(session, make_report(session, unit, by=by, plan=plan), clock.today())
            said += [printed(each.text, figures.by_key) for each in figures.sentences]
    assert said == ["Đã phổ biến Kế hoạch đến 01 hộ."]
