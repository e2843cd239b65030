"""Open modals and home tabs, and the triggers that allow an app to open one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.errors import SlackError
from bot.sandbox.state.workspace import TEAM_ID

if TYPE_CHECKING:
    from bot.sandbox.errors import Json
    from bot.sandbox.state.workspace import Workspace

STACK_LIMIT = 3
"""https://docs.slack.dev/surfaces/modals/: a view stack holds three views."""

TRIGGERS_KEPT = 10_000

GIVEN = (
    "type", "title", "submit", "close", "blocks", "private_metadata", "callback_id", "clear_on_close",
    "notify_on_close", "external_id",
)  # fmt: skip


class Views:
    """Each person's stack of modals, and their home tab."""

    def __init__(self, workspace: Workspace, trigger_seconds: float) -> None:
        self._workspace = workspace
        self._trigger_seconds = trigger_seconds
        self._triggers: dict[str, tuple[str, float]] = {}
        self.stacks: dict[str, list[Json]] = {user: [] for user in workspace.users}
        self.homes: dict[str, Json] = {}

    def trigger(self, user: str) -> str:
        """A new trigger_id for what that person just did."""
        ids = self._workspace.ids
        trigger = f"{ids.timestamp()}.{ids.new('')}"
        if len(self._triggers) >= TRIGGERS_KEPT:
            del self._triggers[next(iter(self._triggers))]
        self._triggers[trigger] = (user, ids.now() + self._trigger_seconds)
        return trigger

    def use_trigger(self, trigger: str) -> str:
        """The person behind a trigger_id, which is then used up."""
        if trigger not in self._triggers:
            raise SlackError("invalid_trigger_id")
        user, expires = self._triggers[trigger]
        if not user:
            raise SlackError("exchanged_trigger_id")
        if self._workspace.ids.now() > expires:
            raise SlackError("expired_trigger_id")
        self._triggers[trigger] = ("", 0.0)
        return user

    def open(self, user: str, given: Json) -> Json:
        """Put a first modal before that person, in place of any that was open."""
        self.stacks[user] = []
        return self.push(user, given)

    def push(self, user: str, given: Json) -> Json:
        """Put a modal on top of those that are open."""
        stack = self.stacks[user]
        if len(stack) >= STACK_LIMIT:
            raise SlackError("push_limit_reached")
        view_id = self._workspace.ids.new("V")
        below = stack[-1] if stack else None
        view = self._view(
            given, view_id, root=stack[0]["id"] if stack else view_id, below=below["id"] if below else None
        )
        stack.append(view)
        return view

    def update(self, user: str, view_id: str, given: Json) -> Json:
        """Replace the content of an open modal."""
        stack = self.stacks[user]
        place = self._place(user, view_id)
        if place is None:
            raise SlackError("not_found")
        old = stack[place]
        stack[place] = self._view(given, view_id, root=old["root_view_id"], below=old["previous_view_id"])
        return stack[place]

    def publish(self, user: str, given: Json) -> Json:
        """Replace that person's home tab."""
        old = self.homes.get(user)
        view_id = old["id"] if old else self._workspace.ids.new("V")
        self.homes[user] = self._view(given, view_id, root=view_id, below=None)
        return self.homes[user]

    def find(self, *, view_id: str = "", external_id: str = "") -> tuple[str, Json]:
        """The person and the open view of that id; SlackError `not_found` without one."""
        for user in self.stacks:
            for view in self.shown_to(user):
                if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                    return user, view
        raise SlackError("not_found")

    def shown_to(self, user: str) -> list[Json]:
        """Every view that the person has: modals from the bottom up, then the home tab."""
        home = self.homes.get(user)
        return [*self.stacks[user], *([home] if home else [])]

    def close(self, user: str, view_id: str, *, all_of_them: bool = False) -> list[Json]:
        """Take a modal away, with what lies above it; or the whole stack. Returns those taken."""
        stack = self.stacks[user]
        place = 0 if all_of_them else self._place(user, view_id)
        if place is None:
            return []
        self.stacks[user], gone = stack[:place], stack[place:]
        return gone

    def _place(self, user: str, view_id: str) -> int | None:
        return next((place for place, view in enumerate(self.stacks[user]) if view["id"] == view_id), None)

    def _view(self, given: Json, view_id: str, *, root: str, below: str | None) -> Json:
        ids = self._workspace.ids
        bot = self._workspace.bot
        view: Json = {
            "id": view_id,
            "team_id": TEAM_ID,
            "private_metadata": "",
            "callback_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "close": None,
            "submit": None,
            "external_id": "",
        }
        view |= {name: given[name] for name in GIVEN if given.get(name) is not None}
        return view | {
            "state": {"values": {}},
            "hash": f"{int(ids.now())}.{ids.new('', 8).lower()}",
            "previous_view_id": below,
            "root_view_id": root,
            "app_id": bot.app_id,
            "app_installed_team_id": TEAM_ID,
            "bot_id": bot.bot_id,
        }
