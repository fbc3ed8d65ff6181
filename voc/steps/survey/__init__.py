"""A survey file that somebody brings: understood, shown, taken in."""
