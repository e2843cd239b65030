"""Malformed payloads over the socket: none goes unhandled, and what people ask in between is answered."""

from __future__ import annotations

import json

from bot.sandbox import Timing
from tests.faults.desk import Desk, desk, pause
from tests.faults.mutations import mutated
from tests.faults.programme import Outcome, Row, Trial

_A_BATCH = 200
_ONCE = Timing(ack=30.0, retries=())
_ANSWERED_IN_SECONDS = 60.0


async def malformed(trial: Trial) -> Outcome:
    """`size` payloads, each a real one with faults in it; a question after each batch must be answered."""
    chance = trial.chance()
    async with desk(trial.folder, without=trial.without, timing=_ONCE) as running:
        worker = await running.start()
        await running.connected()
        originals = await _real_payloads(running)
        running.asked.clear()  # a payload made from theirs may be one more question in their threads
        for sent in range(0, trial.size, _A_BATCH):
            for _ in range(min(_A_BATCH, trial.size - sent)):
                kind, payload = chance.choice(originals)
                running.post(mutated(payload, chance), kind)
            await running.ask()
            if await running.all_answered(within=_ANSWERED_IN_SECONDS) is None:
                return Outcome(running.tally(), {}, ("deaf after malformed payloads",))
            trial.progress(sent / trial.size)
        await pause(0.5)
        alive = worker.alive
        await running.close()
        errors = running.logged("event=error")
        unhandled = running.logged("Traceback", "never retrieved", "event=uncaught")
        figures = {"unhandled": f"{unhandled:,}", "logged under an id": f"{errors:,}"}
        missed = [*(() if alive else ("the process died",)), *(("unhandled errors",) if unhandled else ())]
        return Outcome(running.tally(), figures, tuple(missed))


async def _real_payloads(running: Desk) -> list[tuple[str, dict]]:
    """What Slack sends when people ask, edit, delete, press, use the command and open the home tab."""
    sandbox = running.sandbox
    ts = await running.ask()
    await running.all_answered(within=_ANSWERED_IN_SECONDS)
    channel = running.asked[ts]
    (reply,) = [message for message in sandbox.messages(channel, ts) if message.get("user") == "U0QUOTE"]
    buttons = [
        (block["block_id"], element)
        for block in reply["blocks"]
        for element in [*block.get("elements", []), block.get("accessory") or {}]
        if element.get("type") == "button"
    ]
    for block_id, element in buttons:
        where = {"channel": channel, "message_ts": reply["ts"], "block_id": block_id}
        await sandbox.press("U0MAYA", element["action_id"], **where)
    await sandbox.command("U0MAYA", channel, "/quote", "what did Starmer say in Kyiv?")
    await sandbox.open_home("U0MAYA")
    extra = await sandbox.say("U0TOM", channel, "something that is no question")
    await sandbox.edit("U0TOM", channel, extra, "something else")
    await sandbox.delete("U0TOM", channel, extra)
    await pause(0.5)
    return [(record["type"], json.loads(json.dumps(record["payload"]))) for record in sandbox.events]


PAYLOADS = Row(
    name="payloads",
    bar="1,000,000 malformed: 0 unhandled",
    unit="payloads",
    small=250,
    full=1_000_000,
    run=malformed,
    guards=("the gate at the socket",),
)
