"""What `voc doctor` looks at, area by area; each part takes what it judges from outside, so that it can be tried."""

from voc.steps.doctor.rounds import Found, visit

__all__ = ["Found", "visit"]
