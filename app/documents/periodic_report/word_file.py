"""A ward's own Word file as a template: what is let in, and what stands in it to be filled.

Such a file is a program to Word and to Jinja alike. Only what fills places is known of either: names, loops over our
own lists and conditions on them, no call, no filter, no arithmetic; no macro, nothing embedded, nothing fetched.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

from docxtpl import DocxTemplate
from flask_babel import gettext as _
from jinja2 import TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from app.documents.faults import Unprintable

MOST_BYTES, MOST_UNPACKED, MOST_FILES = 2_000_000, 20_000_000, 300
MOST_REPEATED = 200_000  # signs of XML that loops write again for each row: a row of Word's takes 10 000
DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# Parts that a program of Word may hide in, or another file.
REFUSED = ("vbaproject", "vbadata", "activex", "embeddings/", "oleobject", "macrosheets", "customui", "afchunk")
Fields = Mapping[str, frozenset[str]]
LOOP = frozenset({"index", "first", "last"})
KNOWN_NODES = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If,
               nodes.Not, nodes.And, nodes.Or)  # fmt: skip


class NotATemplate(Unprintable):
    """A file that cannot serve as a template; the message says why to whoever sent it."""

    @classmethod
    def of_names(cls, names: Sequence[str]) -> Self:
        """Of one with places that nothing fills."""
        return cls(_("Mẫu Word có chỗ điền không rõ là gì: %(names)s.", names=", ".join(names[:40])))

    @classmethod
    def of_a_program(cls) -> Self:
        """Of one that wants more than places to be filled."""
        return cls(_("Mẫu Word chỉ được có chỗ điền, đoạn lặp và điều kiện viết như trong mẫu tải về."))


def opened(data: bytes) -> "Template":
    """The file, looked at before anything of it is read as XML. Raises `NotATemplate`."""
    if len(data) > MOST_BYTES:
        raise NotATemplate(_("Tệp mẫu Word nặng quá 2 MB."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _inspect(archive)
        template = Template(io.BytesIO(data))
        template.init_docx()
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError, etree.XMLSyntaxError) as error:
        raise NotATemplate(_("Tệp này không phải là tệp Word .docx đọc được.")) from error
    return template


def _inspect(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise NotATemplate(_("Tệp mẫu Word bung ra lớn quá, không nhận."))
    if any(refused in part.filename.lower() for part in parts for refused in REFUSED):
        raise NotATemplate(_("Tệp mẫu Word có macro hoặc tệp nhúng bên trong, không nhận. Hãy lưu lại thành .docx."))
    if DOCUMENT not in archive.read("[Content_Types].xml"):
        raise NotATemplate(_("Tệp này không phải là tệp Word .docx đọc được."))
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            _inspect_xml(archive.read(part))


def _inspect_xml(xml: bytes) -> None:
    if b"\0" in xml or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:  # no entity that grows; UTF-16 would hide it
        raise NotATemplate(_("Tệp này không phải là tệp Word .docx đọc được."))
    for relationship in etree.fromstring(xml).iter("{*}Relationship"):
        if relationship.get("TargetMode") == "External" and not relationship.get("Type", "").endswith("/hyperlink"):
            raise NotATemplate(_("Tệp mẫu Word lấy hình hoặc mẫu từ nơi khác, không nhận. Hãy chèn hình vào tệp."))


class Template(DocxTemplate):  # type: ignore[misc]
    """A file of which each part is rendered once; its title is set by whoever renders it."""

    def render_properties(self, context: Mapping[str, Any], jinja_env: object = None) -> None:
        """Author and title are nothing to be filled."""

    def fix_tables(self, xml: str) -> Any:
        """The body once filled. A loop that opens in one paragraph and closes beside it leaves XML that Word refuses,
        of which `docxtpl` would silently drop the rest."""
        try:
            etree.fromstring(xml)
            return super().fix_tables(xml)
        except (etree.XMLSyntaxError, AttributeError, ValueError) as error:
            raise NotATemplate(_("Trong mẫu Word có đoạn lặp mở ở một chỗ mà đóng ở chỗ khác.")) from error


class Filling(SandboxedEnvironment):
    """Jinja that fills places: `unknown` are the names met that are none of `fields`, each once."""

    def __init__(self, fields: Fields, names: frozenset[str]) -> None:
        super().__init__(autoescape=True)
        self.fields, self.known, self.unknown = fields, names, dict[str, None]()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        self._look(tree, {})
        if sum(_length(loop) for loop in _outer_loops(tree)) > MOST_REPEATED:
            raise NotATemplate(_("Đoạn lặp trong mẫu Word dài quá."))
        return tree

    def _look(self, node: nodes.Node, scope: Mapping[str, str]) -> None:
        """Goes through the tree; `scope` are the variables of loops, each with the list that it goes through."""
        if not isinstance(node, KNOWN_NODES):
            raise NotATemplate.of_a_program()
        if isinstance(node, nodes.For):
            inner = self._list(node, scope)
            scope = {**scope, node.target.name: inner} if isinstance(node.target, nodes.Name) else scope
            children = [*node.body, *node.else_, *([node.test] if node.test else [])]
        elif isinstance(node, nodes.Name | nodes.Getattr):
            self._name(node, scope)
            children = []
        else:
            children = list(node.iter_child_nodes())
        for child in children:
            self._look(child, scope)

    def _list(self, loop: nodes.For, scope: Mapping[str, str]) -> str:
        """The list of a loop. One over a list of ours stands in no other: what is written stays in bounds."""
        asked = loop.iter
        self._look(asked, scope)
        if isinstance(asked, nodes.Name) and not scope and asked.name in self.fields:
            return asked.name
        if isinstance(asked, nodes.Getattr) and asked.attr in self.fields:
            return asked.attr
        if isinstance(asked, nodes.Name) and asked.name in self.unknown:
            return ""
        raise NotATemplate(_("Trong mẫu Word có đoạn lặp không theo danh sách nào của báo cáo."))

    def _name(self, node: nodes.Name | nodes.Getattr, scope: Mapping[str, str]) -> None:
        if isinstance(node, nodes.Name):
            if node.name not in self.known and node.name not in scope:
                self.unknown[node.name] = None
            return
        if not isinstance(node.node, nodes.Name):
            raise NotATemplate.of_a_program()
        owner = node.node.name
        known = LOOP if owner == "loop" and scope else self.fields.get(scope.get(owner, ""), frozenset())
        if node.attr not in known:
            self.unknown[f"{owner}.{node.attr}"] = None


def _outer_loops(node: nodes.Node) -> Iterator[nodes.For]:
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.For):
            yield child
        else:
            yield from _outer_loops(child)


def _length(node: nodes.Node) -> int:
    return sum(len(data.data) for data in node.find_all(nodes.TemplateData))


def unknown(template: Template, environment: Filling) -> list[str]:
    """The names to be filled that `environment` does not know, in all parts. Raises `NotATemplate`."""
    parts = [template.get_xml()]
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        parts += [template.get_part_xml(part) for _key, part in template.get_headers_footers(uri)]
    try:
        for xml in parts:
            environment.parse(template.patch_xml(xml))
    except TemplateError as error:
        raise NotATemplate(_("Trong mẫu Word có chỗ điền viết sai: %(words)s.", words=str(error)[:200])) from error
    return list(environment.unknown)


def filled(template: Template, context: Mapping[str, Any], environment: Filling) -> None:
    """Fills the file in place. Raises `NotATemplate` for what is no filling of places."""
    try:
        template.render(context, environment)
    except TemplateError as error:
        raise NotATemplate(_("Trong mẫu Word có chỗ điền viết sai: %(words)s.", words=str(error)[:200])) from error
