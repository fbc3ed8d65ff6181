"""Keeping the queue of people to thank or to apologise to: new posts, what people do, what is erased."""
