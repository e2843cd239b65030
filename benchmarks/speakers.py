"""How well speakers are found, on PolNeAR's annotated news: `python -m benchmarks.speakers --data PATH`."""

from __future__ import annotations

import re
import tarfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.collections import DATA
from retrieval.models import Attribution, AttributionKind
from retrieval.speakers import CERTAIN, attributions

ENOUGH = 0.8
"""Intersection over union from which two extents are the same quotation."""
COVERAGES = (0.5, 0.6, 0.7, 0.8, 0.9)
TEXTACY = ("textacy, as published", ".66 to .77", ".53 to .70")
ANNOTATORS = ("annotators among themselves", "", ".897")

_QUOTED = re.compile(r"“[^”\n]*(?:”|(?=\n))|\"[^\"\n]*(?:\"|(?=\n))|''(?:(?!'')[^\n])*(?:''|(?=\n))")
_TEXT_BOUND = re.compile(r"(T\d+)\t(?:Source|Content) ([\d ;]+)\t")
_EVENT = re.compile(r"E\d+\t(.+)")

Extent = tuple[int, int]


class Reading(NamedTuple):
    """One annotator's reading of an article: quoted stretches, and all contents, with the extents of their sources."""

    text: str
    quoted: dict[Extent, list[Extent]]
    contents: list[tuple[Extent, list[Extent]]]


class Guess(NamedTuple):
    """How sure a speaker is, whether the quotation is one, and whether the speaker is right."""

    confidence: float
    matched: bool
    right: bool


def readings(data: Path, part: str) -> list[Reading]:
    """PolNeAR's `part` out of the archive in `data`; an article read by two annotators counts twice."""
    texts: dict[str, str] = {}
    notes: dict[str, str] = {}
    with tarfile.open(data / "polnear.tar.gz") as archive:
        for member in archive:
            path = Path(member.name)
            handle = archive.extractfile(member) if path.parent.parent.name == part else None
            if handle is not None:
                (texts if path.suffix == ".txt" else notes)[path.stem] = handle.read().decode()
    return [_reading(texts[name.rpartition("_")[0]], note) for name, note in sorted(notes.items())]


def _reading(text: str, note: str) -> Reading:
    """brat's stand-off: an event may name spans that stand further down, so spans are read first."""
    bounds = (match for line in note.split("\n") if (match := _TEXT_BOUND.match(line)))
    extents = {bound[1]: _extents(bound[2]) for bound in bounds}
    quoted: dict[Extent, list[Extent]] = {}
    contents: list[tuple[Extent, list[Extent]]] = []
    for event in (match for line in note.split("\n") if (match := _EVENT.match(line))):
        roles: dict[str, list[list[Extent]]] = defaultdict(list)
        for argument in event[1].split():
            role, _, name = argument.partition(":")
            roles[role.rstrip("0123456789")].append(extents.get(name, []))
        sources = [source for pieces in roles["Source"] for source in pieces]
        for pieces in roles["Content"]:
            contents.extend((content, sources) for content in pieces)
            for stretch in _quoted(text, pieces):
                quoted.setdefault(stretch, []).extend(sources)
    return Reading(text, quoted, contents)


def _extents(pieces: str) -> list[Extent]:
    pairs = (piece.split() for piece in pieces.split(";"))
    return [(int(start), int(end)) for start, end in pairs]


def _quoted(text: str, pieces: list[Extent]) -> list[Extent]:
    """The quoted stretches inside an annotation's pieces; pieces with only white space between are one."""
    joined: list[Extent] = []
    for start, end in sorted(pieces):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    found = (
        (start + match.start(), start + match.start() + len(match[0].rstrip()))
        for start, end in joined
        for match in _QUOTED.finditer(text[start:end])
    )
    return [(start, end) for start, end in found if end - start > 2]


