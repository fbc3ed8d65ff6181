"""Figures of the funnel that somebody brings: a file understood, read, and stored as a whole."""
