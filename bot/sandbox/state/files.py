"""Files that people share: what Slack says of each, and its bytes."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.sandbox.errors import GestureError
from bot.sandbox.state.workspace import TEAM_DOMAIN, TEAM_ID

if TYPE_CHECKING:
    from bot.sandbox.errors import Json
    from bot.sandbox.state.ids import Ids

FILE_LIMIT = 32 * 1024 * 1024
"""Bytes of one file. Slack takes 1 GB; a workspace on a desk needs only what an app may refuse."""

KEPT_LIMIT = 256 * 1024 * 1024
"""Bytes of all files together: the oldest give way."""

A_MESSAGE = 10
"""Files in one message (https://slack.com/help/articles/201330736)."""

TYPES = {".md": "text/markdown", ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
"""What Python's own table lacks on some machines."""


@dataclass
class File:
    """One file; `channels` are those where it was shared, none until its message is sent."""

    id: str
    name: str
    data: bytes = field(repr=False)
    user: str
    created: int
    channels: list[str] = field(default_factory=list)

    @property
    def mimetype(self) -> str:
        """By the name's ending, as Slack guesses it."""
        ending = self.name[self.name.rfind(".") :].lower() if "." in self.name else ""
        return TYPES.get(ending) or mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def described(self, url: str) -> Json:
        """Slack's file object (https://docs.slack.dev/reference/objects/file-object); `url` is the workspace's."""
        private = f"{url}/files-pri/{TEAM_ID}-{self.id}"
        kind = self.name.rpartition(".")[2].lower() if "." in self.name else "binary"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.name,
            "mimetype": self.mimetype,
            "filetype": kind,
            "pretty_type": kind.upper(),
            "user": self.user,
            "user_team": TEAM_ID,
            "editable": False,
            "size": len(self.data),
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": any(channel.startswith("C") for channel in self.channels),
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": f"{private}/{self.id.lower()}",
            "url_private_download": f"{private}/download/{self.id.lower()}",
            "permalink": f"https://{TEAM_DOMAIN}.slack.com/files/{self.user}/{self.id}",
            "has_rich_preview": False,
            "file_access": "visible",
        }


class Files:
    """Every file of the workspace, by id."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._files: dict[str, File] = {}

    def add(self, user: str, name: str, data: bytes) -> File:
        """Keep a file that is not shared yet. Raises GestureError for one without a name or bytes, or too large."""
        name = name.replace("\\", "/").rpartition("/")[2].strip()[:255]
        if not name or not data:
            raise GestureError("file_empty", "a file needs a name and something in it")
        if len(data) > FILE_LIMIT:
            raise GestureError("file_too_large", f"this workspace takes files of up to {FILE_LIMIT >> 20} MB")
        file = File(self._ids.new("F"), name, data, user, int(self._ids.now()))
        self._files[file.id] = file
        while sum(len(kept.data) for kept in self._files.values()) > KEPT_LIMIT:
            del self._files[next(iter(self._files))]
        return file

    def get(self, file_id: str) -> File | None:
        """The file of that id, if it is still there."""
        return self._files.get(file_id)

    def of_message(self, user: str, ids: list[str]) -> list[File]:
        """A person's own files that they now send. Raises GestureError for any other."""
        if len(ids) > A_MESSAGE:
            raise GestureError("too_many_files", f"a message holds {A_MESSAGE} files")
        found = [file for file in map(self._files.get, ids) if file is not None and file.user == user]
        if len(found) != len(ids):
            raise GestureError("file_not_found", "a file is no longer there: attach it again")
        return found
