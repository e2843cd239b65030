"""Adding an article in Slack, through the real app and a real socket: a look first, and then a word."""

import json
from contextlib import closing

import pytest

from bot.editing.editors import HOW_TO_SET, NOT_AN_EDITOR
from retrieval.database import sqlite
from retrieval.readers.apart import ReaderProcess
from tests.internet import internet
from tests.newsroom import DESK, MAYA, TOM, newsroom, quoted, words

GROUP = "S0EDITORS"
URL = "http://news.example/kyiv"
STORY = b"""<!doctype html><html lang="en"><head><title>Rutte names a date</title>
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Rutte names a date",
 "datePublished": "2025-01-20T08:00:00Z", "author": {"@type": "Person", "name": "Ann Example"},
 "publisher": {"@type": "Organization", "name": "Example News"}}</script></head><body><article>
<h1>Rutte names a date</h1>
<p>The alliance will meet in Vilnius on the third of March, Mark Rutte told reporters in Brussels on Monday.</p>
<p>"We will not wait for a ceasefire to plan for one," Rutte said. He did not say how many soldiers would go.</p>
<p>Several ministers asked for more time &lt;!channel&gt; and *nothing* more than that, officials said.</p>
</article></body></html>"""
LATER = STORY.replace(b"third of March", b"fourth of March").replace(b"to plan for one", b"to prepare for one")


@pytest.fixture(scope="module")
def reader():
    """One child process for all tests: starting it takes longer than they do."""
    with ReaderProcess() as running:
        running.read(STORY, name="first.html")
        yield running


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    monkeypatch.setattr("bot.editing.adding.PATIENCE_SECONDS", 60.0)


@pytest.fixture
def room_in(tmp_path, world, reader):
    return lambda editors=TOM: newsroom(tmp_path, editors=editors, fetcher=world.fetcher(), reader=reader)


@pytest.fixture
async def world():
    async with internet() as running:
        running.pages["/kyiv"] = STORY
        yield running


@pytest.fixture
async def room(room_in):
    async with room_in(f"{GROUP} U0INES") as running:
        yield running


async def preview(room, person: str = TOM, text: str = f"add {URL}", number: int = 1) -> dict:
    await room.sandbox.command(person, DESK, "/quote", text)
    return await room.whisper(person, number=number)


async def press(room, message: dict, action: str, person: str = TOM) -> None:
    await room.sandbox.press(person, action, channel=message["channel"], message_ts=message["ts"])


async def replaced(room, message: dict, person: str = TOM) -> str:
    """What stands in the place of a preview after a press."""

    def now() -> dict:
        return next(each for each in room.sandbox.ephemerals(person, message["channel"]) if each["ts"] == message["ts"])

    await room.sandbox.until(lambda _: words(now()) != words(message))
    return words(now())


def rows(room, query: str) -> list[sqlite.Row]:
    with closing(sqlite.connect(room.database)) as connection:
        connection.row_factory = sqlite.Row
        return connection.execute(query).fetchall()


