"""Rows for lists on a terminal, on a screen or for a monitoring system."""
