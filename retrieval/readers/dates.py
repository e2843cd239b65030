"""What files say of when → aware datetimes and dates."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SPACED_ZONE = re.compile(r" ([+-]\d\d:?\d\d|Z)$")
# The last place on Earth where a moment without a zone comes, and the first.
_LAST_ZONE = timezone(timedelta(hours=-12))
_FIRST_ZONE = timezone(timedelta(hours=14))


def when(value: object) -> datetime | date:
    """A moment with its zone, or the day alone where no zone is given. Raises ValueError."""
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        return value
    else:
        said = str(value).strip()
        if _DAY.fullmatch(said):
            return date.fromisoformat(said)
        moment = _parsed(said)
    return moment.date() if moment.tzinfo is None else moment


def latest(value: object) -> datetime:
    """The last moment that `value` can mean anywhere on Earth: the safe reading of an embargo. Raises ValueError."""
    return _moment(value, _LAST_ZONE, day_over=True)


def earliest(value: object) -> datetime:
    """The first moment that `value` can mean anywhere on Earth: the safe reading of an expiry. Raises ValueError."""
    return _moment(value, _FIRST_ZONE, day_over=False)


def _moment(value: object, zone: timezone, *, day_over: bool) -> datetime:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = value.isoformat()
    moment = value if isinstance(value, datetime) else _parsed(str(value).strip())
    if moment.tzinfo is not None:
        return moment
    try:
        if day_over and isinstance(value, str) and _DAY.fullmatch(value.strip()):
            moment += timedelta(days=1)
        return moment.replace(tzinfo=zone)
    except OverflowError as error:
        raise ValueError(f"{value} is past all calendars") from error


def _parsed(said: str) -> datetime:
    if len(said) > 40 or not said.isascii():
        raise ValueError("not a date")
    moment = datetime.fromisoformat(_SPACED_ZONE.sub(r"\1", said))
    if moment.tzinfo is not None:
        moment.astimezone(UTC)
    return moment
