"""Withdrawing an article in Slack, through the real app: what will happen, a reason, and the record of it."""

from contextlib import closing

import pytest

from bot.editing.editors import NOT_AN_EDITOR
from retrieval.database import sqlite
from tests.newsroom import DESK, MAYA, TOM, newsroom, quoted, words

GROUP = "S0EDITORS"
ARTICLE = "europe-troops-ukraine-ceasefire"
QUESTION = "@Quote Desk would Putin accept foreign troops?"
WHY = "The agency has killed it <!channel>"


@pytest.fixture
async def room(tmp_path):
    async with newsroom(tmp_path, editors=GROUP) as running:
        yield running


async def in_context(room, person: str) -> dict:
    """The modal that opens at a quote of a new answer."""
    reply = await room.ask(QUESTION)
    block = next(block["block_id"] for block in reply["blocks"] if block["block_id"].startswith("speaker-"))
    await room.sandbox.press(person, "in_context", channel=DESK, message_ts=reply["ts"], block_id=block)
    await room.sandbox.until(lambda sandbox: sandbox.views(person))
    return room.sandbox.views(person)[-1]


async def asked(room, person: str = TOM) -> dict:
    """The modal that asks for the reason."""
    below = await in_context(room, person)
    await room.sandbox.press(person, "withdraw", view_id=below["id"])
    await room.sandbox.until(lambda sandbox: len(sandbox.views(person)) == 2)
    return room.sandbox.views(person)[-1]


def buttons(shown: dict) -> dict[str, str]:
    """The words of a message's or view's buttons, by what they do."""
    found = [element for block in shown["blocks"] for element in (block.get("accessory"), *block.get("elements", []))]
    return {each["action_id"]: each["text"]["text"] for each in found if each and each.get("type") == "button"}


def offers(view: dict) -> bool:
    return "withdraw" in buttons(view)


def recalls(room) -> list[sqlite.Row]:
    with closing(sqlite.connect(room.database)) as connection:
        connection.row_factory = sqlite.Row
        return connection.execute("SELECT * FROM archive_changes WHERE action = 'withdrawn'").fetchall()


def typed(reason: str) -> dict:
    return {"reason": {"typed": {"value": reason}}}


async def test_the_button_is_offered_to_editors_alone(room):
    assert not offers(await in_context(room, MAYA))
    assert offers(await in_context(room, TOM))


async def test_the_help_tells_an_editor_which_buttons_lead_there(room):
    await room.sandbox.command(TOM, DESK, "/quote", "help")
    said = words(await room.whisper(TOM))
    under_a_quote = buttons(await room.ask(QUESTION))["in_context"]
    in_the_modal = buttons(await in_context(room, TOM))["withdraw"]
    assert f"press {under_a_quote} under a quote of it, then {in_the_modal}" in said
    assert "type /quote add and its address" in said


async def test_the_modal_names_the_article_and_says_what_will_happen(room):
    view = await asked(room)
    for part in (
        "Europe considers",
        "newsplusglobe.com",
        "1 message quotes it",
        "whoever asked is told",
        "It can’t be quoted",
    ):
        assert part in words(view)
    assert (view["submit"]["text"], view["close"]["text"]) == ("Withdraw", "Keep it")


async def test_a_reason_withdraws_it_in_the_editors_name_and_tells_what_follows(room):
    view = await asked(room)
    await room.sandbox.submit_view(TOM, view["id"], typed(WHY))
    below, done = room.sandbox.views(TOM)
    assert "Withdrawn. 1 message is being put right." in words(done)
    (change,) = recalls(room)
    assert (change["article"], change["by"], change["reason"]) == (ARTICLE, f"slack:{TOM}", WHY)
    await room.sandbox.until(lambda sandbox: "can’t be shown any more" in words(sandbox.views(TOM)[0]))
    assert below["id"] == room.sandbox.views(TOM)[0]["id"]


async def test_the_words_are_taken_out_of_the_message_and_the_asker_is_told_why(room):
    view = await asked(room)
    (question,) = [
        each for each in room.sandbox.messages(DESK) if QUESTION.removeprefix("@Quote Desk ") in each["text"]
    ]
    await room.sandbox.submit_view(TOM, view["id"], typed(WHY))

    def replies() -> list[dict]:
        return room.sandbox.messages(DESK, question["ts"])[1:]

    await room.sandbox.until(lambda _: len(replies()) == 2 and not quoted(replies()[0]), timeout=10)
    assert WHY in words(replies()[0])
    assert "killed it" in words(replies()[1])


async def test_without_a_reason_nothing_is_withdrawn(room):
    view = await asked(room)
    answer = await room.sandbox.submit_view(TOM, view["id"], typed("   "))
    assert answer == {"response_action": "errors", "errors": {"reason": "Say why: whoever was given a quote reads it."}}
    assert recalls(room) == []


async def test_who_is_no_editor_is_refused_at_the_press_and_at_the_submission(room, monkeypatch):
    monkeypatch.setattr("bot.editing.editors.FRESH_SECONDS", 0.0)
    view = await asked(room)
    room.sandbox.set_group(GROUP, [MAYA])
    answer = await room.sandbox.submit_view(TOM, view["id"], typed(WHY))
    assert answer["errors"] == {"reason": NOT_AN_EDITOR}
    await room.sandbox.close_view(TOM, view["id"])
    below = room.sandbox.views(TOM)[0]
    await room.sandbox.press(TOM, "withdraw", view_id=below["id"])
    await room.sandbox.until(lambda sandbox: len(sandbox.views(TOM)) == 2)
    assert words(room.sandbox.views(TOM)[-1]) == NOT_AN_EDITOR
    assert recalls(room) == []


async def test_what_has_been_withdrawn_already_is_said_and_not_done_twice(room):
    first = await asked(room)
    room.desk.desk.archive.withdraw(ARTICLE, "killed", by="terminal")
    answer = await room.sandbox.submit_view(TOM, first["id"], typed(WHY))
    assert answer["errors"] == {"reason": "It has been withdrawn already (“killed”). Nothing is left to do."}
    assert len(recalls(room)) == 1
