"""How cards and letters name who sent an ambassador."""

import pytest
from flask import Flask

from app.web.words.ambassadors import sending_body


@pytest.mark.parametrize(
    ("organisation", "group", "written"),
    [
        ("Tổ dân phố", "Tổ dân phố Quang Trung 1", ""),
        ("Trường học", "Tổ dân phố Quang Trung 1", "Trường học cử"),
        ("Trường THCS Túc Duyên", "Tổ dân phố Quang Trung 1", "Trường THCS Túc Duyên"),
        ("", "", ""),
    ],
)
def test_a_sending_body_says_more_than_the_group_does(app: Flask, organisation: str, group: str, written: str) -> None:
    with app.test_request_context():
        assert sending_body(organisation, group) == written
