"""Settings: refused at the start with their name and what to do; secrets never shown."""

from pathlib import Path

import pytest

from bot.settings import HTTP_MODE, SECRETS, Settings, SettingsError, read_archive_settings, read_settings

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
    path.chmod(0o600)
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


def test_what_is_missing_is_named_with_what_is_malformed(tmp_path):
    with pytest.raises(SettingsError) as refused:
        read_settings(env_file(tmp_path, SLACK_BOT_TOKEN="xapp-1", QUOTEDESK_SOCKETS="99"))
    lines = str(refused.value).splitlines()
    assert {line.split()[0] for line in lines} == {"SLACK_BOT_TOKEN", "QUOTEDESK_SOCKETS", "SLACK_APP_TOKEN"}
    assert lines[2].startswith("SLACK_APP_TOKEN is missing")


def test_a_file_of_settings_that_is_no_text_is_named(tmp_path):
    path = env_file(tmp_path)
    path.write_bytes(b"SLACK_BOT_TOKEN=xoxb-\xe9")
    with pytest.raises(SettingsError, match=r"\.env is not text in UTF-8"):
        read_settings(path)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-secret", "must start with xoxb-"),
        ("SLACK_BOT_TOKEN", "", "is missing"),
        ("SLACK_SIGNING_SECRET", "short", "too short"),
        ("QUOTEDESK_SOCKETS", "11", "less than or equal to 10"),
        ("QUOTEDESK_HTTP_PORT", "70000", "less than or equal to 65535"),
        ("QUOTEDESK_LOG_FORMAT", "xml", "must be logfmt or json"),
        ("QUOTEDESK_SUGGESTED", "a|b|c|d|e", "at most 4 questions"),
        ("SLACK_APP_TOKEN", "xoxb-secret", "must start with xapp-"),
        ("SLACK_API_URL", "slack.com", "must start with https://"),
        ("DATABASE_URL", "nonsense", "must be a database URL"),
        ("QUOTEDESK_SEEDS", "no/such/folder", "is no folder"),
        ("QUOTEDESK_EDITORS", "U0TOM, @tom", "'@tom' is none"),
        ("QUOTEDESK_LOG_LEVEL", "loud", "must be debug"),
        ("QUOTEDESK_GENRE", "poems", "should be 'news' or 'reference'"),
        ("QUOTEDESK_ANSWERED_FROM", "1.5", "less than or equal to 1"),
        ("QUOTEDESK_NEAREST_FROM", "0.5", "must be no more than QUOTEDESK_ANSWERED_FROM (0.38)"),
    ],
)
def test_a_malformed_setting_is_named_with_what_to_do_and_its_secret_is_not_shown(tmp_path, name, value, words):
    good = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    with pytest.raises(SettingsError) as refused:
        read_settings(env_file(tmp_path, **(good | {name: value})))
    assert str(refused.value).startswith(name)
    assert words in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_cut_for_answers_below_that_for_the_nearest_is_refused_with_what_to_do(tmp_path):
    good = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    with pytest.raises(SettingsError, match="QUOTEDESK_NEAREST_FROM must be no more than"):
        read_settings(env_file(tmp_path, **good, QUOTEDESK_ANSWERED_FROM="0.01"))
    both = env_file(tmp_path, **good, QUOTEDESK_ANSWERED_FROM="0.01", QUOTEDESK_NEAREST_FROM="0.01")
    assert read_settings(both).nearest_from == 0.01


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


def test_the_archives_settings_need_no_token_and_are_checked_all_the_same(tmp_path):
    assert read_archive_settings(env_file(tmp_path, DATABASE_URL="sqlite:///x.db")).database_url == "sqlite:///x.db"
    assert (
        read_archive_settings(env_file(tmp_path, SLACK_BOT_TOKEN="nonsense")).database_url == "sqlite:///quotedesk.db"
    )
    with pytest.raises(SettingsError, match="DATABASE_URL must be a database URL"):
        read_archive_settings(env_file(tmp_path, DATABASE_URL="nonsense"))


def test_what_is_no_database_is_refused_without_its_password(tmp_path):
    with pytest.raises(SettingsError, match="must be a database URL") as refused:
        read_archive_settings(env_file(tmp_path, DATABASE_URL="postgresql://desk:hun@ter:22@db/quotes"))
    assert "ter" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "passwords"),
    [
        ("postgresql://desk:pa%40ss@db/quotes", ("pa@ss",)),
        ("postgresql://db/quotes?user=desk&password=pa%40ss", ("pa@ss",)),
        ("postgresql://desk:a@db/quotes?sslkey=key.pem&sslpassword=b", ("a", "b")),
        ("postgresql://desk@db/quotes", ()),
        ("sqlite:///quotedesk.db", ()),
    ],
)
def test_a_databases_password_is_found_wherever_its_address_has_it(tmp_path, url, passwords):
    assert read_archive_settings(env_file(tmp_path, DATABASE_URL=url)).database_passwords == passwords


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


