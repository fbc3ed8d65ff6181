"""One file in, tables out: `voc analyze`, which uses no store."""
