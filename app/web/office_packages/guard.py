"""Holds an Office file to the rules of its kind, part by part, before anything else reads it."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from lxml import etree

from app.web.office_packages.rules import (
    CONTENT_TYPES,
    PACKAGE,
    RELATIONSHIPS,
    Part,
    Reason,
    Refused,
    Rules,
    is_program,
)
from app.web.office_packages.xml_parts import XmlPart, check_letters, parser

_PIECE, MOST_OF_TYPES = 1 << 16, 1_000_000
_TYPES = f"{{{PACKAGE}content-types}}Types"
_ROOT_RELATIONSHIPS, _RELATED = "_rels/.rels", f"{{{PACKAGE}relationships}}Relationships"
# How programs, archives, pages, scripts and older Office files begin: none of them is a font or a printer's settings.
_OTHERS = (b"MZ", b"\x7fELF", b"#!", b"PK", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\xca\xfe\xba\xbe", b"{\\rt",
           b"%PDF", b"L\0\0\0\x01\x14\x02\0", b"MSCF", b"ITSF", b"\x1f\x8b")  # fmt: skip


def inspect(data: bytes, rules: Rules) -> str:
    """The kind of an Office file, as `rules.mains` says, once all of its parts were looked at.

    Raises:
        Refused: the file, or a workbook within it, is broken, unpacks to too much or has what its rules refuse.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Package(archive, rules).inspect()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, ValueError, OSError, EOFError) as error:
        raise Refused(Reason.BROKEN) from error
    except (NotImplementedError, RuntimeError, etree.XMLSyntaxError) as error:  # another packing, a password
        raise Refused(Reason.BROKEN) from error


@dataclass
class _Package:
    archive: zipfile.ZipFile
    rules: Rules
    mains: list[str] = field(default_factory=list)
    unpacked: int = 0

    def inspect(self) -> str:
        parts = [part for part in self.archive.infolist() if not part.is_dir()]
        self.unpacked = sum(part.file_size for part in parts)
        if len(parts) > self.rules.most_parts or self.unpacked > self.rules.most_unpacked:
            raise Refused(Reason.HEAVY)
        if len({part.filename.lower() for part in parts}) != len(parts):  # programs disagree which of two counts
            raise Refused(Reason.BROKEN)
        if CONTENT_TYPES not in self.archive.namelist():
            raise Refused(Reason.KIND)
        type_of = _types(self.archive.read(CONTENT_TYPES))
        declared = {type_of(part.filename) for part in parts}
        kinds = declared & set(self.rules.mains)
        if not kinds:
            raise Refused(Reason.PROGRAM if any("macroenabled" in kind for kind in declared) else Reason.KIND)
        for part in parts:
            if part.filename != CONTENT_TYPES:
                self._inspect_part(part, type_of(part.filename))
        if len(kinds) != 1 or {type_of(name.lstrip("/")) for name in self.mains} != kinds:
            raise Refused(Reason.KIND)
        return self.rules.mains[kinds.pop()]

    def _inspect_part(self, part: zipfile.ZipInfo, kind: str) -> None:
        if is_program(part.filename):
            raise Refused(Reason.PROGRAM, part.filename)
        looked = Part.XML if kind == RELATIONSHIPS else self.rules.part(kind)
        if isinstance(looked, Reason):
            raise Refused(looked, part.filename)
        if looked is Part.WORKBOOK:
            if self.rules.workbooks is None:
                raise Refused(Reason.EMBEDDED, part.filename)
            self._inspect_workbook(part, self.rules.workbooks)
        elif looked in (Part.PICTURE, Part.BINARY):
            self._inspect_bytes(part, kind, looked)
        else:
            self._inspect_xml(part, kind, looked)

    def _inspect_workbook(self, part: zipfile.ZipInfo, rules: Rules) -> None:
        """A file in the file; what both unpack to is bounded together."""
        try:
            with zipfile.ZipFile(io.BytesIO(self.archive.read(part))) as archive:
                left = self.rules.most_unpacked - self.unpacked
                inner = _Package(archive, replace(rules, most_unpacked=left))
                inner.inspect()
        except Refused as refused:
            raise (Refused(Reason.EMBEDDED, part.filename) if refused.reason is Reason.KIND else refused) from refused
        self.unpacked += inner.unpacked

    def _inspect_bytes(self, part: zipfile.ZipInfo, kind: str, looked: Part) -> None:
        content = self.archive.read(part)
        if looked is Part.BINARY and content.startswith(_OTHERS):
            raise Refused(Reason.UNKNOWN, part.filename)
        if looked is Part.PICTURE and content and not content.startswith(self.rules.pictures(kind)):
            raise Refused(Reason.PICTURE, part.filename)

    def _inspect_xml(self, part: zipfile.ZipInfo, kind: str, looked: Part) -> None:
        is_related = kind == RELATIONSHIPS
        target = XmlPart(self.rules, looked, is_related=is_related)
        reader = parser(target)
        with self.archive.open(part) as content:
            check_letters(piece := content.read(_PIECE), is_wide_allowed=self.rules.is_wide_allowed)
            if looked is Part.VML:
                piece = (piece + content.read()).replace(b"<br>", b"<br/>")
            while piece:
                reader.feed(piece)
                piece = content.read(_PIECE)
        reader.close()
        roots = self.rules.roots.get(kind)
        if (target.root == _RELATED) != is_related or part.filename.lower().endswith(".rels") != is_related:
            raise Refused(Reason.BROKEN)
        if roots and target.root not in roots:
            raise Refused(Reason.BROKEN)
        if part.filename == _ROOT_RELATIONSHIPS:
            self.mains = target.mains


def _types(xml: bytes) -> Callable[[str], str]:
    """Tells the content type of a part, in lower case: its own, or the one of its ending (ECMA-376 part 2, §10.1.2);
    "" where none is declared, and no program would open the file.

    Raises:
        Refused, etree.XMLSyntaxError: it lists no types, or has entities of its own.
    """
    if len(xml) > MOST_OF_TYPES:
        raise Refused(Reason.HEAVY)
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    if root.getroottree().docinfo.doctype or root.tag != _TYPES:
        raise Refused(Reason.BROKEN)
    declared: dict[tuple[str, str], str] = {
        (tag, each.get(key, "").lower()): each.get("ContentType", "").strip().lower()
        for tag, key in (("Default", "Extension"), ("Override", "PartName"))
        for each in root.iter(f"{{*}}{tag}")
    }

    def type_of(name: str) -> str:
        ending = PurePosixPath(name).name.rpartition(".")[2].lower()
        return declared.get(("Override", f"/{name.lower()}")) or declared.get(("Default", ending), "")

    return type_of
