"""What a single value must be: each check returns the value or raises `ValueError` with half a sentence for people."""

import codecs
import re
from datetime import date
from functools import lru_cache
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from voc.config.cron import cron_problem
from voc.config.keeping import check_keeping
from voc.config.problems import clip, did_you_mean

_KEY = re.compile(r"[a-z][a-z0-9_]{0,47}")
# As long as the store's columns; PostgreSQL refuses longer ones.
_LONGEST_LABEL = 32
_ENV_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_CONTACT = re.compile(r"(?:https?://[!-~]{4,100}|[!-?A-~]{1,64}@[A-Za-z0-9.-]{3,100})")
_HOST_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TAG = re.compile(r"[A-Z][A-Z_]{0,19}")
_DIALECTS = ("sqlite", "postgresql")
# Key of the validation context: the section holds values from the environment, where passwords may stand.
FROM_ENVIRONMENT = "from_environment"
_MAX_PATTERN = 300
QUESTION_ROLES = (
    "open_text",
    "rating",
    "choice",
    "segment",
    "date",
    "updated_at",
    "id",
    "respondent",
    "product",
    "app_version",
    "drop",
)
_SCALED_RATING = re.compile(r"rating:([0-9]{1,3})-([0-9]{1,3})")
_MAX_ENV_NAME = 64
_ENCODINGS = ("utf-8", "utf-8-sig", "cp949", "euc-kr", "utf-16", "utf-16-le", "utf-16-be")
# A repeated group that holds a repeat of its own takes exponential time on texts that almost match.
_NESTED_REPEAT = re.compile(r"\((?:[^()\\]|\\.)*(?<!\\)[*+](?:[^()\\]|\\.)*\)(?:[*+]|\{\d+,\d*\})")


def _check_key(value: str) -> str:
    if value == "none":
        raise ValueError("the key 'none' is taken: it stands for no reason and no stage; choose another")
    if not _KEY.fullmatch(value):
        message = f"'{clip(value)}' is no key; expected lower-case letters a-z, digits and _, such as 'app_reviews'"
        raise ValueError(message)
    return value


def _check_label_key(value: str) -> str:
    key = _check_key(value)
    if len(key) > _LONGEST_LABEL:
        message = f"the key '{clip(key)}' has {len(key)} characters; a stage or a reason has at most {_LONGEST_LABEL}"
        raise ValueError(message)
    return key


def _check_text(value: str) -> str:
    if not value.strip():
        raise ValueError("is blank; write a text or delete the line")
    return value.strip()


@lru_cache(maxsize=4096)
def _check_rule(value: str) -> str:
    # Loaded here: the command line shows its help without the reading side.
    from nlp.errors import RuleError  # noqa: PLC0415 - see above
    from nlp.rules import parse_rule  # noqa: PLC0415 - see above

    try:
        parse_rule(value)
    except RuleError as error:
        raise ValueError(str(error)) from error
    return value


def _check_folder(value: str) -> str:
    path = PurePosixPath(value)
    if "\\" in value or PureWindowsPath(value).drive:
        raise ValueError(
            "is written the Windows way; use '/' and a folder inside the home folder, such as inbox/survey"
        )
    if path.is_absolute() or value.startswith("~") or ".." in path.parts:
        raise ValueError(
            f"'{clip(value)}' leads out of the home folder; expected a folder inside, such as inbox/survey"
        )
    if not path.parts:
        raise ValueError("is blank; expected a folder inside the home folder, such as inbox/survey")
    return str(path)


def _check_glob(value: str) -> str:
    if not value.strip() or "\\" in value or value.startswith(("/", "~")) or ".." in value.split("/"):
        raise ValueError(f"'{clip(value)}' is no file pattern; expected something like '*.csv' or '**/*.csv'")
    return value.strip()


def _check_encoding(value: str) -> str:
    name = value.strip().lower().replace("_", "-")
    if name in _ENCODINGS:
        return name
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        known = name
    if known in {*_ENCODINGS, "euc_kr"}:
        return known.replace("_", "-")
    hint = did_you_mean(name, _ENCODINGS) or f"; expected one of {', '.join(_ENCODINGS)}"
    message = f"unknown encoding '{clip(value)}'{hint}"
    raise ValueError(message)


def _check_env_name(value: str) -> str:
    # What stands here may be the secret itself, so it is not repeated.
    if len(value) > _MAX_ENV_NAME or not _ENV_NAME.fullmatch(value):
        message = (
            "expected the name of an environment variable such as VOC_AUTHOR_KEY, never the secret itself "
            "(the value is not shown here); set the secret in the environment"
        )
        raise ValueError(message)
    return value


def _check_store_url(value: str, info: ValidationInfo) -> str:
    # What stands here may hold a password, so it is not repeated.
    scheme, found, rest = value.partition("://")
    dialect = scheme.split("+")[0]
    if not found or dialect not in _DIALECTS:
        raise ValueError("is no store address; expected sqlite:///store/voc.db or postgresql://user@host/voc")
    if not (info.context or {}).get(FROM_ENVIRONMENT) and _holds_password(value):
        raise ValueError(
            "holds a password, which a file must not; put the whole address into the variable VOC_STORE_URL"
        )
    if dialect == "sqlite" and ".." in PurePosixPath(rest.split("?")[0]).parts:
        raise ValueError("leads out of the home folder; write sqlite:///store/voc.db or an absolute path")
    return value


