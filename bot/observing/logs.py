"""Logs: one structured line for each thing that happened, ours and the libraries' through the same processors.

No token, no signature, no word of a question, an article or a payload gets into a line. So an exception is logged by
its type and place, and by its words only where they are known to hold nothing else; a library's line is logged by its
place unless the library is known to speak of itself alone.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.errors import LoggedError, RefusedError, UnreachableError, slacks_word, status_of

FORMATS = ("logfmt", "json")
_ROOT = Path(__file__).parents[2]
_SECRETS = re.compile(
    r"xox[a-z]-[\w-]+|xoxe[.-][\w.-]+|xapp-[\w-]+"
    r"|(?<=v0=)[0-9a-fA-F]{16,}|(?<=ticket=)[\w%.~-]+|(?<=hooks\.slack\.com/)[\w/-]+|(?<=://)[^\s/@:\"']*:(?:(?!://)[^\s@\"'])+(?=@)"
    r"|(?:(?<=[?&\s]password=)|(?<=[?&\s]sslpassword=))[^\s&\"']+"
)
_PASSWORD_AT_LEAST = 6
"""Characters; a shorter one by itself is blotted out nowhere, as every line would be full of holes."""
_SPEAKS_OF_ITSELF = ("aiohttp", "alembic", "uvicorn")
_CAUSES = 4
_FRAMES = 25


def set_up_logging(
    level: str,
    form: str = "logfmt",
    secrets: Iterable[str] = (),
    passwords: Iterable[str] = (),
    to: TextIO | None = None,
) -> None:
    """Structured lines on standard error (or `to`): called by the command line only.

    `secrets` are blotted out wherever they stand, beside what looks like a token or stands as a password in an address;
    `passwords`, which people choose, only as whole words. Libraries speak from warning on.
    """
    redact = _redaction(secrets, passwords)
    keys = ["timestamp", "level", "event"]
    render: Processor = structlog.processors.LogfmtRenderer(key_order=keys, bool_as_flag=False)
    if form == "json":
        render = structlog.processors.JSONRenderer(ensure_ascii=False)

    def redacted(logger: WrappedLogger, name: str, event: EventDict) -> str:
        return redact(str(render(logger, name, event)))

    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _errors_in_safe_words,
    ]
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_libraries_in_safe_words, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redacted],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.raiseExceptions = False  # it would print a record's arguments as they are
    logging.captureWarnings(capture=True)
    logging.getLogger("bot").setLevel(level.upper())
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _log_uncaught(args.exc_value)
    sys.unraisablehook = lambda args: _log_uncaught(args.exc_value)


def keyed_hash(key: bytes, text: str) -> str:
    """A short name for a text that nobody without the key can guess it from: the same text has the same name."""
    return hmac.new(key, text.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()[:12]


def safe_words(error: BaseException) -> str:
    """What an exception says where that can't hold a payload's words; else nothing."""
    match error:
        case DBAPIError():
            return safe_words(error.orig) if error.orig is not None else ""
        case LoggedError() | RefusedError() | UnreachableError():
            return _first_line(error)
        case SlackApiError():
            return slacks_word(error) or f"status {status_of(error)}"
        case aiohttp.ClientError() | OSError():
            return _first_line(error)
    if type(error).__module__ in {"sqlite3", "pysqlite3.dbapi2"}:
        return _first_line(error)
    return str(getattr(error, "sqlstate", None) or "")


def _redaction(secrets: Iterable[str], passwords: Iterable[str]) -> Callable[[str], str]:
    known = sorted({re.escape(secret) for secret in secrets if secret}, key=len, reverse=True)
    chosen = sorted({each for each in passwords if len(each) >= _PASSWORD_AT_LEAST}, key=len, reverse=True)
    known += [rf"(?<!\w){re.escape(password)}(?!\w)" for password in chosen]
    pattern = re.compile("|".join([*known, _SECRETS.pattern]))
    return lambda text: pattern.sub("[secret]", text)


def _errors_in_safe_words(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    event.pop("stack_info", None)
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["trace"] = " | because of ".join(map(_described, _chain(error)))
    return event


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(_CAUSES):
        if error is None:
            return
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _described(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = " > ".join(f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames)
    words = safe_words(error)
    return f"{type(error).__name__}{': ' if words else ''}{words}{' at ' if places else ''}{places}"


def _place(filename: str) -> str:
    path = Path(filename)
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name


def _libraries_in_safe_words(_logger: WrappedLogger, _name: str, event: EventDict) -> MutableMapping[str, Any]:
    record: logging.LogRecord = event["_record"]
    event["logger"] = record.name
    library = record.name.partition(".")[0]
    if library == "asyncio":
        # what follows the bracket are the arguments of a call
        event["event"] = _first_line(event["event"]).partition("(")[0]
    elif library in _SPEAKS_OF_ITSELF:
        event["event"] = _first_line(event["event"])
    elif library == "py" and (warned := re.match(r"(.+?:\d+: \w+):", str(event["event"]))):
        event["event"] = f"{_place(warned[1])} warns"
    else:
        event["event"] = f"{_place(record.pathname)}:{record.lineno} {record.funcName}"
    return event


def _first_line(words: object) -> str:
    return next(iter(str(words).splitlines()), "")


def _uncaught(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    _log_uncaught(error)


def _log_uncaught(error: BaseException | None) -> None:
    if error is not None and not isinstance(error, KeyboardInterrupt):
        structlog.get_logger("bot").error("uncaught error", kind=type(error).__name__, exc_info=error)
