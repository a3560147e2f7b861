"""PDFs that are sent: what runs, hides a file, is locked, broken or unpacks without end is refused in a sentence."""

import io
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from flask import Flask
from pikepdf import Array, Dictionary, Name, String

from app.web.office_files import UnusableFile, read


def made(change: Callable[[pikepdf.Pdf], object] = lambda pdf: None, pages: int = 1, **saved: object) -> bytes:
    """A PDF of empty pages, changed."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _page in range(pages):
            pdf.add_blank_page()
        change(pdf)
        pdf.save(out, **saved)  # type: ignore[arg-type]
    return out.getvalue()


def action(kind: str, **more: object) -> Dictionary:
    """An action."""
    return Dictionary(S=Name(f"/{kind}"), **more)


def opening(pdf: pikepdf.Pdf, what: object) -> None:
    """What is done when the file opens."""
    pdf.Root.OpenAction = what


def linked(pdf: pikepdf.Pdf, what: object) -> None:
    """A link on the first page."""
    pdf.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=what)])


def attached(pdf: pikepdf.Pdf) -> None:
    """Another file in it."""
    pdf.attachments["x.exe"] = b"MZ"


def form(pdf: pikepdf.Pdf, **keys: object) -> None:
    """A picture made of another content, on the first page."""
    stream = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], **keys)
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(F=stream), Font=Dictionary(F=Dictionary(Type=Name.Font)))


def unpacking_to(size: int) -> bytes:
    """A PDF whose one stream of objects unpacks to so many bytes."""
    packed, out, places = zlib.compress(b"5 0 <</A 1>>" + b" " * size, 9), b"%PDF-1.7\n", []
    for number, content in enumerate(
        (
            b"<</Type/Catalog/Pages 2 0 R/X 5 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>",
            b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed),
        ),
        1,
    ):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    rows = [(0, 0, 255), *((1, place, 0) for place in places), (2, 4, 0), (1, len(out), 0)]
    table = b"".join(bytes([kind]) + place.to_bytes(4, "big") + bytes([last]) for kind, place, last in rows)
    head = b"6 0 obj\n<</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(table)
    return out + head + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(out)


def script() -> Dictionary:
    """An action that runs."""
    return action("JavaScript", JS=String("app.alert(1)"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (lambda: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "bị hỏng"),
        (lambda: made()[:-300], "bị hỏng"),
        (lambda: b"%PDF-1.7 %%EOF", "bị hỏng"),
        (lambda: made(encryption=pikepdf.Encryption(user="x", owner="y")), "mật khẩu"),
        (lambda: made(encryption=pikepdf.Encryption(user="", owner="y")), "mật khẩu"),
        (lambda: made(pages=0), "không có trang nào"),
        (lambda: made(pages=201), "200 trang"),
        (lambda: made(lambda pdf: opening(pdf, script())), "mã chạy"),
        (lambda: made(lambda pdf: opening(pdf, pdf.make_indirect(script()))), "mã chạy"),
        (lambda: made(lambda pdf: opening(pdf, action("GoTo", Next=Array([script()])))), "mã chạy"),
        (lambda: made(lambda pdf: setattr(pdf.Root, "AA", Dictionary(WC=script()))), "mã chạy"),
        (
            lambda: made(lambda pdf: setattr(pdf.pages[0], "AA", Dictionary(O=action("Launch", F=String("cmd"))))),
            "mã chạy",
        ),
        (lambda: made(lambda pdf: linked(pdf, action("Launch", F=String("cmd.exe")))), "mã chạy"),
        (lambda: made(lambda pdf: linked(pdf, action("GoToR", F=String("x.pdf")))), "mã chạy"),
        (lambda: made(lambda pdf: linked(pdf, action("SubmitForm", F=String("http://x")))), "mã chạy"),
        (lambda: made(lambda pdf: linked(pdf, action("URI", URI=String("file:///c:/x.exe")))), "mã chạy"),
        (lambda: made(lambda pdf: linked(pdf, action("ImportData"))), "mã chạy"),
        (
            lambda: made(lambda pdf: form(pdf, Ref=Dictionary(F=String(r"\\\\evil\\s\\x.pdf"), Page=0))),
            "lấy nội dung từ tệp khác",
        ),
        (lambda: made(lambda pdf: form(pdf, Ref=Dictionary(F=Dictionary(UF=String("x.pdf")), Page=0))), "từ tệp khác"),
        (lambda: made(lambda pdf: form(pdf, F=String("http://evil.example/x"))), "từ tệp khác"),
        (lambda: made(lambda pdf: form(pdf, OPI=Dictionary())), "từ tệp khác"),
        (lambda: made(attached), "tệp khác bên trong"),
        (lambda: made(attached, object_stream_mode=pikepdf.ObjectStreamMode.generate), "tệp khác bên trong"),
        (lambda: made(lambda pdf: setattr(pdf.Root, "AcroForm", Dictionary(XFA=String("x")))), "mã chạy"),
        (lambda: unpacking_to(600_000_000), "bung ra lớn quá"),
    ],
)
def test_a_pdf_that_cannot_be_kept_is_refused_in_a_sentence(app: Flask, content: Callable[[], bytes], why: str) -> None:
    with app.app_context(), pytest.raises(UnusableFile, match=why):
        read(content())


@pytest.mark.parametrize(
    "content",
    [
        made,
        lambda: made(pages=200),
        lambda: made(object_stream_mode=pikepdf.ObjectStreamMode.generate),
        lambda: made(lambda pdf: opening(pdf, Array([pdf.pages[0].obj, Name.Fit]))),
        lambda: made(lambda pdf: opening(pdf, action("GoTo", D=Array([pdf.pages[0].obj, Name.Fit])))),
        lambda: made(lambda pdf: linked(pdf, action("URI", URI=String("https://thainguyen.gov.vn")))),
        lambda: made(form),
        lambda: made(lambda pdf: setattr(pdf.Root, "StructTreeRoot", Dictionary(Ref=Array([pdf.pages[0].obj])))),
        lambda: unpacking_to(1000),
    ],
)
def test_a_pdf_is_kept_byte_for_byte(app: Flask, content: Callable[[], bytes]) -> None:
    sent = content()
    with app.app_context():
        assert read(sent) == ("pdf", sent)
