"""Migrations of the store, applied by `voc.store.migrate`."""
