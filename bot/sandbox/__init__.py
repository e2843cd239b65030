"""A Slack workspace on your own machine, for trying an app and for testing it.

Each of these imports only those before it: `errors`, `state` (what there is), `block_kit` (what a message or view may
hold), `delivery` (what happens, and who hears of it), `web_api` (what an app may call), `people` (what people do),
`server` (all of it over HTTP), `sandbox` (all of it from Python). `page/` is what runs in the browser.
"""

from bot.sandbox.delivery.deliveries import EventRecord
from bot.sandbox.delivery.timing import Timing
from bot.sandbox.errors import GestureError, PortTakenError
from bot.sandbox.people.page_api import Suggestion
from bot.sandbox.sandbox import Credentials, Sandbox
from bot.sandbox.web_api.endpoints import CallRecord
from bot.sandbox.web_api.rate_limits import Limit

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