def actions_of(message: dict) -> list[str]:
    return [
        element["action_id"]
        for block in message["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]


async def test_an_address_is_shown_first_and_counts_only_after_add(room):
    shown = await preview(room)
    seen = words(shown)
    for part in (
        "Rutte names a date", "Example News", "Ann Example", "20 January 2025", "3 paragraphs", "New to the archive.",
    ):  # fmt: skip
        assert part in seen
    assert quoted(shown) == [
        "The alliance will meet in Vilnius on the third of March, Mark Rutte told reporters in Brussels on Monday."
    ]
    assert [row["id"] for row in rows(room, "SELECT id FROM articles")] == ["europe-troops-ukraine-ceasefire"]
    await press(room, shown, "add_article")
    assert "Added “Rutte names a date”: 3 paragraphs can be quoted from now on." in await replaced(room, shown)
    (kept,) = rows(room, "SELECT * FROM previews")
    assert (kept["state"], kept["respond_to"]) == ("added", None)
    (change,) = rows(room, "SELECT * FROM archive_changes WHERE by LIKE 'slack:%'")
    assert (change["by"], change["action"]) == (f"slack:{TOM}", "added")
    answer = await room.ask("@Quote Desk what did Rutte say about a ceasefire?")
    assert any("We will not wait for a ceasefire" in quote for quote in quoted(answer))


async def test_whoever_is_not_shown_a_preview_that_slack_refuses_is_told_so(room):
    room.sandbox.fail("response_url", "error", error="invalid_blocks")
    told = await preview(room)
    assert words(told).startswith("Something went wrong. Please try again.")


async def test_a_preview_is_shown_though_slack_did_not_take_the_word_that_it_takes_longer(room, monkeypatch):
    monkeypatch.setattr("bot.editing.adding.PATIENCE_SECONDS", 0.0)
    room.sandbox.fail("response_url", "error", error="internal_error")
    assert "Rutte names a date" in words(await preview(room))


async def test_what_became_of_a_preview_is_said_though_slack_refuses_its_blocks(room):
    shown = await preview(room)
    room.sandbox.fail("response_url", "error", error="invalid_blocks")
    await press(room, shown, "add_article")
    assert "Added “Rutte names a date”" in words(await room.whisper(TOM, number=2))


async def test_cancel_throws_the_preview_away_and_nothing_is_stored(room):
    shown = await preview(room)
    await press(room, shown, "cancel_adding")
    assert await replaced(room, shown) == "Cancelled: nothing was added."
    preview_id = shown["blocks"][-2]["elements"][0]["value"]
    assert "no longer there" in (await room.desk.desk.editorial.adding.add(preview_id, TOM)).text
    assert len(rows(room, "SELECT id FROM articles")) == 1


@pytest.mark.parametrize(("editors", "refusal"), [("", HOW_TO_SET), (GROUP, NOT_AN_EDITOR)])
async def test_who_may_not_add_is_told_and_nothing_is_fetched(room_in, world, editors, refusal):
    async with room_in(editors) as room:
        assert words(await preview(room, MAYA)) == refusal
    assert world.asked == []


async def test_who_is_no_editor_any_more_when_they_press_adds_nothing(room, monkeypatch):
    monkeypatch.setattr("bot.editing.editors.FRESH_SECONDS", 0.0)
    shown = await preview(room)
    room.sandbox.set_group(GROUP, [MAYA])
    for number, action in enumerate(["add_article", "cancel_adding"], start=2):
        await press(room, shown, action)
        assert words(await room.whisper(TOM, number=number)) == NOT_AN_EDITOR
    assert len(rows(room, "SELECT id FROM articles")) == 1
    assert [row["state"] for row in rows(room, "SELECT state FROM previews")] == ["waiting"]


async def test_a_preview_is_used_once_and_by_whom_it_was_made_for(room):
    shown = await preview(room)
    preview_id = shown["blocks"][-2]["elements"][0]["value"]
    ines = "U0INES"
    other = await room.desk.desk.editorial.adding.add(preview_id, ines)
    assert "no longer there" in other.text
    first = await room.desk.desk.editorial.adding.add(preview_id, TOM)
    again = await room.desk.desk.editorial.adding.add(preview_id, TOM)
    assert first.text.startswith("Added")
    assert "no longer there" in again.text
    assert len(rows(room, "SELECT * FROM archive_changes WHERE by LIKE 'slack:%'")) == 1


async def test_a_preview_survives_a_restart_and_expires(room_in):
    async with room_in() as room:
        shown = await preview(room)
        preview_id = shown["blocks"][-2]["elements"][0]["value"]
    async with room_in() as room:
        with closing(sqlite.connect(room.database)) as connection:
            connection.execute("UPDATE previews SET expires_at = expires_at - 3600")
            connection.commit()
            assert "no longer there" in (await room.desk.desk.editorial.adding.add(preview_id, TOM)).text
            connection.execute("UPDATE previews SET expires_at = expires_at + 3600")
            connection.commit()
        assert (await room.desk.desk.editorial.adding.add(preview_id, TOM)).text.startswith("Added")


async def test_what_a_process_that_died_left_unread_is_read_by_the_next(room_in):
    async with room_in() as room:
        room.desk.desk.editorial.adding.begin = lambda _: None
        ts = await room.sandbox.share_file(TOM, DESK, "a.html", STORY, "@Quote Desk add this")
        await room.settled()
        files = room.sandbox.messages(DESK, ts)[0]["files"]
    async with room_in() as room:
        assert files
        # the file was in the other workspace: what is shown is why it can't be had
        assert "Slack has no such file for me" in words(await room.whisper(TOM))


async def test_a_new_version_says_which_messages_quote_words_that_have_changed(room, world):
    first = await preview(room)
    await press(room, first, "add_article")
    await replaced(room, first)
    await room.ask("@Quote Desk what did Rutte say about a ceasefire?")
    same = await preview(room, number=2)
    assert "The archive holds it in the same words." in words(same)
    world.pages["/kyiv"] = LATER
    shown = await preview(room, number=3)
    assert "It becomes version 2 of an article that the archive holds." in words(shown)
    assert "1 message quotes it in words that have changed, and is put right." in words(shown)
    await press(room, shown, "add_article")
    assert "Version 2 of “Rutte names a date” is in." in await replaced(room, shown)
    (question,) = [each for each in room.sandbox.messages(DESK) if "Rutte" in each["text"]]

    def reply() -> dict:
        return room.sandbox.messages(DESK, question["ts"])[1]

    await room.sandbox.until(lambda _: any("prepare for one" in quote for quote in quoted(reply())), timeout=10)


async def test_an_archive_that_changed_since_the_preview_is_shown_anew_before_it_counts(room, world):
    first = await preview(room)
    second = await preview(room, "U0INES")
    await press(room, second, "add_article", "U0INES")
    await replaced(room, second, "U0INES")
    await press(room, first, "add_article")
    assert "The archive holds it in the same words." in await replaced(room, first)
    assert len(rows(room, "SELECT * FROM archive_changes WHERE by LIKE 'slack:%'")) == 1


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("add", "To add an article, type /quote add and its whole address"),
        ("add www.news.example/a?b=1", "its whole address, which begins with https://"),
        (f"add {URL} http://news.example/other", "One article at a time"),
        ("add http://news.example/absent", "there is no such page (404)"),
        ("add http://news.example/picture", "picture"),
        ("add http://127.0.0.1/", "is not a host of the public internet"),
    ],
)
async def test_what_cannot_be_added_is_answered_with_why(room, world, text, part):
    world.pages["/picture"] = b"\x89PNG\r\n"
    assert part in words(await preview(room, text=text))
    assert rows(room, "SELECT id FROM previews WHERE state = 'waiting'") == []


