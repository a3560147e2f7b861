"""The walks of a run, in their order: what one leaves behind is what the next finds."""

from tools.look import deeds, hall, helping
from tools.look.walk import Walk

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
        None,
        (*helping.tickets(), "/k/KHONGCOTINNAY000", "/nho-giup", "/dai-su"),
        (
            helping.asks_with_nothing,
            helping.asks_for_help,
            helping.asks_again,
            helping.offers_nothing,
            helping.offers_help,
            helping.scans_a_card,
        ),
    ),
    Walk(
        None,
        (),
        (
            helping.comes_to_the_tablet,
            helping.chooses_a_field,
            helping.chooses_a_thing,
            helping.calls_a_helper,
            helping.is_done,
            helping.says_it_went_well,
            helping.says_it_did_not,
            helping.is_forgotten_soon,
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
    Walk("giangvien", ("/giang-vien",), (deeds.asks_which_lesson, deeds.reads_a_sheet, deeds.counts_heads)),
    Walk("canbo", (), (helping.invites_an_ambassador, helping.opens_a_class, helping.thinks_better_of_it)),
    Walk(
        "quay",
        ("/quay", "/quay/them", "/quay/dang-ky-ho/hom-nay", helping.GUIDE),
        (deeds.helps_somebody, deeds.pastes_a_list),
    ),
    Walk("daisu", ("/quay", "/quay/kem-cap", "/quay/kem-cap/moi", "/quay/nho-giup")),
    Walk(None, (), (helping.opens_a_message, helping.says_they_met)),
    Walk("totruong", ("/quay/dang-ky-ho", "/quay/dang-ky-ho/hom-nay")),
    Walk("tinh", ("/tinh", "/tai-khoan")),
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
            "/tro-giup/dang-nhap",
        ),
        room=HALL,
    ),
    Walk("canbo", ("/van-phong/lop/DEM4/diem-danh", f"/van-phong/lop/{hall.CODE}/o-cua"), room=HALL),
    Walk("quantri", ("/quan-tri/may",), room=HALL),
)

# What only an installation without a ward shows.
BEGINNING = Walk(None, ("/quan-tri/bat-dau", "/quan-tri/bat-dau?don-vi=khac"), room="admin")


def needed(rooms: list[str]) -> list[Walk]:
    """The walks that pictures of these rooms need; [] stands for all."""
    own = {walk.room for walk in WALKS if walk.room}
    if rooms and own.issuperset(rooms):
        return [walk for walk in WALKS if walk.room in rooms]
    return [walk for walk in WALKS if not rooms or not walk.room or walk.room in rooms]
