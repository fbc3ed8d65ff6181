"""What audience.yaml and `audience` of a source contradict: unknown themes, ids that would be stored in plain."""

from collections.abc import Iterator, Mapping

from voc.config.crosscheck import Parsed
from voc.config.families import FILE
from voc.config.problems import Problems, did_you_mean
from voc.config.yaml_text import Plain

_WITHOUT_COLUMNS = ("play_reviews", "community_html")
# Of these nothing is stored but a keyed hash, or nothing at all.
_UNSTORED_FIELDS, _UNSTORED_ROLES = frozenset({"author"}), frozenset({"respondent", "drop"})


def check_suppress_themes(parsed: Mapping[str, Parsed], problems: Problems) -> None:
    """Note keys of `suppress_themes` that themes.yaml does not have."""
    if not {"audience.yaml", "themes.yaml"} <= parsed.keys():
        return
    known = [key for _, theme in parsed["themes.yaml"].items("themes") if isinstance(key := theme.get("key"), str)]
    keys = parsed["audience.yaml"].yaml.data.get("suppress_themes")
    for index, key in enumerate(keys if isinstance(keys, list) else []):
        if isinstance(key, str) and key not in known:
            message = f"themes.yaml has no theme '{key}'{did_you_mean(key, known)}; correct or delete it"
            parsed["audience.yaml"].note(problems, ("suppress_themes", index), message)


def check_user_ids(file: Parsed, problems: Problems) -> None:
    """Note sources whose user ids cannot be had, or would be stored in plain beside the texts."""
    for index, source in file.items("sources"):
        audience = source.get("audience")
        user_id = audience.get("user_id") if isinstance(audience, dict) else None
        if not isinstance(audience, dict):
            continue
        if source.get("family", FILE) == FILE and source.get("format") in _WITHOUT_COLUMNS:
            message = f"audience has no effect on format '{source['format']}', whose files have no user ids; delete it"
            file.note(problems, ("sources", index, "audience"), message)
        for place in _stored_as(source, user_id):
            message = (
                f"'{user_id}' is also {place}, where it would be stored in plain beside the texts; a user's id may "
                "only be columns.author or a question with the role respondent or drop"
            )
            file.note(problems, ("sources", index, "audience", "user_id"), message)


def _stored_as(source: Mapping[str, Plain], user_id: Plain) -> Iterator[str]:
    for group in ("segments", "segment_fields"):
        for name, place in _entries(source, group):
            if place == user_id:
                yield f"{group}.{name}"
    for field, names in _entries(source, "columns"):
        is_named = names == user_id or (isinstance(names, list) and user_id in names)
        if field not in _UNSTORED_FIELDS and is_named:
            yield f"columns.{field}"
    for question, role in _entries(source, "questions"):
        if question == user_id and role not in _UNSTORED_ROLES:
            yield f"a question with the role {role}"
    if user_id is not None and source.get("app_version_field") == user_id:
        yield "app_version_field"


def _entries(source: Mapping[str, Plain], group: str) -> Iterator[tuple[str, Plain]]:
    entries = source.get(group)
    if isinstance(entries, dict):
        yield from entries.items()
