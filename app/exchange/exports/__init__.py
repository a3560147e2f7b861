"""Lists for outside: CSV and XLSX that open as text, never as formulas, and a whole ward in open formats."""
