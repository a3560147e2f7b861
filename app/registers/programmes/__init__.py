"""The register of a programme, built from its declaration; list, form and files are those of any register."""
