"""Settings, read once from the environment and `.env`, and passed in from there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.editing.editors import GROUP, PERSON
from bot.ledger.limits import DEFAULT_LIMITS
from bot.observing.logs import FORMATS
from bot.replies.elements import BUTTON_LIMIT
from bot.secret_files import SecretFileError, check_private, read_secret
from retrieval.answering.ranking import Genre
from retrieval.answering.verdict import DEFAULT_CUTS
from retrieval.database import passwords_of

SUGGESTED = (
    "Would Putin accept foreign troops?",
    "What did Starmer say in Kyiv?",
    "How many troops does Zelensky want?",
)
SUGGESTED_AT_MOST = 4
"""Slack shows so many suggested prompts (https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts)."""
SIGNING_SECRET_AT_LEAST = 16
"""Characters; Slack's have 32. A short one could be guessed."""
SOCKET_MODE = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
HTTP_MODE = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
SECRETS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CONFIG_TOKEN", "DATABASE_URL")
"""Each may also be given as NAME_FILE, the path of a file that holds it."""
_TOKEN_PAGES = {
    "SLACK_BOT_TOKEN": ("xoxb-", "api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token"),
    "SLACK_APP_TOKEN": (
        "xapp-",
        "api.slack.com/apps → your app → Basic Information → App-Level Tokens (scope connections:write)",
    ),
    "SLACK_SIGNING_SECRET": ("", "api.slack.com/apps → your app → Basic Information → App Credentials"),
    "SLACK_CONFIG_TOKEN": ("xoxe", "api.slack.com/apps → Your App Configuration Tokens"),
}


class SettingsError(Exception):
    """Settings that are missing or malformed, in words that name each and say what to do."""


class _FromOutside(BaseSettings):
    """What is read from the environment, from `.env`, and from files that hold a secret."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", populate_by_name=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  pydantic-settings passes it by this name
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What was given, then the environment, secret files and `.env`."""
        sources = (init_settings, env_settings, dotenv_settings)
        if isinstance(env_settings, EnvSettingsSource) and isinstance(dotenv_settings, DotEnvSettingsSource):
            return (*sources, _SecretFiles(settings_cls, env_settings, dotenv_settings))
        return sources


class _Tokens(_FromOutside):
    """The secrets that Slack gives; what they look like is for `Settings` to check."""

    slack_bot_token: SecretStr = Field(default=SecretStr(""), alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr = Field(default=SecretStr(""), alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr = Field(default=SecretStr(""), alias="SLACK_SIGNING_SECRET")


class ArchiveSettings(_FromOutside):
    """What the commands that work on the archive alone need: no token of Slack's."""

    database_url: str = Field(default="sqlite:///quotedesk.db", alias="DATABASE_URL")
    index: Path | None = Field(default=None, alias="QUOTEDESK_INDEX")
    log_level: str = Field(default="info", alias="QUOTEDESK_LOG_LEVEL")
    log_format: str = Field(default="logfmt", alias="QUOTEDESK_LOG_FORMAT")

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: str) -> str:
        try:
            make_url(url)
        except (ArgumentError, ValueError):  # the latter of a port that is no number
            raise ValueError("must be a database URL such as sqlite:///quotedesk.db") from None
        return url

    @field_validator("log_level")
    @classmethod
    def _is_a_level(cls, level: str) -> str:
        if level not in {"debug", "info", "warning", "error"}:
            raise ValueError("must be debug, info, warning or error")
        return level

    @field_validator("log_format")
    @classmethod
    def _is_a_format(cls, form: str) -> str:
        if form not in FORMATS:
            raise ValueError(f"must be {' or '.join(FORMATS)}")
        return form

    def secrets(self) -> Iterator[str]:
        """Every secret of Slack's as it is, for the log to blot out wherever it stands."""
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, SecretStr):
                yield value.get_secret_value()

    @property
    def database_passwords(self) -> tuple[str, ...]:
        """The passwords in the database's address; nothing where it has none."""
        return passwords_of(self.database_url)


