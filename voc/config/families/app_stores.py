"""App stores: Google Play (API and monthly reports), App Store Connect, iTunes review feeds."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from voc.config.checks import Address, EnvName, Folder, Key, Text
from voc.config.families.base import NeededSecret, NetworkSettings
from voc.config.problems import clip
from voc.config.storefronts import check_country, check_territory

_APP_ID = re.compile(r"[0-9]{5,15}")
_PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)+")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]")


def _to_text(value: object) -> object:
    """Take the digits of a number that was written without quotes."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _check_app_id(value: str) -> str:
    number = value.strip().removeprefix("id")
    if not _APP_ID.fullmatch(number):
        message = f"'{clip(value)}' is no app id; expected the digits behind 'id' in the app's address in the App Store"
        raise ValueError(message)
    return number


def _check_package(value: str) -> str:
    if not _PACKAGE.fullmatch(value.strip()):
        message = (
            f"'{clip(value)}' is no package name; expected what stands behind 'id=' in the app's address in Google "
            "Play, such as kr.example.haneulmart"
        )
        raise ValueError(message)
    return value.strip()


def _check_bucket(value: str) -> str:
    # The console copies the address of a folder in the bucket.
    name = value.strip().removeprefix("gs://").partition("/")[0]
    if not _BUCKET.fullmatch(name):
        message = (
            f"'{clip(value)}' is no bucket; expected what Play Console > Download reports > Reviews > Copy Cloud "
            "Storage URI gives, such as pubsite_prod_rev_0123456789"
        )
        raise ValueError(message)
    return name


AppId = Annotated[str, BeforeValidator(_to_text), AfterValidator(_check_app_id)]
Package = Annotated[str, AfterValidator(_check_package)]
Bucket = Annotated[str, AfterValidator(_check_bucket)]
Territory = Annotated[str, AfterValidator(check_territory)]
Country = Annotated[str, AfterValidator(check_country)]


class GooglePlaySettings(NetworkSettings):
    """Reviews of one app of one's own in Google Play; API and monthly reports give one record a review.

    Attributes
    ----------
    package : str
        Such as `kr.example.haneulmart`.
    api : bool
        Whether the last seven days are asked of the API.
    reports_bucket : str or None
        Cloud Storage bucket of the monthly reports, `pubsite_prod_rev_...`; its address `gs://...` will do.
    reports_folder : str or None
        Folder below the home folder with monthly reports that somebody downloads.
    requests_per_hour : int
        Google grants 200 an hour for each app.
    """

    family: Literal["google_play"]
    channel: Key = "google_play"
    package: Package
    api: bool = True
    reports_bucket: Bucket | None = None
    reports_folder: Folder | None = None
    credentials_env: EnvName = "VOC_GOOGLE_PLAY_CREDENTIALS"
    base_url: Address = "https://androidpublisher.googleapis.com"
    storage_url: Address = "https://storage.googleapis.com"
    token_url: Address = "https://oauth2.googleapis.com/token"
    requests_per_hour: Annotated[int, Field(ge=1, le=1_000_000)] = 180

    @model_validator(mode="after")
    def _collects_something(self) -> "GooglePlaySettings":
        if not self.api and not self.has_reports:
            raise ValueError("nothing is collected; set api to true, or name reports_bucket or reports_folder")
        return self

    @property
    def asks(self) -> bool:
        """Whether anything is asked over the network."""
        return self.api or self.reports_bucket is not None

    @property
    def has_reports(self) -> bool:
        """Whether monthly reports fill what the API does not tell."""
        return self.reports_bucket is not None or self.reports_folder is not None

    @property
    def reports_pattern(self) -> str:
        """What reports in the folder are called: as the console names them, with whatever a browser appends."""
        return f"reviews_{self.package}_{'[0-9]' * 6}*"

    @property
    def addresses(self) -> tuple[str, ...]:
        """The API, the storage and where tokens are had, as far as they are asked."""
        api = (self.base_url,) if self.api else ()
        storage = (self.storage_url,) if self.reports_bucket else ()
        return (*api, *storage, self.token_url) if self.asks else ()

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """The key of a service account."""
        api = ["'Reply to reviews'"] if self.api else []
        storage = ["'View app information and download bulk reports'"] if self.reports_bucket else []
        where = (
            "Google Cloud console > IAM and admin > Service accounts > Keys (JSON), then invite its e-mail in Play "
            f"Console > Users and permissions with {' and '.join(api + storage)}"
        )
        return (NeededSecret(self.credentials_env, "service account key, the JSON file", where),) if self.asks else ()


class AppStoreConnectSettings(NetworkSettings):
    """Reviews of one app of one's own in the App Store.

    Attributes
    ----------
    app_id : str
        The app's number in the store.
    issuer_id, key_id : str
        Beside the key in App Store Connect.
    territory : str or None
        ISO 3166 alpha-3 code of a storefront; None for all.
    versions : bool
        Whether the app's version is asked for, which takes a walk through every version.
    reread_days : int
        How far back the weekly re-reading looks for rewritten reviews, which the API does not tell.
    """

    family: Literal["app_store_connect"]
    channel: Key = "app_store"
    app_id: AppId
    issuer_id: Text
    key_id: Text
    key_env: EnvName = "VOC_APP_STORE_CONNECT_KEY"
    territory: Territory | None = "KOR"
    versions: bool = False
    reread_days: Annotated[int, Field(ge=1, le=365)] = 90
    base_url: Address = "https://api.appstoreconnect.apple.com"
    requests_per_minute: Annotated[int, Field(ge=1, le=100_000)] = 60

    @property
    def addresses(self) -> tuple[str, ...]:
        """The API."""
        return (self.base_url,)

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """The private key of a team key."""
        where = (
            "App Store Connect > Users and Access > Integrations > App Store Connect API, a team key with the role "
            "'Customer Support'; the .p8 file can be downloaded once"
        )
        return (NeededSecret(self.key_env, "private key, the content of the .p8 file", where),)


class ItunesRssSettings(NetworkSettings):
    """The newest 500 reviews of any app in one storefront.

    Attributes
    ----------
    country : str
        ISO 3166 alpha-2 code of the storefront.
    delay_s : float
        Seconds between requests.
    """

    family: Literal["itunes_rss"]
    channel: Key = "app_store"
    app_id: AppId
    country: Country = "kr"
    base_url: Address = "https://itunes.apple.com"
    delay_s: Annotated[float, Field(ge=0, le=600)] = 3.0

    @property
    def addresses(self) -> tuple[str, ...]:
        """The feed's host."""
        return (self.base_url,)