async def test_a_question_that_begins_with_add_is_still_a_question(room):
    answer = await preview(room, MAYA, "add up the troops that Zelensky wants")
    assert "You asked: add up the troops" in words(answer)


async def test_whoever_waits_is_told_that_it_takes_longer(room, world, monkeypatch):
    monkeypatch.setattr("bot.editing.adding.PATIENCE_SECONDS", 0.0)
    assert words(await preview(room)) == "Reading the page: this can take half a minute."
    assert "Rutte names a date" in words(await room.whisper(TOM, number=2))


async def test_no_raw_bytes_or_address_stand_in_a_button(room):
    shown = await preview(room)
    values = [
        element["value"] for block in shown["blocks"] for element in block.get("elements", []) if "value" in element
    ]
    assert len(values) == 2
    assert all(len(value) == 36 for value in values)
    assert URL not in json.dumps(shown["blocks"])


async def test_a_dropped_file_with_a_mention_is_shown_to_who_dropped_it_alone(room):
    ts = await room.sandbox.share_file(TOM, DESK, "story.html", STORY, "@Quote Desk here is the new piece")
    shown = await room.whisper(TOM)
    assert "Rutte names a date" in words(shown)
    assert actions_of(shown) == ["add_article", "cancel_adding"]
    await room.settled()
    assert [message["ts"] for message in room.sandbox.messages(DESK, ts)] == [ts]
    assert len(room.sandbox.ephemerals(TOM, DESK)) == 1
    await press(room, shown, "add_article")
    assert "Added “Rutte names a date”" in await replaced(room, shown)


async def test_a_file_in_a_direct_message_needs_no_mention(room):
    await room.sandbox.share_file(TOM, "D0TOM", "story.html", STORY)
    assert "Rutte names a date" in words(await room.whisper(TOM, "D0TOM"))


async def test_a_file_from_somebody_else_is_refused_and_not_fetched(room):
    await room.sandbox.share_file(MAYA, DESK, "story.html", STORY, "@Quote Desk add this")
    assert words(await room.whisper(MAYA)) == NOT_AN_EDITOR
    assert "url_private" not in {call["method"] for call in room.sandbox.calls}


async def test_a_question_with_a_file_beside_it_is_answered(room):
    ts = await room.sandbox.share_file(
        MAYA, DESK, "a.png", b"\x89PNG", "@Quote Desk would Putin accept foreign troops?"
    )
    assert quoted(await room.reply(ts))
    assert room.sandbox.ephemerals(MAYA, DESK) == []


async def test_an_edited_drop_is_no_question(room):
    ts = await room.sandbox.share_file(TOM, DESK, "story.html", STORY, "@Quote Desk add this")
    await room.whisper(TOM)
    await room.sandbox.edit(TOM, DESK, ts, "@Quote Desk add this one")
    await room.settled()
    assert len(room.sandbox.messages(DESK, ts)) == 1
    assert len(room.sandbox.ephemerals(TOM, DESK)) == 1


async def test_a_preview_that_expired_is_swept_away(room_in, tmp_path):
    async with room_in() as room:
        await preview(room)
    with closing(sqlite.connect(tmp_path / "quotedesk.db")) as connection:
        connection.execute("UPDATE previews SET expires_at = 1.0")
        connection.commit()
    async with room_in() as room:
        await room.sandbox.until(lambda _: not rows(room, "SELECT id FROM previews"))
