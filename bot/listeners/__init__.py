"""What people do in Slack, one module for each thing; `register_listeners` is the list of them."""

from __future__ import annotations

from bot.desk import Desk
from bot.listeners import adding, buttons, commands, home, messages, rest, withdrawing
from bot.listeners.prompt_app import PromptApp


def register_listeners(app: PromptApp, desk: Desk) -> None:
    """Registers every listener; `rest` goes last, since it takes what no other does.

    `adding` goes before `commands`: `/quote add` with an address is no question.
    """
    adding.register(app, desk)
    messages.register(app, desk)
    commands.register(app, desk)
    buttons.register(app, desk)
    withdrawing.register(app, desk)
    home.register(app, desk)
    rest.register(app, desk)
