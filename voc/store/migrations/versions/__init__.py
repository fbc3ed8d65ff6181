"""One module per migration, in order of their names."""
