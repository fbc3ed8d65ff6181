"""Pages of Naver blog posts, as its three editors make them."""

from bs4 import BeautifulSoup, Tag

from voc.sources.web.pages import clean_text, strip_noise
from voc.tables.markup import visible_text

# SmartEditor ONE, 3 and 2: where the words of a post stand.
_BODIES = (".se-main-container", ".se_component_wrap.sect_dsc", "#postViewArea")
# Pieces of text of SmartEditor ONE and 3; in the oldest editor the whole body is one.
_PIECES = ".se-module-text, .se-table-content, .se_textarea"
_OTHERS = (
    # The title again, files, films, products, places and hash tags; captions of the middle editor.
    ".se-documentTitle",
    ".se-file",
    ".se-video",
    ".se-material",
    ".se-schedule",
    ".se_caption",
    ".se_mediaCaption",
    ".se_file",
    ".post_tag",
    ".wrap_tag",
)


def post_text(page: BeautifulSoup) -> str | None:
    """Read the author's words from the page of a post, which loses the rest; None where it holds no post.

    Examples
    --------
    >>> page = '<div class="se-main-container"><p class="se-module-text">배송이 늦어요&#8203;</p></div>'
    >>> post_text(BeautifulSoup(page, "html.parser"))
    '배송이 늦어요'
    """
    body = next((found for selector in _BODIES if (found := page.select_one(selector))), None)
    if body is None:
        return None
    strip_noise(body, remove=_OTHERS)
    return clean_text("\n\n".join(visible_text(piece) for piece in _pieces(body)))


def _pieces(body: Tag) -> list[Tag]:
    """Return the outermost pieces of text: the cells of a table are pieces in a piece."""
    found = body.select(_PIECES)
    known = set(map(id, found))
    return [piece for piece in found if not any(id(above) in known for above in piece.parents)] or [body]
