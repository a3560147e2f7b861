"""Certificates under the ruler: one, a class, and each alone; names letter for letter, or refused."""

import subprocess
from dataclasses import replace

import pytest

from app.documents.certificate import Certificate, draw, draw_in_batches, join, split
from app.documents.certificate.frame import laid_out
from app.documents.faults import PaperFault, Unprintable
from app.documents.issuers import Issuer
from app.documents.typefaces import face
from app.web.words.certificates import LONGEST_ADDRESS
from tests.documents import samples
from tests.documents.ruler import MM, Paper, assert_sound

MILLIMETRES = {"A4": (297, 210, 8), "A5": (210, 148, 8 * 0.74)}


@pytest.fixture(scope="module", params=["A4", "A5"])
def size(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def troubled(size: str) -> Paper:
    people = [samples.certificate(name, number) for number, name in enumerate(samples.TROUBLE, 1)]
    return assert_sound(draw(people, size), links=[one.address for one in people])


def test_a_page_each_in_the_order_given(troubled: Paper, size: str):
    assert [sheet.size for sheet in troubled.sheets] == [f"{size} landscape"] * len(samples.TROUBLE)
    for number, sheet in enumerate(troubled.sheets, 1):
        assert sheet.line("Số vào sổ cấp").text == f"Số vào sổ cấp: {number:03d}/2026"


def test_every_name_is_found_letter_for_letter_and_not_below_11_pt(troubled: Paper):
    for number, name in enumerate(samples.TROUBLE, 1):
        assert "".join(name.split()) in "".join(troubled.text(number).split())
        sizes = [line.size for line in troubled.sheets[number - 1].lines if line.font == "PlayfairDisplay-Bold"]
        assert sizes
        assert min(sizes) >= 11


def test_nothing_runs_into_another_line_nor_into_the_border(troubled: Paper, size: str):
    width, height, edge = MILLIMETRES[size]
    inside = edge + 10.6 * edge / 8 + 2
    for sheet in troubled.sheets:
        assert sheet.overlaps() == []
        assert min(line.left for line in sheet.lines) > inside
        assert max(line.right for line in sheet.lines) < width - inside
        assert max(line.baseline for line in sheet.lines) < height - inside


def test_a_short_name_is_set_large_and_in_the_middle(troubled: Paper, size: str):
    line = troubled.sheets[0].line(samples.ONE_WORD)
    assert line.size == {"A4": 36, "A5": 26}[size]
    assert (line.left + line.right) / 2 == pytest.approx(MILLIMETRES[size][0] / 2, abs=0.5)


def test_the_words_of_a_certificate_stand_in_their_order(size: str):
    sheet = Paper(draw([samples.certificate("Nguyễn Thị Tuyết Nhung")], size)).sheets[0]
    expected = (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG",
        "GIẤY CHỨNG NHẬN",
        "Chứng nhận bà",
        "Nguyễn Thị Tuyết Nhung",
        "Sinh năm 1958 · Tổ dân phố Túc Duyên 1, phường Phan Đình Phùng, tỉnh Thái Nguyên",
        "đã hoàn thành lớp học thuộc Phong trào “Bình dân học vụ số”",
        samples.COURSE,
        "Thời lượng 08 giờ, từ ngày 18 tháng 3 năm 2026 đến ngày 08 tháng 4 năm 2026",
        "Phan Đình Phùng, ngày 15 tháng 4 năm 2026",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Lê Hồng Thái",
    )
    heights = [sheet.line(text).baseline for text in expected]
    assert heights == sorted(heights)
    for text in expected:
        assert sheet.line(text).text == text


def test_it_says_that_it_is_not_the_confirmation_of_vneid_and_where_to_check_it(troubled: Paper):
    text = troubled.words(1)
    assert "không thay cho xác nhận phổ cập kỹ năng số trên VNeID" in " ".join(text.replace("Lê Hồng Thái", "").split())
    assert "lopso.example/g" in text
    assert "https://" not in text


def test_each_code_reads_as_its_own_address(troubled: Paper):
    for number in range(1, len(samples.TROUBLE) + 1):
        assert troubled.codes(number) == [f"https://lopso.example/g/K7M4X0ABCDEF{number:04d}"]


def test_the_motto_is_underlined_in_its_full_length(troubled: Paper):
    for sheet in troubled.sheets:
        motto = sheet.line("Độc lập")
        rules = [rect for rect in sheet.page.rects if 0 < rect["top"] * MM - motto.baseline < 3]
        assert any(
            rule["x0"] * MM == pytest.approx(motto.left, abs=0.5)
            and rule["x1"] * MM == pytest.approx(motto.right, abs=0.5)
            for rule in rules
        )


def test_there_is_room_for_seal_and_signature(size: str):
    sheet = Paper(draw([samples.certificate("Dung")], size)).sheets[0]
    room = sheet.line("Lê Hồng Thái").baseline - sheet.line("PHÓ CHỦ TỊCH").baseline
    assert room >= {"A4": 24, "A5": 16.5}[size]


def test_type_is_as_large_as_the_reference_has_it():
    sheet = Paper(draw([samples.certificate("Dung")], "A4")).sheets[0]
    assert sheet.line("CỘNG HÒA").size == 13
    assert sheet.line("Độc lập").size == 14
    assert sheet.line("Sinh năm").size == 14
    assert sheet.line("GIẤY CHỨNG NHẬN").size == pytest.approx(36.4, abs=0.1)
    assert min(line.size for line in sheet.lines) >= 10


def test_the_border_is_stored_once_for_a_class_and_the_frame_once_for_an_award():
    class_file = Paper(draw([samples.certificate(name, n) for n, name in enumerate(samples.names(40), 1)]))
    forms = [thing for thing in class_file.things if thing.get("/Subtype") == "/Form"]
    assert len(forms) == 6  # frame, border and the four pieces the border is drawn of
    assert len(class_file.pdf) < 40 * 1200 + 60_000


def test_single_files_hold_the_pages_of_the_class_file_and_stand_alone():
    people = [samples.certificate(name, number) for number, name in enumerate(samples.TROUBLE[2:5], 1)]
    class_file = Paper(draw(people))
    files = zip(people, split(class_file.pdf), strict=True)
    singles = [assert_sound(pdf, links=[one.address]) for one, pdf in files]
    assert len(singles) == len(people)
    for number, single in enumerate(singles, 1):
        assert len(single.sheets) == 1
        assert single.text() == class_file.text(number)
        assert single.sheets[0].lines == class_file.sheets[number - 1].lines
        assert single.codes() == [people[number - 1].address]
        assert single.fonts.keys() == class_file.fonts.keys()


def test_single_files_put_together_again_hold_the_same_pages_and_what_they_share_once():
    people = [samples.certificate(name, number) for number, name in enumerate(samples.names(9), 1)]
    class_file = Paper(draw(people))
    joined = assert_sound(join(split(class_file.pdf)))
    assert joined.text() == class_file.text()
    assert joined.codes(9) == [people[8].address]
    assert len(joined.pdf) < len(class_file.pdf) * 1.1


def test_a_certificate_alone_looks_as_in_its_class():
    people = [samples.certificate(name, number) for number, name in enumerate(samples.TROUBLE, 1)]
    alone, among = Paper(draw(people[2:3])), Paper(draw(people))
    assert [replace_tag(line) for line in alone.sheets[0].lines] == [
        replace_tag(line) for line in among.sheets[2].lines
    ]


def replace_tag(line: object) -> object:
    return line


def test_classes_of_several_awards_each_keep_their_frame():
    other = replace(samples.AWARD, course="An toàn trên mạng", hours=7.5, ends_on=samples.AWARD.starts_on)
    people = [samples.certificate("Dung", 1), samples.certificate("Ức", 2, award=other), samples.certificate("Ý", 3)]
    pages = [Paper(pdf) for pdf in split(draw(people))]
    assert samples.COURSE in pages[0].words()
    assert "Thời lượng 7,5 giờ, ngày 18 tháng 3 năm 2026" in pages[1].words()
    assert "An toàn trên mạng" in pages[1].words()
    assert samples.COURSE not in pages[1].words()
    assert samples.COURSE in pages[2].words()


def test_the_same_class_gives_the_same_file(troubled: Paper, size: str):
    """`troubled` was drawn seconds ago: no clock is in it, nor in what is split from it. Its frame is drawn anew."""
    people = [samples.certificate(name, number) for number, name in enumerate(samples.TROUBLE, 1)]
    laid_out.cache_clear()
    again = draw(people, size)
    assert again == troubled.pdf
    assert b"Date" not in b"".join(str(thing).encode() for thing in troubled.things)
    assert list(split(again)) == list(split(troubled.pdf))


def test_progress_is_told_every_25_pages_and_at_the_end():
    told: list[tuple[int, int]] = []
    people = [samples.certificate(name, number) for number, name in enumerate(samples.names(60), 1)]
    drawn = draw_in_batches(people, progress=lambda done, total: told.append((done, total)))
    assert told == [(25, 60), (50, 60), (60, 60)]
    assert drawn == draw(people)


def test_what_progress_raises_ends_the_work():
    class Cancelled(Exception):
        pass

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        draw_in_batches([samples.certificate("Dung")] * 30, progress=cancel)


@pytest.mark.parametrize("name", ["H'Ơ\u0306ng Bê\u0306", "Ê\u0306 Ư\u0306", "Đặng Ỹ"])
def test_a_letter_with_marks_that_have_no_composed_form_is_one_letter_in_the_text(name: str):
    """The Ê Đê breves: neither pdftotext nor pdfplumber may find the mark on a line or in a word of its own."""
    paper = Paper(draw([samples.certificate(name)]))
    assert name in paper.words()
    assert paper.sheets[0].line(name[:2]).text == name


def test_the_breve_is_drawn_above_its_letter():
    with_breve, without = (Paper(draw([samples.certificate(name)])) for name in ("Ê\u0306", "Ê"))
    letter = with_breve.sheets[0].line("Ê\u0306")
    others = {str(curve["pts"]) for curve in without.sheets[0].page.curves}
    (breve,) = [curve for curve in with_breve.sheets[0].page.curves if str(curve["pts"]) not in others]
    assert letter.left < breve["x0"] * MM < breve["x1"] * MM < letter.right
    assert 12 < letter.baseline - breve["bottom"] * MM < 14


def test_letters_stand_as_close_as_the_face_wants_them():
    name = "Tạ Vũ Tạ Vũ Tạ Vũ"
    line = Paper(draw([samples.certificate(name)])).sheets[0].line(name)
    wanted = face("PlayfairDisplay-Bold").width(name) * line.size * MM
    assert line.right - line.left == pytest.approx(wanted, abs=0.2)
    assert wanted < sum(face("PlayfairDisplay-Bold").width(letter) for letter in name) * line.size * MM - 1


@pytest.mark.parametrize("name", samples.HOSTILE)
def test_hostile_names_are_printed_as_text(name: str):
    one = samples.certificate(name, residence=name)
    paper = assert_sound(draw([one]), links=[one.address])
    assert paper.words().count(name) >= 1
    assert "".join(name.split()) in "".join(paper.words().split())


@pytest.mark.parametrize(
    ("name", "sign"), [("Nguyễn 😀 An", "😀"), ("\u0628\u062f An", "\u0628 \u062f"), ("Cohen א", "א")]
)
def test_a_name_with_a_sign_that_cannot_be_printed_is_refused_by_number_and_name(name: str, sign: str):
    people = [samples.certificate("Dung", 1), samples.certificate(name, 2)]
    with pytest.raises(Unprintable, match=f"số 002/2026 của “{name}” có ký tự không in được: {sign}"):
        draw(people)


def test_invisible_signs_are_left_out():
    text = Paper(draw([samples.certificate("Nguyễn\u202e\0 Thị\u200b An\u0303")])).words()
    assert "Nguyễn Thị Añ" in text


def test_a_name_in_letters_the_display_face_lacks_is_set_in_tinos():
    sheet = Paper(draw([samples.certificate("Ἀλέξανδρος Ω")])).sheets[0]
    assert sheet.line("Ἀλέξανδρος").font == "Tinos-Bold"


def test_the_words_of_the_award_are_refused_where_they_cannot_be_printed():
    for award in (replace(samples.AWARD, course="Lớp 😀"), replace(samples.AWARD, programme="水")):
        with pytest.raises(Unprintable, match="có ký tự không in được trên giấy chứng nhận"):
            draw([samples.certificate("Dung", award=award)])


def test_a_class_of_two_lines_takes_its_room_from_the_name(size: str):
    course = (
        "Sử dụng trí tuệ nhân tạo trong công việc hằng ngày cho hội viên Hội Phụ nữ, Hội Nông dân "
        "và tiểu thương chợ Thái"
    )
    issuer = Issuer("ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG", "PHÒNG VĂN HÓA - XÃ HỘI", "Phan Đình Phùng")
    award = replace(samples.AWARD, course=course, issuer=issuer)
    sheet = Paper(draw([samples.certificate(samples.LONG_47, award=award)], size)).sheets[0]
    assert sheet.overlaps() == []
    assert sheet.line("Thời lượng").baseline < sheet.line("Phan Đình Phùng, ngày").baseline


def test_a_class_too_long_for_two_lines_is_refused():
    with pytest.raises(Unprintable, match="Tên lớp dài quá"):
        draw([samples.certificate("Dung", award=replace(samples.AWARD, course="Lớp học số cộng đồng " * 30))])


def test_a_long_residence_takes_two_lines_and_one_longer_still_is_refused(size: str):
    residence = (
        "Tổ dân phố số 12 khu tập thể Nhà máy Cán thép Gia Sàng, đường Cách mạng tháng Tám, "
        "phường Phan Đình Phùng, thành phố Thái Nguyên, tỉnh Thái Nguyên"
    )
    sheet = Paper(draw([samples.certificate("Dung", residence=residence)], size)).sheets[0]
    assert sheet.overlaps() == []
    assert sheet.line("Sinh năm 1958 · Tổ dân phố số 12")
    with pytest.raises(Unprintable, match="không đủ chỗ cho"):
        draw([samples.certificate("Dung", residence=residence * 3)], size)


def test_what_is_not_known_is_left_out():
    sheet = Paper(draw([samples.certificate("Dung", birth_year=None, residence="", title="ông/bà")])).sheets[0]
    assert "Sinh năm" not in sheet.text
    assert sheet.line("Chứng nhận ông/bà")
    only_year = Paper(draw([samples.certificate("Dung", residence="")])).sheets[0]
    assert only_year.line("Sinh năm").text == "Sinh năm 1958"


def test_a_party_certificate_carries_the_name_of_the_party():
    award = replace(samples.AWARD, issuer=replace(samples.WARD, style="party", name="ĐẢNG ỦY PHƯỜNG HÀ TU"))
    sheet = Paper(draw([samples.certificate("Dung", award=award)])).sheets[0]
    assert sheet.line("ĐẢNG CỘNG SẢN VIỆT NAM")
    assert "CỘNG HÒA" not in sheet.text


# Hosts of wards below their provinces' domains, each longer than the last.
HOSTS = (
    "lopso.phuonghoankiem.hanoi.gov.vn",
    "lopso.phuonghoankiem.thanhpho.hanoi.gov.vn",
    "binhdanhocvuso.phuongphandinhphung.thainguyen.gov.vn",
    "binhdanhocvuso.phuongphandinhphung.tinhthainguyen.gov.vn.org",
)


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: f"{len(host)} letters")
def test_an_address_too_long_for_one_line_stands_on_several_with_the_code_in_groups(host: str, size: str):
    assert len(host) <= 60
    code = "W" * 16  # the widest there is
    award = replace(samples.AWARD, issuer=replace(samples.WARD, parent="TỈNH THÁI NGUYÊN"))
    one = samples.certificate(samples.LONG_47, 38, address=f"https://{host}/g/{code}", award=award)
    paper = assert_sound(draw([one], size), links=[one.address])
    sheet = paper.sheets[0]
    assert sheet.overlaps() == []
    printed = "".join(line.text for line in sheet.lines if line.right < sheet.line("Lê Hồng Thái").left)
    assert f"{host}/gMã: WWWW WWWW WWWW WWWW" in printed
    assert paper.codes() == [f"https://{host}/g/{code}"]
    assert min(line.size for line in sheet.lines) >= {"A4": 8, "A5": 7.5}[size]
    assert sheet.line("Tra cứu").baseline > sheet.line("Thời lượng").baseline


