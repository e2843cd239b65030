"""The files for running it in production name what exists, and take no more than they need."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.commands import commands
from bot.observing.metrics import Metrics
from bot.settings import SECRETS, Settings
from bot.stopping import END_SECONDS

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
CONTAINER = (DEPLOY / "Containerfile").read_text()
COMPOSE = (DEPLOY / "compose.yaml").read_text()
UNIT = (DEPLOY / "quotedesk.service").read_text()
GUIDE = (ROOT / "docs" / "operating.md").read_text()
KNOWN = {field.alias for field in Settings.model_fields.values()} | {f"{name}_FILE" for name in SECRETS}
COMMANDS = {command.name for command in commands.registered_commands}


@pytest.mark.parametrize("text", [CONTAINER, COMPOSE, UNIT, GUIDE], ids=["container", "compose", "unit", "guide"])
def test_every_setting_that_is_named_exists(text):
    named = set(re.findall(r"\b(?:QUOTEDESK|SLACK|DATABASE_URL)[A-Z_]*\b", text))
    assert named
    assert named <= KNOWN


def test_the_commands_that_are_started_and_explained_exist():
    assert re.findall(r'^CMD \["(\w+)"\]', CONTAINER, re.MULTILINE) == ["run"]
    assert 'ENTRYPOINT ["python", "-m", "bot"]' in CONTAINER
    assert re.findall(r'^    command: \["(\w+)"', COMPOSE, re.MULTILINE) == ["run"]
    assert re.findall(r"^ExecStart=\S+/quotedesk (\w+)$", UNIT, re.MULTILINE) == ["run"]
    assert set(re.findall(r"`quotedesk (\w+)", GUIDE)) <= COMMANDS


def test_every_figure_in_the_guide_exists_and_every_figure_is_in_it():
    made = {
        sample
        for family in Metrics().registry.collect()
        for sample in (family.name, family.name + ("_total" if family.type == "counter" else ""))
    }
    named = set(re.findall(r"`(quotedesk_[a-z_]+)", GUIDE))
    assert named <= made
    families = {family.name for family in Metrics().registry.collect()}
    unnamed = families - {name.removesuffix("_total") for name in named}
    assert unnamed <= {"quotedesk_rate_limit_seconds"}


def test_the_container_gets_what_it_runs_pinned_by_hash_and_no_root():
    copied = re.findall(r"^COPY (?!--from)(\S+)", CONTAINER, re.MULTILINE)
    assert copied == ["requirements.lock", "bot", "retrieval", "seeds"]
    allowed = (ROOT / ".dockerignore").read_text().splitlines()
    assert allowed[0] == "*"
    for path in copied:
        assert (ROOT / path).exists()
        assert f"!{path}" in allowed
    assert "--require-hashes" in CONTAINER
    assert re.search(r"^USER 10001:10001$", CONTAINER, re.MULTILINE)
    assert CONTAINER.index("USER 10001") < CONTAINER.index("HEALTHCHECK") < CONTAINER.index("ENTRYPOINT")
    port = re.search(r"QUOTEDESK_HTTP_PORT=(\d+)", CONTAINER)
    assert port
    assert f"http://127.0.0.1:{port[1]}/readyz" in CONTAINER


def test_the_composed_services_are_bound_and_their_secrets_are_files():
    service = COMPOSE.partition("\n  database:")[0]
    for line in (
        "read_only: true",
        "cap_drop:\n      - ALL",
        "no-new-privileges:true",
        "- /tmp",
        "pids_limit:",
        "mem_limit:",
    ):
        assert line in service
    declared = set(re.findall(r"^  (\w+):\n    file: secrets/\1$", COMPOSE, re.MULTILINE))
    used = set(re.findall(r"/run/secrets/(\w+)", COMPOSE))
    assert used == declared == set(re.findall(r"^      - (\w+)$", COMPOSE.replace("- ALL", ""), re.MULTILINE))
    for name in declared:
        assert name in GUIDE or name.startswith("slack_")
    assert "/deploy/secrets/" in (ROOT / ".gitignore").read_text()
    assert "\t" not in COMPOSE


def seconds(text: str, pattern: str) -> list[float]:
    return [float(found) for found in re.findall(pattern, text, re.MULTILINE)]


def test_whoever_stops_it_waits_longer_than_it_takes_to_end():
    waits = seconds(UNIT, r"^TimeoutStopSec=(\d+)$") + seconds(COMPOSE, r"^    stop_grace_period: (\d+)s$")
    assert len(waits) == 3
    assert min(waits) > END_SECONDS


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_understands_the_unit_and_finds_it_little_exposed(tmp_path):
    unit = tmp_path / "quotedesk.service"
    unit.write_text(UNIT.replace("/opt/quotedesk/.venv/bin/quotedesk", "/bin/true"))
    verified = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", unit],
        capture_output=True,
        text=True,
        check=True,
    )
    level = re.search(r"Overall exposure level.*: (\d+\.\d)", judged.stdout)
    assert level
    assert float(level[1]) <= 2.0


def test_every_pin_that_the_guide_has_looked_up_is_exact_and_hashed():
    assert "pip-audit -r requirements.lock --require-hashes --disable-pip" in GUIDE
    entries = re.split(r"\n(?=[\w.-]+)", (ROOT / "requirements.lock").read_text().strip())
    assert len(entries) > 30
    for entry in entries:
        assert re.match(r"[\w.-]+(?:\[[\w,-]+\])?==[\w.]+", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]
