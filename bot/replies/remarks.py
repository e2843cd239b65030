"""What became of quotes that were given out, in words and as blocks. Pure functions.

An editor's note is somebody's text: it goes into `text` elements, as an article's words do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime

from bot.corrections.remarks import RECALLED, WITH_WORDS, Kind, Remark
from bot.replies.elements import Json, literal, rich_section, rich_text
from bot.replies.wording import Remarked

NOTE_LIMIT = 500
"""Characters of an editor's note that are shown: a message has room for three quotes beside it."""
_DATE = "{date_long} at {time}"
_LEADS = {
    Kind.CORRECTED: "Corrected",
    Kind.REATTRIBUTED: "Attributed anew",
    Kind.GONE: "No longer in the article",
    Kind.WITHDRAWN: "Withdrawn",
    Kind.WITHHELD: "Withheld",
    Kind.EMBARGOED: "Under embargo",
    Kind.RESTRICTED: "Not for this channel",
}
_TOLD = {
    Kind.CORRECTED: "was corrected",
    Kind.REATTRIBUTED: "was attributed to somebody else",
    Kind.GONE: "is no longer in its article",
    Kind.WITHDRAWN: "was withdrawn",
    Kind.WITHHELD: "was withheld",
    Kind.EMBARGOED: "was put under embargo",
    Kind.RESTRICTED: "may no longer be shown here",
}


def tally(remarks: Iterable[Remarked]) -> str:
    """How many quotes were corrected, withdrawn and so on: "1 corrected, 2 withdrawn"."""
    counted = Counter(each.remark.kind for each in remarks)
    return ", ".join(f"{counted[kind]} {_LEADS[kind].lower()}" for kind in Kind if counted[kind])


def grouped(remarks: Sequence[Remarked], shown: Collection[int]) -> list[list[Remarked]]:
    """Remarks by what is said once: the same of several quotes, where none of their words are `shown`."""
    groups: dict[tuple[Remark, int], list[Remarked]] = {}
    for each in remarks:
        groups.setdefault((each.remark, each.position if each.position in shown else 0), []).append(each)
    return list(groups.values())


def lead(together: Sequence[Remarked]) -> str:
    """The first words on quotes: "Quotes 1 and 2 · Withdrawn"."""
    return f"{_named([each.position for each in together])} · {_LEADS[together[0].remark.kind]}"


def account(remark: Remark, *, is_shown: bool) -> str:
    """What happened to a quote and what to do, after its time; `is_shown`: its new words stand below."""
    match remark.kind:
        case Kind.CORRECTED if is_shown:
            what = "The earlier wording is struck out."
        case Kind.CORRECTED:
            what = "The new wording can’t be shown here: ask again for what holds now."
        case Kind.REATTRIBUTED:
            what = "The words are the same; the article now gives them to somebody else."
        case Kind.GONE:
            what = "The article was corrected, and these words were taken out. Don’t use them."
        case Kind.WITHDRAWN:
            what = "The article was withdrawn. Don’t use its words."
        case Kind.WITHHELD:
            what = "The article is withheld. Don’t use its words."
        case Kind.EMBARGOED:
            until = f" until {spoken_time(remark.until)}" if remark.until is not None else ""
            what = f"The article is under embargo{until}. Don’t use its words{' before that' if until else ''}."
        case Kind.RESTRICTED:
            what = "The article is no longer open to this channel."
    return what + reason(remark)


def reason(remark: Remark) -> str:
    """The editor's note or the reason, where there is one."""
    if not remark.note:
        return ""
    note = " ".join(remark.note.split())
    note = note if len(note) <= NOTE_LIMIT else note[: NOTE_LIMIT - 1] + "…"
    return f" {'Reason' if remark.kind in RECALLED else 'Editor’s note'}: {note}"


def told(remarks: Sequence[Remarked], *, above: str, is_right: bool | None) -> list[str | float]:
    """What whoever asked is told: which quotes, what became of them, why, and whether the message shows it.

    In pieces: words, and moments in seconds since 1970. `above` says where the quotes stand ("above"); `is_right` is
    None where there is no message to speak of.
    """
    pieces: list[str | float] = []
    for remark in dict.fromkeys(each.remark for each in remarks):
        positions = [each.position for each in remarks if each.remark == remark]
        named, one = _named(positions), len(positions) == 1
        became = _TOLD[remark.kind] if one else _TOLD[remark.kind].replace("was", "were").replace("is no", "are no")
        became = became if one else became.replace("its article", "their article")
        where = f" {above}" if above else ""
        pieces += [f"{named}{where} {became} on ", remark.at, f".{reason(remark)} "]
    if is_right is False:
        pieces.append("The message could not be changed: don’t use what it says.")
    elif is_right and any(each.remark.kind in WITH_WORDS for each in remarks):
        pieces.append("The message shows what holds now.")
    return pieces


def remark_block(reference: str, together: Sequence[Remarked], *, is_shown: bool) -> Json:
    """What stands above a quote's new words, or in place of the words of one or several."""
    remark = together[0].remark
    head = [literal(lead(together), bold=True), literal(", "), date(remark.at), literal(". ")]
    words = literal(account(remark, is_shown=is_shown))
    return rich_text([rich_section([*head, words])], f"remark-{reference}-{together[0].position}")


def spoken_remark(together: Sequence[Remarked], *, is_shown: bool) -> str:
    """The same for notifications and screen readers, as one line."""
    remark = together[0].remark
    return f"{lead(together)}, {spoken_time(remark.at)}. {account(remark, is_shown=is_shown)}"


def struck_blocks(reference: str, each: Remarked) -> list[Json]:
    """The earlier wordings of a corrected quote, struck out."""
    return [
        rich_text(
            [rich_section([literal(old.span.of(old.article.text), strike=True)])],
            f"was-{reference}-{each.position}-{number}",
        )
        for number, old in enumerate(each.struck)
    ]


def notice_block(asker: str, pieces: Iterable[str | float], reference: str) -> Json:
    """What whoever asked is told; `asker` is their id, and the one mention that this project makes live."""
    mention = [{"type": "user", "user_id": asker}, literal(" ")]
    said = [literal(piece) if isinstance(piece, str) else date(piece) for piece in pieces]
    return rich_text([rich_section([*mention, *said])], f"notice-{reference}")


def spoken(pieces: Iterable[str | float]) -> str:
    """The same for notifications and screen readers."""
    return "".join(piece if isinstance(piece, str) else spoken_time(piece) for piece in pieces).strip()


def banner(remarks: Collection[Remarked], reference: str) -> Json:
    """The line above all others: that something in this message has changed."""
    first = "⚠️ Changed since it was posted: "
    return rich_text([rich_section([literal(first, bold=True), literal(tally(remarks) + ".")])], f"banner-{reference}")


def date(at: float) -> Json:
    """A moment, which Slack shows in the reader's own time zone."""
    return {"type": "date", "timestamp": int(at), "format": _DATE, "fallback": spoken_time(at)}


def spoken_time(at: float) -> str:
    """A moment in UTC, for text that can't follow the reader's time zone."""
    moment = datetime.fromtimestamp(at, UTC)
    return f"{moment.day} {moment:%B %Y at %H:%M} UTC"


def _named(positions: Sequence[int]) -> str:
    if len(positions) == 1:
        return f"Quote {positions[0]}"
    return f"Quotes {', '.join(map(str, positions[:-1]))} and {positions[-1]}"
