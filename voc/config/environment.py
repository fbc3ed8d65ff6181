"""Settings that the environment may override, one by one, and those it alone holds."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from voc.config.problems import KeyPath, did_you_mean
from voc.config.yaml_text import Plain, YamlText, parse_scalar

# How the command line tells what it does, and a file that it is told to as well.
LOG = ("VOC_LOG", "VOC_LOG_FILE")
# Who works with the store, for the log of what was erased and handed out.
USER = "VOC_USER"
# 1 where a person vouches for the machine's clock, see `voc.steps.clock`.
TRUST_CLOCK = "VOC_TRUST_CLOCK"
# Where `voc store copy` copies to, if the address holds a password.
COPY_TO = "VOC_STORE_COPY_TO"
# A secret may also lie in a file, as container platforms hand them out; the variable with this ending names it.
FILE_SUFFIX = "_FILE"


@dataclass(frozen=True, slots=True)
class Override:
    """A variable that wins over a file.

    Attributes
    ----------
    file : str
        The file whose value it replaces.
    key : tuple of str
        Where in the file.
    is_number : bool
        Whether the value is read as a number instead of as text.
    """

    variable: str
    file: str
    key: tuple[str, ...]
    is_number: bool = False


OVERRIDES = (
    Override("VOC_STORE_URL", "store.yaml", ("url",)),
    Override("VOC_STORE_PATIENCE_S", "store.yaml", ("patience_s",), is_number=True),
    Override("VOC_SCHEDULES_TIMEZONE", "schedules.yaml", ("timezone",)),
    Override("VOC_SCHEDULES_NIGHTLY", "schedules.yaml", ("nightly",)),
    Override("VOC_SCHEDULES_WEEKLY", "schedules.yaml", ("weekly",)),
    Override("VOC_SCHEDULES_LIMITS_WORKERS", "schedules.yaml", ("limits", "workers"), is_number=True),
    Override("VOC_DASK_ADDRESS", "schedules.yaml", ("limits", "dask")),
)


def may_be_overridden(file: str) -> bool:
    """Tell whether any variable wins over values of a file."""
    return any(rule.file == file for rule in OVERRIDES)


def override(file: str, yaml: YamlText) -> Mapping[KeyPath, str]:
    """Put the environment's values into the plain data of a file.

    Returns
    -------
    mapping of key path to str
        The variables that were used.
    """
    used: dict[KeyPath, str] = {}
    for rule in OVERRIDES:
        value = os.environ.get(rule.variable)
        if rule.file != file or not value:
            continue
        group = yaml.data
        for part in rule.key[:-1]:
            inner: Plain = group.setdefault(part, {})
            if not isinstance(inner, dict):
                break
            group = inner
        else:
            group[rule.key[-1]] = parse_scalar(value) if rule.is_number else value
            used[rule.key] = rule.variable
    return used


def secret_state(variable: str) -> str:
    """Tell whether a secret is there, without looking at it: `set`, `set by file` or `not set`."""
    if os.environ.get(variable, "").strip():
        return "set"
    return "set by file" if os.environ.get(f"{variable}{FILE_SUFFIX}", "").strip() else "not set"


def unknown_variables(keys: Iterable[str], secrets: Iterable[str]) -> list[str]:
    """List sentences on `VOC_` variables that nothing reads, each with the nearest one that exists.

    Parameters
    ----------
    keys : iterable of str
        Variables with keys of our own; each key has a file of its own and takes no other.
    secrets : iterable of str
        Variables with secrets of others; each may name a file instead.
    """
    names = ["VOC_CONFIG", *LOG, USER, TRUST_CLOCK, COPY_TO, *keys, *(rule.variable for rule in OVERRIDES)]
    names += [name for variable in secrets for name in (variable, f"{variable}{FILE_SUFFIX}")]
    return [
        f"the environment variable {name} is set, but nothing reads it{did_you_mean(name, names)}"
        for name in sorted(os.environ)
        if name.startswith("VOC_") and name not in names
    ]
