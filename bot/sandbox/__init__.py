"""A Slack workspace on your own machine, for trying an app and for testing it."""

from bot.sandbox.deliveries import EventRecord, Timing
from bot.sandbox.errors import GestureError, PortTakenError
from bot.sandbox.rate_limits import Limit
from bot.sandbox.sandbox import Credentials, Sandbox
from bot.sandbox.slack import Suggestion
from bot.sandbox.web_api import CallRecord

__all__ = [
    "CallRecord",
    "Credentials",
    "EventRecord",
    "GestureError",
    "Limit",
    "PortTakenError",
    "Sandbox",
    "Suggestion",
    "Timing",
]
