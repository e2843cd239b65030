"""Settings: refused at the start with their name and what to do; secrets never shown."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, read_settings

ROOT = Path(__file__).parents[2]
NAMES = {field.alias for field in Settings.model_fields.values()}


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch):
    monkeypatch.chdir(ROOT)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def env_file(tmp_path, **lines) -> Path:
    path = tmp_path / ".env"
    path.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
    return path


def test_missing_tokens_are_all_named_with_where_to_copy_them(tmp_path):
    with pytest.raises(SettingsError) as refused:
        read_settings(tmp_path / "absent")
    for words in (
        "SLACK_BOT_TOKEN is missing",
        "SLACK_APP_TOKEN is missing",
        "OAuth & Permissions",
        "App-Level Tokens",
    ):
        assert words in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-secret", "must start with xoxb-"),
        ("SLACK_BOT_TOKEN", "", "is missing"),
        ("QUOTEDESK_SUGGESTED", "a|b|c|d|e", "at most 4 questions"),
        ("SLACK_APP_TOKEN", "xoxb-secret", "must start with xapp-"),
        ("SLACK_API_URL", "slack.com", "must start with https://"),
        ("DATABASE_URL", "nonsense", "must be a database URL"),
        ("QUOTEDESK_SEEDS", "no/such/folder", "is no folder"),
        ("QUOTEDESK_EDITORS", "U0TOM, @tom", "'@tom' is none"),
        ("QUOTEDESK_LOG_LEVEL", "loud", "must be debug"),
        ("QUOTEDESK_ANSWERED_FROM", "1.5", "less than or equal to 1"),
    ],
)
def test_a_malformed_setting_is_named_with_what_to_do_and_its_secret_is_not_shown(tmp_path, name, value, words):
    good = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    with pytest.raises(SettingsError) as refused:
        read_settings(env_file(tmp_path, **(good | {name: value})))
    assert str(refused.value).startswith(name)
    assert words in str(refused.value)
    assert "secret" not in str(refused.value)


def test_good_settings_are_read_and_do_not_print_their_secrets(tmp_path):
    path = env_file(
        tmp_path,
        SLACK_BOT_TOKEN="xoxb-hidden",
        SLACK_APP_TOKEN="xapp-hidden",
        SLACK_API_URL="http://127.0.0.1:1/api",
        QUOTEDESK_SUGGESTED="Who? | What?",
    )
    settings = read_settings(path)
    assert settings.slack_api_url == "http://127.0.0.1:1/api/"
    assert settings.suggested == ("Who?", "What?")
    assert "hidden" not in repr(settings)


def test_the_example_file_names_every_setting_and_no_other():
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = {
        line.removeprefix("# ").split("=")[0]
        for line in lines
        if "=" in line and " " not in line.split("=")[0].removeprefix("# ")
    }
    assert named == NAMES


def test_the_example_file_shows_the_defaults(tmp_path):
    shown = dict(
        line.removeprefix("# ").split("=", 1)
        for line in (ROOT / ".env.example").read_text().splitlines()
        if line.startswith("# ") and "=" in line and " " not in line.removeprefix("# ").split("=")[0]
    )
    shown.pop("SLACK_CONFIG_TOKEN")
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    assert read_settings(env_file(tmp_path, **(tokens | shown))) == read_settings(env_file(tmp_path, **tokens))


@pytest.mark.parametrize("value", ["U0TOM,S0EDITORS", "U0TOM S0EDITORS", "U0TOM, S0EDITORS,"])
def test_editors_are_ids_with_commas_or_spaces_between_them(tmp_path, value):
    good = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    assert read_settings(env_file(tmp_path, **good)).editors == ()
    assert read_settings(env_file(tmp_path, **good, QUOTEDESK_EDITORS=value)).editors == ("U0TOM", "S0EDITORS")
