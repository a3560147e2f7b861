from collections.abc import Mapping, Sequence
from typing import Any

from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

class CSS:
    def __init__(
        self, *, string: str, base_url: str, url_fetcher: URLFetcher, font_config: FontConfiguration
    ) -> None: ...

class Page:
    anchors: Mapping[str, tuple[float, float, float, float]]
    _page_box: Any

class Document:
    pages: Sequence[Page]
    def write_pdf(self, *, pdf_variant: str | None = None) -> bytes: ...

class HTML:
    def __init__(self, *, string: str, base_url: str, url_fetcher: URLFetcher) -> None: ...
    def render(self, *, stylesheets: Sequence[CSS], font_config: FontConfiguration) -> Document: ...
