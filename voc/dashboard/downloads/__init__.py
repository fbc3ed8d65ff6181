"""Tables of the pages as files: what they hold, how they are written, and the form that asks what they are for."""
