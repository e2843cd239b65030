"""Files that were dropped in Slack: fetched with the bot's token from Slack's own hosts, and from nowhere else."""

import copy

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.editing.downloads import MOST_BYTES, Downloads
from bot.errors import RefusedError
from bot.manifest import manifest
from bot.sandbox import Sandbox
from tests.newsroom import DESK, GENERAL, TOM

STORY = b"Kyiv\n\nNobody moved.\n"


class Elsewhere:
    """A server that is not Slack's, and what it was sent."""

    def __init__(self) -> None:
        self.authorizations: list[str | None] = []
        self.url = ""

    async def answer(self, request: web.BaseRequest) -> web.Response:
        self.authorizations.append(request.headers.get("Authorization"))
        return web.Response(body=STORY)


@pytest.fixture
async def elsewhere():
    other = Elsewhere()
    runner = web.ServerRunner(web.Server(other.answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    other.url = f"http://127.0.0.1:{runner.addresses[0][1]}/story"
    yield other
    await runner.cleanup()


@pytest.fixture
async def sandbox():
    async with Sandbox(manifest=manifest()) as running:
        yield running


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as running:
        yield running


def downloads(sandbox: Sandbox, session: aiohttp.ClientSession) -> Downloads:
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url, session=session, retry_handlers=[])
    return Downloads(client, sandbox.api_url)


async def shared(sandbox: Sandbox, name: str, data: bytes, channel: str = DESK) -> str:
    await sandbox.share_file(TOM, channel, name, data)
    return sandbox.messages(channel)[-1]["files"][0]["id"]


async def refusal(downloads: Downloads, file: str) -> str:
    with pytest.raises(RefusedError) as refused:
        await downloads.download(file)
    return str(refused.value)


def describing(monkeypatch, **changes) -> None:
    """Slack's own description of a file, with something else in it."""
    real = AsyncWebClient.files_info

    async def files_info(self, **arguments):
        response = await real(self, **arguments)
        response.data["file"] |= changes
        return response

    monkeypatch.setattr(AsyncWebClient, "files_info", files_info)


@pytest.mark.parametrize("name", ["story.txt", "page.html"])
async def test_a_file_comes_as_it_was_dropped(sandbox, session, name):
    file = await shared(sandbox, name, STORY)
    got = await downloads(sandbox, session).download(file)
    assert (got.name, got.data) == (name, STORY)


async def test_without_the_scope_the_word_names_it(session):
    less = copy.deepcopy(manifest())
    less["oauth_config"]["scopes"]["bot"].remove("files:read")
    async with Sandbox(manifest=less) as sandbox:
        file = await shared(sandbox, "story.txt", STORY)
        assert "files:read" in await refusal(downloads(sandbox, session), file)


@pytest.mark.parametrize("name", ["story.txt", "page.html"])
async def test_the_sign_in_page_is_not_taken_for_the_file(sandbox, session, monkeypatch, name):
    file = await shared(sandbox, name, STORY)
    hidden = await shared(sandbox, name, STORY, GENERAL)  # the bot is no member there
    place = f"{sandbox.url}/files-pri/T0NEWSROOM-{hidden}/download/{name}"
    describing(monkeypatch, url_private_download=place)
    assert "files:read" in await refusal(downloads(sandbox, session), file)


async def test_a_file_that_is_not_where_the_bot_is_is_not_there(sandbox, session):
    file = await shared(sandbox, "story.txt", STORY, GENERAL)
    assert "Drop it where I am a member" in await refusal(downloads(sandbox, session), file)


async def test_the_token_is_sent_to_no_other_host(sandbox, session, monkeypatch, elsewhere):
    file = await shared(sandbox, "story.txt", STORY)
    describing(monkeypatch, url_private_download=elsewhere.url)
    assert "is not kept by Slack itself" in await refusal(downloads(sandbox, session), file)
    assert elsewhere.authorizations == []


@pytest.mark.parametrize(
    "url",
    [
        "http://files.slack.com/x", "https://files.slack.com:8443/x", "https://files.slack.com.evil.example/x",
        "https://evilfiles.slack.com/x", "https://files.slack.com@evil.example/x", "https://newsroom.slack.com/x",
    ],
)  # fmt: skip
async def test_what_only_looks_like_slacks_host_is_not_asked(sandbox, session, monkeypatch, url):
    real = aiohttp.TCPConnector._resolve_host

    async def unexpected(self, host, port, **more):
        assert host == "127.0.0.1", "asked"
        return await real(self, host, port, **more)

    file = await shared(sandbox, "story.txt", STORY)
    describing(monkeypatch, url_private_download=url)
    looking = downloads(sandbox, session)
    monkeypatch.setattr(aiohttp.TCPConnector, "_resolve_host", unexpected)
    assert await refusal(looking, file)


async def test_a_redirect_to_another_host_is_not_followed(sandbox, session, monkeypatch, elsewhere):
    file = await shared(sandbox, "story.txt", STORY)
    place = "bot.sandbox.web_api.endpoints.readable"

    def leads_away(*_):
        raise web.HTTPFound(elsewhere.url)

    monkeypatch.setattr(place, leads_away)
    assert "is not kept by Slack itself" in await refusal(downloads(sandbox, session), file)
    assert elsewhere.authorizations == []


async def test_a_file_that_is_too_large_is_not_fetched_and_one_that_lies_is_cut_off(sandbox, session, monkeypatch):
    large = await shared(sandbox, "large.txt", bytes(MOST_BYTES + 1))
    assert "is larger than 10 MiB" in await refusal(downloads(sandbox, session), large)
    assert "url_private" not in {call["method"] for call in sandbox.calls}
    describing(monkeypatch, size=10)
    assert "is larger than 10 MiB" in await refusal(downloads(sandbox, session), large)


async def test_a_file_that_comes_incomplete_is_not_read(sandbox, session, monkeypatch):
    file = await shared(sandbox, "story.txt", STORY)
    describing(monkeypatch, size=len(STORY) + 1)
    assert "came incomplete" in await refusal(downloads(sandbox, session), file)
