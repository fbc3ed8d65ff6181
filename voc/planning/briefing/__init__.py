"""What a marketer plans with, as further parts of the brief: stages, words to avoid, what was sent, message ideas."""
