"""Where the themes that people split off lie: their centres in the space that places, beside those of the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nlp.placing import Anchor, anchor_to_bytes, part_anchor, shown_in
from nlp.space import ThemeSpace
from nlp.vectors import Encoder
from voc.store import Edits, HeldSentence, StoredTheme


def part_anchors(
    edits: Edits,
    founders: Sequence[HeldSentence],
    held: Sequence[HeldSentence],
    space: ThemeSpace,
    encoder: Encoder,
) -> dict[str, Anchor]:
    """Place the parts of all standing splits in a space.

    Parameters
    ----------
    founders : sequence of HeldSentence
        The sentences that people chose, see `Edits.splits`; a part whose founders are all gone draws in no other.
    held : sequence of HeldSentence
        Recent hesitations; those of the parent, and of what was merged into it, say where the rest of it lies.
    """
    by_key: dict[tuple[str, str], HeldSentence] = {(one.document_id, one.fingerprint): one for one in founders}
    anchors: dict[str, Anchor] = {}
    for child, split in sorted(edits.splits.items()):
        if split.is_active:
            chosen = _distinct([by_key[key] for key in split.founders if key in by_key])
            rest = _distinct([one for one in held if _is_left(one.theme_id, child, split.parent, edits)])
            anchors[child] = part_anchor(split.parent, space.encode(chosen, encoder), space.encode(rest, encoder))
    return anchors


def with_anchors(
    stored: Sequence[StoredTheme], known: Mapping[str, StoredTheme], anchors: Mapping[str, Anchor]
) -> list[StoredTheme]:
    """Give the parts their anchors, those too that nobody voiced of late; the other themes stay as they are."""
    themes = {theme.theme_id: theme for theme in stored}
    for child, anchor in anchors.items():
        themes[child] = replace(themes.get(child) or known[child], payload=anchor_to_bytes(anchor))
    return list(themes.values())


def _is_left(theme_id: str | None, child: str, parent: str, edits: Edits) -> bool:
    """Tell whether what a theme holds is found in the parent of a part, and not by way of the part."""
    path = shown_in(theme_id, edits.merges) if theme_id else []
    return parent in path and child not in path


def _distinct(sentences: Sequence[HeldSentence]) -> list[HeldSentence]:
    """One sentence per text, sorted, so that arrival decides nothing."""
    return sorted({one.text: one for one in sentences}.values(), key=lambda one: one.text)
