"""The office and its Đại sứ số: found, appointed once, corrected with both versions, invited, ended pair by pair."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.country import clock, formats
from app.models import (
    Account,
    AdministrativeUnit,
    Ambassador,
    AmbassadorOffer,
    AuditEvent,
    Invitation,
    Job,
    Mentorship,
    OfferState,
    Person,
    Role,
    RoleGrant,
)
from app.models.helping.ambassadors.ambassador import Terms
from app.models.helping.pairs import pairing
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.factories import make_account, make_group, make_person, make_sign_in, make_ward
from tests.pages import Page, Pages
from tests.statements import counted


@pytest.fixture
def ward(app: Flask) -> AdministrativeUnit:
    with app.app_context(), immediate() as session:
        made = make_ward(session)
        make_group(session, made, "Tổ dân phố Túc Duyên 1")
        return made


def sign_in(app: Flask, client: FlaskClient, ward: AdministrativeUnit, *roles: Role) -> int:
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        account = make_account(session, unit, *roles)
        client.set_cookie(COOKIE, make_sign_in(session, account))
        return account.id


@pytest.fixture
def officer(app: Flask, client: FlaskClient, ward: AdministrativeUnit) -> int:
    return sign_in(app, client, ward, Role.OFFICER)


def appointed(app: Flask, ward: AdministrativeUnit, *names: str, **terms: object) -> list[str]:
    """The public ids of new ambassadors."""
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        said = Terms(**{"since": clock.today(), **terms})
        people = [make_person(session, unit, name) for name in names]
        return [Ambassador.appoint(session, person, said, now=clock.now()).public_id for person in people]


def row_of(app: Flask, public_id: str) -> Ambassador:
    with app.app_context():
        row = db.session.scalars(select(Ambassador).where(Ambassador.public_id == public_id)).one()
        db.session.expunge_all()
        return row


def acts(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def send(pages: Pages, address: str, said: Mapping[str, object], status: int = 200) -> Page:
    """Send fields with this browser's token, and follow."""
    token = pages.get("/dang-xuat").form(action="/dang-xuat").fields["csrf_token"]
    return pages.post(address, {"csrf_token": token, **said}, status=status)


TERMS: Mapping[str, str] = {"since": "01/03/2026", "organisation": "Hội Liên hiệp Phụ nữ", "training": "basic",
                            "decision_no": "158/QĐ-UBND", "helps_in": ""}  # fmt: skip


def test_an_offer_is_taken_on_with_what_was_offered(
    app: Flask, pages: Pages, ward: AdministrativeUnit, officer: int
) -> None:
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        lan = AmbassadorOffer(
            submission="một", unit=unit, full_name="Nguyễn Thị Lan", birth_year=1968, phone="+84912345678",
            organisation="Hội Liên hiệp Phụ nữ", words="Tôi rảnh buổi tối", made_at=clock.now(),
        )  # fmt: skip
        session.add(lan)
    listed = pages.get("/van-phong/dai-su/xin-lam")
    assert "Nguyễn Thị Lan" in listed.text
    page = pages.get(f"/van-phong/dai-su/moi/don/{lan.public_id}")
    assert 'value="Nguyễn Thị Lan"' in page.html
    assert "Tôi rảnh buổi tối" in page.text
    said = {**TERMS, "full_name": "Nguyễn Thị Lan", "birth_year": "1968", "lives_in": "khac", "phone": "0912 345 678"}
    yesterday = clock.today() - timedelta(days=1)
    said["decision_on"] = f"{yesterday.day}/{yesterday.month}"
    shown = send(pages, f"/van-phong/dai-su/moi/don/{lan.public_id}", said)
    assert "DSS01" in shown.text
    assert f"158/QĐ-UBND, {formats.date(yesterday)}" in shown.text
    with app.app_context():
        offer = db.session.scalars(select(AmbassadorOffer)).one()
        assert (offer.state, offer.ambassador.code) == (OfferState.TAKEN, "DSS01")
    assert {"ambassador.appointed", "ambassador.viewed"} <= set(acts(app))


