"""Reading the files of a source's rejects again, as `voc rejects retry` does."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from voc.config import Settings
from voc.dashboard.work.folders import WorkFolder
from voc.steps.existing import existing_workplace
from voc.steps.progress import Report
from voc.steps.retry import retry_rejects


def retry(settings: Settings, work: WorkFolder, report: Report) -> Mapping[str, Any]:
    """Retry the rejects of the source that is asked for, and count what became of them."""
    with existing_workplace(settings, report) as place:
        retried, outcome = retry_rejects(place, source=work.asked["source"])
    fates = Counter(one.fate for one in retried)
    failed = [one.error for one in outcome.collected if one.error]
    n_new = sum(one.saved.n_new + one.saved.n_revised for one in outcome.collected)
    return {"fates": dict(fates), "failed": failed, "n_new": n_new}
