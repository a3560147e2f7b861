"""A A A: letters grow at once, stay grown, and the link leads nowhere but back."""

import html5lib
import pytest
from flask.testing import FlaskClient


def test_a_larger_size_is_kept_and_leads_back(client: FlaskClient) -> None:
    answer = client.get("/co-chu?co=3&ve=/linh-kien")

    assert (answer.status_code, answer.location) == (303, "/linh-kien")
    page = client.get("/linh-kien").text
    assert 'data-text="3"' in page
    assert '<html lang="vi" data-text="1">' in client.application.test_client().get("/linh-kien").text


def test_on_the_sign_in_page_it_leads_back_there_too(client: FlaskClient) -> None:
    assert client.get("/co-chu?co=3&ve=/dang-nhap").location == "/dang-nhap"


def test_the_chosen_size_is_marked(client: FlaskClient) -> None:
    client.get("/co-chu?co=2&ve=/linh-kien")

    page = html5lib.parse(client.get("/linh-kien").text, treebuilder="etree", namespaceHTMLElements=False)
    sizes = [link for link in page.iter("a") if "co=" in link.get("href", "")]

    assert [link.get("aria-label") for link in sizes] == ["Chữ vừa", "Chữ to", "Chữ rất to"]
    assert [link.get("aria-current") for link in sizes] == [None, "true", None]


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_it_leads_to_no_other_site(client: FlaskClient, elsewhere: str) -> None:
    assert client.get("/co-chu", query_string={"co": "2", "ve": elsewhere}).location == "/"


@pytest.mark.parametrize("size", ["0", "4", "large", ""])
def test_a_size_that_is_none_changes_nothing(client: FlaskClient, size: str) -> None:
    answer = client.get("/co-chu", query_string={"co": size, "ve": "/linh-kien"})

    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers
