"""Reads one part of XML of an Office file, element by element, so that a part of any size takes the same memory."""

import re
from collections.abc import Mapping

from lxml import etree

from app.web.office_packages.rules import (
    Part,
    Reason,
    Refused,
    Rules,
    fault,
    is_harmless_name,
    look_at_element,
    look_at_styles,
)
from app.web.office_packages.word_fields import Instructions

MOST_DEEP = 256  # elements in each other; lxml bounds them in trees alone
_INSTRUCTIONS = frozenset({"instrText", "delInstrText"})
_FORMULAS = frozenset({"f", "formula", "formula1", "formula2", "oldFormula", "definedName", "calculatedColumnFormula",
                       "totalsRowFormula", "FmlaMacro", "FmlaLink", "FmlaRange", "FmlaPict", "FmlaTxbx"})  # fmt: skip
# Equations of Word, in which `f` is a fraction (transitional, strict).
_MATH = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}",
    "{http://purl.oclc.org/ooxml/officeDocument/math}",
)
# Formulas of shapes and of the controls of forms.
_FORMULA_ATTRIBUTES = ("macro", "textlink", "fmlaMacro", "fmlaLink", "fmlaRange", "formula")
_TEXTS = _INSTRUCTIONS | _FORMULAS
_VML = "{urn:schemas-microsoft-com:vml}"
_OFFICE_VML = "{urn:schemas-microsoft-com:office:office}"
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']+)")
_UTF8, _UTF16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


class XmlPart:
    """What lxml tells of a part, as its target. Keeps the name of its root, and the main parts that it names."""

    def __init__(self, rules: Rules, part: Part, *, is_related: bool) -> None:
        self.rules, self.part, self.is_related = rules, part, is_related
        self.root, self.mains = "", list[str]()
        self._fields, self._text, self._in, self._depth = Instructions(), list[str](), "", 0

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        """No part has one; entities of its own hide what it says."""
        raise Refused(Reason.BROKEN)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.root = self.root or tag
        self._depth += 1
        if self._depth > MOST_DEEP:
            raise Refused(Reason.BROKEN)
        name = tag.rpartition("}")[2]
        if self.part is Part.DRAWN:
            look_at_element(tag, attributes)
            self._in = self._in or ("style" if name == "style" else "")
        elif self.is_related:
            if name == "Relationship":
                self._relationship(attributes)
        else:
            self._element(tag, name, attributes)

    def pi(self, _target: str, data: str | None) -> None:
        """An instruction to the program: a drawing may have no styles before it."""
        if self.part is Part.DRAWN:
            raise Refused(Reason.ELSEWHERE, data or "")

    def data(self, text: str) -> None:
        """Text of an element."""
        if self._in:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._depth -= 1
        name = tag.rpartition("}")[2]
        if name != self._in:
            return
        text, self._in = "".join(self._text), ""
        self._text.clear()
        if name in _INSTRUCTIONS:
            self._fields.words(text)
        elif self.part is Part.DRAWN:
            look_at_styles(text)
        else:
            _look_at_formula(text)

    def close(self) -> None:
        """The part ends."""
        for instruction in self._fields.rest():
            self._instruction(instruction)

    def _element(self, tag: str, name: str, attributes: Mapping[str, str]) -> None:
        if name in _TEXTS and not tag.startswith(_MATH):
            self._in = name
        elif name == "fldChar":
            for instruction in self._fields.mark(_attribute(attributes, "fldCharType")):
                self._instruction(instruction)
        elif name == "fldSimple":
            self._fields.simple()
            self._instruction(_attribute(attributes, "instr"))
        if (
            self.part is not Part.CUSTOM
            and name in self.rules.elements
            and (name not in self.rules.valued or _attribute(attributes, "val").strip())
        ):
            raise Refused(self.rules.elements[name], name)
        if tag.startswith(_VML):
            self._vml(attributes)
        _look_at_formulas(name, attributes)

    def _instruction(self, words: str) -> None:
        if not self.rules.is_field(words):
            raise Refused(Reason.FIELD, words)

    def _vml(self, attributes: Mapping[str, str]) -> None:
        for key, value in attributes.items():
            is_source = key in ("src", "althref", f"{_OFFICE_VML}href", f"{_OFFICE_VML}althref")
            if (is_source and value and not self.rules.is_picture(value)) or (
                key == "href" and not self.rules.is_link(value)
            ):
                raise Refused(Reason.ELSEWHERE, value)

    def _relationship(self, attributes: Mapping[str, str]) -> None:
        kind, target = attributes.get("Type", "").strip(), attributes.get("Target", "")
        short = last_word(kind)
        if attributes.get("TargetMode", "Internal") != "Internal":
            allowed = self.rules.outside.get(kind) or self.rules.outside.get(short)
            if allowed is None or not allowed(target):
                is_link = allowed is not None and short == "hyperlink"
                raise Refused(Reason.LINK if is_link else Reason.ELSEWHERE, target)
        elif (":" in target or "\\" in target) and not target.startswith("#"):
            raise Refused(Reason.ELSEWHERE, target)
        if reason := self.rules.relationship(kind):
            raise Refused(reason, target)
        if short == "officedocument":
            self.mains.append(target)


def last_word(kind: str) -> str:
    """What a relationship is, without who declared it and when: `hyperlink`."""
    return kind.rstrip("/").rpartition("/")[2].lower()


def parser(target: XmlPart) -> etree.XMLParser:
    """Tells `target`; lengths are bounded, nothing is fetched."""
    return etree.XMLParser(target=target, resolve_entities=False, no_network=True, huge_tree=False)


def check_letters(begin: bytes, *, is_wide_allowed: bool) -> None:
    """How a part begins: UTF-8, or UTF-16 where it may. Raises `Refused` for letters that hide what it says."""
    if begin.startswith(_UTF16):
        if is_wide_allowed:
            return
        raise Refused(Reason.BROKEN)
    declared = _ENCODING.match(begin.removeprefix(_UTF8).lstrip())
    if b"\0" in begin or (declared and declared[1].upper() not in (b"UTF-8", b"ASCII", b"US-ASCII")):
        raise Refused(Reason.BROKEN)


def _look_at_formula(text: str) -> None:
    if reason := fault(text):
        raise Refused(reason, text)


def _look_at_formulas(name: str, attributes: Mapping[str, str]) -> None:
    """The formulas of an element's attributes, and the name under which one is kept."""
    if name == "definedName" and not is_harmless_name(_attribute(attributes, "name")):
        raise Refused(Reason.FORMULA, _attribute(attributes, "name"))
    for each in (*_FORMULA_ATTRIBUTES, *(["val"] if name == "cfvo" else [])):
        if each in attributes:
            _look_at_formula(attributes[each])


def _attribute(attributes: Mapping[str, str], name: str) -> str:
    """An attribute's value, in whatever namespace it stands."""
    return next((str(value) for key, value in attributes.items() if key.rpartition("}")[2] == name), "")
