"""Which content type each part of an Office file has."""

from pathlib import PurePosixPath

from lxml import etree

from app.web.office_packages.rules import PACKAGE, Reason, Refused

MOST_BYTES = 1_000_000
_ROOT = f"{{{PACKAGE}content-types}}Types"


class ContentTypes:
    """The content type of each part, in lower case: its own, or the one of its ending (ECMA-376 part 2, §10.1.2)."""

    def __init__(self, xml: bytes) -> None:
        """Raises `Refused` for what is none, or has entities of its own; `etree.XMLSyntaxError` for a broken one."""
        if len(xml) > MOST_BYTES:
            raise Refused(Reason.HEAVY)
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
        if root.getroottree().docinfo.doctype or root.tag != _ROOT:
            raise Refused(Reason.BROKEN)
        self.defaults = {
            each.get("Extension", "").lower(): each.get("ContentType", "").strip().lower()
            for each in root.iter("{*}Default")
        }
        self.overrides = {
            each.get("PartName", "").lower(): each.get("ContentType", "").strip().lower()
            for each in root.iter("{*}Override")
        }

    def of(self, name: str) -> str:
        """The type of a part; "" where none is declared, and no program would open the file."""
        ending = PurePosixPath(name).name.rpartition(".")[2].lower()
        kind: str = self.overrides.get(f"/{name.lower()}") or self.defaults.get(ending, "")
        return kind
