"""What a person does in the workspace: say, edit, delete, command, click, submit."""

from __future__ import annotations

import contextlib
import secrets
import uuid
from typing import TYPE_CHECKING, Any

from bot.sandbox.errors import GestureError, SlackError
from bot.sandbox.people.block_actions import action_of, find_element
from bot.sandbox.people.input_state import check_needed, state_of, state_values
from bot.sandbox.people.modal_answers import apply_response
from bot.sandbox.state.markup import escape
from bot.sandbox.state.workspace import SLACKBOT
from bot.sandbox.web_api.arguments import Arguments
from bot.sandbox.web_api.message_content import TEXT_LIMIT
from bot.sandbox.web_api.responses import respond

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.sandbox.delivery.slack import Slack
    from bot.sandbox.errors import Json
    from bot.sandbox.state.files import File
    from bot.sandbox.state.workspace import Channel, User

COMMANDS, INTERACTIVE = "slash_commands", "interactive"


class Gestures:
    """Does what people do; each method raises GestureError when Slack would say no."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def attach(self, user: str, name: str, data: bytes) -> File:
        """Give the workspace a file, to be sent with a message."""
        return self._slack.files.add(self.person(user).id, name, data)

    def file(self, user: str, file_id: str) -> File:
        """A file that this person can see."""
        file = self._slack.files.get(file_id)
        channels = [self._slack.workspace.channels[channel] for channel in file.channels] if file else []
        person = self.person(user).id
        if file is None or not any(self._slack.workspace.visible(channel, person) for channel in channels):
            raise GestureError("file_not_found", "there is no such file")
        return file

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None, files: Sequence[str] = ()) -> str:
        """Post a message as typed, with the files of those ids; returns its ts."""
        place = self.channel(self.person(user), channel)
        attached = self._slack.files.of_message(user, list(files))
        content = self._typed(text, may_be_empty=bool(attached))
        content |= {"client_msg_id": str(uuid.uuid4()), "user": user}
        root = None
        if thread_ts:
            root = self._slack.workspace.root_of(place, thread_ts)
            if root is None:
                raise GestureError("thread_not_found", "there is no such thread")
        if attached:
            for file in attached:
                file.channels.append(place.id)
            described = [file.described(self._slack.url) for file in attached]
            content |= {"files": described, "upload": False, "display_as_bot": False}
        message = self._slack.post(place, content, root)
        bot = self._slack.bot
        if f"<@{bot.user_id}>" in message["text"] and bot.user_id not in place.members:
            notice = (
                f"You mentioned <@{bot.user_id}>, but they’re not in this channel. Invite them: /invite @{bot.name}"
            )
            self._slack.whisper(user, place, {"user": SLACKBOT.id, "text": notice}, root)
        return str(message["ts"])

    def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Change the text of one's own message."""
        place = self._own(user, channel, ts)
        edited = {"user": user, "ts": self._slack.ids.timestamp()}
        typed = self._typed(text, may_be_empty="files" in place.messages[ts])
        self._slack.change(place, ts, typed | {"edited": edited}, () if "blocks" in typed else ("blocks",))

    def delete(self, user: str, channel: str, ts: str) -> None:
        """Take one's own message away."""
        self._slack.delete(self._own(user, channel, ts), ts)

    def open_app(self, user: str, tab: str = "home") -> None:
        """Open the app's home or messages tab."""
        if tab not in {"home", "messages"}:
            raise GestureError("unknown_tab", "the tab is home or messages")
        place = self._slack.workspace.direct(self.person(user).id)
        event = {"type": "app_home_opened", "user": user, "channel": place.id, "tab": tab}
        home = self._slack.views.homes.get(user)
        self._slack.event("app_home_opened", event | ({"view": home} if home and tab == "home" else {}))

    async def command(
        self, user: str, channel: str, command: str, text: str = "", thread_ts: str | None = None
    ) -> None:
        """Send a slash command and wait for its ack."""
        person = self.person(user)
        place = self.channel(person, channel)
        if thread_ts:
            raise GestureError("not_supported_in_threads", f"{command} is not supported in threads. Sorry!")
        if command == "/invite":
            self._invite(person, place, text)
            return
        known = self._slack.manifest.command(command)
        if known is None:
            raise GestureError("unknown_command", f"{command} is not a valid command.")
        markup = self._slack.markup
        sent = markup.text(markup.elements(text)) if known.should_escape else escape(text)
        payload = self._slack.payloads.command(person, place, command, sent)
        payload["response_url"], secret = self._response_url(person, place)
        payload["trigger_id"] = self._slack.views.trigger(user)
        answer = await self._ask(COMMANDS, payload, command)
        if any(answer.get(name) for name in ("text", "blocks", "attachments")):
            try:
                respond(self._slack, self._slack.responses.use(secret), Arguments(answer))
            except SlackError as error:
                raise GestureError(error.code, f"{command} failed with the error “{error.code}”") from error

    async def press(  # noqa: PLR0913 - a click has this many parts, each named
        self,
        user: str,
        action_id: str,
        *,
        channel: str = "",
        message_ts: str = "",
        view_id: str = "",
        block_id: str = "",
        value: Any = None,
        selected: Any = None,
        state: Json | None = None,
    ) -> None:
        """Click or choose in a message (`channel`, `message_ts`) or a view (`view_id`), and wait for the ack.

        `state` is what stands in the view's inputs.
        """
        person = self.person(user)
        if not self._slack.manifest.interactive:
            raise GestureError("not_interactive", "This app is not configured to handle interactive responses.")
        action_ts = self._slack.ids.timestamp()
        if view_id:
            view = self._view(user, view_id)
            found_in, element = find_element(view["blocks"], block_id, action_id)
            action = action_of(found_in, element, value=value, selected=selected, action_ts=action_ts)
            shown = view | {"state": {"values": state_values(view, state or {})}}
            payload = self._slack.payloads.view_action(person, shown, action)
        else:
            place = self.channel(person, channel)
            message = place.messages.get(message_ts) or self._slack.workspace.ephemerals[user].get(message_ts)
            if message is None:
                raise GestureError("message_not_found", "there is no such message")
            found_in, element = find_element(message.get("blocks", ()), block_id, action_id)
            action = action_of(found_in, element, value=value, selected=selected, action_ts=action_ts)
            payload = self._slack.payloads.message_action(person, place, message, action)
            payload["state"] = {"values": state_of(found_in, element, value=value, selected=selected)}
            ephemeral = bool(message.get("ephemeral"))
            payload["response_url"], _ = self._response_url(person, place, message_ts, ephemeral=ephemeral)
        payload["trigger_id"] = self._slack.views.trigger(user)
        await self._ask(INTERACTIVE, payload, "This action")

    async def submit_view(self, user: str, view_id: str, state: Json | None = None) -> Json:
        """Submit an open modal; returns what the app answered (`response_action`, `errors`), empty when it closed."""
        person = self.person(user)
        view = self._view(user, view_id)
        values = state_values(view, state or {})
        check_needed(view, values)
        submitted = view | {"state": {"values": values}}
        payload = self._slack.payloads.interaction("view_submission", person)
        payload |= {"view": submitted, "response_urls": [], "trigger_id": self._slack.views.trigger(user)}
        answer = await self._ask(INTERACTIVE, payload, "This modal")
        return apply_response(self._slack, user, view, answer)

    async def close_view(self, user: str, view_id: str) -> None:
        """Close an open modal; the app is told if it asked for that."""
        person = self.person(user)
        view = self._view(user, view_id)
        gone = self._slack.views.close(user, view_id, all_of_them=view["clear_on_close"])
        self._slack.close_views(user, gone)
        if view["notify_on_close"]:
            payload = self._slack.payloads.interaction("view_closed", person)
            payload |= {"view": view, "is_cleared": len(gone) > 1}
            with contextlib.suppress(GestureError):
                await self._slack.deliveries.ask(INTERACTIVE, payload)

    def person(self, user: str) -> User:
        """The person of that id."""
        found = self._slack.workspace.users.get(user)
        if found is None or found.is_bot:
            raise GestureError("user_not_found", "there is no such person")
        return found

    def channel(self, person: User, channel: str) -> Channel:
        """The channel of that id, if that person can see it."""
        found = self._slack.workspace.channels.get(channel)
        if found is None or not self._slack.workspace.visible(found, person.id):
            raise GestureError("channel_not_found", "there is no such channel")
        return found

    def _own(self, user: str, channel: str, ts: str) -> Channel:
        place = self.channel(self.person(user), channel)
        message = place.messages.get(ts)
        if message is None:
            raise GestureError("message_not_found", "there is no such message")
        if message["user"] != user:
            raise GestureError("cant_update_message", "this message is somebody else’s")
        return place

    def _typed(self, text: str, *, may_be_empty: bool = False) -> Json:
        if not text.strip():
            if may_be_empty:
                return {"text": ""}
            raise GestureError("no_text", "the message is empty")
        if len(text) > TEXT_LIMIT:
            raise GestureError("msg_too_long", f"a message holds {TEXT_LIMIT} characters")
        elements = self._slack.markup.elements(text)
        section = {"type": "rich_text_section", "elements": elements}
        block = {"type": "rich_text", "block_id": self._slack.ids.new("", 5), "elements": [section]}
        return {"text": self._slack.markup.text(elements), "blocks": [block]}

    def _view(self, user: str, view_id: str) -> Json:
        for view in self._slack.views.shown_to(user):
            if view["id"] == view_id:
                return view
        raise GestureError("view_not_found", "this view is not open")

    def _response_url(
        self, person: User, place: Channel, message_ts: str = "", *, ephemeral: bool = False
    ) -> tuple[str, str]:
        secret = secrets.token_urlsafe(18)
        self._slack.responses.new(secret, person.id, place, message_ts, ephemeral=ephemeral)
        return f"{self._slack.url}/respond/{secret}", secret

    async def _ask(self, kind: str, payload: Json, what: str) -> Json:
        try:
            return await self._slack.deliveries.ask(kind, payload)
        except GestureError as error:
            if error.code == "operation_timeout":
                raise GestureError(error.code, f"{what} failed because the app did not respond.") from error
            raise GestureError(error.code, f"{what} failed with the error “{error.code}”") from error

    def _invite(self, person: User, place: Channel, text: str) -> None:
        named = {element.get("user_id") for element in self._slack.markup.elements(text)}
        if self._slack.bot.user_id not in named:
            raise GestureError("user_not_found", f"only @{self._slack.bot.name} can be invited here")
        self._slack.join(place, person.id)
