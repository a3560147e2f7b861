"""The register that a programme is, made of what it declares: its list, form and files are those of any other."""
