"""Lists from outside: a spreadsheet, a CSV file or pasted text becomes rows, each with its fate.

`reading` turns a file into cells, `headers` says which column means what, `cells` turns one cell into what is stored,
and a module for each kind (people, registrations, residential_groups) says what becomes of a row. Nothing is guessed
in silence: what is not plain is asked, what was mended is told.
"""
