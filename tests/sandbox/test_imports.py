"""Which part of the sandbox may import which, read from the code."""

import ast
from pathlib import Path

SANDBOX = Path(__file__).parents[2] / "bot" / "sandbox"
FROM_THE_GROUND_UP = ("errors", "state", "block_kit", "delivery", "web_api", "people", "server", "sandbox", "__init__")


def part_of(path: Path) -> str:
    return path.relative_to(SANDBOX).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    modules = {node.module for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)}
    return {module.split(".")[2] for module in modules if module and module.startswith("bot.sandbox.")}


def test_each_part_imports_only_itself_and_those_below_it():
    paths = sorted(SANDBOX.rglob("*.py"))
    assert {part_of(path) for path in paths} == set(FROM_THE_GROUND_UP)
    for path in paths:
        place = FROM_THE_GROUND_UP.index(part_of(path))
        assert imported(path) <= set(FROM_THE_GROUND_UP[: place + 1]), path


def test_the_state_and_block_kit_do_no_io():
    for path in [*SANDBOX.glob("state/*.py"), *SANDBOX.glob("block_kit/*.py")]:
        text = path.read_text()
        assert not any(f"import {module}" in text for module in ("aiohttp", "asyncio", "time", "secrets")), path
