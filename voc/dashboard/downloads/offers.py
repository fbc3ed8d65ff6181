"""Every table that can be downloaded, by the name that addresses and the log of downloads have for it."""

from collections.abc import Mapping

from voc.dashboard.downloads import (
    curation_tables,
    funnel_tables,
    import_tables,
    lesson_tables,
    message_tables,
    operation_tables,
    search_tables,
    theme_list_table,
    theme_tables,
    verbatim_tables,
    week_tables,
    word_tables,
)
from voc.dashboard.downloads.view import Offer

OFFERS: Mapping[str, Offer] = {
    **week_tables.OFFERS,
    **theme_list_table.OFFERS,
    **theme_tables.OFFERS,
    **verbatim_tables.OFFERS,
    **funnel_tables.OFFERS,
    **word_tables.OFFERS,
    **search_tables.OFFERS,
    **curation_tables.OFFERS,
    **operation_tables.OFFERS,
    **import_tables.OFFERS,
    **lesson_tables.OFFERS,
    **message_tables.OFFERS,
}
