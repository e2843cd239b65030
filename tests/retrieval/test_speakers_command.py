"""`python -m retrieval --speakers FILE`: a JSON line for each attribution."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "retrieval", *arguments]
    return subprocess.run(command, capture_output=True, cwd=ROOT, check=False)


def test_each_line_names_words_speaker_cue_and_how_sure_as_slices(tmp_path):
    text = "Rain, “heavy” at times.\r\n\r\n“We leave at dawn,” said Ann Lee, the captain."
    (tmp_path / "log.txt").write_bytes(text.encode())
    done = run("--speakers", str(tmp_path / "log.txt"))
    (record,) = [line for line in map(json.loads, done.stdout.splitlines()) if line["speaker"]]
    assert record.keys() == {"start", "end", "text", "kind", "speaker", "cue", "confidence"}
    assert text[record["start"] : record["end"]] == record["text"] == "“We leave at dawn,”"
    assert record["speaker"]["text"] == text[record["speaker"]["start"] : record["speaker"]["end"]] == "Ann Lee"
    assert (record["kind"], record["cue"]) == ("direct", "said")


def test_a_file_that_can_not_be_read_is_one_clear_line(tmp_path):
    (tmp_path / "bad.txt").write_bytes(b"\xff")
    for path, words in ((tmp_path / "absent.txt", b"can't be read"), (tmp_path / "bad.txt", b"is not UTF-8")):
        done = run("--speakers", str(path))
        assert done.returncode == 2
        assert words in done.stderr
        assert done.stdout == b""