@pytest.mark.parametrize("letters", ["abcdefghiklnoprstuvy", "phuongthanhxoml"])
def test_the_letters_that_a_size_takes_are_as_many_as_the_form_of_a_class_says(letters: str, size: str):
    """Labels of ten letters: a line breaks after a point, wherever it comes."""
    labels = [letters[place % 5 :][:9] for place in range(20)]
    host = ".".join(labels)[: LONGEST_ADDRESS[size]]
    assert draw([samples.certificate("Dung", address=f"https://{host}/g/{'W' * 16}")], size)


def test_the_code_stands_below_the_address_in_groups_of_four_larger_than_the_rest(size: str):
    """Somebody of seventy copies it letter by letter."""
    sheet = Paper(draw([samples.certificate("Dung")], size)).sheets[0]
    place, code = sheet.line("lopso.example"), sheet.line("Mã")
    assert (place.text, code.text) == ("lopso.example/g", "Mã: K7M4 X0AB CDEF 0001")
    assert code.size >= {"A4": 13, "A5": 10.5}[size] > place.size >= {"A4": 10, "A5": 8}[size]
    assert code.baseline > place.baseline


def test_a_single_file_reads_in_its_order_to_who_cannot_see_and_leads_to_its_check(size: str):
    one = samples.certificate(samples.LONG_47, 7)
    single = Paper(next(split(draw([one], size))))
    command = ["pdfinfo", "-struct-text", "-"]
    told = subprocess.run(command, input=single.pdf, capture_output=True, check=True)
    read = [line.strip().strip('"') for line in told.stdout.decode().splitlines() if line.strip().startswith('"')]
    assert told.stderr == b""
    places = [read.index(line) for line in (
        "Độc lập - Tự do - Hạnh phúc", "GIẤY CHỨNG NHẬN", "Chứng nhận bà", samples.LONG_47, samples.COURSE,
        "Số vào sổ cấp: 007/2026", "lopso.example/g", "Mã: K7M4 X0AB CDEF 0007", "Lê Hồng Thái")]  # fmt: skip
    assert places == sorted(places)
    assert len("".join(read)) == len(single.text(layout=False).replace("\n", "").replace("\f", ""))
    root, [link] = single.opened.Root, single.opened.pages[0].Annots
    assert (root.Lang, root.MarkInfo.Marked, root.ViewerPreferences.DisplayDocTitle) == ("vi", True, True)
    assert "<pdfuaid:part>1</pdfuaid:part>" in root.Metadata.read_bytes().decode()
    assert str(single.opened.docinfo["/Title"]) == f"Giấy chứng nhận số 007/2026, {samples.LONG_47}"
    assert (link.A.URI, link.StructParent) == (one.address, 2)


