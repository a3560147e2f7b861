"""Each fault of a page that the page client meets is told, and a page without one passes."""

import pytest
from flask import Flask

from tests.page_checks import faults
from tests.reading import read_whole
from tests.walked import Walk

TOKENS = '<input type="hidden" name="csrf_token" value="1"><input type="hidden" name="idempotency_key" value="2">'
NAME = '<label>Tên <input name="ten"></label>'
FORM = f'<form action="/dang-nhap" method="post">{TOKENS}{NAME}<button>Gửi</button></form>'
PAGE = (
    '<!doctype html>\n<html lang="vi"><head><title>Lớp</title><script src="/static/mine.1a.js"></script></head>'
    '<body><main><h1>Lớp</h1><a href="/dang-nhap">Vào</a><div id="a"></div>{}</main></body></html>'
)


def told(app: Flask, html: str) -> list[str]:
    return faults(app, "/x", html, Walk(read_whole(html)))


def test_a_page_without_a_fault_passes(app: Flask) -> None:
    assert told(app, PAGE.format(FORM)) == []


@pytest.mark.parametrize(
    ("stands", "instead", "fault"),
    [
        ("<h1>Lớp</h1>", "", "0 h1"),
        ("<title>Lớp</title>", "<title> </title>", "no title"),
        (' lang="vi"', "", "no lang"),
        (' src="/static/mine.1a.js"', "", "inline script"),
        ('<div id="a"></div>', "<dl></dl>", "a list of facts without one"),
        ('<div id="a"></div>', '<img src="/b.png">', "picture without words"),
        ('<div id="a"></div>', '<div id="a"></div><div id="a"></div>', "id a 2 times"),
        ('<div id="a"></div>', '<div style="color:red"></div>', "inline style or script on div"),
        ('<div id="a"></div>', '<div onclick="go()"></div>', "inline style or script on div"),
        ('<div id="a"></div>', "<label for=b>Tên</label>", "label names b, which is not there"),
        ('<div id="a"></div>', "<p autofocus></p><p autofocus></p>", "2 elements want the focus"),
        ('name="ten"', 'name="ten" aria-invalid="true" autofocus', "something has to be mended, but the title is Lớp"),
        ('name="ten"', 'name="ten" aria-invalid="true"', "the focus is not on ten, which has to be mended"),
        ('name="ten"', 'name="ten" type="radio" aria-invalid="true"', "ten is wrong without saying why"),
        ('<div id="a"></div>', '<p class="said" autofocus>Đã lưu.</p>', "“Đã lưu.” is not first in the title Lớp"),
        ("<label>Tên <input", "<p><input", "input ten without a label"),
        ("<button>Gửi", "<button>", "button without words"),
        ('<input name="ten">', "<select name=ten required></select>", "browsers call the list ten wrong"),
        ('name="csrf_token"', 'name="b"', "form to /dang-nhap without its token"),
        (TOKENS, TOKENS * 2, "form to /dang-nhap with two csrf_token"),
        ("/static/mine.1a.js", "/static/b.js", "the form to /dang-nhap has no worker that keeps it"),
        ("<button>Gửi", '<button formaction="/b">Gửi', "Enter in the form to /dang-nhap presses Gửi"),
        (' href="/dang-nhap"', "", "link without an address: Vào"),
        (">Vào<", "><", "link without words: /dang-nhap"),
        ('href="/dang-nhap"', 'href="#b"', "nothing called #b"),
        ('href="/dang-nhap"', 'href="/khong-co"', "link to nowhere: /khong-co"),
        ('<div id="a"></div>', "<table><tr><td>1</td></tr></table>", "browsers correct what is written"),
    ],
)  # fmt: skip
def test_a_fault_is_told(app: Flask, stands: str, instead: str, fault: str) -> None:
    assert stands in PAGE.format(FORM)
    found = told(app, PAGE.format(FORM).replace(stands, instead, 1))
    assert any(each.startswith(fault) for each in found), found


def test_a_press_without_a_key_is_told_where_one_is_kept(app: Flask) -> None:
    html = PAGE.format(FORM.replace('name="idempotency_key"', 'name="b"').replace("/dang-nhap", "/khong-co"))
    assert "form to /khong-co without an idempotency key" in told(app, html)
