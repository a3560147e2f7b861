"""Looks at every part of a Word file, by what it is and not by what it is called, before anything else reads it."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from flask_babel import gettext as _
from lxml import etree

from app.documents.faults import Unprintable
from app.documents.periodic_report.word_allowed import (
    CUSTOM,
    DOCUMENT,
    HYPERLINK,
    PICTURES,
    REFUSED_ELEMENTS,
    RELATIONSHIP_TYPES,
    RELATIONSHIPS,
    ROOTS,
    is_field,
    is_link,
)

MOST_UNPACKED, MOST_FILES = 20_000_000, 300
CONTENT_TYPES = "[Content_Types].xml"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}Types"
VML = "{urn:schemas-microsoft-com:vml}"


class NotATemplate(Unprintable):
    """A file that cannot serve as a template; the message says why to whoever sent it."""


def unreadable() -> NotATemplate:
    """Of what is no .docx, or one that no program could read."""
    return NotATemplate(_("Tệp này không phải là tệp Word .docx đọc được."))


def inspect(data: bytes) -> None:
    """Look at all parts of a .docx. Raises `NotATemplate` with a sentence for whoever sent it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _inspect(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, ValueError, OSError, EOFError) as error:
        raise unreadable() from error
    except (NotImplementedError, RuntimeError, etree.XMLSyntaxError) as error:  # another packing, a password
        raise unreadable() from error


def _inspect(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise NotATemplate(_("Tệp mẫu Word bung ra lớn quá, không nhận."))
    named = {part.filename.lower() for part in parts}
    if len(named) != len(parts):  # two of one name: programs disagree which of them counts
        raise unreadable()
    types = ContentTypes(archive.read(CONTENT_TYPES))
    if DOCUMENT not in types.overrides.values():
        raise unreadable()
    for part in parts:
        if part.filename != CONTENT_TYPES and not part.is_dir():
            _inspect_part(part.filename, types.of(part.filename), archive.read(part))


class ContentTypes:
    """The content type of each part, in lower case: its own, or the one of its ending (ECMA-376 part 2, §10.1.2)."""

    def __init__(self, xml: bytes) -> None:
        root = parsed(xml)
        if root.tag != TYPES:
            raise unreadable()
        self.defaults = {
            each.get("Extension", "").lower(): each.get("ContentType", "").strip().lower()
            for each in root.iter("{*}Default")
        }
        self.overrides = {
            each.get("PartName", "").lower(): each.get("ContentType", "").strip().lower()
            for each in root.iter("{*}Override")
        }

    def of(self, name: str) -> str:
        """The type of a part; "" where none is declared, and Word would not open the file."""
        ending = PurePosixPath(name).name.rpartition(".")[2].lower()
        kind: str = self.overrides.get(f"/{name.lower()}") or self.defaults.get(ending, "")
        return kind


def _inspect_part(name: str, kind: str, content: bytes) -> None:
    if kind in PICTURES:
        if not content.startswith(PICTURES[kind]):
            raise NotATemplate(_("Hình trong mẫu Word không phải PNG, JPG đọc được. Hãy chèn lại hình vào tệp."))
        return
    if kind not in ROOTS and kind != CUSTOM:
        raise NotATemplate(_("Tệp mẫu Word có macro hoặc tệp nhúng bên trong, không nhận. Hãy lưu lại thành .docx."))
    root = parsed(content)
    is_related = root.tag in ROOTS[RELATIONSHIPS]
    if is_related != (kind == RELATIONSHIPS) or name.lower().endswith(".rels") != is_related:
        raise unreadable()
    if kind != CUSTOM and root.tag not in ROOTS[kind]:
        raise unreadable()
    if is_related:
        _inspect_relationships(root)
    _inspect_elements(root)


def _inspect_elements(root: etree._Element) -> None:
    for element in _named(root, REFUSED_ELEMENTS):
        raise NotATemplate(
            _("Tệp mẫu Word có phần gọi tệp khác hoặc chương trình (%(name)s), không nhận.", name=_local(element))
        )
    for drawn in root.iter(f"{VML}*"):
        if drawn.get("src") or not is_link(drawn.get("href", "https://x")):
            raise from_elsewhere()
    for instruction in instructions(root):
        if not is_field(instruction):
            raise NotATemplate(_("Mẫu Word có trường không được dùng: %(code)s.", code=instruction.strip()[:40]))


def parsed(xml: bytes) -> etree._Element:
    """The root of a part. Raises `NotATemplate` for one with entities of its own, or in letters that hide them."""
    if b"\0" in xml or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise unreadable()
    tree = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True)).getroottree()
    if tree.docinfo.doctype or (tree.docinfo.encoding or "UTF-8").upper() not in ("UTF-8", "ASCII", "US-ASCII"):
        raise unreadable()
    return tree.getroot()


def from_elsewhere() -> NotATemplate:
    """Of what would be fetched when somebody opens the file."""
    return NotATemplate(_("Tệp mẫu Word lấy hình hoặc mẫu từ nơi khác, không nhận. Hãy chèn hình vào tệp."))


def _inspect_relationships(root: etree._Element) -> None:
    for relationship in root.iter("{*}Relationship"):
        kind, target = relationship.get("Type", ""), relationship.get("Target", "")
        if relationship.get("TargetMode", "Internal") != "Internal":
            if kind == HYPERLINK and not is_link(target):
                raise NotATemplate(
                    _("Mẫu Word có đường dẫn không mở trang web hay thư: %(target)s.", target=target[:80])
                )
            if kind != HYPERLINK:
                raise from_elsewhere()
        elif ":" in target or "\\" in target:
            raise from_elsewhere()
        if kind not in RELATIONSHIP_TYPES:
            raise NotATemplate(
                _("Tệp mẫu Word có macro hoặc tệp nhúng bên trong, không nhận. Hãy lưu lại thành .docx.")
            )


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _named(root: etree._Element, names: Iterable[str]) -> Iterator[etree._Element]:
    """All elements of these names, whatever namespace they claim."""
    yield from root.iter(*(f"{{*}}{name}" for name in names))


def instructions(root: etree._Element) -> Iterator[str]:
    """The instruction of each field of a part, put together of all runs over which it is split; with those of deleted
    fields, which come back when the change is rejected. What follows the sign that ends an instruction is one too."""
    open_fields: list[list[str]] = []
    for element in root.iter("{*}fldSimple", "{*}fldChar", "{*}instrText", "{*}delInstrText"):
        name = _local(element)
        if name == "fldSimple":
            yield _attribute(element, "instr")
        elif name != "fldChar":
            if not open_fields:
                open_fields.append([])
            open_fields[-1].append(element.text or "")
        elif (mark := _attribute(element, "fldCharType")) == "begin":
            open_fields.append([])
        else:
            yield from _instruction(open_fields)
            if mark == "separate":
                open_fields.append([])
    while open_fields:
        yield from _instruction(open_fields)


def _instruction(open_fields: list[list[str]]) -> Iterator[str]:
    """The instruction of the innermost field, which is taken off; nothing where it says nothing."""
    if open_fields and (words := "".join(open_fields.pop())).strip():
        yield words


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute's value, in whatever namespace it stands."""
    return next((str(value) for key, value in element.attrib.items() if etree.QName(key).localname == name), "")
