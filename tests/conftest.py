"""Settings for all tests."""

import os

from hypothesis import settings

# In CI the same examples every time: a verdict must not depend on luck. Elsewhere new ones, which find new faults.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("default", settings.default, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "default")