GOOD = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


def secret_file(tmp_path, text: str, mode: int = 0o600) -> Path:
    path = tmp_path / "a-secret"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_http_mode_needs_the_signing_secret_and_no_app_token(tmp_path):
    path = env_file(tmp_path, SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="0123456789abcdef")
    assert read_settings(path, needed=HTTP_MODE).slack_signing_secret.get_secret_value() == "0123456789abcdef"
    with pytest.raises(SettingsError, match=r"SLACK_SIGNING_SECRET is missing: .*Basic Information"):
        read_settings(env_file(tmp_path, **GOOD), needed=HTTP_MODE)


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602, 0o666])
def test_a_file_of_settings_that_holds_a_secret_and_is_open_to_everybody_is_refused(tmp_path, mode):
    path = env_file(tmp_path, **GOOD)
    path.chmod(mode)
    refusal = f"{path} holds SLACK_BOT_TOKEN and SLACK_APP_TOKEN and is open to everybody .*: chmod 600 {path}"
    with pytest.raises(SettingsError, match=refusal):
        read_settings(path)


@pytest.mark.parametrize(
    "url",
    ["postgresql://desk:a@db/quotes", "postgresql://db/quotes?password=a", "postgresql://db/quotes?sslpassword=a"],
)
def test_a_database_with_a_password_in_an_open_file_of_settings_is_refused(tmp_path, url):
    path = env_file(tmp_path, DATABASE_URL=url)
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="holds DATABASE_URL and is open to everybody"):
        read_archive_settings(path)


@pytest.mark.parametrize("url", ["sqlite:///x.db", "postgresql://desk@db/quotes"])
def test_a_file_of_settings_without_a_secret_may_be_open(tmp_path, url):
    path = env_file(tmp_path, QUOTEDESK_LOG_LEVEL="debug", SLACK_BOT_TOKEN="", DATABASE_URL=url)
    path.chmod(0o644)
    known = {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}
    assert read_settings(path, **known).log_level == "debug"


@pytest.mark.parametrize("outside", [True, False])
def test_a_secret_may_be_in_a_file_of_its_own(tmp_path, monkeypatch, outside):
    path = secret_file(tmp_path, "xoxb-from-a-file\n", 0o640)
    named = {"SLACK_BOT_TOKEN_FILE": str(path)}
    if outside:
        monkeypatch.setenv("SLACK_BOT_TOKEN_FILE", str(path))
        named = {}
    settings = read_settings(env_file(tmp_path, SLACK_APP_TOKEN="xapp-1", **named))
    assert settings.slack_bot_token.get_secret_value() == "xoxb-from-a-file"


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_may_be_in_a_file_and_not_in_two_places(tmp_path, name):
    path = secret_file(tmp_path, "hidden")
    with pytest.raises(SettingsError, match=f"{name} and {name}_FILE are both set"):
        read_settings(env_file(tmp_path, **{name: "hidden", f"{name}_FILE": str(path)}))


@pytest.mark.parametrize(
    ("text", "mode", "words"),
    [
        ("xoxb-hidden", 0o644, "chmod 600"),
        ("", 0o600, "must hold the secret, in one line"),
        ("xoxb-hidden\nmore", 0o600, "must hold the secret, in one line"),
        (None, 0o600, "can't be read"),
    ],
)
def test_a_secrets_file_that_can_not_be_used_is_named_with_what_to_do(tmp_path, text, mode, words):
    path = secret_file(tmp_path, text, mode) if text is not None else tmp_path / "absent"
    with pytest.raises(SettingsError) as refused:
        read_settings(env_file(tmp_path, SLACK_BOT_TOKEN_FILE=str(path), SLACK_APP_TOKEN="xapp-1"))
    assert words in str(refused.value)
    assert str(path) in str(refused.value)
    assert "hidden" not in str(refused.value)


def test_the_log_is_told_every_secret_that_is_set(tmp_path):
    settings = read_settings(env_file(tmp_path, SLACK_SIGNING_SECRET="0123456789abcdef", **GOOD))
    assert {"xoxb-1", "xapp-1", "0123456789abcdef"} <= set(settings.secrets())
