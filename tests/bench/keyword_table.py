"""Keywords of one set by several methods, and how many of them are whole words."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from keyword_forms import FORMS, Corpus
from kiwipiepy import Kiwi
from processes import Spent, spend
from rivals import Outcome, last_line
from sets import Task

HEAD = ("set", "keywords of", "shown", *FORMS, "s", "CPU s", "MB")
FINDERS = {"krwordrank": "KR-WordRank", "soynlp": "soynlp nouns"}
_PEERS = Path(__file__).with_name("keyword_peers.py")
N_SHOWN = 50


@dataclass(frozen=True)
class Words:
    """What a method shows as keywords, and what finding them took."""

    method: str
    words: Sequence[str]
    spent: Spent
    failure: str = ""


def found_words(python: Path, method: str, task: Task) -> Words:
    """Run a keyword finder on the texts of a task, in the environment of the bench."""
    with TemporaryDirectory() as folder:
        texts, words = Path(folder) / "texts.json", Path(folder) / "words.json"
        texts.write_text(json.dumps(list(task.texts.values()), ensure_ascii=False), "utf-8")
        spent = spend([python, _PEERS, method, texts, words])
        if spent.exit_code:
            return Words(FINDERS[method], (), spent, last_line(spent.complaint))
        return Words(FINDERS[method], json.loads(words.read_text("utf-8")), spent)


def words_of_groups(outcomes: Mapping[str, Outcome]) -> list[Words]:
    """Take the words that methods show for their groups, where they show any."""
    return [Words(method, outcome.words, outcome.spent) for method, outcome in outcomes.items() if outcome.words]


def keyword_rows(name: str, task: Task, all_words: Sequence[Words]) -> list[list[str]]:
    """Judge the first fifty different words of each method where they stand in the texts of a set."""
    corpus = Corpus(list(task.texts.values()), Kiwi())
    rows = []
    for one in all_words:
        if one.failure:
            rows.append([name, one.method, f"failed: {one.failure}"])
            continue
        shown = list(dict.fromkeys(one.words))[:N_SHOWN]
        forms = Counter(corpus.form(word) for word in shown)
        shares = [f"{forms[form] / max(1, len(shown)):.2f}" for form in FORMS]
        spent = [f"{figure:.0f}" for figure in (one.spent.wall_s, one.spent.cpu_s, one.spent.peak_mb)]
        rows.append([name, one.method, str(len(shown)), *shares, *spent])
    return rows
