"""Lists from outside: a spreadsheet, a CSV file or pasted text becomes rows, each with an outcome.

`reading` turns a file into cells, `headers` finds the meaning of columns, `cells` turns a cell into a stored value, and
a module for each kind (people, registrations, residential_groups) decides the outcome of a row. Nothing is guessed
silently: unclear columns are asked about, corrections are reported.
"""
