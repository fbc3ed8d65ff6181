"""The frozen space and the anchors of all themes that take sentences, as the store keeps them: bytes that travel."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from voc.steps.catalogue import is_out_of_use
from voc.steps.unpacking import unpacked
from voc.store import Edits, StoredTheme, current_edits, current_space, machine_themes

if TYPE_CHECKING:
    from nlp.placing import Placer
    from nlp.vectors import Encoder


@dataclass(frozen=True, slots=True, repr=False)
class FrozenThemes:
    """What places sentences.

    Attributes
    ----------
    space : bytes or None
        None before the first discovery.
    anchors : mapping of str to bytes
        By theme id.
    merges : mapping of str to str
        Theme to the one in which a person shows it.
    """

    space: bytes | None
    anchors: Mapping[str, bytes]
    merges: Mapping[str, str]

    def __repr__(self) -> str:
        """Name no word of a theme: libraries write the arguments of what fails into their logs."""
        return f"<{len(self.anchors)} frozen themes>"

    def placer(self, encoder: "Encoder") -> "Placer":
        """Build what places sentences with the vectors of an encoder.

        A space of another encoder places nothing: until the next discovery fits one anew, rules and events do.
        """
        # Loaded here: arrays are not needed to ask the store.
        from nlp.placing import Placer, anchor_from_bytes, space_from_bytes  # noqa: PLC0415 - see above

        space = None if self.space is None else unpacked("the space of the themes", space_from_bytes, self.space)
        if space and space.encoder_version != encoder.version:
            space = None
        anchors = {
            theme_id: unpacked(f"the centre of theme {theme_id}", anchor_from_bytes, payload)
            for theme_id, payload in self.anchors.items()
        }
        return Placer(encoder, space, anchors, self.merges)


def load_frozen_themes(connection: Connection, configured: Collection[str]) -> FrozenThemes:
    """Load the frozen space with the anchors of all themes that take sentences.

    Neither undone splits do, nor themes that the catalogue has no more.

    Parameters
    ----------
    configured : collection of str
        Ids of the catalogue's themes.
    """
    space, edits = current_space(connection), current_edits(connection)
    anchors = anchors_in_use(machine_themes(connection), edits, configured)
    return FrozenThemes(space.payload if space else None, anchors, dict(edits.merges))


def anchors_in_use(themes: Iterable[StoredTheme], edits: Edits, configured: Collection[str]) -> dict[str, bytes]:
    """Return the anchors of the themes that take sentences, by id; for `configured` see `load_frozen_themes`."""
    idle = {child for child, split in edits.splits.items() if not split.is_active}
    return {
        theme.theme_id: theme.payload
        for theme in themes
        if theme.payload is not None and theme.theme_id not in idle and not is_out_of_use(theme.theme_id, configured)
    }
