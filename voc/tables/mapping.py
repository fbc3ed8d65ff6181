"""`WORD=COLUMN` texts of a command line: what people say that the columns of a file are."""

import difflib
from collections.abc import Callable, Iterable, Sequence

from voc.errors import UsageError
from voc.tables.table import find_column

# Stands for every column that nobody names and that is doubtful.
EVERY_OTHER = "*"


def mapping_of(
    pairs: Iterable[str], header: Sequence[str], *, where: str, check: Callable[[str, str], object], example: str
) -> dict[str, str]:
    """Turn `WORD=COLUMN` texts into a mapping of column to word; `drop=*` stands for all doubtful columns not named.

    Parameters
    ----------
    check : callable
        Called with a word and the column's name; raises `UsageError` where the word is none.
    example : str
        What such a text looks like, for the message.

    Raises
    ------
    UsageError
        A text has another form, the word is none, the file lacks the column, or two texts contradict each other.
    """
    mapping: dict[str, str] = {}
    for pair in pairs:
        word, equals, name = pair.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"'{pair}' is no mapping. Write FIELD=COLUMN, such as {example}.")
        if name.strip() == EVERY_OTHER and EVERY_OTHER not in header:
            if word.strip() != "drop":
                raise UsageError(f"'{pair}': only drop=* can stand for all other columns. Name them one by one.")
            mapping[EVERY_OTHER] = "drop"
            continue
        column = find_column(header, (name.strip(),), where=where)
        check(word, column)
        if mapping.get(column, word.strip()) != word.strip():
            raise UsageError(f"Column '{column}' is named both as {mapping[column]} and as {word.strip()}. Keep one.")
        mapping[column] = word.strip()
    return mapping


def hint_at(word: str, known: Sequence[str]) -> str:
    """Say which known word is meant, with a space before it; nothing where none is near."""
    near = difflib.get_close_matches(word, known, n=1)
    return f" Did you mean '{near[0]}'?" if near and near[0] != word else ""
