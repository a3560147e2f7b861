"""/van-phong/bao-cao/mau-word: a ward's own Word file is tried, then used, then not; a report comes in Word."""

import io

import pytest
from docx import Document
from sqlalchemy import select
from werkzeug.datastructures import Headers

from app.documents.periodic_report import default_template
from app.models import AuditEvent, Job, JobState, Role, WordTemplate
from app.routes.office.reports import word_templates
from tests.factories import make_account, make_report, make_ward
from tests.pages import Page, Pages
from tests.routes.office.conftest import Office

HERE = "/van-phong/bao-cao/mau-word"


def word(*paragraphs: str) -> bytes:
    """A Word file with these paragraphs."""
    paper, file = Document(), io.BytesIO()
    for words in paragraphs:
        paper.add_paragraph(words)
    paper.save(file)
    return file.getvalue()


OWN = word("MẪU CỦA PHƯỜNG", "{{ trich_yeu }}", "{{ don_vi }}")


def send(office: Office, content: bytes, name: str = "mau phuong.docx", status: int = 200) -> Page:
    form = office.as_officer().get(HERE).form(button="Gửi và điền thử")
    return form.submit({"file": (io.BytesIO(content), name)}, status=status, content_type="multipart/form-data")


def rows(office: Office) -> list[WordTemplate]:
    with office.read() as session:
        return list(session.scalars(select(WordTemplate).order_by(WordTemplate.id)))


def in_word(office: Office) -> str:
    """What a report says in Word, as it is ordered now."""
    with office.write() as session:
        row = make_report(session, office.here(session), by=session.merge(office.officer), name="quý I")
        address = f"/van-phong/bao-cao/{row.public_id}"
    content, headers = pressed(office.as_officer().get(address), "Bản Word")
    assert headers["Content-Type"].endswith("wordprocessingml.document")
    assert "filename=bao-cao-quy-i_" in headers["Content-Disposition"]
    assert headers["Content-Disposition"].endswith(".docx")
    return said(content)


def pressed(page: Page, button: str) -> tuple[bytes, Headers]:
    """The file that comes of a press."""
    form = page.form(button=button)
    with page.pages.client.post(form.action, data=form.fields, follow_redirects=True) as answer:
        return answer.data, answer.headers


def said(content: bytes) -> str:
    """What a Word file says outside its tables."""
    return " ".join(line.text for line in Document(io.BytesIO(content)).paragraphs)


def test_a_wards_own_file_is_tried_used_and_put_away(office: Office) -> None:
    assert "BÁO CÁO" in in_word(office)
    tried = send(office, OWN)
    assert "Máy đã điền thử" in tried.text
    assert "MẪU CỦA PHƯỜNG" not in in_word(office)
    used = tried.form(button="Dùng mẫu này").submit()
    assert "Mẫu của phường: mau phuong.docx" in used.text
    assert "MẪU CỦA PHƯỜNG" in in_word(office)
    kept = office.as_leader().client.get(f"{HERE}/{rows(office)[0].public_id}.docx")
    assert kept.data == OWN
    back = used.form("/bo").submit()
    assert "Mẫu có sẵn" in back.text
    assert "MẪU CỦA PHƯỜNG" not in in_word(office)
    with office.read() as session:
        noted = select(AuditEvent.action).where(AuditEvent.subject_kind == "word_template").order_by(AuditEvent.id)
        acts = session.scalars(noted).all()
    assert acts == ["word_template.sent", "word_template.used", "word_template.ended"]


def test_what_no_report_has_is_named_and_the_file_cannot_be_used(office: Office) -> None:
    failed = send(office, word("{{ ten_phuong }}", "{{ trich_yeu.dai }}"))
    assert "ten_phuong, trich_yeu.dai" in failed.text
    assert "Dùng mẫu này" not in failed.text
    (row,) = rows(office)
    token = failed.form(button="Gửi và điền thử").fields["csrf_token"]
    failed.pages.post(f"{HERE}/{row.public_id}/dung", {"csrf_token": token})
    assert rows(office)[0].used_at is None
    send(office, OWN)
    assert [each.public_id == row.public_id for each in rows(office)] == [False]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "mau.docx", "chọn một tệp Word"),
        (OWN, "mau.docm", "chọn một tệp Word"),
    ],
    ids=["nothing", "with-macros"],
)
def test_what_is_no_word_file_is_refused_at_once(office: Office, content: bytes, name: str, words: str) -> None:
    assert words in send(office, content, name, status=422).text
    assert rows(office) == []


def test_a_heavy_file_is_refused_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_templates, "MOST_BYTES", len(OWN) - 1)
    assert "nặng quá 2 MB" in send(office, OWN, status=422).text
    assert rows(office) == []


def test_a_second_file_takes_the_place_of_the_first(office: Office) -> None:
    send(office, OWN).form(button="Dùng mẫu này").submit()
    send(office, word("MẪU MỚI", "{{ so }}")).form(button="Dùng mẫu này").submit()
    assert [row.ended_at is None for row in rows(office)] == [False, True]
    assert "MẪU MỚI" in in_word(office)


def test_the_file_that_ships_is_fetched_and_can_be_sent_again(office: Office) -> None:
    page = office.as_leader().get(HERE)
    assert "Gửi và điền thử" not in page.text
    shipped, _headers = pressed(page, "Tải mẫu có sẵn để sửa")
    assert "{{ trich_yeu }}" in said(shipped)
    assert "Máy đã điền thử" in send(office, shipped).text
    assert "Máy đã điền thử" in send(office, default_template("party")).text
    with office.read() as session:
        assert {job.state for job in session.scalars(select(Job))} == {JobState.DONE}


def test_another_ward_sees_none_of_it(office: Office) -> None:
    send(office, OWN)
    (row,) = rows(office)
    with office.write() as session:
        other = make_account(session, make_ward(session), Role.OFFICER, full_name="Vi Thị Mùi")
    stranger = Pages(office.app.test_client()).sign_in(other)
    stranger.get(f"{HERE}/{row.public_id}.docx", status=404)
    assert "mau phuong" not in stranger.get(HERE).text
    assert "mau phuong" in office.as_leader().get(HERE).text
