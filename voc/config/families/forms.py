"""Survey services that are asked over the network."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from voc.config.checks import Address, EnvName, Key, Names, Question, Text
from voc.config.families.audience import AudienceSettings
from voc.config.families.base import NeededSecret, NetworkSettings

PerMinute = Annotated[int, Field(ge=1, le=100_000)]


class FormSettings(NetworkSettings):
    """One form or survey.

    Attributes
    ----------
    questions : mapping of question to role
        What a question holds, by its id or its text; outranks what the service says of its type.
    respondent : str or None
        Name of a hidden field that holds the customer's id; only a keyed hash of it is kept.
    segments : mapping of segment name to question or hidden field
        Customer segments.
    choices : mapping of question to texts
        What a selection question offers, where the service does not tell; any other answer becomes `기타` (other).
    exclude : tuple of str
        Ids of responses that are left out, such as one's own tests.
    requests_per_minute : int
        Pace.
    audience : AudienceSettings or None
        Which question or hidden field holds the customer's id in the CRM tool; None keeps no id.
    """

    channel: Key = "survey"
    questions: Mapping[str, Question] = Field(default_factory=dict)
    respondent: Text | None = None
    segments: Mapping[str, Text] = Field(default_factory=dict)
    choices: Mapping[str, Names] = Field(default_factory=dict)
    exclude: tuple[Text, ...] = ()
    requests_per_minute: PerMinute = 60
    audience: AudienceSettings | None = None


class TypeformSettings(FormSettings):
    """A Typeform; accounts in the European data centre name `https://api.eu.typeform.com`.

    Attributes
    ----------
    requests_per_minute : int
        Typeform takes two a second of each account.
    """

    family: Literal["typeform"]
    form_id: Text
    token_env: EnvName = "VOC_TYPEFORM_TOKEN"
    base_url: Address = "https://api.typeform.com"
    requests_per_minute: PerMinute = 100

    @property
    def addresses(self) -> tuple[str, ...]:
        """The API."""
        return (self.base_url,)

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """A personal token."""
        where = "Typeform > Account > Personal tokens, with the scopes 'forms:read' and 'responses:read'"
        return (NeededSecret(self.token_env, "personal access token", where),)


class SurveyMonkeySettings(FormSettings):
    """A SurveyMonkey survey; accounts in the EU or Canada name their own address.

    Attributes
    ----------
    partial : bool
        Whether answers of people who did not reach the end count.
    requests_per_minute : int
        A private app may ask 120 times a minute and 500 times a day, all surveys together.
    """

    family: Literal["surveymonkey"]
    survey_id: Text
    partial: bool = False
    token_env: EnvName = "VOC_SURVEYMONKEY_TOKEN"
    base_url: Address = "https://api.surveymonkey.com"
    requests_per_minute: PerMinute = 100

    @property
    def addresses(self) -> tuple[str, ...]:
        """The API."""
        return (self.base_url,)

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """The access token of an app."""
        where = (
            "developer.surveymonkey.com > My Apps > Settings, with the scopes 'View Surveys' and 'View Responses'; "
            "needs a paid plan"
        )
        return (NeededSecret(self.token_env, "access token", where),)


class TallySettings(FormSettings):
    """A Tally form.

    Attributes
    ----------
    partial : bool
        Whether answers that somebody typed and did not send count.
    requests_per_minute : int
        Tally takes 100 of each user.
    """

    family: Literal["tally"]
    form_id: Text
    partial: bool = False
    key_env: EnvName = "VOC_TALLY_KEY"
    base_url: Address = "https://api.tally.so"
    requests_per_minute: PerMinute = 80

    @property
    def addresses(self) -> tuple[str, ...]:
        """The API."""
        return (self.base_url,)

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """An API key."""
        return (NeededSecret(self.key_env, "API key", "Tally > Settings > API keys, by a user who sees the form"),)


class GoogleFormsSettings(FormSettings):
    """A Google form, read by a service account or with a user's refresh token.

    Attributes
    ----------
    form_id : str
        From the address of the editing page, `docs.google.com/forms/d/ID/edit`; the link for customers has another.
    respondent : str or None
        `respondentEmail` where the form collects e-mail addresses and its owner allows a keyed hash of them.
    """

    family: Literal["google_forms"]
    form_id: Text
    credentials_env: EnvName = "VOC_GOOGLE_FORMS_CREDENTIALS"
    base_url: Address = "https://forms.googleapis.com"
    token_url: Address = "https://oauth2.googleapis.com/token"

    @property
    def addresses(self) -> tuple[str, ...]:
        """The API and where tokens are had."""
        return (self.base_url, self.token_url)

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """The key of a service account, or a user's credentials."""
        where = (
            "Google Cloud console > IAM > Service accounts > Keys (JSON), then add its e-mail to the form's editors; "
            "switch the Google Forms API on for the project"
        )
        return (NeededSecret(self.credentials_env, "service account key, the JSON file", where),)


class WallaSettings(FormSettings):
    """A Walla (왈라) form; its answers come without their questions, so `questions` names `question_1` and so on.

    Attributes
    ----------
    titles : mapping of question to text
        What each question asks, kept as the title of its answers.
    requests_per_minute : int
        No limit is published; one a second is polite.
    """

    family: Literal["walla"]
    form_id: Text
    key_env: EnvName = "VOC_WALLA_KEY"
    base_url: Address = "https://api.walla.my"
    respondent: Text | None = "customerKey"
    titles: Mapping[str, Text] = Field(default_factory=dict)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The API."""
        return (self.base_url,)

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """An API key."""
        return (NeededSecret(self.key_env, "API key", "왈라 > 워크스페이스 설정 > API 키"),)
