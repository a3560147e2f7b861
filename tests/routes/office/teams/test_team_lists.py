"""Teams: the sample's list whole, a messy one line by line, 110 at once; members by name, narrowed lists."""

import csv
import io
from datetime import date
from pathlib import Path

from sqlalchemy import select, update

from app.commands import demo_ward
from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.models import Membership, Team
from app.registers.indicator import Scope
from tests.documents.ruler import Paper
from tests.factories import make_group, make_person
from tests.pages import Page
from tests.routes.office.conftest import Office, office

__all__ = ["office"]

SAMPLE = Path(demo_ward.__file__).parent / "data/teams.csv"
HEADING = "STT;Tên tổ;Tổ dân phố;Họ tên tổ trưởng;SĐT tổ trưởng;Số thành viên;Số QĐ;Ngày ký"


def brought(office: Office, content: bytes) -> Page:
    form = office.as_officer().get("/van-phong/nhap/moi?loai=doi").form(button=None, action="/van-phong/nhap/moi")
    sent = {"file": (io.BytesIO(content), "to-cong-nghe-so.csv")}
    return form.submit(sent, content_type="multipart/form-data")


def with_groups(office: Office, many: int) -> None:
    with office.write() as session:
        unit = office.here(session)
        for number in range(1, many + 1):
            make_group(session, unit, f"Tổ dân phố {number}").code = f"TDP{number:02}"


def test_the_samples_teams_go_in_whole(office: Office) -> None:
    with_groups(office, 24)
    page = brought(office, SAMPLE.read_bytes())
    assert "2 cột chưa rõ nghĩa" in page.text  # numbers of another program: the office leaves them out
    page = page.form("/cot").submit()
    assert "24 ghi mới" in page.text
    page.form("/ghi").submit()
    with office.read() as session:
        teams = session.scalars(Team.in_units([office.ward.id]).options(*Team.people())).all()
        told = {
            (team.decision_no, str(team.decision_on), team.entered_size, team.training, str(team.active_on))
            for team in teams
        }
        assert len(teams) == 24
        assert ("107/QĐ-UBND", "2025-08-20", 6, "ai", "None") in told
        assert sum(bool(team.training) for team in teams) == 21
        assert sum(team.active_on is None for team in teams) == 3
        assert session.scalars(Team.unserved([office.ward.id])).all() == []


def test_the_samples_totals_come_of_the_figures(office: Office) -> None:
    """As expected.yaml has them, and as a count of the file has them."""
    with_groups(office, 24)
    brought(office, SAMPLE.read_bytes()).form("/cot").submit().form("/ghi").submit()
    lines = list(csv.DictReader(SAMPLE.read_text(encoding="utf-8").splitlines()))
    counted = (
        len(lines), sum(bool(line["training_level"]) for line in lines),
        sum(not line["last_activity_on"] for line in lines), len({line["group_code"] for line in lines}),
    )  # fmt: skip
    with office.write() as session:
        session.execute(update(Team).values(created_at=clock.at_local(date(2025, 8, 20))))
        scope = Scope((office.ward.id,), date(2026, 3, 1), date(2026, 5, 14))
        keys = ("to-dang-co", "to-da-tap-huan", "to-im-lang", "noi-co-to")
        found = tuple(INDICATORS[key].figure(session, scope) for key in keys)
    assert found == counted == (24, 21, 3, 24)


def test_a_messy_list_is_answered_line_by_line(office: Office) -> None:
    with_groups(office, 3)
    lines = (
        "1;Tổ công nghệ số Một;Tổ 1;LÒ VĂN ÂN;912345678;7;101/QĐ-UBND;20/8/2025",
        "2;Tổ công nghệ số Hai;Tổ 2, TDP03;Hà Thị Bé;0912.345;;102/QĐ-UBND;",
        "3;Tổ công nghệ số Ba;Tổ 99;Hà Thị Cả;;9;;",
        "4;;Tổ 2;;;;;",
        "5;Tổ công nghệ số Bốn;Tổ 2, TDP03;Hà Thị Bé;0912 345 679;0;;31/2/2025",
        "6;tổ công nghệ số MỘT;Tổ 1;;;;;",
        "7;Tổ lưu động;;Ma Văn Năm;;;;",
    )
    page = brought(office, "\n".join((HEADING, *lines)).encode())
    assert "2 ghi mới" in page.text
    assert "4 chưa nhập được" in page.text
    for why in ("còn thiếu số", 'Không có tổ dân phố nào là "Tổ 99"', "Chưa ghi tên", "số từ 1 đến 500"):
        assert why in page.text
    page.form("/ghi").submit()
    with office.read() as session:
        one, around = session.scalars(Team.in_units([office.ward.id]).options(*Team.people())).all()
        assert [group.code for group in one.groups] == ["TDP01"]
        assert (one.head_name, one.head_phone, one.entered_size) == ("LÒ VĂN ÂN", "+84912345678", 7)
        assert (around.head_name, around.groups) == ("Ma Văn Năm", [])


