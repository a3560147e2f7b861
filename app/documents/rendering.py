"""HTML to PDF by WeasyPrint, with nothing fetched, nothing forgiven and nothing but our own fonts inside."""

import gc
import io
import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

import pikepdf
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from app.documents.faults import PaperFault
from app.documents.paging import MOST_PAGES, Nearer, closest
from app.documents.typefaces import FILES

HOME = Path(__file__).parent
OWN_FILES = {f"paper:fonts/{name}.ttf": path for name, path in FILES.items()}
OWN_FILES |= {f"paper:{name}.svg": HOME / "drawings" / f"{name}.svg" for name in ("mark", "band", "home")}
TYPES = {".ttf": "font/ttf", ".svg": "image/svg+xml"}
FORBIDDEN = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/GoToR", "/OpenAction", "/AA")
NOTHING: Mapping[str, bytes] = {}
MM_PER_PX = 25.4 / 96
_one_at_a_time = Lock()  # WeasyPrint has one logger for all: a warning must belong to the paper being drawn


class OwnFiles(URLFetcher):
    """Serves the files named in `OWN_FILES`, and the pictures given (JPEG, by address); every other address is refused,
    and a refusal ends the drawing."""

    def __init__(self, pictures: Mapping[str, bytes] = NOTHING) -> None:
        super().__init__(fail_on_errors=True)
        self._pictures = pictures

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if picture := self._pictures.get(url):
            return URLFetcherResponse(url, body=picture, headers={"Content-Type": "image/jpeg"})
        path = OWN_FILES.get(url)
        if path is None:
            raise ValueError(f"not one of our files: {url[:200]}")
        return URLFetcherResponse(url, body=path.read_bytes(), headers={"Content-Type": TYPES[path.suffix]})


class _Complaints(logging.Handler):
    """Keeps what WeasyPrint reports only in its log: files that did not load, style that it did not understand."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def _listening() -> Iterator[list[str]]:
    """What WeasyPrint logs from warning up while one paper is drawn."""
    complaints, logger = _Complaints(), logging.getLogger("weasyprint")
    with _one_at_a_time:
        logger.addHandler(complaints)
        try:
            yield complaints.lines
        finally:
            logger.removeHandler(complaints)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection while one paper is drawn.

    Its boxes all live to the end, and the collector would walk through them and the whole app again and again: a
    quarter of the time of a list of 200.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@dataclass(frozen=True, slots=True)
class Box:
    """Where an element with an id came to stand on the page, mm from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A drawn paper, how many pages it takes, and the boxes of the elements with an id on its first page."""

    pdf: bytes
    pages: int
    boxes: Mapping[str, Box]


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _stylesheet(name: str) -> CSS:
    return CSS(string=(HOME / name).read_text(), base_url="paper:", url_fetcher=OwnFiles(), font_config=_fonts())


def lay_out(
    html: str,
    stylesheets: Sequence[str],
    pictures: Mapping[str, bytes] = NOTHING,
    *,
    tagged: bool = False,
    links: Collection[str] = (),
    nearer: Sequence[Nearer] = (),
    most_nearer: int = MOST_PAGES,
) -> LaidOut:
    """Draws a document and tells where the elements of its first page stand.

    `html` is a whole page from `templates.page`, `stylesheets` are files of this folder, applied in order after
    fonts.css; `pictures` are JPEGs by the address that an <img> names ("paper:1.jpg"). `tagged` writes
    PDF/UA: headings, tables and pictures that a screen reader tells apart (docs/decisions/0014). `links` are the
    addresses to which it may lead; `nearer` the ways to save a last page with next to nothing on it (`paging`), where
    there are at most `most_nearer` pages.
    Raises `PaperFault` on anything WeasyPrint complains of, on any address that is not
    ours, on nesting too deep for it, and when something other than text and lines in our fonts came out.
    """
    with _listening() as complaints, _uncollected():
        try:
            document = closest(
                _document(html, stylesheets, pictures),
                nearer,
                lambda way: _document(way.html() if way.html else html, (*stylesheets, *way.stylesheets), pictures),
                most_nearer,
            )
            pdf = document.write_pdf(pdf_variant="pdf/ua-1" if tagged else None)
            boxes = {name: Box(*(px * MM_PER_PX for px in place)) for name, place in document.pages[0].anchors.items()}
        except FatalURLFetchingError as error:
            raise PaperFault(str(error)) from error
        except RecursionError as error:
            raise PaperFault("the page is nested too deeply to be drawn") from error
    if complaints:
        raise PaperFault("WeasyPrint complained: " + "; ".join(complaints[:5]))
    inspect(pdf, links)
    return LaidOut(pdf, len(document.pages), boxes)


def _document(html: str, stylesheets: Sequence[str], pictures: Mapping[str, bytes]) -> Document:
    sheets = [_stylesheet(name) for name in ("fonts.css", *stylesheets)]
    source = HTML(string=html, base_url="paper:", url_fetcher=OwnFiles(pictures))
    return source.render(stylesheets=sheets, font_config=_fonts())


def render(html: str, stylesheets: Sequence[str]) -> bytes:
    """The PDF of a document; see `lay_out`."""
    return lay_out(html, stylesheets).pdf


def inspect(pdf: bytes, links: Collection[str] = ()) -> None:
    """Raises `PaperFault` when a PDF holds a font that is not ours or not inside, an action, a file or a link to
    anywhere but `links`."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for thing in (opened.trailer, *opened.objects):
            for dictionary in _dictionaries(thing):
                _inspect_dictionary(dictionary, links)


def _dictionaries(thing: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """A dictionary and those written inside it; what it refers to is an object of its own."""
    inner: list[object] = []
    if isinstance(thing, pikepdf.Array):
        inner += thing.as_list()
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        if thing.get("/Type") == "/StructElem":  # most of a tagged paper, and nothing that acts
            return
        yield thing
        inner += [value for _, value in thing.items()]
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _dictionaries(value)


def _inspect_dictionary(thing: pikepdf.Object, links: Collection[str]) -> None:
    if thing.get("/Type") == "/FontDescriptor":
        _inspect_font(thing)
    if "/URI" in thing and str(thing["/URI"]) not in links:
        raise PaperFault(f"the drawn PDF holds /URI {thing['/URI']}")
    for key in FORBIDDEN:
        if key in thing or key in (thing.get("/S"), thing.get("/Type")):
            raise PaperFault(f"the drawn PDF holds {key}")


def _inspect_font(descriptor: pikepdf.Object) -> None:
    family = str(descriptor["/FontName"]).partition("+")[2].replace("-", "")
    if not family.startswith(("Tinos", "Arimo", "PlayfairDisplay")):
        raise PaperFault(f"the drawn PDF uses {descriptor['/FontName']}, which is not one of our fonts")
    if "/FontFile2" not in descriptor:
        raise PaperFault(f"the font {descriptor['/FontName']} is not inside the drawn PDF")
