"""The guide of a topic: for whoever looks it up at home, and for whoever helps, also without a line."""

import re

from app.country import clock
from app.models import HelpTopic
from tests.pages import Pages, words
from tests.routes.kiosk.conftest import Corner


def test_anyone_reads_the_steps_of_a_ward(corner: Corner) -> None:
    pages = Pages(corner.app.test_client())
    code = corner.ward.code
    page = pages.get(f"/huong-dan?phuong={code}").follow("Khai sinh")
    assert page.h1 == "Khai sinh"
    assert "Làm trong 60 ngày" in page.text
    assert page.links()["Mở trang làm việc này"] == "https://dichvucong.gov.vn"
    assert f"lopso.example/huong-dan/khai_sinh?phuong={code}" in page.text
    (code_of_steps,) = [each for each in page.all("div") if each.get("role") == "img"]
    assert code_of_steps.get("aria-label") == "Mã QR mở các bước: Khai sinh"
    (drawn,) = [each for each in page.all("span") if each.get("class") == "screen"]
    assert (drawn.get("aria-hidden"), words(drawn)) == ("true", "dichvucong.gov.vn đăng ký khai sinh")
    assert page.follow("Chưa làm được: nhờ người tới nhà").h1 == "Nhờ người tới nhà"
    assert page.follow("Mọi việc").h1 == "Hướng dẫn từng việc"
    pages.get(f"/huong-dan/khong_co?phuong={code}", 404)
    pages.get("/huong-dan/khai_sinh?phuong=khong", 404)


def test_who_helps_keeps_them_on_the_phone_and_retired_ones_too(corner: Corner) -> None:
    with corner.write() as session:
        session.scalars(HelpTopic.keyed(corner.ward.id, "khai_sinh")).one().retire(session, clock.now())
    helper = corner.as_(corner.counter)
    page = helper.get("/quay/huong-dan/khai_sinh")
    assert re.search(r"<ol[ >]", page.html)
    assert page.response.headers["X-Offline"] == "1"
    helper.get("/quay/huong-dan/khong_co", 404)
    Pages(corner.app.test_client()).get(f"/huong-dan/khai_sinh?phuong={corner.ward.code}", 404)
