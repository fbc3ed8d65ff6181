"""What the archive of messages tells: what answered, what was said before, and what followed."""
