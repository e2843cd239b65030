"""The import rules of the design, read from the code."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BOT = sorted((ROOT / "bot").rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def within(names: set[str], package: str) -> set[str]:
    return {name for name in names if name == package or name.startswith(package + ".")}


PURE = ["replies/blocks", "replies/views", "replies/wording", "questions", "delivery/endings"]


@pytest.mark.parametrize("name", PURE)
def test_what_is_pure_imports_no_io(name):
    names = imported(ROOT / "bot" / f"{name}.py")
    io = ("slack_bolt", "slack_sdk", "sqlalchemy", "aiohttp", "asyncio", "retrieval.archive")
    assert [package for package in (*io, "bot.app", "bot.delivery.delivery") if within(names, package)] == []


def test_blocks_and_wording_know_of_retrieval_its_models_alone_and_wording_its_lines():
    lines = {"retrieval.attribution_line", "retrieval.verdict_line"}
    for name, more in (("blocks", set()), ("wording", lines), ("views", set())):
        assert within(imported(ROOT / "bot" / "replies" / f"{name}.py"), "retrieval") == {"retrieval.models"} | more
    assert within(imported(ROOT / "retrieval" / "attribution_line.py"), "retrieval") == {
        "retrieval.models",
        "retrieval.sentences",
        "retrieval.speakers.cues",
    }


def test_the_sandbox_knows_neither_the_bot_nor_retrieval():
    for path in (ROOT / "bot" / "sandbox").rglob("*.py"):
        names = imported(path)
        assert within(names, "retrieval") == set(), path
        assert within(names, "bot") == within(names, "bot.sandbox"), path
        assert within(names, "slack_bolt") | within(names, "slack_sdk") == set(), path


def test_only_the_settings_read_the_environment():
    for path in BOT:
        text = path.read_text()
        assert "os.environ" not in text, path
        assert "getenv" not in text, path
        if path.name != "settings.py":
            assert within(imported(path), "pydantic_settings") | within(imported(path), "dotenv") == set(), path


def test_only_the_app_and_the_command_line_build_things():
    for path in BOT:
        if (
            path.name not in {"app.py", "condition.py", "doctor.py"}
            and "commands" not in path.parts
            and "sandbox" not in path.parts
        ):
            for builder in ("Ledger(", "Archive(", "Search(", "AsyncApp(", "AsyncWebClient("):
                assert builder not in path.read_text().replace("class Ledger", ""), f"{builder} in {path}"
