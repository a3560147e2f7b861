"""Whether a programme takes imported lists: where `recorded_on` names `import`."""

import pytest
from flask import Flask

from tests.asking import Asking
from tests.pages import Pages

FIELDS = [{"key": "people", "label": "Người", "type": "number", "counted": True}]


@pytest.mark.parametrize(("ways", "offered"), [(["office", "import"], True), (["office", "table"], False)])
def test_a_list_is_imported_where_the_programme_says_so(app: Flask, ways: list[str], offered: bool) -> None:
    asking = Asking.build(app, FIELDS, recorded_on=ways)
    pages = Pages(asking.app.test_client()).sign_in(asking.officer)
    address = f"/van-phong/phong-trao/{asking.programme}"
    for page in (pages.get(address), pages.get(f"{address}/so")):
        assert any("/van-phong/nhap/moi" in each for each in page.links().values()) is offered, page.links()
    pages.get(f"/van-phong/nhap/moi?loai=phong-trao-{asking.programme}", status=200 if offered else 404)
