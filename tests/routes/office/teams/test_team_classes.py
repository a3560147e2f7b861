"""Which team was at which class for teams, and what goes to the heads of those that lack one."""

from app.country import clock
from app.models import Team
from app.models.learning.course_template import common_templates
from tests.factories import make_course_template, make_person
from tests.indicators.test_plan_targets import hold, team_with
from tests.pages import Page, words
from tests.routes.office.conftest import Office

CODES = [code for code, each in common_templates().items() if each["audience"] == "teams"]
ADDRESS = "/van-phong/doi/lop"


def cells(page: Page) -> dict[str, list[str]]:
    """The words of each line of the table, by its first cell."""
    lines = [[words(cell) for cell in line if cell.tag in ("th", "td")] for line in page.all("tr")]
    return {line[0]: line[1:] for line in lines}


def test_each_team_stands_beside_the_four_classes_and_who_lacks_one_is_named_to_be_told(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        one, two = (make_person(session, ward, f"Hà Văn {name}", 1980) for name in ("Một", "Hai"))
        team_with(session, ward, one, "Tổ một").training = "basic"
        team_with(session, ward, two, "Tổ hai")
        for code in CODES:
            make_course_template(session, ward, common_templates()[code]["name"], audience="teams").code = code
        for code in CODES[:-1]:
            hold(session, ward, [one], code)
        hold(session, ward, [one, two], CODES[-1])
        hold(session, ward, [two], audience="teams")  # of no template

    page = office.as_leader().get("/van-phong/doi").follow("Tổ, đội đã học lớp nào")

    assert page.address.startswith(ADDRESS)
    names = [common_templates()[code]["name"] for code in CODES]
    found = cells(page)
    heading, *lines = found.values()
    assert heading == ["1", "2", "3", "4"]
    assert lines == [["chưa", "chưa", "chưa", "có"], ["có"] * 4]
    for name, count in zip(names, (1, 1, 1, 2), strict=True):
        assert f"{name}: {count}/2 tổ" in page.text
    assert "danh sách ghi: cơ bản" in page.text
    [text] = [area.text or "" for area in page.all("textarea")]
    assert text.count("còn 1/2 tổ chưa có người dự: Tổ hai.") == 3
    assert names[-1] not in text


def test_where_no_team_or_no_class_for_teams_is_the_page_says_what_comes_first(office: Office) -> None:
    assert "Chưa có tổ, đội nào" in office.as_officer().get(ADDRESS).text
    with office.write() as session:
        session.add(Team(unit=office.here(session), name="Tổ một", created_at=clock.now()))
    page = office.as_officer().get(ADDRESS)
    assert "Chưa có mẫu lớp cho tổ công nghệ số" in page.text
    assert page.follow("Mẫu thường gặp").address.startswith("/van-phong/mau-lop/thuong-gap")
