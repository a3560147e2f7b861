"""Lists as declarations: columns, filters, sorts and acts, from which a page, its fragments and a workbook are made."""

from app.registers.listing.asked import Asked
from app.registers.listing.paging import PAGE, Found, found
from app.registers.listing.table import NOTHING, Act, Cell, Column, Filter, Option, Table

__all__ = ["NOTHING", "PAGE", "Act", "Asked", "Cell", "Column", "Filter", "Found", "Option", "Table", "found"]
