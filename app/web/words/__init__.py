"""What things are called on screens and papers, a module a noun; sentences of one page stand in its template."""
