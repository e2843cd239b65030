"""`python -m retrieval` answers in a terminal, and loses no line of a file of questions."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from retrieval import Archive, read_seeds

ROOT = Path(__file__).parents[2]
KEYS = ["text", "article", "headline", "version", "paragraph", "start", "end", "speaker", "score"]


def run(*arguments, stdin=b""):
    command = [sys.executable, "-m", "retrieval", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=ROOT, check=False)


def test_a_question_is_answered_in_quotes_with_their_source():
    done = run("what did Starmer say in Kyiv?")
    assert done.returncode == 0
    shown = " ".join(done.stdout.decode().split())
    assert shown.startswith("2 quotes from Keir Starmer, then other passages: “This is not just about Ukraine’s")
    assert "newsplusglobe.com · paragraph 5 · undated" in shown


def test_every_line_gets_an_answer_even_a_bad_one():
    done = run("--jsonl", stdin=b"who can veto a mission?\n\n\xff Starmer\nwhat is the capital of Australia?")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [list(answer) for answer in answers] == [["question", "verdict", "confidence", "quotes"]] * 4
    assert [answer["question"] for answer in answers][0::3] == [
        "who can veto a mission?",
        "what is the capital of Australia?",
    ]
    assert list(answers[0]["quotes"][0]) == KEYS
    assert answers[1]["verdict"] == "nothing"
    assert done.stderr.decode().startswith("line 3 is not UTF-8")
    assert done.returncode == 2


def test_offsets_mean_the_stored_text():
    quote = json.loads(run("--jsonl", stdin=b"Starmer\n").stdout)["quotes"][0]
    text = (ROOT / "seeds" / f"{quote['article']}.txt").read_bytes().decode()
    assert text[quote["start"] : quote["end"]] == quote["text"]


def test_other_seeds_and_a_stored_archive_can_be_asked(tmp_path):
    (tmp_path / "whales.txt").write_text("Whales\n\nThe whale eats squids.")
    url = f"sqlite:///{tmp_path}/archive.db"
    archive = Archive(url)
    archive.add_all(read_seeds(tmp_path))
    archive.close()
    for source in (("--seeds", str(tmp_path)), ("--archive", url)):
        answer = json.loads(run("--jsonl", *source, stdin=b"what did the whale eat?").stdout)
        assert [quote["article"] for quote in answer["quotes"]] == ["whales"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "give a question"),
        (["x", "--jsonl"], "give a question"),
        ([" "], "empty"),
        (["x", "--seeds", "/nowhere"], "not a directory"),
        (["x", "--archive", "sqlite:////nowhere/x.db"], "no archive at"),
        (["x", "--archive", "nonsense"], "can't be opened"),
        (["x", "--limit", "0"], "--limit"),
    ],
)
def test_bad_input_is_told_on_one_line_and_exits_with_2(arguments, reason):
    done = run(*arguments)
    assert done.returncode == 2
    assert reason in done.stderr.decode()
    assert done.stdout == b""
    assert "Traceback" not in done.stderr.decode()
