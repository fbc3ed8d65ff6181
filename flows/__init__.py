"""Prefect flows: schedule, reruns and run logs around the plain functions in `voc.steps`."""
