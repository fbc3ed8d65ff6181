"""Other ways of finding keywords, each run as a process of its own in the environment of the bench.

usage: keyword_peers.py METHOD TEXTS.json WORDS.json

TEXTS is a list of texts, WORDS becomes a list of words, the foremost first. Runs without our packages.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path


def main(method: str, texts: Path, words: Path) -> None:
    found = METHODS[method](json.loads(texts.read_text("utf-8")))
    words.write_text(json.dumps(found, ensure_ascii=False), "utf-8")


def krwordrank(texts: list[str]) -> list[str]:
    """KR-WordRank with the settings of its own introduction, by rank."""
    from krwordrank.word import KRWordRank  # noqa: PLC0415 - only in the environment of the bench

    ranks, _, _ = KRWordRank(min_count=5, max_length=10).extract(texts, beta=0.85, max_iter=10)
    return sorted(ranks, key=lambda word: (-ranks[word], word))


def soynlp_nouns(texts: list[str]) -> list[str]:
    """Nouns that soynlp finds, by how often they stand there times how sure it is of them."""
    from soynlp.noun import LRNounExtractor_v2  # noqa: PLC0415 - only in the environment of the bench

    found = LRNounExtractor_v2(verbose=False).train_extract(texts)
    return sorted(found, key=lambda word: (-found[word].frequency * found[word].score, word))


METHODS: dict[str, Callable[[list[str]], list[str]]] = {"krwordrank": krwordrank, "soynlp": soynlp_nouns}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
