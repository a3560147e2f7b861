"""The mentorship book, read back: the ambassador's own mentees and visits of the year, and nobody else's."""

from datetime import timedelta

from flask import Flask

from app.country import clock
from app.jobs import help_orders
from app.models import PairOutcome
from app.web.database import immediate
from tests.documents.ruler import Paper
from tests.jobs.test_papers import drawn
from tests.pairs import make_ambassador, make_pair, make_village, visit


def test_the_book_holds_own_mentees_and_what_was_said_of_them(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        village = make_village(session)
        pair = make_pair(session, village, wish="gọi con")
        before = make_pair(session, village, "Nông Thị Sen")
        before.end(PairOutcome.STOPPED, day=clock.today())
        make_pair(session, village, person=before.mentee)
        visit(session, village, pair, said={"vneid": "can_do", "payments": "learning"}, minutes=25, note="Bác khỏe")
        slip = visit(session, village, pair, timedelta(hours=1), note="Ghi nhầm")
        slip.withdrawn_at = slip.at
        lan = make_ambassador(session, village.ward, "Nguyễn Thị Lan")
        make_pair(session, village, "Chu Văn An", ambassador=lan)
        job = help_orders.mentorship_book(session, village.ambassador, by=village.account.id)
        code = village.ambassador.code

    paper = Paper(drawn(app, job))

    rows = [row for sheet in paper.sheets for table in sheet.tables for row in table.rows]
    text = " ".join(" ".join(cell.split()) for row in rows for cell in row if cell)
    for words in ("Lương Doãn Thiệu", "tự làm được tận mắt thấy làm", "đang học", "25 phút", "Bác khỏe", "gọi con"):
        assert words in text, words
    for words in ("Chu Văn An", "Ghi nhầm"):
        assert words not in text, words
    assert any("Tổng số 02 người (3 lần nhận kèm)" in line.text for sheet in paper.sheets for line in sheet.lines)
    assert any(code in line.text for line in paper.sheets[0].lines)
