"""The person who asks, and what their role lets them do."""

from dataclasses import dataclass

from starlette.requests import Request

from voc.config.dashboard import ROLE_NAMES, Role

_ORDER = tuple(ROLE_NAMES)


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who is signed in.

    Attributes
    ----------
    role : str
        `reader` looks and downloads; `editor` also curates and imports; `admin` also manages.
    """

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Tell whether this person may do what a role may.

        Examples
        --------
        >>> User("하나", "editor").may("reader"), User("하나", "editor").may("admin")
        (True, False)
        """
        return _ORDER.index(self.role) >= _ORDER.index(role)

    @property
    def role_name(self) -> str:
        """The role as readers know it."""
        return ROLE_NAMES[self.role]


def user_of(request: Request) -> User:
    """Return who asks; every page but those that are open to all has somebody."""
    found = request.state.user
    if not isinstance(found, User):
        message = "This page is open to all, so nobody may be signed in."
        raise TypeError(message)
    return found
