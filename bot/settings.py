"""Settings, read once from the environment and `.env`, and passed in from there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.editing.editors import GROUP, PERSON
from bot.ledger.limits import DEFAULT_LIMITS
from bot.logs import FORMATS
from bot.replies.elements import BUTTON_LIMIT
from retrieval.verdict import DEFAULT_CUTS

SUGGESTED = (
    "Would Putin accept foreign troops?",
    "What did Starmer say in Kyiv?",
    "How many troops does Zelensky want?",
)
SUGGESTED_AT_MOST = 4
"""Slack shows so many suggested prompts (https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts)."""
_TOKEN_PAGES = {
    "SLACK_BOT_TOKEN": ("xoxb-", "api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token"),
    "SLACK_APP_TOKEN": (
        "xapp-",
        "api.slack.com/apps → your app → Basic Information → App-Level Tokens (scope connections:write)",
    ),
    "SLACK_CONFIG_TOKEN": ("xoxe", "api.slack.com/apps → Your App Configuration Tokens"),
}


class SettingsError(Exception):
    """Settings that are missing or malformed, in words that name each and say what to do."""


class Settings(BaseSettings):
    """Everything that can be set. `.env.example` explains each; secrets never show when printed."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", populate_by_name=True
    )

    slack_bot_token: SecretStr = Field(alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr = Field(alias="SLACK_APP_TOKEN")
    slack_config_token: SecretStr | None = Field(default=None, alias="SLACK_CONFIG_TOKEN")
    slack_api_url: str = Field(default="https://slack.com/api/", alias="SLACK_API_URL")
    database_url: str = Field(default="sqlite:///quotedesk.db", alias="DATABASE_URL")
    index: Path | None = Field(default=None, alias="QUOTEDESK_INDEX")
    seeds: Path = Field(default=Path("seeds"), alias="QUOTEDESK_SEEDS")
    suggested: Annotated[tuple[str, ...], NoDecode] = Field(default=SUGGESTED, alias="QUOTEDESK_SUGGESTED")
    editors: Annotated[tuple[str, ...], NoDecode] = Field(default=(), alias="QUOTEDESK_EDITORS")
    answered_from: float = Field(default=DEFAULT_CUTS.answered, alias="QUOTEDESK_ANSWERED_FROM", ge=0, le=1)
    nearest_from: float = Field(default=DEFAULT_CUTS.nearest, alias="QUOTEDESK_NEAREST_FROM", ge=0, le=1)
    questions_a_minute: int = Field(
        default=DEFAULT_LIMITS.questions_a_minute, alias="QUOTEDESK_QUESTIONS_A_MINUTE", ge=1
    )
    answers_a_thread: int = Field(default=DEFAULT_LIMITS.answers_a_thread, alias="QUOTEDESK_ANSWERS_A_THREAD", ge=1)
    waiting_at_most: int = Field(default=DEFAULT_LIMITS.waiting, alias="QUOTEDESK_WAITING_AT_MOST", ge=1)
    sockets: int = Field(default=2, alias="QUOTEDESK_SOCKETS", ge=1, le=10)
    log_level: str = Field(default="info", alias="QUOTEDESK_LOG_LEVEL")
    log_format: str = Field(default="logfmt", alias="QUOTEDESK_LOG_FORMAT")

    @field_validator("slack_bot_token", "slack_app_token", "slack_config_token")
    @classmethod
    def _is_that_token(cls, token: SecretStr | None, info: object) -> SecretStr | None:
        name = str(getattr(info, "field_name", "")).upper()
        prefix, page = _TOKEN_PAGES[name]
        if token is not None and not token.get_secret_value().startswith(prefix):
            raise ValueError(f"must start with {prefix} — copy it from {page}")
        return token

    @field_validator("slack_api_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        if not url.startswith(("https://", "http://")):
            raise ValueError("must start with https:// (http:// only for a sandbox on your own machine)")
        return url if url.endswith("/") else url + "/"

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: str) -> str:
        try:
            make_url(url)
        except ArgumentError:
            raise ValueError("must be a database URL such as sqlite:///quotedesk.db") from None
        return url

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
        """Every secret as it is, for the log to blot out."""
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, SecretStr):
                yield value.get_secret_value()


def read_settings(env_file: Path | None = Path(".env"), **known: Any) -> Settings:
    """The settings of this process, `known` ones as given. Raises SettingsError naming every one that is wrong."""
    try:
        return Settings(_env_file=env_file, **known)
    except ValidationError as error:
        raise SettingsError("\n".join(_words(problem["loc"], problem) for problem in error.errors())) from None


def _words(loc: tuple[int | str, ...], problem: object) -> str:
    name = str(loc[0]) if loc else "settings"
    known = dict(problem) if isinstance(problem, dict) else {}
    if known.get("type") == "missing":
        _, page = _TOKEN_PAGES.get(name, ("", ""))
        return f"{name} is missing: put {name}=… into .env or the environment. Copy it from {page}."
    return f"{name} {str(known.get('msg', 'is malformed')).removeprefix('Value error, ')}."
