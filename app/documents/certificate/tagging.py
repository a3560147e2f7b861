"""What a screen reader tells of a single certificate (PDF/UA-1): its lines in their order, its code and its link.

The words of a class are laid out once and lie under each page as a form; what is stamped has its places among them. The
form notes the order of both, and a single file is given its structure by that: in a class file, which is for the
printer, four hundred of these would weigh more than all the rest.
"""

from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name

# The places of page.html in its order; the code is a picture among them.
PLACES = ("title", "name", "person", "code", "number", "address", "spelled")
PLACE = "/Place"  # among the tags of `note_order`: the next of the places
ALT = "Mã QR mở trang tra cứu giấy chứng nhận này"
LINK = "Mở trang tra cứu giấy chứng nhận này"
_ORDER = "/LPSO_Order"  # private to us (ISO 32000-1, annex E)
_BLOCKS = ("/Div", "/P", "/H1")
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part><dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""


def marked(number: int, tag: str, drawing: bytes) -> bytes:
    """Operators as the content of that number of their page."""
    return b"/%s <</MCID %d>> BDC\n%sEMC\n" % (tag.encode(), number, drawing)


def artifact(drawing: bytes) -> bytes:
    """Operators that are ornament, nothing to be read."""
    return b"/Artifact BMC\n%sEMC\n" % drawing


def note_order(form: pikepdf.Object, layer: pikepdf.Pdf) -> None:
    """Note in the form made of the only page of `layer` what the structure of that file says: tag by tag, with the
    numbers of its contents; a block without any is one of the places."""
    order: list[object] = []
    for tag, contents in _blocks(layer.Root.StructTreeRoot.K[0]):
        order.append(Array([Name(tag if contents else PLACE), *contents]))
    form[_ORDER] = Array(order)


def _blocks(element: pikepdf.Object) -> Iterator[tuple[str, list[int]]]:
    """The blocks that hold no others, in their order, with the numbers of all contents in them."""
    kids = [kid for kid in element.get("/K", []) if isinstance(kid, Dictionary) and "/S" in kid]
    if any(kid.S in _BLOCKS for kid in kids):
        for kid in kids:
            yield from _blocks(kid)
    else:
        yield "/P" if element.S == "/Div" else str(element.S), list(_contents(element))


def _contents(element: pikepdf.Object) -> Iterator[int]:
    for kid in element.get("/K", []):
        if isinstance(kid, Dictionary):
            yield from _contents(kid)
        else:
            yield int(kid)


def tag(single: pikepdf.Pdf) -> None:
    """Give the file of one certificate its structure."""
    page = single.pages[0]
    form = page.Resources.XObject["/Frame"]
    root = single.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = single.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
    of_form: dict[int, pikepdf.Object] = {}
    of_page: dict[int, pikepdf.Object] = {}
    made, places = [], iter(enumerate(PLACES))
    for kind, *numbers in form[_ORDER]:
        element = single.make_indirect(Dictionary(Type=Name.StructElem, S=kind, P=document, Pg=page.obj))
        if kind == PLACE:
            place = next(places, None)
            if place is None:  # the room for the seal
                continue
            _stamped(single, element, *place)
            of_page[place[0]] = element.K[0] if place[1] == "address" else element
        else:
            element.K = Array([_content(page.obj, form, int(number)) for number in numbers])
            of_form |= dict.fromkeys(map(int, numbers), element)
        made.append(element)
    document.K = Array(made)
    root.K = document
    link = of_page[PLACES.index("address")]
    root.ParentTree = single.make_indirect(
        Dictionary(Nums=Array([0, _listed(single, of_page), 1, _listed(single, of_form), 2, link]))
    )
    root.ParentTreeNextKey = 3
    page.StructParents, form.StructParents, page.Annots[0].StructParent, page.Tabs = 0, 1, 2, Name.S
    single.Root.StructTreeRoot = root
    single.Root.MarkInfo = Dictionary(Marked=True)


def _stamped(single: pikepdf.Pdf, element: pikepdf.Object, number: int, place: str) -> None:
    """What is stamped at a place: the code is a picture, the address a link, the rest are lines."""
    page = single.pages[0]
    element.S, element.K = Name.P, Array([number])
    if place == "code":
        element.S, element.Alt = Name.Figure, pikepdf.String(ALT)
        element.A = Dictionary(O=Name.Layout, BBox=page.Annots[0].Rect)
    if place == "address":
        pointed = Dictionary(Type=Name.OBJR, Obj=page.Annots[0], Pg=page.obj)
        link = Dictionary(Type=Name.StructElem, S=Name.Link, P=element, Pg=page.obj, K=Array([number, pointed]))
        element.K = Array([single.make_indirect(link)])


def _content(page: pikepdf.Object, form: pikepdf.Object, number: int) -> Dictionary:
    return Dictionary(Type=Name.MCR, Pg=page, Stm=form, MCID=number)


def _listed(single: pikepdf.Pdf, elements: dict[int, pikepdf.Object]) -> pikepdf.Object:
    return single.make_indirect(Array([element for _number, element in sorted(elements.items())]))


def name(single: pikepdf.Pdf, title: str) -> None:
    """The title as metadata says it, with the claim of PDF/UA."""
    escaped = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    data = single.make_stream((_XMP % escaped).encode())
    data.Type, data.Subtype = Name.Metadata, Name.XML
    single.Root.Metadata = data


def link(uri: str, rect: Sequence[float]) -> Dictionary:
    """A link of a page to where its certificate is looked up; `rect` in pt from the lower left."""
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([round(side, 2) for side in rect]),
        Border=Array([0, 0, 0]),
        F=4,
        Contents=pikepdf.String(LINK),
        A=Dictionary(Type=Name.Action, S=Name.URI, URI=pikepdf.String(uri)),
    )
