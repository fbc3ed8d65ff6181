"""Settings for all tests."""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from hypothesis import settings
from postgres_server import REQUIRED, NoServerError, Server, serving

# In CI the same examples every time: a verdict must not depend on luck. Elsewhere new ones, which find new faults.
settings.register_profile("ci", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("default", settings.default, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A real PostgreSQL server that lives as long as the tests; without one its tests are skipped, in CI they fail."""
    with ExitStack() as stack:
        try:
            started = stack.enter_context(serving())
        except NoServerError as error:
            if os.environ.get(REQUIRED):
                pytest.fail(f"{error}; {REQUIRED} asks for one")
            pytest.skip(f"{error}: tests on it are left out")
        yield started
