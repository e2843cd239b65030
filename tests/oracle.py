"""The one oracle: whatever Slack was sent, each quoted text is the slice of the stored article that the ledger names.

It reads the database with plain SQL and the blocks as they came over the wire; nothing of Quote Desk's own code
is asked.
"""

import copy
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import sqlalchemy as sa
from slack_sdk.models.blocks import Block

from retrieval.database import sqlite

_QUOTED = re.compile(r"(?:quote|in-context)-(?P<reference>.+)-(?P<position>\d+)")
_STRUCK = re.compile(r"was-(?P<reference>.+)-(?P<position>\d+)-\d+")
_NOTICE = re.compile(r"notice-(?P<answer>[0-9a-f-]{36})\.\d+")
_PREVIEWED = re.compile(r"preview-(?P<preview>[0-9a-f-]{36})-(?P<number>\d+)")
_TEXT_LIMIT = 3_000
"""Past it Slack splits a message: a quote that doesn't fit beside the others is in the blocks alone."""
_TEXT_BESIDE = 200
"""For who said it and where, which stand in the text with each quote."""
_SENDS = {
    "chat.postMessage", "chat.update", "chat.postEphemeral", "response_url",
    "views.open", "views.push", "views.update", "views.publish",
}  # fmt: skip
_UNMENTIONED = "Not found in the articles quoted: "
_DIFFERS = re.compile(r"differs-(?P<reference>.+)-(?P<position>\d+)-\d+")
_SOURCE = re.compile(r"source-(?P<reference>.+)-(?P<position>\d+)")


class _Database:
    """Plain SQL with question marks, on SQLite or PostgreSQL; rows by the names of their columns."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def execute(self, statement: str, values: tuple = ()) -> sa.MappingResult:
        names = [f"value{number}" for number in range(len(values))]
        for name in names:
            statement = statement.replace("?", f":{name}", 1)
        return self._connection.execute(sa.text(statement), dict(zip(names, values, strict=True))).mappings()


@contextmanager
def _opened(database: Path | str) -> Iterator[_Database]:
    # The driver must be the app's own: two copies of SQLite in one process undo each other's locks.
    driver = {} if isinstance(database, str) and not database.startswith("sqlite") else {"module": sqlite}
    engine = sa.create_engine(database if isinstance(database, str) else f"sqlite:///{database}", **driver)
    try:
        with engine.connect() as connection:
            yield _Database(connection)
    finally:
        engine.dispose()


def _json(column: object) -> object:
    return json.loads(column) if isinstance(column, str) else column


def check(calls: Iterable[dict], database: Path | str) -> int:
    """Fails on the first text that isn't what the archive holds; returns how many quotes were checked."""
    with _opened(database) as connection:
        return sum(_check_call(call, connection) for call in calls if call["method"] in _SENDS)


class LiveError(AssertionError):
    """Something in a message would become a ping, a link or formatting."""


def problems(calls: Iterable[dict], database: Path | str) -> list[AssertionError]:
    """What `check` would fail on, for every call that has something wrong with it."""
    found = []
    with _opened(database) as connection:
        for call in calls:
            if call["method"] in _SENDS:
                try:
                    _check_call(call, connection)
                except AssertionError as error:
                    found.append(error)
    return found


def check_standing(messages: Iterable[dict], database: Path | str) -> None:
    """Fails where a message, as it stands, has words of an article that may not be quoted, or of an earlier version.

    What is struck out is left aside; of what was withdrawn or withheld not even that may be there.
    """
    with _opened(database) as connection:
        given = connection.execute(
            "SELECT q.reference, q.position, a.state, a.text, q.start, q.end FROM quotes q"
            " JOIN articles a ON a.id = q.article AND a.version = q.version"
        ).fetchall()
    states = {(row["reference"], str(row["position"])): row["state"] for row in given}
    recalled = {row["text"][row["start"] : row["end"]] for row in given if row["state"] in {"withdrawn", "withheld"}}
    for message in messages:
        for block in message.get("blocks") or []:
            named = _QUOTED.fullmatch(block.get("block_id", ""))
            if named:
                assert states[named["reference"], named["position"]] == "usable", f"a stale quote: {block}"
        everything = json.dumps(message, ensure_ascii=False)
        for words in recalled:
            assert json.dumps(words, ensure_ascii=False)[1:-1] not in everything, f"withdrawn words: {words!r}"
            assert _escaped(words) not in (message.get("text") or ""), f"withdrawn words: {words!r}"


