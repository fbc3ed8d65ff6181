"""What a marketer takes away: figures of a week, the brief, in words that Korean readers use."""
