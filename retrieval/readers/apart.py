"""Reading files from outside in a process of its own, with limits: a hostile one takes down that process alone."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from retrieval.models import Source
from retrieval.readers.lines import numbered_lines, read_line
from retrieval.readers.refusals import BadSource, UnreadableError
from retrieval.readers.worker import LIMITS, Limits

_PACKAGES = Path(__file__).parents[2]
_MOST_ANSWERED = 256 * 1024 * 1024
_FILES_A_PROCESS = 1000
_LINES_TOGETHER = 2**18
_START_SECONDS = 60.0


class ReaderProcess:
    """Reads files in a child process that is kept for the next one, and replaced when it dies or exceeds its limits.

    Safe to share between threads: one file is read at a time. Close it, or use it as a context.
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._read_so_far = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def read(
        self, data: bytes, *, name: str, url: str | None = None, charset: str | None = None
    ) -> list[Source | BadSource]:
        """What `retrieval.readers.read` makes of one file. Raises UnreadableError, for a file past the limits too."""
        answer = self._asked(data, {"name": name, "url": url, "charset": charset})
        if answer is None:
            raise UnreadableError(self._past_limits(), name)
        if "refusal" in answer:
            raise UnreadableError(answer["refusal"], name)
        return [_result(result, data) for result in answer["results"]]

    def read_lines(self, stream: BinaryIO, *, name: str) -> Iterator[Source | BadSource]:
        """What `retrieval.readers.read_lines` makes of JSON Lines: unpacked and divided here, read in the child.

        A line past the limits is told like any other that can't be read. Raises UnreadableError as it does.
        """
        together: list[tuple[int, bytes]] = []
        size = 0
        for number, line in numbered_lines(stream, name=name):
            if line is None or size >= _LINES_TOGETHER:
                yield from self._lines(together, name)
                together, size = [], 0
            if line is None:
                yield read_line(line, number, name)
            else:
                together.append((number, line))
                size += len(line)
        yield from self._lines(together, name)

    def _lines(self, lines: Sequence[tuple[int, bytes]], name: str) -> Iterator[Source | BadSource]:
        if not lines:
            return
        data = b"\n".join(line for _, line in lines)
        answer = self._asked(data, {"name": name, "lines": [number for number, _ in lines]})
        if answer is not None:
            yield from (_result(each, line) for each, (_, line) in zip(answer["results"], lines, strict=True))
        elif len(lines) == 1:
            yield BadSource(name=name, place=f"line {lines[0][0]}", reason=self._past_limits())
        else:
            # one of them is at fault, and the others must not be lost with it
            for line in lines:
                yield from self._lines([line], name)

    def _past_limits(self) -> str:
        seconds, memory = self._limits.wall_seconds, self._limits.memory_bytes // 1024**2
        return f"reading it takes more than {seconds:g} seconds or {memory} MB: it is damaged, or made to do harm"

    def _asked(self, data: bytes, known: dict[str, Any]) -> dict[str, Any] | None:
        question = json.dumps(known | {"bytes": len(data)}).encode() + b"\n"
        with self._lock:
            return self._answer(question + data)

    def close(self) -> None:
        """End the child process."""
        with self._lock:
            self._end()

    def _answer(self, question: bytes) -> dict[str, Any] | None:
        """The child's answer; None where it gave none within its limits."""
        process = self._process
        if process is None or process.poll() is not None or self._read_so_far >= _FILES_A_PROCESS:
            self._end()
            process = self._process = self._started()
            self._read_so_far = 0
            self._within(_START_SECONDS, process, b"")
        self._read_so_far += 1
        answer = self._within(self._limits.wall_seconds, process, question)
        if answer is None:
            self._end()
        return answer

    def _within(self, seconds: float, process: subprocess.Popen[bytes], question: bytes) -> dict[str, Any] | None:
        # the timer ends the child whatever it is at, so that every blocking read and write ends too
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            return self._exchanged(process, question)
        finally:
            timer.cancel()
            timer.join()

    @staticmethod
    def _exchanged(process: subprocess.Popen[bytes], question: bytes) -> dict[str, Any] | None:
        assert process.stdin is not None  # noqa: S101  for the type checker: both are pipes
        assert process.stdout is not None  # noqa: S101
        try:
            process.stdin.write(question)
            process.stdin.flush()
            length = int(process.stdout.readline(20) or -1)
            if not 0 <= length <= _MOST_ANSWERED:
                return None
            answer = process.stdout.read(length)
            if len(answer) < length:
                return None
            known: dict[str, Any] = json.loads(answer)
        except (BrokenPipeError, ValueError):
            return None
        return known

    def _started(self) -> subprocess.Popen[bytes]:
        # -P: nothing is imported from the directory that we happen to be in; a session of its own: Ctrl-C is ours
        command = [sys.executable, "-P", "-B", "-m", "retrieval.readers.worker", self._limits.model_dump_json()]
        return subprocess.Popen(  # noqa: S603  our own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(_PACKAGES), "PYTHONUTF8": "1"},
            cwd="/",
            start_new_session=True,
        )

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def _result(answered: dict[str, Any], data: bytes) -> Source | BadSource:
    if "bad" in answered:
        return BadSource.model_validate_json(answered["bad"])
    raw = answered["raw"]
    source = Source.model_validate_json(answered["source"])
    return source.model_copy(update={"raw": data if raw is None else base64.b64decode(raw)})
