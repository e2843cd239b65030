"""JSON as files of news hold it: what is ambiguous or out of bounds is refused."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from retrieval.readers.refusals import UnreadableError


def parsed(text: str) -> Any:
    """The value of a JSON text. Raises UnreadableError: malformed, a key twice, too deep, a number too long."""
    try:
        return json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_number)
    except RecursionError as error:
        raise UnreadableError("its JSON is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise UnreadableError(f"it is not JSON: {error.msg} in line {error.lineno}, column {error.colno}") from error
    except UnreadableError:
        raise
    except ValueError as error:
        raise UnreadableError("its JSON holds a number that is too long") from error


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = Counter(names).most_common(1)[0][0]
        raise UnreadableError(f"its JSON gives {twice[:40]!r} twice: leave one of them")
    return found


def _no_number(name: str) -> None:
    raise UnreadableError(f"its JSON holds {name}, which is no number")
