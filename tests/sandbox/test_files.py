"""Files that people share, and the user groups that an app may look into, as Slack shows them to an app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import GestureError, Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

UKRAINE, GENERAL, MAYA, TOM = "C0UKRAINE", "C0GENERAL", "U0MAYA", "U0TOM"
STORY = b"Kyiv. Nobody moved.\n"
GROUP = "S0EDITORS"


def app(sandbox: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)


def with_scopes(*scopes: str) -> dict[str, Any]:
    return {"display_information": {"name": "A"}, "oauth_config": {"scopes": {"bot": list(scopes)}}}


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def fetched(
    http: aiohttp.ClientSession, url: str, token: str | None, *, follow: bool = True
) -> tuple[int, str, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with http.get(url, headers=headers, allow_redirects=follow) as response:
        return response.status, response.content_type, await response.read()


async def test_a_dropped_file_comes_as_a_message_with_the_file_in_it(
    sandbox: Sandbox, connect: Callable[[Sandbox], Any]
) -> None:
    connected = await connect(sandbox)
    ts = await sandbox.share_file(TOM, UKRAINE, "story.md", STORY, "@Quote Desk add this")
    events = [(await connected.envelope())["payload"]["event"] for _ in range(2)]
    message, mention = events
    assert (message["type"], message["subtype"], message["ts"]) == ("message", "file_share", ts)
    assert (mention["type"], mention.get("subtype"), mention["ts"]) == ("app_mention", None, ts)
    assert message["files"] == mention["files"]
    (file,) = message["files"]
    assert (file["name"], file["mimetype"], file["size"]) == ("story.md", "text/markdown", len(STORY))
    assert file["url_private_download"].startswith(f"{sandbox.url}/files-pri/T0NEWSROOM-{file['id']}/download/")
    (kept,) = (await app(sandbox).conversations_history(channel=UKRAINE))["messages"]
    assert "subtype" not in kept
    assert kept["files"] == message["files"]


async def test_a_file_alone_is_a_message_without_words(sandbox: Sandbox) -> None:
    ts = await sandbox.share_file(MAYA, "D0MAYA", "a.txt", STORY)
    (message,) = sandbox.messages("D0MAYA")
    assert (message["text"], message.get("blocks"), message["ts"]) == ("", None, ts)
    await sandbox.edit(MAYA, "D0MAYA", ts, "with words")
    await sandbox.edit(MAYA, "D0MAYA", ts, " ")
    assert sandbox.messages("D0MAYA")[0].get("blocks") is None


async def test_the_bytes_come_for_the_bot_token_in_the_header(sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
    await sandbox.share_file(TOM, UKRAINE, "story.md", STORY)
    file = sandbox.messages(UKRAINE)[0]["files"][0]
    assert await fetched(http, file["url_private_download"], sandbox.bot_token) == (200, "text/markdown", STORY)
    assert (await app(sandbox).files_info(file=file["id"]))["file"]["url_private"] == file["url_private"]
    assert [(call["method"], call["token"]) for call in sandbox.calls] == [
        ("url_private", "bot"),
        ("files.info", "bot"),
    ]


@pytest.mark.parametrize("token", ["xoxb-wrong", "app"])
async def test_who_may_not_have_a_file_gets_a_page_to_sign_in_at_and_no_error(
    sandbox: Sandbox, http: aiohttp.ClientSession, token: str
) -> None:
    await sandbox.share_file(TOM, UKRAINE, "story.md", STORY)
    url = sandbox.messages(UKRAINE)[0]["files"][0]["url_private"]
    status, kind, body = await fetched(http, url, sandbox.app_token if token == "app" else token)
    assert (status, kind) == (200, "text/html")
    assert b"Sign in" in body
    assert STORY not in body


async def test_who_sends_no_token_is_led_to_the_page_to_sign_in_at(
    sandbox: Sandbox, http: aiohttp.ClientSession
) -> None:
    await sandbox.share_file(TOM, UKRAINE, "story.md", STORY)
    url = sandbox.messages(UKRAINE)[0]["files"][0]["url_private"]
    assert (await fetched(http, url, None, follow=False))[0] == 302
    status, kind, body = await fetched(http, url, None)
    assert (status, kind, b"Sign in" in body) == (200, "text/html", True)


async def test_without_the_scope_a_file_is_a_page_and_its_description_is_refused(http: aiohttp.ClientSession) -> None:
    async with Sandbox(with_scopes("channels:history")) as sandbox:
        await sandbox.share_file(TOM, UKRAINE, "story.md", STORY)
        file = sandbox.messages(UKRAINE)[0]["files"][0]
        assert (await fetched(http, file["url_private"], sandbox.bot_token))[1] == "text/html"
        assert await refusal(app(sandbox).files_info(file=file["id"])) == "missing_scope"


async def test_a_file_is_not_there_for_a_bot_that_is_not_where_it_was_shared(
    sandbox: Sandbox, http: aiohttp.ClientSession
) -> None:
    await sandbox.share_file(TOM, GENERAL, "story.md", STORY)
    file = sandbox.messages(GENERAL)[0]["files"][0]
    assert await refusal(app(sandbox).files_info(file=file["id"])) == "file_not_found"
    assert (await fetched(http, file["url_private"], sandbox.bot_token))[1] == "text/html"


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [("", b"x", "file_empty"), ("a.txt", b"", "file_empty"), ("a.bin", bytes((32 << 20) + 1), "file_too_large")],
)
async def test_what_is_no_file_is_refused(sandbox: Sandbox, name: str, data: bytes, error: str) -> None:
    with pytest.raises(GestureError) as refused:
        await sandbox.share_file(TOM, UKRAINE, name, data)
    assert refused.value.code == error


async def test_a_page_attaches_a_file_and_sends_it_with_a_message(
    sandbox: Sandbox, http: aiohttp.ClientSession
) -> None:
    url = f"{sandbox.url}/sandbox/"
    async with http.post(f"{url}file", params={"as": TOM, "name": "C:\\news\\a.txt"}, data=STORY) as response:
        file = (await response.json())["file"]
    assert (file["name"], file["size"]) == ("a.txt", len(STORY))

    async def send(person: str) -> Any:
        body = {"as": person, "channel": "D0TOM" if person == TOM else UKRAINE, "text": "", "files": [file["id"]]}
        async with http.post(f"{url}message", json=body) as response:
            return await response.json()

    assert (await send(MAYA))["error"] == "file_not_found"
    assert (await send(TOM))["ok"]
    assert sandbox.messages("D0TOM")[0]["files"][0]["id"] == file["id"]

    async def saved(person: str) -> tuple[int, Any]:
        async with http.get(f"{url}file", params={"as": person, "id": file["id"]}) as response:
            return response.status, (response.headers.get("Content-Disposition"), await response.read())

    assert await saved(TOM) == (200, ("attachment; filename*=UTF-8''a.txt", STORY))
    assert (await saved(MAYA))[0] == 400


async def test_an_app_reads_who_is_in_a_user_group(sandbox: Sandbox) -> None:
    assert (await app(sandbox).usergroups_users_list(usergroup=GROUP))["users"] == [TOM]
    sandbox.set_group(GROUP, [TOM, MAYA])
    assert (await app(sandbox).usergroups_users_list(usergroup=GROUP))["users"] == [TOM, MAYA]
    (group,) = (await app(sandbox).usergroups_list(include_users=True))["usergroups"]
    assert (group["handle"], group["users"]) == ("desk-editors", [TOM, MAYA])


async def test_a_group_that_is_disabled_or_not_there_is_no_such_subteam(sandbox: Sandbox) -> None:
    assert await refusal(app(sandbox).usergroups_users_list(usergroup="S404")) == "no_such_subteam"
    sandbox.set_group(GROUP, [TOM], disabled=True)
    assert await refusal(app(sandbox).usergroups_users_list(usergroup=GROUP)) == "no_such_subteam"
    assert (await app(sandbox).usergroups_users_list(usergroup=GROUP, include_disabled=True))["users"] == [TOM]
    assert (await app(sandbox).usergroups_list())["usergroups"] == []


async def test_user_groups_need_their_scope() -> None:
    async with Sandbox(with_scopes("users:read")) as sandbox:
        assert await refusal(app(sandbox).usergroups_users_list(usergroup=GROUP)) == "missing_scope"