def _holds_password(url: str) -> bool:
    try:
        return urlsplit(url).password is not None or "password" in urlsplit(url).query.lower()
    except ValueError:
        return True


def _check_cron(value: str) -> str:
    problem = cron_problem(value)
    if problem:
        raise ValueError(problem)
    return value


def _check_timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"unknown time zone '{clip(value)}'{did_you_mean(value, available_timezones())}"
        raise ValueError(message) from error
    return value


def _check_pattern(value: str) -> str:
    if len(value) > _MAX_PATTERN:
        message = f"the pattern has {len(value)} characters, at most {_MAX_PATTERN} are taken; split it"
        raise ValueError(message)
    try:
        compiled = re.compile(value)
    except (re.error, OverflowError, RecursionError) as error:
        message = f"is no regular expression: {error}"
        raise ValueError(message) from error
    if compiled.search(""):
        raise ValueError("the pattern also matches an empty text; make it require at least one character")
    if _NESTED_REPEAT.search(value):
        raise ValueError("the pattern repeats a repeated group, as (a+)+ does, which can take for ever; write it flat")
    return value


def _check_question(value: str) -> str:
    role = value.replace(" ", "")
    scale = _SCALED_RATING.fullmatch(role)
    if role in QUESTION_ROLES or (scale and int(scale[1]) < int(scale[2])):
        return role
    hint = did_you_mean(role.partition(":")[0], QUESTION_ROLES) if ":" not in role else ""
    message = f"'{clip(value)}' is no role of a question"
    raise ValueError(message + (hint or f"; expected one of {', '.join(QUESTION_ROLES)}, or rating:1-5"))


def _check_address(value: str) -> str:
    # A password may stand here, so the address is not repeated.
    try:
        parts = urlsplit(value.strip())
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good or parts.fragment:
        raise ValueError("is no web address; expected something like https://forum.example.kr/bbs")
    if parts.username is not None or parts.password is not None:
        raise ValueError("holds a user or password, which a file must not; name a variable for it")
    return value.strip().rstrip("/")


def _check_scheduler(value: str) -> str:
    # What stands here may hold a password by mistake, so it is not repeated.
    expected = "expected tcp://HOST:PORT or tls://HOST:PORT (the value is not shown here)"
    try:
        parts = urlsplit(value.strip())
        is_address = parts.scheme in {"tcp", "tls"} and bool(parts.hostname) and bool(parts.port)
    except ValueError as error:
        message = f"is no address of a Dask scheduler; {expected}"
        raise ValueError(message) from error
    if "@" in value:
        message = f"holds a user or a password, and a Dask scheduler knows neither; {expected}"
        raise ValueError(message)
    if not is_address or parts.path or parts.query or parts.fragment:
        message = f"is no address of a Dask scheduler; {expected}"
        raise ValueError(message)
    return value.strip()


def _check_contact(value: str) -> str:
    contact = value.strip()
    # It goes into a header of every request: plain, short, and something that can be reached.
    if not _CONTACT.fullmatch(contact):
        message = f"'{clip(value)}' is no contact; expected an e-mail or web address such as voc@haneulmart.example"
        raise ValueError(message)
    return contact


def _check_host_label(value: str) -> str:
    name = value.strip().lower()
    if not _HOST_LABEL.fullmatch(name):
        message = f"'{clip(value)}' is no name of an account; expected the start of its address, such as haneulmart"
        raise ValueError(message)
    return name


def _check_tag(value: str) -> str:
    if not _TAG.fullmatch(value):
        message = f"'{clip(value)}' is no tag; expected up to 20 capital letters and _, such as MEMBER"
        raise ValueError(message)
    return value


def _to_names(value: object) -> object:
    """Take one name for a list of one."""
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def _check_names(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise ValueError("is an empty list; name at least one or delete the line")
    return value


def _check_year(value: date) -> date:
    if not 2000 <= value.year <= 2100:  # noqa: PLR2004 - a mistyped year, not a limit of the calendar
        message = f"the year {value.year} is not between 2000 and 2100"
        raise ValueError(message)
    return value


Key = Annotated[str, AfterValidator(_check_key)]
LabelKey = Annotated[str, AfterValidator(_check_label_key)]
Text = Annotated[str, AfterValidator(_check_text)]
WordRule = Annotated[str, AfterValidator(_check_rule)]
Folder = Annotated[str, AfterValidator(_check_folder)]
Glob = Annotated[str, AfterValidator(_check_glob)]
Encoding = Annotated[str, AfterValidator(_check_encoding)]
EnvName = Annotated[str, AfterValidator(_check_env_name)]
StoreUrl = Annotated[str, AfterValidator(_check_store_url)]
SchedulerAddress = Annotated[str, AfterValidator(_check_scheduler)]
Cron = Annotated[str, AfterValidator(_check_cron)]
TimeZone = Annotated[str, AfterValidator(_check_timezone)]
Pattern = Annotated[str, AfterValidator(_check_pattern)]
Tag = Annotated[str, AfterValidator(_check_tag)]
Address = Annotated[str, AfterValidator(_check_address)]
Contact = Annotated[str, AfterValidator(_check_contact)]
HostLabel = Annotated[str, AfterValidator(_check_host_label)]
Question = Annotated[str, AfterValidator(_check_question)]
KeepTexts = Annotated[str, AfterValidator(check_keeping)]
Day = Annotated[date, AfterValidator(_check_year)]
Names = Annotated[tuple[Text, ...], BeforeValidator(_to_names), AfterValidator(_check_names)]
