"""App stores: Google Play (API and monthly reports), App Store Connect, iTunes review feeds."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from voc.config.checks import Address, EnvName, Folder, Key, Text
from voc.config.families.base import NeededSecret, NetworkSettings

AppId = Annotated[str, Field(pattern=r"^[0-9]{5,15}$")]


class GooglePlaySettings(NetworkSettings):
    """Reviews of one app of one's own in Google Play; API and monthly reports give one record a review.

    Attributes
    ----------
    package : str
        Such as `kr.example.haneulmart`.
    api : bool
        Whether the last seven days are asked of the API.
    reports_bucket : str or None
        Cloud Storage bucket of the monthly reports, `pubsite_prod_rev_...`.
    reports_folder : str or None
        Folder below the home folder with monthly reports that somebody downloads.
    requests_per_hour : int
        Google grants 200 an hour for each app.
    """

    family: Literal["google_play"]
    channel: Key = "google_play"
    package: Text
    api: bool = True
    reports_bucket: Text | None = None
    reports_folder: Folder | None = None
    credentials_env: EnvName = "VOC_GOOGLE_PLAY_CREDENTIALS"
    base_url: Address = "https://androidpublisher.googleapis.com"
    storage_url: Address = "https://storage.googleapis.com"
    token_url: Address = "https://oauth2.googleapis.com/token"
    requests_per_hour: Annotated[int, Field(ge=1, le=1_000_000)] = 180

    @model_validator(mode="after")
    def _collects_something(self) -> "GooglePlaySettings":
        if not self.api and self.reports_bucket is None and self.reports_folder is None:
            raise ValueError("nothing is collected; set api to true, or name reports_bucket or reports_folder")
        return self

    @property
    def asks(self) -> bool:
        """Whether anything is asked over the network."""
        return self.api or self.reports_bucket is not None

    @property
    def addresses(self) -> tuple[str, ...]:
        """The API, the storage and where tokens are had."""
        return (self.base_url, self.storage_url, self.token_url)

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """The key of a service account."""
        where = (
            "Google Cloud console > IAM > Service accounts > Keys (JSON), then invite its e-mail in Play Console > "
            "Users and permissions with 'Reply to reviews' (API) and 'View app information and download bulk reports'"
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
    territory: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = "KOR"
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
    country: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "kr"
    base_url: Address = "https://itunes.apple.com"
    delay_s: Annotated[float, Field(ge=0, le=600)] = 3.0

    @property
    def addresses(self) -> tuple[str, ...]:
        """The feed's host."""
        return (self.base_url,)
