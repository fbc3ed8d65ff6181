"""Faults brought upon real runs, and what the store holds afterwards: `PYTHONPATH=tests python -m faults`."""
