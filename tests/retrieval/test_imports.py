"""The arrow points one way: retrieval knows nothing of Slack, and importing does nothing."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "retrieval"
MODULES = sorted(PACKAGE.rglob("*.py"))
ENGINE_LIBRARIES = {"rank_bm25": "rank_bm25.py", "bm25s": "bm25s.py", "tantivy": "tantivy.py"}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_of_retrieval_imports_neither_slack_nor_the_bot(path):
    assert not [name for name in imported(path) if name.split(".")[0] in {"bot", "slack_bolt", "slack_sdk"}]


def test_only_fetching_speaks_to_the_network():
    network = {"aiohttp", "http", "socket", "ssl", "urllib"}
    harmless = {"urllib.parse"}
    speaking = {path for path in MODULES if network & {name.split(".")[0] for name in {*imported(path)} - harmless}}
    assert {path.parent for path in speaking} == {PACKAGE / "fetching"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_an_engines_library_is_imported_in_its_own_file_alone(path):
    for name in imported(path):
        library = ENGINE_LIBRARIES.get(name.split(".")[0])
        assert library is None or path == PACKAGE / "engines" / library


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_command_line_may_read_the_environment(path):
    source = path.read_text("utf-8")
    assert path.name == "__main__.py" or ("environ" not in source and "getenv" not in source)


def test_importing_retrieval_brings_in_no_slack_reads_no_article_and_opens_no_connection():
    program = (
        "import builtins, sys\n"
        "from retrieval.database import sqlite\n"
        "def refuse(*_, **__): raise AssertionError('connected')\n"
        "sqlite.connect = refuse\n"
        "real = builtins.open\n"
        "def watched(file, *rest, **named):\n"
        "    assert 'seeds' not in str(file), file\n"
        "    return real(file, *rest, **named)\n"
        "builtins.open = watched\n"
        "import retrieval\n"
        "print([name for name in sys.modules if name.split('.')[0] in {'slack_sdk', 'slack_bolt', 'bot'}])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=PACKAGE.parent, check=True)
    assert done.stdout == b"[]\n"
    assert done.stderr == b""


def test_the_process_that_reads_files_brings_in_neither_database_nor_index():
    program = (
        "import sys\n"
        "import retrieval.readers.worker\n"
        "heavy = {'sqlalchemy', 'numpy', 'rank_bm25', 'retrieval.indexing', 'retrieval.archive', 'docx', 'pypdf'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=PACKAGE.parent, check=True)
    assert done.stdout == b"[]\n"


def test_every_public_name_can_be_imported():
    program = (
        "import retrieval\nprint([name for name in retrieval.__all__ if not callable(getattr(retrieval, name))])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=PACKAGE.parent, check=True)
    assert done.stdout == b"[]\n"