def test_an_address_that_two_lines_do_not_hold_is_refused_with_the_way_out(size: str):
    address = f"https://{'phuongphandinhphung.' * 12}vn/g/K7M4X0ABCDEF0001"
    with pytest.raises(Unprintable, match="Quản trị đặt PUBLIC_URL ngắn hơn"):
        draw([samples.certificate("Dung", address=address)], size)


def test_a_trial_is_marked_where_the_seal_would_stand(size: str):
    sheet = Paper(draw([samples.certificate("Dung", specimen=True)], size)).sheets[0]
    assert sheet.overlaps() == []
    mark = sheet.line("BẢN VẼ THỬ, CHƯA CẤP")
    assert sheet.line("PHÓ CHỦ TỊCH").baseline < mark.baseline < sheet.line("Lê Hồng Thái").baseline
    assert "BẢN VẼ THỬ" not in Paper(draw([samples.certificate("Dung")], size)).words()


def test_none_and_too_many_are_refused():
    with pytest.raises(PaperFault, match="no certificate"):
        draw([])
    too_many: list[Certificate] = [samples.certificate("Dung")] * 2001
    with pytest.raises(Unprintable, match="nhiều nhất 2000 giấy"):
        draw(too_many)


def test_400_certificates_are_all_found_in_one_file_of_half_a_megabyte():
    names = samples.names(400)
    paper = Paper(draw([samples.certificate(name, number) for number, name in enumerate(names, 1)]))
    pages = paper.text().split("\f")
    assert len(pages) - 1 == 400
    for number, (name, page) in enumerate(zip(names, pages, strict=False), 1):
        assert name in page
        assert f"K7M4 X0AB CDEF {number:04d}" in page
    assert len(paper.pdf) < 600_000