def _check_call(call: dict, database: _Database) -> int:
    args = call["args"]
    view = args.get("view") or {}
    blocks = args.get("blocks") or view.get("blocks") or []
    for block in Block.parse_all(blocks):
        block.validate_json()
    rest = _without_links_to_articles(_without_mentions_of_askers(blocks, database), database)
    _check_that_nothing_is_live(rest, args.get("text") or "")
    count = 0
    for block in blocks:
        for element in block.get("elements", []):
            if element.get("type") == "rich_text_quote" and _PREVIEWED.fullmatch(block["block_id"]):
                _check_preview(block, element, database)
            elif element.get("type") == "rich_text_quote":
                quote = _check_quote(block, element, database)
                count += 1
                if not view:
                    too_long = len(args["text"]) + len(_escaped(quote)) > _TEXT_LIMIT - _TEXT_BESIDE
                    assert too_long or _escaped(quote) in args["text"], "the notification gives the same quote"
    if view.get("type") == "modal" and count:
        _check_surroundings(_sections(blocks), database)
    _check_surroundings(_anonymity(blocks), database)
    _check_struck(blocks, database)
    _check_unmentioned(blocks, database)
    return count


def _check_differing(block: dict, text: str, database: _Database) -> str:
    named = _DIFFERS.fullmatch(block["block_id"])
    row = database.execute(
        "SELECT differs FROM quotes WHERE reference = ? AND position = ?",
        (named["reference"], int(named["position"])),
    ).fetchone()
    assert row is not None, f"another wording that isn't in the ledger: {text!r}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    recorded = [other for other in _json(row["differs"]) if other["sha256"] == digest]
    assert recorded, f"another wording that isn't in the ledger: {text!r}"
    other = recorded[0]
    body = database.execute(
        "SELECT text FROM articles WHERE id = ? AND version = ?", (other["article"], other["version"])
    ).fetchone()["text"]
    assert text == body[other["span"]["start"] : other["span"]["end"]], "another wording that isn't the article's"
    return text


def _check_quote(block: dict, element: dict, database: _Database) -> str:
    text = "".join(part["text"] for part in element["elements"])
    if block["block_id"].startswith("differs-"):
        return _check_differing(block, text, database)
    named = _QUOTED.fullmatch(block["block_id"])
    assert named, f"a quote that the ledger can't be asked about: {block['block_id']}"
    row = database.execute(
        "SELECT q.*, a.text AS body FROM quotes q JOIN articles a ON a.id = q.article AND a.version = q.version"
        " WHERE q.reference = ? AND q.position = ?",
        (named["reference"], int(named["position"])),
    ).fetchone()
    assert row is not None, f"a quote that isn't in the ledger: {text!r}"
    assert text == row["body"][row["start"] : row["end"]], "a quote that isn't the article's words"
    assert hashlib.sha256(text.encode()).hexdigest() == row["sha256"]
    assert {part["type"] for part in element["elements"]} == {"text"}
    return text


def _check_struck(blocks: list[dict], database: _Database) -> None:
    """What is struck out stood in the message before: a slice of the version that the ledger names."""
    for block in blocks:
        parts = [part for element in block.get("elements", []) for part in element.get("elements", [])]
        struck = [part for part in parts if (part.get("style") or {}).get("strike")]
        named = _STRUCK.fullmatch(block.get("block_id", ""))
        assert bool(named) == bool(struck), f"words that no quote had before are struck out: {struck}"
        if named:
            row = database.execute(
                "SELECT article, was FROM quotes WHERE reference = ? AND position = ?",
                (named["reference"], int(named["position"])),
            ).fetchone()
            slices = [_slice(database, row["article"], was) for was in _json(row["was"])]
            assert struck == parts
            assert "".join(part["text"] for part in struck) in slices, "what is struck out isn't what stood there"


def _check_unmentioned(blocks: list[dict], database: _Database) -> None:
    """No name that is said to be missing stands in an article that the message quotes."""
    small = [element["text"] for block in blocks if block["type"] == "context" for element in block["elements"]]
    lines = [words for words in small if words.startswith(_UNMENTIONED)]
    names = [name for line in lines for name in line.removeprefix(_UNMENTIONED).removesuffix(".").split(", ")]
    for named in filter(None, (_QUOTED.fullmatch(block.get("block_id", "")) for block in blocks)):
        row = database.execute(
            "SELECT a.headline, a.text FROM quotes q JOIN articles a ON a.id = q.article AND a.version = q.version"
            " WHERE q.reference = ? AND q.position = ?",
            (named["reference"], int(named["position"])),
        ).fetchone()
        held = f"{row['headline']} {row['text']}".casefold()
        assert not [name for name in names if name.casefold() in held], f"{names} are said to be missing"


