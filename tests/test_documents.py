"""What the documents say exists, and what exists is in the documents."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.commands import commands
from bot.manifest import manifest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()


def test_every_command_is_in_the_readme_and_every_command_in_the_readme_exists():
    known = {command.name for command in commands.registered_commands}
    named = set(re.findall(r"quotedesk (\w+)[`, ]", README))
    assert named <= known
    assert known - named <= {"try", "run"}  # the README gives these as `make try` and `make run`


def test_every_make_target_in_the_documents_exists():
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md"):
        assert set(re.findall(r"`make (\w+)`", (ROOT / name).read_text())) <= targets


@pytest.mark.parametrize("document", sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("*.md")))
def test_every_file_that_a_document_links_to_is_there(document):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / document).read_text()):
        assert (ROOT / target).exists(), target


def test_the_readme_shows_the_bots_name_as_the_manifest_has_it():
    assert manifest()["features"]["bot_user"]["display_name"] == "Quote Desk"
    assert "@Quote Desk" in README


def test_the_locks_are_hashed_and_name_no_index():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        pins = re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==", text, re.MULTILINE)
        assert len(pins) > 10
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
        assert "index" not in re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = (ROOT / "requirements-dev.lock").read_text().casefold().replace("_", "-")
    for requirement in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        name = re.split(r"[<>=\[]", requirement)[0].casefold().replace("_", "-")
        assert f"{name}==" in pinned, name