class Settings(_Tokens, ArchiveSettings):
    """Everything that can be set. `.env.example` explains each; secrets never show when printed."""

    slack_config_token: SecretStr | None = Field(default=None, alias="SLACK_CONFIG_TOKEN")
    slack_api_url: str = Field(default="https://slack.com/api/", alias="SLACK_API_URL")
    seeds: Path = Field(default=Path("seeds"), alias="QUOTEDESK_SEEDS", validate_default=False)
    suggested: Annotated[tuple[str, ...], NoDecode] = Field(default=SUGGESTED, alias="QUOTEDESK_SUGGESTED")
    editors: Annotated[tuple[str, ...], NoDecode] = Field(default=(), alias="QUOTEDESK_EDITORS")
    answered_from: float = Field(default=DEFAULT_CUTS.answered, alias="QUOTEDESK_ANSWERED_FROM", ge=0, le=1)
    nearest_from: float = Field(
        default=DEFAULT_CUTS.nearest, alias="QUOTEDESK_NEAREST_FROM", ge=0, le=1, validate_default=True
    )
    genre: Genre = Field(default=Genre.NEWS, alias="QUOTEDESK_GENRE")
    questions_a_minute: int = Field(
        default=DEFAULT_LIMITS.questions_a_minute, alias="QUOTEDESK_QUESTIONS_A_MINUTE", ge=1
    )
    answers_a_thread: int = Field(default=DEFAULT_LIMITS.answers_a_thread, alias="QUOTEDESK_ANSWERS_A_THREAD", ge=1)
    waiting_at_most: int = Field(default=DEFAULT_LIMITS.waiting, alias="QUOTEDESK_WAITING_AT_MOST", ge=1)
    sockets: int = Field(default=2, alias="QUOTEDESK_SOCKETS", ge=1, le=10)
    http_host: str = Field(default="127.0.0.1", alias="QUOTEDESK_HTTP_HOST")
    http_port: int | None = Field(default=None, alias="QUOTEDESK_HTTP_PORT", ge=0, le=65535)

    @field_validator("slack_bot_token", "slack_app_token", "slack_config_token")
    @classmethod
    def _is_that_token(cls, token: SecretStr | None, info: object) -> SecretStr | None:
        name = str(getattr(info, "field_name", "")).upper()
        prefix, page = _TOKEN_PAGES[name]
        if token is not None and token.get_secret_value() and not token.get_secret_value().startswith(prefix):
            raise ValueError(f"must start with {prefix} — copy it from {page}")
        return token

    @field_validator("slack_signing_secret")
    @classmethod
    def _is_long_enough(cls, secret: SecretStr) -> SecretStr:
        if 0 < len(secret.get_secret_value()) < SIGNING_SECRET_AT_LEAST:
            page = _TOKEN_PAGES["SLACK_SIGNING_SECRET"][1]
            raise ValueError(f"is too short to be one — copy it from {page}")
        return secret

    @field_validator("slack_api_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        if not url.startswith(("https://", "http://")):
            raise ValueError("must start with https:// (http:// only for a sandbox on your own machine)")
        return url if url.endswith("/") else url + "/"

    @field_validator("nearest_from")
    @classmethod
    def _is_no_higher_than_answered(cls, nearest: float, info: ValidationInfo) -> float:
        answered = info.data.get("answered_from", 1.0)
        if nearest > answered:
            raise ValueError(f"must be no more than QUOTEDESK_ANSWERED_FROM ({answered:g}) — set both, or neither")
        return nearest

    @field_validator("seeds")
    @classmethod
    def _is_a_folder(cls, folder: Path) -> Path:
        if not folder.is_dir():
            raise ValueError(f"{folder} is no folder — name the folder that holds the articles, such as seeds")
        return folder

    @field_validator("suggested", mode="before")
    @classmethod
    def _one_a_line(cls, questions: object) -> object:
        return tuple(filter(None, map(str.strip, questions.split("|")))) if isinstance(questions, str) else questions

    @field_validator("suggested")
    @classmethod
    def _fit_slack(cls, questions: tuple[str, ...]) -> tuple[str, ...]:
        if len(questions) > SUGGESTED_AT_MOST or any(len(question) > BUTTON_LIMIT for question in questions):
            raise ValueError(f"must be at most {SUGGESTED_AT_MOST} questions of at most {BUTTON_LIMIT} characters")
        return questions

    @field_validator("editors", mode="before")
    @classmethod
    def _one_a_word(cls, names: object) -> object:
        return tuple(names.replace(",", " ").split()) if isinstance(names, str) else names

    @field_validator("editors")
    @classmethod
    def _are_ids(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [name for name in names if not (PERSON.fullmatch(name) or GROUP.fullmatch(name))]
        if wrong:
            raise ValueError(
                f"must be user ids (U…) and user-group ids (S…) with commas or spaces between; {wrong[0]!r} is none. "
                "In Slack: a person’s profile → ⋮ → Copy member ID; People → User groups → ⋮ → Copy group ID"
            )
        return names


def read_settings(
    env_file: Path | None = Path(".env"), *, needed: Sequence[str] = SOCKET_MODE, **known: Any
) -> Settings:
    """The settings of this process, `known` ones as given.

    Raises SettingsError naming every one that is malformed, or is `needed` and not there.
    """
    try:
        settings = _read(Settings, env_file, known)
    except SettingsError as error:
        given = {name: value for name, value in known.items() if name in _Tokens.model_fields}
        missing = _missing(_read(_Tokens, env_file, given), needed)
        raise SettingsError("\n".join([str(error), *missing])) from None
    missing = _missing(settings, needed)
    if missing:
        raise SettingsError("\n".join(missing))
    return settings


def read_archive_settings(env_file: Path | None = Path(".env"), **known: Any) -> ArchiveSettings:
    """Those settings that the archive needs, whatever is wrong with the others. Raises as `read_settings` does."""
    return _read(ArchiveSettings, env_file, known)


_Kind = TypeVar("_Kind", bound=BaseSettings)


def _read(kind: type[_Kind], env_file: Path | None, known: dict[str, Any]) -> _Kind:
    try:
        return kind(_env_file=env_file, **known)
    except SecretFileError as error:
        raise SettingsError(str(error)) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{env_file} is not text in UTF-8: save it as that, or write it anew") from None
    except ValidationError as error:
        raise SettingsError("\n".join(_words(kind, problem["loc"], problem) for problem in error.errors())) from None


class _SecretFiles(PydanticBaseSettingsSource):
    """A secret may be in a file that NAME_FILE names; and `.env` may not be open to everybody when it holds one."""

    def __init__(self, kind: type[BaseSettings], environment: EnvSettingsSource, dotenv: DotEnvSettingsSource) -> None:
        super().__init__(kind)
        self._environment, self._dotenv = environment, dotenv

    def get_field_value(self, _field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Nothing: the values are found all at once."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """The secrets that were found in files, by their names."""
        written = self._dotenv.env_vars
        held = _secrets_in(written)
        if isinstance(self._dotenv.env_file, Path) and held:
            check_private(self._dotenv.env_file, held)
        named = {**written, **self._environment.env_vars}
        found = {}
        wanted = {field.alias for field in self.settings_cls.model_fields.values()}
        for name in [each for each in SECRETS if each in wanted]:
            path = named.get(f"{name}_FILE".lower())
            if path and named.get(name.lower()):
                raise SecretFileError(f"{name} and {name}_FILE are both set: leave one of them out")
            if path:
                found[name] = read_secret(f"{name}_FILE", Path(path))
        return found


def _has_password(url: str) -> bool:
    try:
        return bool(passwords_of(url))
    except (ArgumentError, ValueError):
        return False  # it is refused for what it is, once it is read


def _secrets_in(written: Mapping[str, str | None]) -> list[str]:
    """Those of SECRETS whose value in a file of settings is one: a database's address only with a password in it."""
    values = {name: written.get(name.lower()) for name in SECRETS}
    return [name for name, value in values.items() if value and (name != "DATABASE_URL" or _has_password(value))]


def _missing(tokens: _Tokens, needed: Sequence[str]) -> list[str]:
    """A line for each that is needed and not there."""
    values = {field.alias: getattr(tokens, name) for name, field in _Tokens.model_fields.items()}
    return [
        f"{name} is missing: put {name}=… into .env or the environment. Copy it from {_TOKEN_PAGES[name][1]}."
        for name in needed
        if not values[name].get_secret_value()
    ]


def _words(kind: type[BaseSettings], loc: tuple[int | str, ...], problem: object) -> str:
    name = str(loc[0]) if loc else "settings"
    # A default that another setting makes impossible is told by the field's own name.
    field = kind.model_fields.get(name)
    name = (field and field.alias) or name
    known = dict(problem) if isinstance(problem, dict) else {}
    return f"{name} {str(known.get('msg', 'is malformed')).removeprefix('Value error, ')}."
