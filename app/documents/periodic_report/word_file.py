"""A ward's own Word file as a template: what is let in, and what stands in it to be filled.

Such a file is a program to Word and to Jinja alike. Only what fills places is known of either: names, loops over our
own lists and conditions on them, no call, no filter, no arithmetic; no macro, nothing embedded, nothing fetched.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from docxtpl import DocxTemplate
from flask_babel import gettext as _
from jinja2 import TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from app.documents.periodic_report.word_guard import NotATemplate, inspect, unreadable

MOST_BYTES = 2_000_000
# A report of ours has 60 places. Each costs the worker time, and one inside of another its stack.
MOST_PLACES, MOST_NESTED = 2_000, 20
LONG_PLACE = re.compile(r"\{[{%][^{}%]{500}")
MOST_REPEATED = 200_000  # signs of XML that loops write again for each row: a row of Word's takes 10 000
Fields = Mapping[str, frozenset[str]]
LOOP = frozenset({"index", "first", "last"})
KNOWN_NODES = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If,
               nodes.Not, nodes.And, nodes.Or)  # fmt: skip


def of_names(names: Sequence[str]) -> NotATemplate:
    """Of a file with places that nothing fills."""
    return NotATemplate(_("Mẫu Word có chỗ điền không rõ là gì: %(names)s.", names=", ".join(names[:40])))


def of_a_program() -> NotATemplate:
    """Of a file that wants more than places to be filled."""
    return NotATemplate(_("Mẫu Word chỉ được có chỗ điền, đoạn lặp và điều kiện viết như trong mẫu tải về."))


def opened(data: bytes) -> "Template":
    """The file, looked at before anything of it is read as XML. Raises `NotATemplate`."""
    if len(data) > MOST_BYTES:
        raise NotATemplate(_("Tệp mẫu Word nặng quá 2 MB."))
    inspect(data)
    try:
        template = Template(io.BytesIO(data))
        template.init_docx()
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise unreadable() from error
    return template


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
        if LONG_PLACE.search(source):
            raise of_a_program()
        tree = super()._parse(source, name, filename)
        self._look(tree, {})
        if sum(_length(loop) for loop in _outer_loops(tree)) > MOST_REPEATED:
            raise NotATemplate(_("Đoạn lặp trong mẫu Word dài quá."))
        return tree

    def _look(self, node: nodes.Node, scope: Mapping[str, str], depth: int = 0) -> None:
        """Goes through the tree; `scope` are the variables of loops, each with the list that it goes through."""
        if not isinstance(node, KNOWN_NODES) or depth > MOST_NESTED:
            raise of_a_program()
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
            self._look(child, scope, depth + 1)

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
            raise of_a_program()
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
    if sum(xml.count("{") for xml in parts) > 2 * MOST_PLACES:
        raise NotATemplate(_("Mẫu Word có nhiều chỗ điền quá."))
    with _in_words():
        for xml in parts:
            environment.parse(template.patch_xml(xml))
    return list(environment.unknown)


def filled(template: Template, context: Mapping[str, Any], environment: Filling) -> None:
    """Fills the file in place. Raises `NotATemplate` for what is no filling of places."""
    with _in_words():
        template.render(context, environment)


@contextmanager
def _in_words() -> Iterator[None]:
    """Says what Jinja finds wrong with a file to whoever sent it."""
    try:
        yield
    except TemplateError as error:
        raise NotATemplate(_("Trong mẫu Word có chỗ điền viết sai: %(words)s.", words=str(error)[:200])) from error
    except (RecursionError, SyntaxError) as error:  # conditions in conditions, more than Python can read
        raise of_a_program() from error
