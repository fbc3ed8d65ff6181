"""Texts that have to go: their time is over, their author asks, a consent ends; and the log of it."""
