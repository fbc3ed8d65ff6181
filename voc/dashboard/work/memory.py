"""A bound on the memory of a process: a file that makes it grow without end ends it, not the machine."""

import sys

_GIB = 1 << 30
# Address space, which is several times what is really used; the analyser alone maps more than one GiB.
LARGEST = 8 * _GIB
# Looking loads no analyser.
LARGEST_LOOK = 3 * _GIB


def bound_memory(n_bytes: int) -> None:
    """Have the system refuse this process more address space than so many bytes, where it can."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (n_bytes if most == resource.RLIM_INFINITY else min(n_bytes, most), most))
