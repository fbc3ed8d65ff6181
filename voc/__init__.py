"""Collect what customers say, read it as Korean, hand over what makes them hesitate."""
