"""What a chat shows of a link: what, when and where, the ward by its right name, a picture; of a ticket nothing."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from app.jobs import orders, queue
from app.models import Course
from app.web.database import immediate
from tests.factories import make_course, make_ward
from tests.pages import Page, Pages
from tests.registering import TYPED, open_course

MOST_BYTES = 30 * 1024
SATURDAY = datetime(2030, 11, 23, 12, 30, tzinfo=UTC)


def told(page: Page) -> dict[str, str]:
    """What the head says for chats and search engines."""
    found = {each.get("property") or each.get("name") or "": each.get("content") or "" for each in page.all("meta")}
    links = {each.get("rel") or "": each.get("href") or "" for each in page.all("link")}
    return {**found, "canonical": links.get("canonical", "")}


def picture(client: FlaskClient, address: str) -> tuple[Image.Image, str, int]:
    """A picture as it is served: itself, how long it may be kept, its bytes."""
    answer = client.get(address.removeprefix("https://lopso.example"), buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    return Image.open(BytesIO(answer.data)), answer.headers["Cache-Control"], len(answer.data)


def test_a_class_says_day_hour_and_place_in_a_ward_called_by_its_right_name(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session, kind="xã", name="Phan Đình Phùng")
        make_course(session, ward, code="DEM1", title="Bình dân học AI", seats=30, first=SATURDAY, lessons=3)

    head = told(pages.get("/l/dem1"))

    assert head["og:title"] == "Bình dân học AI – thứ Bảy 23/11, 19 giờ 30"
    assert "3 buổi, miễn phí, 30 chỗ, Xã Phan Đình Phùng." in head["og:description"]
    assert head["canonical"] == "https://lopso.example/l/DEM1"
    assert head["og:image"].startswith("https://lopso.example/l/DEM1/anh/")


def test_the_picture_is_drawn_anew_with_what_it_shows_and_stands_for_good(app: Flask, client: FlaskClient) -> None:
    course_id, pages = open_course(app).id, Pages(client)
    before = told(pages.get("/l/DEM1"))["og:image"]
    general, soon, _bytes = picture(client, before)
    assert soon == "public, max-age=60"

    first = drawn(app, course_id)
    shown, for_good, weight = picture(client, before)
    assert shown.size == general.size == (1200, 630)
    assert shown.convert("RGB").tobytes() != general.convert("RGB").tobytes()
    assert (for_good, weight <= MOST_BYTES) == ("public, max-age=31536000, immutable", True)

    with app.app_context(), immediate() as session:
        course = session.get_one(Course, course_id)
        course.title, course.version = "Tên khác hẳn trước", course.version + 1
    after = told(pages.get("/l/DEM1"))["og:image"]
    assert after != before
    assert drawn(app, course_id) != first
    assert picture(client, after)[0].convert("RGB").tobytes() != shown.convert("RGB").tobytes()


def drawn(app: Flask, course_id: int) -> str | None:
    """The picture's file, drawn as publishing and saving have it drawn."""
    with app.app_context():
        with immediate() as session:
            poster, job = orders.shown(session, session.get_one(Course, course_id), by=None)
        queue.enqueue_all([job])
        assert poster.kind == "poster"
        with immediate() as session:
            return session.merge(job).result


@pytest.mark.parametrize(
    ("title", "place"),
    [
        (
            "Kỹ năng số cho cán bộ, công chức, viên chức và người lao động trên địa bàn toàn phường và các xã bên",
            "N" * 90,
        ),
        ("Nghiêngngảnghiêngngảnghiêngngảnghiêngngảnghiêng", "Nhà văn hóa tổ dân phố Túc Duyên 3, tầng 2, phòng cuối"),
        ("Đố 🌸", ""),
    ],
)
def test_no_title_and_no_place_is_too_long_for_it(title: str, place: str) -> None:
    from app.documents.link_picture import LinkPicture, draw

    content = draw(LinkPicture("Phường " + "Dài " * 30, title, SATURDAY, 1, place, 200))
    assert len(content) <= MOST_BYTES


def test_a_home_has_the_general_picture_and_its_ward_s_name(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        code = make_ward(session, kind="phường", name="Quan Triều").code

    head = told(pages.get("/"))

    assert head["og:title"] == "Lớp học số miễn phí – Phường Quan Triều"
    assert head["canonical"] == f"https://lopso.example/x/{code}"
    shown, _kept, weight = picture(pages.client, head["og:image"])
    assert (shown.size, weight <= MOST_BYTES) == ((1200, 630), True)


def test_a_ticket_pasted_into_a_group_tells_nobody_s_name_nor_class(app: Flask, pages: Pages) -> None:
    open_course(app, title="Sức khỏe điện tử")
    ticket = pages.get("/l/DEM1").form(button="Đăng ký học").submit(TYPED)

    head = told(ticket)

    assert head["og:title"] == "Phiếu đi học"
    assert head["robots"] == "noindex"
    assert head["canonical"] == ""
    [title] = [each.text or "" for each in ticket.all("title")]
    for each in (*head.values(), title):
        assert not any(word in each for word in ("Thiệu", "Sức khỏe", ticket.address))
