"""Who may open which page, and how the dashboard knows them."""

from voc.dashboard.access.needs import form_of, needs, open_to_all
from voc.dashboard.access.people import User, user_of

__all__ = ["User", "form_of", "needs", "open_to_all", "user_of"]
