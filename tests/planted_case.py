"""A case of outreach, planted: its post, its author's contact."""

from datetime import UTC, datetime

from reaching import FAR, sealer

from voc.store import Store, iterate_documents
from voc.store.outreach import OutreachEvent, append_event, fresh_case, link_posts, save_case
from voc.store.outreach_contacts import SealedContact, keep_contacts

CASE, HANDLE, LINK = "c0ffee12345a", "bom_diary", "https://blog.example.kr/bom/1"
OPENED_AT = datetime(2026, 11, 23, 3, tzinfo=UTC)


def plant_case(store: Store) -> str:
    """Open a case of somebody who is not glad for the first document; its contact is sealed with the tests' key."""
    seals = sealer()
    with store.begin() as connection:
        document = next(one for some in iterate_documents(connection) for one in some)
        author = (document.source, "a1b2")
        save_case(connection, fresh_case(CASE, author, "apology", at=OPENED_AT, remind_on="2026-11-28"))
        opened = {"kind": "apology", "n_praise": 0, "n_unhappy": 1}
        append_event(connection, OutreachEvent(CASE, 1, OPENED_AT, "말귀", "opened", opened))
        link_posts(connection, CASE, [(document.id, "first")], OPENED_AT)
        keep_contacts(connection, [SealedContact(*author, seals.seal(HANDLE), seals.seal(LINK), FAR)])
    return CASE
