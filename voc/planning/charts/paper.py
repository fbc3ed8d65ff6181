"""What a picture is drawn with: flat shapes and texts on white, every text escaped, nothing loaded and nothing run."""

from collections.abc import Iterable, Sequence
from html import escape
from unicodedata import east_asian_width

INK, SOFT, LINE, WHITE = "#1c2330", "#566072", "#dde2ea", "#ffffff"
FONT = "Pretendard, 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif"
# Of a letter as wide as it is high; others take about this much.
_NARROW = 0.58
_EDGE, _TITLE_AT, _ABOUT_AT = 16, 28, 48


def picture(name: str, size: tuple[int, int], words: tuple[str, str, str], shapes: Iterable[str]) -> str:
    """Draw a picture with its title and what it shows.

    Parameters
    ----------
    name : str
        Plain letters; makes the ids in the picture differ from those of others on a page.
    size : tuple of int
        Width and height, in units of the picture.
    words : tuple of str
        Title, what is said below it, and what the picture shows for those who do not see it.
    """
    (width, height), (title, about, described) = size, words
    inside = "".join(
        (
            rect(0, 0, width, height, WHITE),
            text(_EDGE, _TITLE_AT, fitting(title, 18, width - 2 * _EDGE), size=18, weight=600),
            text(_EDGE, _ABOUT_AT, fitting(about, 12, width - 2 * _EDGE), colour=SOFT),
            *shapes,
        )
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="{escape(FONT)}" '
        f'aria-labelledby="{name}-title {name}-desc"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(described)}</desc>{inside}</svg>'
    )


def rect(x: float, y: float, width: float, height: float, colour: str, *, edge: str = "none") -> str:
    """Draw a box.

    Examples
    --------
    >>> rect(1, 2, 3.5, 4, "#fff")
    '<rect x="1" y="2" width="3.5" height="4" fill="#fff" stroke="none"/>'
    """
    return f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}" fill="{colour}" stroke="{edge}"/>'


def line(points: Sequence[tuple[float, float]], colour: str, *, width: float = 1, dash: str = "") -> str:
    """Draw a line through points.

    Examples
    --------
    >>> line([(0, 1), (2.04, 3)], "#000", dash="4 2")
    '<polyline points="0,1 2,3" fill="none" stroke="#000" stroke-width="1" stroke-dasharray="4 2"/>'
    """
    through = " ".join(f"{n(x)},{n(y)}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{through}" fill="none" stroke="{colour}" stroke-width="{n(width)}"{dashed}/>'


def dot(x: float, y: float, colour: str, *, radius: float = 3) -> str:
    """Draw a dot."""
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(radius)}" fill="{colour}"/>'


def text(
    x: float, y: float, words: str, *, size: int = 12, weight: int = 400, colour: str = INK, anchor: str = "start"
) -> str:
    """Write a text.

    Examples
    --------
    >>> text(1, 2, "<b>&")
    '<text x="1" y="2" font-size="12" font-weight="400" fill="#1c2330" text-anchor="start">&lt;b&gt;&amp;</text>'
    """
    return (
        f'<text x="{n(x)}" y="{n(y)}" font-size="{size}" font-weight="{weight}" fill="{colour}" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )


def fitting(words: str, size: int, room: float) -> str:
    """Cut a text so that it fits into a room; Korean letters are as wide as high.

    Examples
    --------
    >>> fitting("환급이 안 와요", 10, 200), fitting("환급이 안 와요", 10, 50)
    ('환급이 안 와요', '환급이 …')
    """
    line = " ".join(words.split())
    if wide(line, size) <= room:
        return line
    while line and wide(f"{line}…", size) > room:
        line = line[:-1]
    return f"{line}…"


def wide(words: str, size: int) -> float:
    """Estimate how much room a text takes."""
    return sum(size if east_asian_width(letter) in "WF" else size * _NARROW for letter in words)


def n(value: float) -> str:
    """Spell a coordinate with at most one place.

    Examples
    --------
    >>> n(2.0), n(2.26), n(-0.04)
    ('2', '2.3', '0')
    """
    return f"{round(value, 1) + 0:g}"