def test_an_offer_is_declined_with_words_that_stay_beside_it(
    app: Flask, pages: Pages, ward: AdministrativeUnit, officer: int
) -> None:
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        made = AmbassadorOffer(
            submission="một", unit=unit, full_name="H'Hen Niê", birth_year=1992, phone="+84912345678",
            made_at=clock.now(),
        )  # fmt: skip
        session.add(made)
    address = f"/van-phong/dai-su/xin-lam/{made.public_id}/tu-choi"
    pages.get(address)
    send(pages, address, {"why": " "}, status=422)
    assert "Tổ đã đủ người" in send(pages, address, {"why": "Tổ đã đủ người"}).text
    send(pages, address, {"why": "Lần nữa"})
    assert acts(app).count("ambassador_offer.declined") == 1


def test_somebody_on_file_is_found_and_appointed_once(
    app: Flask, pages: Pages, ward: AdministrativeUnit, officer: int
) -> None:
    with app.app_context(), immediate() as session:
        person = make_person(session, session.get_one(AdministrativeUnit, ward.id), "Đỗ Thị Tuyết Nhung").public_id
    found = pages.get("/van-phong/dai-su/moi?tim=tuyet nhung")
    assert f"/van-phong/dai-su/moi/nguoi/{person}" in found.links().values()
    address = f"/van-phong/dai-su/moi/nguoi/{person}"
    assert send(pages, address, TERMS).h1 == "Đỗ Thị Tuyết Nhung"
    assert "DSS01" in send(pages, address, TERMS, status=409).text
    assert pages.get(address).h1 == "Đỗ Thị Tuyết Nhung"
    assert "đang là Đại sứ số DSS01" in pages.get("/van-phong/dai-su/moi?tim=nhung").text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("since", ""),
        ("since", "31/02/2026"),
        ("since", "01/01/2030"),
        ("helps_in", "không có"),
        ("organisation", "a" * 121),
        ("trained_on", "01/01/2099"),
        ("decision_on", "01/01/2099"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(
    pages: Pages, ward: AdministrativeUnit, officer: int, line: str, said: str
) -> None:
    typed = {**TERMS, "full_name": "H'Hen Niê", "birth_year": "1992", "lives_in": "khac", line: said}
    page = send(pages, "/van-phong/dai-su/moi/nguoi-moi", typed, status=422)
    assert "H&#39;Hen Niê" in page.html
    assert page.html.count('aria-invalid="true"') == 1


def test_the_list_is_by_name_and_found_by_name_code_and_filters(
    app: Flask, pages: Pages, ward: AdministrativeUnit, officer: int
) -> None:
    appointed(app, ward, "Vi Thị Mùi", "Lê Văn Hùng", training="basic", organisation="Đoàn Thanh niên")
    appointed(app, ward, "Bế Văn Ánh")
    page = pages.get("/van-phong/dai-su").text
    assert page.index("Bế Văn Ánh") < page.index("Lê Văn Hùng") < page.index("Vi Thị Mùi")
    assert "Cơ bản 0 người" in page
    for asked, there in (("tim=hung", "Lê Văn Hùng"), ("tim=dss01", "Vi Thị Mùi"), ("tap-huan=none", "Bế Văn Ánh")):
        page = pages.get(f"/van-phong/dai-su?{asked}").text
        assert [name for name in ("Vi Thị Mùi", "Lê Văn Hùng", "Bế Văn Ánh") if name in page] == [there]
    assert "Không thấy dòng nào" in pages.get("/van-phong/dai-su?tim=khongcoai").text


def test_the_list_asks_the_database_as_often_for_many(
    app: Flask, pages: Pages, ward: AdministrativeUnit, officer: int
) -> None:
    appointed(app, ward, "Một")
    with counted() as few:
        pages.get("/van-phong/dai-su")
    appointed(app, ward, *(f"Người {number}" for number in range(12)))
    with counted() as many:
        pages.get("/van-phong/dai-su")
    assert len(many) == len(few)


def test_a_correction_of_an_older_version_shows_both(
    app: Flask, pages: Pages, ward: AdministrativeUnit, officer: int
) -> None:
    (one,) = appointed(app, ward, "Lê Văn Hùng", organisation="Đoàn Thanh niên")
    address = f"/van-phong/dai-su/{one}/sua"
    assert 'value="Đoàn Thanh niên"' in pages.get(address).html
    send(pages, address, {**TERMS, "version": "1", "organisation": "Hội Nông dân"})
    older = send(pages, address, {**TERMS, "version": "1", "organisation": "<b>Chi bộ</b>"}, status=409)
    assert "Hội Nông dân" in older.text
    assert "&lt;b&gt;Chi bộ&lt;/b&gt;" in older.html
    assert row_of(app, one).organisation == "Hội Nông dân"
    assert acts(app).count("ambassador.changed") == 1


def test_one_press_makes_account_role_and_invitation(
    app: Flask, pages: Pages, ward: AdministrativeUnit, officer: int
) -> None:
    (one,) = appointed(app, ward, "Nguyễn Thị Lan")
    page = send(pages, f"/van-phong/dai-su/{one}/ma-moi", {})
    with app.app_context():
        account = db.session.scalars(select(Account).where(Account.full_name == "Nguyễn Thị Lan")).one()
        assert [grant.role for grant in db.session.scalars(RoleGrant.of(account.id))] == [Role.AMBASSADOR]
        token = db.session.scalars(Invitation.open_of(account.id, clock.now())).one().token
    assert f"https://lopso.example/m/{token}" in page.text
    assert page.response.headers["Cache-Control"] == "no-store"
    assert {"account.created", "role.granted", "invitation.created", "ambassador.invited"} <= set(acts(app))
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        session.add(
            RoleGrant(
                account=session.get_one(Account, account.id), role=Role.LEADER, unit=unit, since=clock.today(),
                created_at=clock.now(),
            )
        )  # fmt: skip
    pages.get(f"/van-phong/dai-su/{one}/ma-moi", status=404)
    send(pages, f"/van-phong/dai-su/{one}/ma-moi", {})
    with app.app_context():
        assert db.session.scalars(Invitation.open_of(account.id, clock.now())).one().token == token


def mentored(app: Flask, ward: AdministrativeUnit, ambassador: str, *names: str) -> list[str]:
    """New people, each taken by the hand by an ambassador: the pairs' public ids."""
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        one = session.scalars(select(Ambassador).where(Ambassador.public_id == ambassador)).one()
        mentees = [make_person(session, unit, name) for name in names]
        return [pairing.begin(session, one, each, now=clock.now(), day=clock.today()).public_id for each in mentees]


def test_an_end_asks_about_each_pair_and_keeps_what_was_chosen(
    app: Flask, pages: Pages, ward: AdministrativeUnit, officer: int
) -> None:
    one, other = appointed(app, ward, "Nguyễn Thị Lan", "Lê Văn Hùng")
    (pair,) = mentored(app, ward, one, "Cụ Một")
    address = f"/van-phong/dai-su/{one}/thoi"
    assert "Cụ Một" in pages.get(address).text
    said = {"version": "1", "day": "", "why": "chuyển nơi ở", f"cap-{pair}": other}
    refused = send(pages, address, said, status=422)
    assert f'value="{other}" selected' in refused.html
    undecided = send(pages, address, {**said, "day": f"{clock.today():%d/%m/%Y}", f"cap-{pair}": ""}, status=422)
    assert "chưa nói giao cho ai" in undecided.text
    shown = send(pages, address, {**said, "day": f"{clock.today():%d/%m/%Y}"}).text
    assert "Đã thôi làm Đại sứ số" in shown
    assert "1 người được giao cho người khác kèm tiếp" in shown
    with app.app_context():
        hung = db.session.scalars(select(Ambassador).where(Ambassador.public_id == other)).one()
        assert len(db.session.scalars(Mentorship.open_of(hung.id)).all()) == 1
    assert "Nguyễn Thị Lan" in pages.get("/van-phong/dai-su?loc=da-thoi").text
    assert pages.get(address).h1 == "Nguyễn Thị Lan"
    # Appointed again: another code, what the last appointment said filled in.
    person = row_of(app, one).person_id
    with app.app_context():
        public_id = db.session.get_one(Person, person).public_id
    send(pages, f"/van-phong/dai-su/moi/nguoi/{public_id}", TERMS)
    with app.app_context():
        codes = [each.code for each in db.session.scalars(Ambassador.of_person(person))]
    assert codes == ["DSS03", "DSS01"]


def test_one_choice_hands_all_to_another_and_stays_where_it_is_refused(
    app: Flask, pages: Pages, ward: AdministrativeUnit, officer: int
) -> None:
    one, other = appointed(app, ward, "Nguyễn Thị Lan", "Lê Văn Hùng")
    pairs = mentored(app, ward, one, "Cụ Một", "Cụ Hai", "Cụ Ba")
    address = f"/van-phong/dai-su/{one}/thoi"
    form = pages.get(address).form("/thoi")
    assert {name for name in form.fields if name.startswith("cap-")} == {"cap-tat-ca", *(f"cap-{key}" for key in pairs)}
    said = {"version": "1", "day": "", "why": "chuyển nơi ở", "cap-tat-ca": other, f"cap-{pairs[1]}": "thoi"}
    refused = send(pages, address, said, status=422)
    assert f'value="{other}" selected' in refused.html
    shown = send(pages, address, {**said, "day": f"{clock.today():%d/%m/%Y}"}).text
    assert "2 người được giao cho người khác kèm tiếp" in shown
    with app.app_context():
        hung = db.session.scalars(select(Ambassador).where(Ambassador.public_id == other)).one()
        assert len(db.session.scalars(Mentorship.open_of(hung.id)).all()) == 2


def test_cards_and_lists_are_asked_of_the_worker(
    app: Flask, client: FlaskClient, pages: Pages, ward: AdministrativeUnit, officer: int
) -> None:
    one, _two = appointed(app, ward, "Nguyễn Thị Lan", "Lê Văn Hùng")
    assert pages.get("/van-phong/dai-su/the").html.count(" checked") == 2
    send(pages, "/van-phong/dai-su/the", {}, status=422)
    token = pages.get("/dang-xuat").form(action="/dang-xuat").fields["csrf_token"]
    for address in ("/van-phong/dai-su/the", "/van-phong/dai-su/danh-sach"):
        done = client.post(address, data={"csrf_token": token, "ai": [one, "khác"]})
        with client.get(done.location) as paper:
            assert paper.data.startswith(b"%PDF")
    with app.app_context():
        jobs = {job.kind: job.given for job in db.session.scalars(select(Job))}
    assert jobs["ambassador_cards"] == {"ambassadors": str(row_of(app, one).id)}
    assert set(jobs) == {"ambassador_cards", "ambassador_list"}


def test_the_workbook_keeps_formulas_as_text_and_what_is_missing_empty(
    app: Flask, client: FlaskClient, ward: AdministrativeUnit, officer: int
) -> None:
    appointed(app, ward, "=1+1 Văn Ánh")
    csv = client.get(f"/van-phong/dai-su/danh-sach-{ward.code}.csv").get_data(as_text=True)
    line = csv.splitlines()[1].split(",")
    assert line[2] == "'=1+1 Văn Ánh"
    assert line[13:17] == ["0", "0", "0", ""]
    assert "ambassadors.exported" in acts(app)
    assert client.get(f"/van-phong/dai-su/danh-sach-{ward.code}.xlsx").data.startswith(b"PK")


def test_a_leader_reads_and_changes_nothing(app: Flask, client: FlaskClient, ward: AdministrativeUnit) -> None:
    sign_in(app, client, ward, Role.LEADER)
    (one,) = appointed(app, ward, "Nguyễn Thị Lan")
    pages = Pages(client)
    page = pages.get(f"/van-phong/dai-su/{one}")
    assert "Thôi làm" not in page.text
    assert not [href for href in page.links().values() if href.endswith("/sua")]
    pages.get("/van-phong/dai-su/xin-lam")
    for address in (f"/van-phong/dai-su/{one}/sua", f"/van-phong/dai-su/{one}/thoi", "/van-phong/dai-su/moi"):
        assert client.get(address).status_code == 403
