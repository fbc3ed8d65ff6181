"""The archive of messages as it is asked: loaded from the store, read by the analyser where a text is given."""
