"""The queue of people to thank or to apologise to: which posts open a case, and what may happen to one."""
