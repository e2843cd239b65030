"""files.*: what an app may know of a file, and the page that stands in a file's place for who may not have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.errors import SlackError
from bot.sandbox.state.workspace import TEAM_ID, TEAM_NAME
from bot.sandbox.web_api.call import Method

if TYPE_CHECKING:
    from bot.sandbox.delivery.slack import Slack
    from bot.sandbox.errors import Json
    from bot.sandbox.state.files import File
    from bot.sandbox.web_api.call import WebCall

READ = "files:read"
SIGN_IN = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Sign in to {TEAM_NAME} | Slack</title></head>
<body><h1>Sign in to {TEAM_NAME}</h1><p>This stands in the place of a file for whoever may not read it.</p></body>
</html>
"""


def info(call: WebCall) -> Json:
    file = call.slack.files.get(call.args.needed("file"))
    if file is None or not _seen_by_bot(call.slack, file):
        raise SlackError("file_not_found")
    described = file.described(call.slack.url) | {
        "channels": [channel for channel in file.channels if channel.startswith("C")],
        "ims": [channel for channel in file.channels if channel.startswith("D")],
        "groups": [],
        "comments_count": 0,
    }
    return {"file": described, "comments": [], "response_metadata": {"next_cursor": ""}}


def readable(slack: Slack, place: str) -> File | None:
    """The file at `TEAM-FILE`, if the app has the scope for it and the bot is where it was shared."""
    granted = slack.manifest.scopes
    file = slack.files.get(place.removeprefix(f"{TEAM_ID}-"))
    allowed = granted is None or READ in granted
    return file if file is not None and allowed and _seen_by_bot(slack, file) else None


def _seen_by_bot(slack: Slack, file: File) -> bool:
    channels = (slack.workspace.channels[channel] for channel in file.channels)
    return any(slack.bot.user_id in channel.members for channel in channels)


METHODS = {"files.info": Method(info, (READ,), a_minute=100)}