def test_a_hundred_and_ten_at_once_and_the_list_says_who_has_none(office: Office) -> None:
    with_groups(office, 113)
    lines = [f"{n};Tổ công nghệ số {n};TDP{n:02};Lò Văn {n} Ân;;;{n}/QĐ-UBND;20/8/2025" for n in range(1, 111)]
    page = brought(office, "\n".join((HEADING, *lines)).encode())
    assert "110 ghi mới" in page.text
    page.form("/ghi").submit()
    page = office.as_officer().get("/van-phong/doi")
    assert "3 nơi chưa có tổ công nghệ số cộng đồng: 111, 112, 113." in page.text


def test_members_without_accounts_are_named_in_one_go(office: Office) -> None:
    pages = office.as_officer()
    page = pages.get("/van-phong/doi/moi").form(button="Lưu").submit({"name": "Tổ số", "entered_size": "12"})
    typed = "Lò Văn Ân, 0912 345 678\n2. Hà Thị Bé\n0912345"
    page = page.form(button="Ghi vào tổ").submit({"names": typed}, status=422)
    assert "Hà Thị Bé" in page.text
    assert "Thành viên: 0/12 người có tên" in page.text
    page = page.form(button="Ghi vào tổ").submit({"names": "Cù Văn Gạch/Cù Thị Chéo"}, status=422)
    assert "2 người trong một ô?" in page.text
    page = page.form(button="Ghi vào tổ").submit({"names": typed.replace("\n0912345", "")})
    assert "Thành viên: 2/12 người có tên" in page.text
    assert "Đã ghi thêm 2 thành viên" in page.text
    assert "2/12 người có tên" in pages.get("/van-phong/doi").text
    with office.write() as session:
        person = make_person(session, office.here(session), "Hà Thị Bé", 1970).public_id
        be = session.scalars(select(Membership).where(Membership.name == "Hà Thị Bé")).one().id
        team = session.scalars(select(Team.public_id)).one()
    form = pages.get(f"/van-phong/doi/{team}/thanh-vien/{be}/sua").form(button="Lưu")
    assert "còn thiếu số" in form.submit({"phone": "0912345"}, status=422).text
    form.submit({"person": person, "phone": "0912 345 677"})
    with office.read() as session:
        member = session.get_one(Membership, be)
        assert (member.name, member.phone, member.person and member.person.public_id) == ("", "+84912345677", person)
    assert "team.members_named" in office.acts(team)
    told = pages.get(f"/van-phong/doi/{team}/lich-su").text
    assert "Hà Thị Bé" not in told


def test_the_list_is_narrowed_by_kind_and_by_what_is_lacking(office: Office) -> None:
    with office.write() as session:
        unit = office.here(session)
        session.add(Team.made(session, unit, {"name": "Tổ Đề án 06", "head_name": "Lò Văn Ân"}))
        session.add(Team.made(session, unit, {"name": "Tổ công nghệ số", "decision_no": "1/QĐ-UBND"}))
        gone = Team.made(session, unit, {"name": "Tổ cũ"})
        session.add(gone)
        gone.retire(clock.today())

    def listed(narrowed: str) -> list[str]:
        page = office.as_leader().get(f"/van-phong/doi?{narrowed}")
        return [link.text or "" for link in page.all("a") if link.get("data-row")]

    assert listed("") == ["Tổ công nghệ số", "Tổ Đề án 06", "Tổ cũ"]
    assert listed("loai=project_06") == ["Tổ Đề án 06"]
    assert listed("con-thieu=chua-co-to-truong") == ["Tổ công nghệ số"]
    assert listed("con-thieu=chua-co-quyet-dinh") == ["Tổ Đề án 06"]


def test_a_committee_is_made_on_the_form_and_its_members_stand_on_the_printed_list(office: Office) -> None:
    form = office.as_officer().get("/van-phong/doi/moi").form(button="Lưu")
    made = form.submit({"name": "Ban Chỉ đạo chuyển đổi số", "kind": "committee", "head_name": "Lò Văn Ân"})
    assert "Ban Chỉ đạo" in made.text
    with office.write() as session:
        team = session.scalars(select(Team)).one()
        assert team.kind == "committee"
        team.name_in(session, "Hà Thị Bé", "", day=clock.today())
    listed = office.as_officer().get("/van-phong/doi?loai=committee")
    press = listed.form(button="In danh sách")
    with listed.pages.client.post(press.action, data=press.fields, follow_redirects=True) as paper:
        text = Paper(paper.data).words()
    assert "Lò Văn Ân, Hà Thị Bé" in text