def guesses(reading: Reading, found: tuple[Attribution, ...]) -> list[Guess]:
    """What became of each quotation found: a stretch of gold is matched once."""
    open_ = dict(reading.quoted)
    made: list[Guess] = []
    for one in found:
        if one.kind is AttributionKind.INDIRECT:
            continue
        own = (one.span.start, one.span.end)
        stretch = next((stretch for stretch in open_ if _overlap(stretch, own) >= ENOUGH * _union(stretch, own)), None)
        sources = open_.pop(stretch) if stretch is not None else []
        speaker = (one.speaker.start, one.speaker.end) if one.speaker else None
        right = speaker is not None and any(_overlap(source, speaker) > 0 for source in sources)
        made.append(Guess(one.confidence if speaker else 0.0, stretch is not None, right))
    return made


def reported(reading: Reading, found: tuple[Attribution, ...]) -> list[bool]:
    """Of each reported clause whose speaker is named, whether an annotated content in it has that source."""
    named = (one for one in found if one.kind is AttributionKind.INDIRECT and one.confidence >= CERTAIN)
    return [
        any(
            _overlap(content, (one.span.start, one.span.end)) and _overlap(source, (one.speaker.start, one.speaker.end))
            for content, sources in reading.contents
            for source in sources
        )
        for one in named
        if one.speaker is not None
    ]


def _overlap(one: Extent, other: Extent) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _union(one: Extent, other: Extent) -> int:
    return max(one[1], other[1]) - min(one[0], other[0])


def measure(
    data: Annotated[Path, typer.Option(help="The directory with polnear.tar.gz.")] = DATA,
    part: Annotated[str, typer.Option(help="dev or train.")] = "dev",
) -> None:
    """Print span F1, span + speaker F1, speaker precision at coverage, and articles a second."""
    gold = readings(data, part)
    made: list[Guess] = []
    clauses: list[bool] = []
    seconds = 0.0
    for reading in track(gold, description=f"reading {part}"):
        started = time.process_time()
        found = attributions(reading.text)
        seconds += time.process_time() - started
        made.extend(guesses(reading, found))
        clauses.extend(reported(reading, found))
    stretches = sum(len(reading.quoted) for reading in gold)
    _print_scores(part, made, stretches)
    _print_curve(made, stretches)
    Console().print(f"{len(clauses)} reported clauses named, speaker right in {sum(clauses) / len(clauses):.3f}")
    Console().print(f"{len(gold)} readings, {stretches} quoted stretches")
    Console().print(f"{len(gold) / seconds:.0f} articles a second of one processor's time")


def _print_scores(part: str, made: list[Guess], stretches: int) -> None:
    matched, right = sum(guess.matched for guess in made), sum(guess.right for guess in made)
    table = Table("", "span F1", "span + speaker F1", title=f"PolNeAR {part}")
    table.add_row("ours", f"{_f1(matched, len(made), stretches):.3f}", f"{_f1(right, len(made), stretches):.3f}")
    table.add_row(*TEXTACY)
    table.add_row(*ANNOTATORS)
    Console().print(table)


def _f1(hits: int, made: int, gold: int) -> float:
    return 2 * hits / (made + gold)


def _print_curve(made: list[Guess], stretches: int) -> None:
    """Precision over matched quotations whose speaker is at least so sure; coverage over all gold stretches."""
    sure = sorted((guess for guess in made if guess.matched and guess.confidence > 0), reverse=True)
    table = Table("coverage", "speaker precision", "confidence from", title="Speaker precision at coverage")
    rows = {round(coverage * stretches) for coverage in COVERAGES}
    certain = sum(guess.confidence >= CERTAIN for guess in sure)
    for count in sorted(rows | {certain}):
        if 0 < count <= len(sure):
            precision = sum(guess.right for guess in sure[:count]) / count
            mark = " (named)" if count == certain else ""
            table.add_row(f"{count / stretches:.2f}{mark}", f"{precision:.3f}", f"{sure[count - 1].confidence:.3f}")
    Console().print(table)


if __name__ == "__main__":
    typer.run(measure)