def _slice(database: _Database, article: str, was: dict) -> str:
    version = (article, was["version"])
    row = database.execute("SELECT text FROM articles WHERE id = ? AND version = ?", version).fetchone()
    return row["text"][was["span"]["start"] : was["span"]["end"]]


def _check_preview(block: dict, element: dict, database: _Database) -> None:
    """What an editor is shown before it counts is the text that would be stored, and no quote."""
    text = "".join(part["text"] for part in element["elements"])
    preview = _PREVIEWED.fullmatch(block["block_id"])["preview"]
    row = database.execute("SELECT found FROM previews WHERE id = ?", (preview,)).fetchone()
    bodies = [source["article"]["text"] for source in _json(row["found"])["sources"]] if row["found"] else []
    assert any(text in body for body in bodies), f"a preview of words that would not be stored: {text!r}"
    assert {part["type"] for part in element["elements"]} == {"text"}


def _check_surroundings(texts: Iterable[str], database: _Database) -> None:
    bodies = [row["text"] for row in database.execute("SELECT text FROM articles")]
    for words in texts:
        assert any(words in body for body in bodies), f"words that no article holds: {words!r}"


def _sections(blocks: list[dict]) -> Iterator[str]:
    for block in blocks:
        for element in block.get("elements", []) if block["type"] == "rich_text" else []:
            if element["type"] == "rich_text_section":
                yield "".join(part["text"] for part in element["elements"])


def _anonymity(blocks: list[dict]) -> Iterator[str]:
    for block in blocks:
        if block.get("block_id", "").startswith("anonymity-"):
            yield block["elements"][0]["text"]


def _without_mentions_of_askers(blocks: list[dict], database: _Database) -> list[dict]:
    """The blocks without the one ping that is wanted: of whoever asked, first in the notice of a correction."""
    rest = copy.deepcopy(blocks)
    for block in rest:
        notice = _NOTICE.fullmatch(block.get("block_id", ""))
        first = block["elements"][0]["elements"][0] if notice else {}
        if notice and first.get("type") == "user":
            row = database.execute(
                "SELECT asker FROM inbox WHERE answer = ? AND surface = 'correction'", (notice["answer"],)
            ).fetchone()
            assert row is not None, "a mention outside the notice of a correction"
            assert first == {"type": "user", "user_id": row["asker"]}, "somebody else than the asker is pinged"
            del block["elements"][0]["elements"][0]
    return rest


def _without_links_to_articles(blocks: list[dict], database: _Database) -> list[dict]:
    """The blocks without the one link that is wanted: on the headline in a quote's source line, to its article."""
    for block in blocks:
        named = _SOURCE.fullmatch(block.get("block_id", ""))
        first = block["elements"][0]["elements"][0] if named and block["type"] == "rich_text" else {}
        if named and first.get("type") == "link":
            row = database.execute(
                "SELECT a.url, a.text FROM quotes q"
                " JOIN articles a ON a.id = q.article AND a.version = q.version"
                " WHERE q.reference = ? AND q.position = ?",
                (named["reference"], int(named["position"])),
            ).fetchone()
            address, _, directive = first["url"].partition(":~:text=")
            assert address.removesuffix("#") == row["url"].removesuffix("#"), f"a link elsewhere: {first['url']}"
            assert re.match(r"https?://", first["url"])
            terms = [unquote(term.removesuffix("-")) for term in directive.split(",")]
            body = " ".join(row["text"].split())
            assert all(term in body for term in terms), f"a link to words that the article doesn't hold: {terms}"
            del block["elements"][0]["elements"][0]
    return blocks


def _check_that_nothing_is_live(blocks: object, text: str) -> None:
    if re.search(r"<[!@#h]", text):
        raise LiveError(f"something in the text is live: {text!r}")
    live = set(_kinds(blocks)) & {"mrkdwn", "markdown", "link", "user", "usergroup", "channel", "broadcast"}
    if live:
        raise LiveError(f"something in the blocks is live: {live}")


def _kinds(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("type"), str):
            yield value["type"]
        for inner in value.values():
            yield from _kinds(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _kinds(inner)


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
