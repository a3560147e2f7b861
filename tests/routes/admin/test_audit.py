"""The trail as the administrator reads it: in words, the newest first, of their own ward."""

from datetime import timedelta

from flask import Flask

from app.country import clock
from app.models import Account, AdministrativeUnit, AmbassadorOffer, Role
from app.registers.acts import ACTS
from app.routes.admin.audit import KINDS
from app.web.database import immediate
from tests.doors import a_ward, someone
from tests.factories import make_person
from tests.helping import Counter
from tests.noted import note_anything
from tests.pages import Page, Pages
from tests.pairs import make_ambassador
from tests.statements import counted


def note(app: Flask, ward: AdministrativeUnit, by: Account | None, action: str, subject: tuple[str, str]) -> None:
    """Something that was done, perhaps by another release."""
    with app.app_context(), immediate() as session:
        note_anything(
            session, action, at=clock.now(), account_id=by.id if by else None, unit_id=ward.id, subject=subject
        )


def lines(page: Page) -> list[str]:
    """The trail's lines as they are read."""
    return ["".join(map(str.strip, row.itertext())) for row in page.root.iter("tr")][1:]


def test_the_newest_stands_first_in_words(
    room: Pages, app: Flask, ward: AdministrativeUnit, administrator: Account
) -> None:
    hoa = someone(app, Role.OFFICER, ward=ward, full_name="Nguyễn Thị Hoa")
    note(app, ward, administrator, "role.granted", ("account", hoa.public_id))
    note(app, ward, hoa, "sign_in.started", ("account", hoa.public_id))
    note(app, ward, hoa, "course.thing_of_tomorrow", ("course", "DEM4"))
    note(app, ward, None, "account.locked", ("account", hoa.public_id))
    told = lines(room.get("/quan-tri/nhat-ky"))
    assert "Máy chủTạm khóa vì gõ sai mật khẩu 5 lầnNguyễn Thị Hoa" in told[0]
    assert "Nguyễn Thị Hoacourse.thing_of_tomorrowDEM4" in told[1]
    assert told[2].endswith("Nguyễn Thị HoaĐăng nhập")
    assert "Phạm Quản TrịGiao vai tròNguyễn Thị Hoa" in told[3]


