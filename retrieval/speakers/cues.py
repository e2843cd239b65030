"""Cues: the verbs with which an article says that somebody says something."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from retrieval.speakers.words import TIMES, words

if TYPE_CHECKING:
    from collections.abc import Sequence

SAYING = words("""
    accept acknowledge add admit advise affirm agree allege announce answer argue ask assert assure bark beam begin
    bellow blast boast bristle caution charge chide chime claim clarify comment complain concede conclude confess
    confide confirm continue contend counter cry declare demand demur deny describe disclose echo elaborate email
    emphasize emphasise exclaim exhort exult explain fret fume gloat gripe grumble gush hint implore indicate inform
    inquire jeer posit insist insinuate interject intone jab joke lament laugh maintain marvel mention mumble muse
    mutter note object observe offer opine plead pledge point post pray predict press proclaim promise pronounce
    propose protest quip quote rail react rant read reason recall reckon recommend recount reflect reiterate rejoin
    relate remark remember remind repeat reply report respond retaliate retort reveal say scoff scold scream shout
    shriek signal snap sneer speculate state stress suggest summarize summarise surmise swear sigh taunt tease tell
    testify text theorize thunder tweet urge utter venture vow wail warn whisper wonder worry write yell
    """)

CALLING = words("""
    accuse applaud assail attack bash bemoan berate blame brand call cast cite commend compare contrast condemn
    credit criticize criticise decry defend denounce deride describe dismiss dub hail invoke knock label lambast
    lambaste laud liken lash mock name portray praise promote question rebuke refer reject ridicule rip slam slap
    tout trash chant characterize characterise deem denounce disavow discuss encourage express issue lead lecture
    list pan pitch
    """)

THINKING = words("""
    believe conclude consider decide determine doubt estimate expect fear feel figure find forecast guess hope
    imagine know learn realize see show think understand want wish
    """)

IRREGULAR = {
    "say": "says said saying",
    "tell": "tells told telling",
    "write": "writes wrote writing",
    "begin": "begins began beginning",
    "swear": "swears swore swearing",
    "think": "thinks thought thinking",
    "feel": "feels felt feeling",
    "find": "finds found finding",
    "know": "knows knew knowing",
    "see": "sees saw seeing",
    "understand": "understands understood understanding",
    "read": "reads read reading",
    "cast": "casts cast casting",
    "quip": "quips quipped quipping",
    "admit": "admits admitted admitting",
    "refer": "refers referred referring",
    "rip": "rips ripped ripping",
    "slam": "slams slammed slamming",
    "slap": "slaps slapped slapping",
    "pan": "pans panned panning",
    "dub": "dubs dubbed dubbing",
    "fret": "frets fretted fretting",
    "snap": "snaps snapped snapping",
    "jab": "jabs jabbed jabbing",
    "label": "labels labeled labelled labeling labelling",
    "signal": "signals signaled signalled signaling signalling",
    "show": "shows showed showing",
    "lead": "leads led leading",
    "learn": "learns learned learnt learning",
}


def _forms(verb: str) -> list[str]:
    """The verb and its forms: “deny” → deny, denies, denied, denying."""
    if verb in IRREGULAR:
        return [verb, *IRREGULAR[verb].split()]
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    plural = "es" if verb.endswith(("s", "sh", "ch", "x")) else "s"
    return [verb, verb + plural, verb + "ed", verb + "ing"]


def _all_forms(verbs: frozenset[str]) -> frozenset[str]:
    return frozenset(form for verb in verbs for form in _forms(verb))


SAYING_FORMS = _all_forms(SAYING)
CALLING_FORMS = _all_forms(CALLING) - SAYING_FORMS
THINKING_FORMS = _all_forms(THINKING) - SAYING_FORMS - CALLING_FORMS
_NOUNS = words("ventures issues lists leads figures points names records pans pitches brands attacks states state")
CUE_FORMS = (SAYING_FORMS | CALLING_FORMS | THINKING_FORMS | {"according"}) - _NOUNS
PLURAL_NOUNS = words(
    "answers assertions calls chants charges claims comments complaints demands estimates fears hopes notes offers "
    "plans pledges points posts promises quotes questions reasons remarks replies reports requests shouts tweets texts "
    "warnings worries vows"
)
WORDS_OF = words(
    "admission answer argument assertion belief call charge claim comment complaint contention criticism declaration "
    "description insistence joke message motto opinion pledge promise quip remark remarks reply response slogan "
    "statement suggestion view vow warning words comments claims remarks promises"
)
NAMING = words("called labeled labelled titled entitled dubbed named branded known termed")
IDIOMS = {
    "shot": ("back",),
    "shoots": ("back",),
    "fired": ("back",),
    "fires": ("back",),
    "hit": ("back",),
    "went": ("on",),
    "goes": ("on",),
    "put": ("it",),
    "puts": ("it",),
    "points": ("out",),
    "chimed": ("in",),
    "jumped": ("in",),
    "cut": ("in",),
}

BASE_FORMS = (SAYING | CALLING | THINKING) - {"read"}

PLAIN = words("say says said tell tells told add adds added write writes wrote")
REPORTING = _all_forms(
    words("""
    say tell add acknowledge admit affirm allege announce argue assert claim concede conclude confirm contend
    declare deny disclose emphasize emphasise explain indicate insist maintain note observe pledge predict promise
    reiterate remark reply report reveal signal state stress suggest testify vow warn write speculate estimate
    """)
)
FIRM = PLAIN | REPORTING | {"according"}
TELLING = words("tell tells told")
CLAUSAL = words(
    "say says said saying argue argues argued insist insists insisted suggest suggests suggested warn warns warned "
    "predict predicts predicted estimate estimates estimated contend contends contended claim claims claimed allege "
    "alleged speculate speculated"
)
_HEARD = PLAIN | {"saying", "according"}
# Other cues may have an object ("declared a holiday"); before these words they report.
_BEHIND_REPORT = TIMES | {"that"}


def reports(lows: Sequence[str]) -> bool:
    """Whether somebody says something in words that stand in a row, all in small letters."""
    told = any(low in REPORTING and following in _BEHIND_REPORT for low, following in pairwise(lows))
    return told or not _HEARD.isdisjoint(lows)
