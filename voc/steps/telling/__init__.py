"""Telling people over webhooks what became of a run and of a week."""
