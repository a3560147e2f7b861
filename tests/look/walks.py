"""The walks of a run, in their order: what one leaves behind is what the next finds."""

from tests.look import deeds, hall
from tests.look.walk import Walk

LEADER = "leader"
HALL = "hall"

WALKS = (
    Walk(
        None,
        (
            "/",
            "/l/DEM1",
            "/g",
            "/rieng-tu",
            "/tro-giup",
            "/cai-dat",
            "/huong-dan",
            "/dang-nhap",
            "/l/KHONG",
            "/?tim=khong+co+lop-nao",
        ),
        (
            deeds.registers,
            deeds.forgets_everything,
            deeds.waits_in_line,
            deeds.types_no_code,
            deeds.mistypes_a_password,
        ),
    ),
    Walk(
        "canbo",
        (
            "/van-phong",
            "/van-phong/danh-muc",
            "/van-phong/lop?tim=khong+co",
            "/van-phong/nguoi-hoc?tim=nguyen+van",
            "/van-phong/nguoi-hoc?tim=khong+co+ai",
            "/van-phong/trung-nguoi",
            "/van-phong/duyet",
            "/van-phong/lop/DEM4/sua",
        ),
        (
            deeds.looks_a_list_over,
            deeds.stores_the_list,
            deeds.begins_to_tell,
            deeds.orders_a_sheet,
            deeds.prints_a_sheet,
            deeds.has_a_double,
            deeds.opens_a_class,
            deeds.calls_for_an_exception,
        ),
    ),
    Walk("giangvien", ("/giang-vien",), (deeds.reads_a_sheet, deeds.counts_heads)),
    Walk("quay", ("/quay", "/quay/them", "/quay/dang-ky-ho/hom-nay"), (deeds.helps_somebody, deeds.pastes_a_list)),
    Walk("daisu", ("/quay", "/quay/kem-cap", "/quay/kem-cap/moi", "/quay/nho-giup", "/quay/nguoi", "/quay/goi")),
    Walk("totruong", ("/quay/dang-ky-ho", "/quay/dang-ky-ho/hom-nay")),
    Walk("tinh", ("/tai-khoan",)),
    Walk("quantri", ("/quan-tri", "/tai-khoan", "/dang-xuat"), (deeds.invites, deeds.is_invited)),
    Walk(
        "lanhdao",
        ("/van-phong", "/van-phong/duyet", "/van-phong/lop/DEM5/duyet", "/van-phong/lop/LOP04/duyet"),
        whose=LEADER,
    ),
    Walk("lanhdao", (), (deeds.decides, deeds.sees_them_drawn), whose=LEADER),
    Walk(
        "canbo",
        ("/van-phong", "/van-phong/so-cap", "/van-phong/lop/DEM5", "/van-phong/lop/DEM5/giay", "/van-phong/de-nghi"),
        (deeds.hands_over, deeds.asks_to_replace, deeds.asks_to_revoke, deeds.checks_a_paper),
    ),
    Walk("lanhdao", ("/van-phong/de-nghi",), (deeds.revokes,), whose=LEADER),
    Walk(
        hall.TEACHER,
        ("/giang-vien", hall.LESSON, f"{hall.LESSON}/quet", f"{hall.LESSON}/nguoi-o-cua"),
        (
            hall.opens_self_check_in,
            hall.holds_up_the_wall,
            hall.scans_a_ticket,
            hall.scans_something_else,
            hall.scans_a_card,
            hall.asks_a_helper,
            hall.loses_the_line,
            hall.sees_what_waits,
            hall.opens_nothing_new,
            hall.has_a_line_again,
        ),
        room=HALL,
    ),
    Walk(
        None,
        (),
        (
            hall.types_the_letters,
            hall.chooses_a_year,
            hall.is_not_found,
            hall.shows_an_old_code,
            hall.mistypes_the_letters,
        ),
        room=HALL,
    ),
    Walk(None, (), (hall.brings_a_ticket, hall.comes), room=HALL),
    Walk(None, (), (hall.opens_the_link, hall.begins_at_the_door, hall.lets_somebody_in), room=HALL),
    Walk(
        None,
        (
            "/cai-dat",
            "/rieng-tu",
            "/tro-giup/diem-danh-khi-mat-mang",
            "/tro-giup/quet-phieu",
            "/tro-giup/ma-tren-tuong",
            "/tro-giup/nguoi-o-cua",
        ),
        room=HALL,
    ),
    Walk("canbo", ("/van-phong/lop/DEM4/diem-danh", f"/van-phong/lop/{hall.CODE}/o-cua"), room=HALL),
    Walk("quantri", ("/quan-tri/may",), room=HALL),
)


def needed(rooms: list[str]) -> list[Walk]:
    """The walks that pictures of these rooms need; [] stands for all."""
    own = {walk.room for walk in WALKS if walk.room}
    if rooms and own.issuperset(rooms):
        return [walk for walk in WALKS if walk.room in rooms]
    return [walk for walk in WALKS if not rooms or not walk.room or walk.room in rooms]
