"""Lists as declarations: columns, filters, orders, actions. Page, fragments and workbook are made of them."""

from app.registers.listing.list_query import ListQuery
from app.registers.listing.paging import PAGE, Found, found
from app.registers.listing.table import NOTHING, Cell, Column, Filter, Option, Table

__all__ = [
    "NOTHING",
    "PAGE",
    "Cell",
    "Column",
    "Filter",
    "Found",
    "ListQuery",
    "Option",
    "Table",
    "found",
]