def test_a_role_that_was_given_is_told_with_its_dates(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    account = someone(app, Role.COUNTER, ward=ward, full_name="Nguyễn Thị Hoa")
    form = room.get(f"/quan-tri/tai-khoan/{account.public_id}/vai-tro").form(button="Giao vai trò")
    form.submit({"roles": ["leader"], "since": "1/2/2027", "until": "31/12/2027"})
    told = lines(room.get("/quan-tri/nhat-ky"))[0]
    assert "Giao vai tròNguyễn Thị Hoa: vai trò Lãnh đạo, từ ngày 01/02/2027, đến hết ngày 31/12/2027" in told


def test_by_person_and_by_day(room: Pages, app: Flask, ward: AdministrativeUnit, administrator: Account) -> None:
    hoa = someone(app, Role.OFFICER, ward=ward, full_name="Nguyễn Thị Hoa")
    note(app, ward, hoa, "sign_in.started", ("account", hoa.public_id))
    note(app, ward, administrator, "account.renamed", ("account", hoa.public_id))
    note(app, ward, administrator, "unit.changed", ("unit", ward.code))
    with clock.shifted(-timedelta(days=400)):
        note(app, ward, hoa, "sign_in.ended", ("account", hoa.public_id))
        long_ago = clock.today()
    form = room.get("/quan-tri/nhat-ky").form(button="Xem")
    of_hoa = lines(form.submit({"nguoi": hoa.public_id}))
    assert [line.split("Hoa")[-1] for line in of_hoa if "Sửa" in line] == [""]
    assert len(of_hoa) == 3
    on_day = lines(form.submit({"ngay": long_ago.strftime("%d/%m/%Y")}))
    assert len(on_day) == 1
    assert "Đăng xuất" in on_day[0]
    assert "Chưa có việc nào như vậy" in form.submit({"ngay": "1/1/2000"}).text


def test_between_two_days_and_by_kind(
    room: Pages, app: Flask, ward: AdministrativeUnit, administrator: Account
) -> None:
    for days, action in ((10, "sign_in.started"), (5, "person.viewed"), (5, "person.changed"), (1, "sign_in.ended")):
        with clock.shifted(-timedelta(days=days)):
            note(app, ward, administrator, action, ("unit", ward.code))
    form = room.get("/quan-tri/nhat-ky").form(button="Xem")

    def ago(days: int) -> str:
        return (clock.today() - timedelta(days=days)).strftime("%d/%m/%Y")

    assert len(lines(form.submit({"tu": ago(9)}))) == 3
    assert len(lines(form.submit({"den": ago(5)}))) == 3
    between = lines(form.submit({"tu": ago(6), "den": ago(4)}))
    assert len(between) == 2
    assert lines(form.submit({"tu": ago(4), "den": ago(6)})) == between
    assert len(lines(form.submit({"viec": "dang-nhap"}))) == 2
    assert "Xem hồ sơ một người" in lines(form.submit({"viec": "xem"}))[0]
    assert len(lines(form.submit({"viec": "xem"}))) == 1
    assert len(lines(form.submit({"viec": "nguoi-hoc", "tu": ago(6)}))) == 2
    both = form.submit({"tu": "31/02/2026", "den": "x"})
    assert both.text.count("chưa phải một ngày") == 2


def test_every_act_is_of_a_kind() -> None:
    """What nobody can look for is not looked for: only what sets the place up stands apart."""
    names = [name for kind in KINDS.values() for name in kind.actions]
    apart = {action for action in ACTS if not any(action == name or action.startswith(f"{name}.") for name in names)}
    assert {action.partition(".")[0] for action in apart} <= {"demo"}


def test_people_are_called_by_name_also_once_merged(room: Pages, app: Flask, ward: AdministrativeUnit) -> None:
    officer = someone(app, Role.OFFICER, ward=ward)
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        kept, gone = make_person(session, unit, "Nguyễn Thị Nhung"), make_person(session, unit, "Nguyễn Thị Nhumg")
        gone.merged_into_id = kept.id
    note(app, ward, officer, "person.viewed", ("person", kept.public_id))
    note(app, ward, officer, "person.viewed", ("person", gone.public_id))
    note(app, ward, officer, "person.viewed", ("person", "nobody-any-more"))
    told = lines(room.get("/quan-tri/nhat-ky?viec=xem"))
    assert told[0].endswith("Xem hồ sơ một người")
    assert told[1].endswith("Nguyễn Thị Nhumg (đã gộp vào Nguyễn Thị Nhung)")
    assert told[2].endswith("Xem hồ sơ một ngườiNguyễn Thị Nhung")


def test_who_was_looked_at_is_read_by_name_never_by_number(
    room: Pages, app: Flask, ward: AdministrativeUnit, administrator: Account
) -> None:
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        bay = make_ambassador(session, unit, "Hoàng Văn Bảy").public_id
        said = {"birth_year": 1968, "phone": "+84900000001", "made_at": clock.now()}
        offer = AmbassadorOffer(submission="lan", unit=unit, full_name="Trần Thị Lan", **said)
        session.add(offer)
        helped = Counter(session, ward=unit).record(clock.now(), person=make_person(session, unit, "Vi Thị Mùi")).uuid
        offered = offer.public_id
    for action, about in (
        ("thanks_letter.viewed", ("thanks_letter", "nothing-any-more")),
        ("help.corrected", ("help_record", helped)),
        ("ambassador_offer.declined", ("ambassador_offer", offered)),
        ("ambassador.viewed", ("ambassador", bay)),
    ):
        note(app, ward, administrator, action, about)
    told = lines(room.get("/quan-tri/nhat-ky"))[:4]
    ends = ("Hoàng Văn Bảy", "Trần Thị Lan", "Vi Thị Mùi", "Xem một thư cảm ơn")
    assert [(line, end) for line, end in zip(told, ends, strict=True) if not line.endswith(end)] == []
    assert len(lines(room.get("/quan-tri/nhat-ky?viec=xem"))) == 2


def test_a_day_that_is_none_is_said(room: Pages) -> None:
    page = room.get("/quan-tri/nhat-ky?ngay=31/02/2026")
    assert '"31/02/2026" chưa phải một ngày' in page.text


def test_page_by_page(room: Pages, app: Flask, ward: AdministrativeUnit, administrator: Account) -> None:
    for number in range(120):
        note(app, ward, administrator, "unit.changed", ("unit", f"{number:05d}"))
    first = room.get("/quan-tri/nhat-ky")
    assert len(lines(first)) == 50
    assert "00119" in lines(first)[0]
    second = first.follow("Cũ hơn")
    third = second.follow("Cũ hơn")
    assert len(lines(third)) == 20
    assert "00000" in lines(third)[-1]
    assert "Cũ hơn" not in third.links()
    assert lines(third.follow("Mới hơn")) == lines(second)


def test_odd_questions_get_an_answer(room: Pages) -> None:
    for query in ("trang=-1", "trang=999999999999999999999", "trang=x", "nguoi=x", "ngay=" + "9" * 500):
        assert room.get(f"/quan-tri/nhat-ky?{query}").h1 == "Nhật ký"


def test_another_wards_trail_is_not_there(room: Pages, app: Flask) -> None:
    other = a_ward(app)
    stranger = someone(app, Role.OFFICER, ward=other, full_name="Người Phường Khác")
    note(app, other, stranger, "sign_in.started", ("account", stranger.public_id))
    page = room.get(f"/quan-tri/nhat-ky?nguoi={stranger.public_id}")
    assert "Phường Khác" not in page.html
    assert lines(page) == []


def test_a_long_page_asks_no_more_often_than_a_short_one(
    room: Pages, app: Flask, ward: AdministrativeUnit, administrator: Account
) -> None:
    note(app, ward, administrator, "account.renamed", ("account", administrator.public_id))
    room.get("/quan-tri/nhat-ky")
    with counted() as few:
        room.get("/quan-tri/nhat-ky")
    for _ in range(15):
        other = someone(app, Role.COUNTER, ward=ward)
        note(app, ward, other, "sign_in.started", ("account", other.public_id))
    with counted() as many:
        room.get("/quan-tri/nhat-ky")
    assert len(many) == len(few)
