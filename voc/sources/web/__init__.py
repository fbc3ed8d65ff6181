"""Reading web pages and feeds, without a network: robots.txt, encodings, text, dates, addresses, refusals."""
