"""The files of tests/retrieval/formats, and what may be quoted of them."""

import tomllib
from pathlib import Path

from retrieval import passages
from retrieval.passages import is_quotable
from retrieval.readers import BadSource, read

FORMATS = Path(__file__).parents[1] / "formats"
QUOTABLE = tomllib.loads((FORMATS / "quotable.toml").read_text("utf-8"))
ADDRESS = "https://courier.example/page"


def sources(path, url=None):
    """The articles of one of the files, without those that can't be read."""
    data = (FORMATS / path).read_bytes()
    return [source for source in read(data, name=Path(path).name, url=url) if not isinstance(source, BadSource)]


def source(path, url=None):
    """The first article of one of the files."""
    return sources(path, url)[0]


def refused(path):
    """Why articles of one of the files can't be read, each with its place."""
    found = read((FORMATS / path).read_bytes(), name=Path(path).name)
    return {bad.place: bad.reason for bad in found if isinstance(bad, BadSource)}


def quotable(article):
    """The paragraphs of an article that may be quoted, as they stand in it."""
    return [each.span.of(article.text) for each in passages(article) if is_quotable(article, each)]
