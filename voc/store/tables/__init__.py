"""The tables by what they are about; `voc.store.schema` is where they are imported from."""
