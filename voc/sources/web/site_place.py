"""One list of a site in one run: its pages, one after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bs4 import BeautifulSoup

from voc.config.families import SiteSettings
from voc.errors import SourceError, TransientSourceError
from voc.sources.answers import Answer
from voc.sources.walk import Progress
from voc.sources.web.elements import link_of
from voc.sources.web.pages import clean_text, parse_page
from voc.sources.web.place import Place
from voc.sources.web.polite import NOT_MODIFIED, charset_of, validators
from voc.sources.web.refusals import ADVICE, page_refusal
from voc.sources.web.site_memory import ListMemory
from voc.tables.markup import visible_text

# What a list says that has nothing to show.
_EMPTY_WORDS = ("없습니다", "없어요", "no posts", "no results", "empty")


@dataclass(kw_only=True)
class SitePlace(Place):
    """One list in one run.

    Attributes
    ----------
    address : str
        Of its first page.
    known : ListMemory
        What was read before; grows as posts are stored.
    validators : dict
        Of the first page.
    n_pages : int
        Pages that were read.
    """

    settings: SiteSettings
    address: str
    known: ListMemory
    validators: dict[str, str] = field(default_factory=dict)
    n_pages: int = 0

    @property
    def may_stop(self) -> bool:
        """Whether a page that shows nothing new may be the last."""
        settings = self.settings
        return self.known.is_whole and self.n_pages >= min(settings.reread_pages, settings.max_pages)

    def pages(self) -> Iterator[tuple[BeautifulSoup, Answer]]:
        """Read the list, page by page, as long as it is asked to; nothing where it has not changed.

        Raises
        ------
        BarredError, HttpError, UnreachableError, PageError
            A page cannot be read.
        """
        url, is_first_run = self.address, not self.known.marks
        for number in range(self.settings.max_pages):
            answer = self.reader.read(url, known=self.known.page if number == 0 else None)
            if answer.status == NOT_MODIFIED:
                self.validators = self.known.page
                return
            self.validators = validators(answer) if number == 0 else self.validators
            page = parse_page(answer.content, charset=charset_of(answer), encoding=self.settings.encoding)
            further = page.select_one(self.settings.next) if self.settings.next else None
            url = link_of(further, answer.url) if further else ""
            self.n_pages = number + 1
            yield page, answer
            if not url:
                self.known.is_whole = True
                return
        # The first run has to begin somewhere; of later ones, what lies deeper was missed.
        if not is_first_run:
            self.leave_off(
                f"{self.settings.max_pages} pages were looked through without reaching what is known. Raise max_pages "
                "in sources.yaml; the next run goes on below them."
            )

    def gets_on(self, progress: Progress, keys: Sequence[str]) -> bool:
        """Note what a page shows; False where the list leads round in circles."""
        try:
            progress.step("\n".join(keys))
        except SourceError as error:
            self.leave_off(str(error))
            return False
        return True

    def leave_off(self, reason: str) -> None:
        """End a walk before it reached what is known."""
        self.known.is_whole = False
        self.tell(reason)

    def check_empty(self, answer: Answer, selector: str) -> None:
        """Refuse a first page that shows nothing, unless it says itself that there is nothing.

        It is parsed anew, for the search has taken its scripts away.

        Raises
        ------
        BoardError
            It says something else, or nothing.
        """
        page = parse_page(answer.content, charset=charset_of(answer), encoding=self.settings.encoding)
        refusal = page_refusal(page)
        if refusal == "maintenance":
            raise TransientSourceError(self.sentence(ADVICE[refusal]))
        words = clean_text(visible_text(page)).casefold()
        if refusal is None and any(word in words for word in _EMPTY_WORDS):
            return
        raise self.error(
            ADVICE[refusal]
            if refusal
            else f"nothing on it matches the selector '{selector}'. Either the layout changed (correct the selector in "
            "sources.yaml) or a sign-in or error page came."
        )
