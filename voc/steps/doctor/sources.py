"""What the sources need here: folders that can be read, secrets in the environment."""

import os
from collections.abc import Iterator

from voc.config import FileSourceSettings, NetworkSettings, Settings
from voc.config.environment import FILE_SUFFIX, secret_state
from voc.errors import SourceError
from voc.sources.secrets import read_secret
from voc.steps.check_store import Finding


def sources(settings: Settings) -> Iterator[Finding]:
    """Look at every source that is enabled."""
    enabled = [source for source in settings.sources if source.enabled]
    if not enabled:
        yield Finding("sources", "note", "no source is enabled, so there is nothing to collect. See sources.yaml")
    for source in enabled:
        if isinstance(source, FileSourceSettings):
            yield folder(settings, source)
        elif isinstance(source, NetworkSettings):
            yield secrets(source)


def folder(settings: Settings, source: FileSourceSettings) -> Finding:
    """Judge whether a source's folder can be read, and files be put into it."""
    path = settings.source_folder(source)
    if not path.is_dir():
        if settings.location.origin == "packaged defaults":
            return Finding(source.name, "note", f"its folder {path} is not there. `voc init` makes it")
        return Finding(source.name, "wrong", f"its folder {path} is not there. Make it, or set 'enabled: false'")
    if not os.access(path, os.R_OK | os.X_OK):
        return Finding(source.name, "wrong", f"its folder {path} may not be read. Correct its rights")
    n_files = sum(one.is_file() for one in path.glob(source.pattern))
    told = f"{path}, {n_files} file{'' if n_files == 1 else 's'}"
    if not os.access(path, os.W_OK):
        return Finding(source.name, "note", f"{told}; it may not be written, so somebody else must put files into it")
    return Finding(source.name, "ok", told)


def secrets(source: NetworkSettings) -> Finding:
    """Judge whether what a source over the network needs is set; values are neither shown nor compared."""
    missing, there = [], []
    for one in source.secrets:
        try:
            value = read_secret(one.variable)
        except SourceError as error:
            return Finding(source.name, "wrong", str(error))
        if value is None:
            missing.append(f"{one.variable} (the {one.what}; {one.where})")
        else:
            there.append(f"{one.variable}{FILE_SUFFIX if secret_state(one.variable) == 'set by file' else ''}")
    if missing:
        return Finding(source.name, "wrong", f"not set: {'; '.join(missing)}. Try: voc check source {source.name}")
    return Finding(source.name, "ok", f"set: {', '.join(there)}" if there else "needs no secret")
