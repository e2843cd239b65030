"""The Web API answers an app as Slack does, through Slack's own client."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox

if TYPE_CHECKING:
    import aiohttp

UKRAINE, FOREIGN, GENERAL = "C0UKRAINE", "C0FOREIGN", "C0GENERAL"
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": []}
NARROW = {
    "display_information": {"name": "Narrow"},
    "features": {"bot_user": {"display_name": "Narrow Bot"}},
    "oauth_config": {"scopes": {"bot": ["chat:write", "channels:history"]}},
}


async def refusal(call: Any) -> dict[str, Any]:
    """What the API said when it refused."""
    with pytest.raises(SlackApiError) as refused:
        await call
    return refused.value.response.data


async def test_auth_test_says_who_the_bot_is_and_which_scopes_it_has() -> None:
    async with Sandbox(NARROW) as sandbox:
        response = await AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url).auth_test()
    assert (response["user_id"], response["bot_id"], response["team_id"]) == ("U0QUOTE", "B0QUOTE", "T0NEWSROOM")
    assert response["user"] == "narrowbot"
    assert response.headers["x-oauth-scopes"] == "channels:history,chat:write"


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-somebody-else", "auth.test", "invalid_auth"),
        ("app", "chat.postMessage", "not_allowed_token_type"),
        ("bot", "apps.connections.open", "not_allowed_token_type"),
        ("bot", "apps.manifest.export", "not_allowed_token_type"),
        ("bot", "chat.sendTelegram", "unknown_method"),
    ],
)
async def test_a_call_without_the_right_token_or_method_is_refused(
    sandbox: Sandbox, token: str, method: str, error: str
) -> None:
    token = {"app": sandbox.app_token, "bot": sandbox.bot_token}.get(token, token)
    client = AsyncWebClient(token=token, base_url=sandbox.api_url)
    assert (await refusal(client.api_call(method)))["error"] == error


async def test_a_token_may_stand_in_the_body_of_a_form(sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
    async with http.post(f"{sandbox.api_url}auth.test", data={"token": sandbox.bot_token}) as response:
        assert (await response.json())["ok"] is True


async def test_a_missing_scope_is_named_with_those_that_are_there() -> None:
    async with Sandbox(NARROW) as sandbox:
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        refused = await refusal(client.users_info(user="U0MAYA"))
        replies = await refusal(client.conversations_replies(channel="D0MAYA", ts="1.000000"))
    assert refused["error"] == "missing_scope"
    assert (refused["needed"], refused["provided"]) == ("users:read", "channels:history,chat:write")
    assert replies["needed"] == "im:history"


async def test_a_posted_message_is_read_back_with_its_blocks_and_metadata(web: AsyncWebClient) -> None:
    metadata = {"event_type": "answer", "event_payload": {"answer_id": "7"}}
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}]
    posted = await web.chat_postMessage(channel=UKRAINE, text="hi", blocks=blocks, metadata=metadata)
    assert posted["message"]["blocks"][0]["block_id"]
    assert posted["message"]["bot_id"] == "B0QUOTE"
    reply = await web.chat_postMessage(channel=UKRAINE, text="again", thread_ts=posted["ts"])
    thread = await web.conversations_replies(channel=UKRAINE, ts=posted["ts"], include_all_metadata=True)
    assert [message["ts"] for message in thread["messages"]] == [posted["ts"], reply["ts"]]
    assert thread["messages"][0]["metadata"] == metadata
    assert (thread["messages"][0]["reply_count"], thread["messages"][0]["latest_reply"]) == (1, reply["ts"])
    plain = await web.conversations_replies(channel=UKRAINE, ts=posted["ts"])
    assert "metadata" not in plain["messages"][0]


async def test_an_answer_to_a_reply_stands_in_the_same_thread(web: AsyncWebClient) -> None:
    parent = await web.chat_postMessage(channel=UKRAINE, text="a")
    reply = await web.chat_postMessage(channel=UKRAINE, text="b", thread_ts=parent["ts"])
    deeper = await web.chat_postMessage(channel=UKRAINE, text="c", thread_ts=reply["ts"])
    assert deeper["message"]["thread_ts"] == parent["ts"]


async def test_an_answer_to_a_message_that_is_gone_stands_in_the_channel_itself(
    sandbox: Sandbox, web: AsyncWebClient
) -> None:
    ts = await sandbox.say("U0MAYA", UKRAINE, "never mind")
    await sandbox.delete("U0MAYA", UKRAINE, ts)
    answer = await web.chat_postMessage(channel=UKRAINE, text="late", thread_ts=ts)
    assert "thread_ts" not in answer["message"]
    assert [message["text"] for message in sandbox.messages(UKRAINE)] == ["late"]


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat.postMessage", {"channel": "C404", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": GENERAL, "text": "x"}, None),
        ("chat.postMessage", {"channel": UKRAINE}, "no_text"),
        ("chat.postMessage", {"channel": UKRAINE, "text": "  "}, "no_text"),
        ("chat.postMessage", {"channel": UKRAINE, "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": UKRAINE, "text": "x", "blocks": "{"}, "invalid_blocks_format"),
        (
            "chat.postMessage",
            {"channel": UKRAINE, "text": "x", "metadata": {"event_type": "a"}},
            "invalid_metadata_schema",
        ),
        ("chat.postMessage", {"channel": ["C"], "text": "x"}, "invalid_arguments"),
        ("chat.update", {"channel": UKRAINE, "ts": "1.000000", "text": "x"}, "message_not_found"),
        ("chat.delete", {"channel": UKRAINE, "ts": "1.000000"}, "message_not_found"),
        ("chat.postEphemeral", {"channel": UKRAINE, "user": "U404", "text": "x"}, "user_not_in_channel"),
        ("chat.getPermalink", {"channel": UKRAINE, "message_ts": "1.000000"}, "message_not_found"),
        ("conversations.replies", {"channel": UKRAINE, "ts": "1.000000"}, "thread_not_found"),
        ("conversations.history", {"channel": GENERAL}, "not_in_channel"),
        ("conversations.history", {"channel": UKRAINE, "cursor": "x"}, "invalid_cursor"),
        ("conversations.history", {"channel": UKRAINE, "limit": 0}, "invalid_limit"),
        ("conversations.history", {"channel": UKRAINE, "oldest": "x"}, "invalid_ts_oldest"),
        ("conversations.history", {"channel": UKRAINE, "latest": "x"}, "invalid_ts_latest"),
        ("users.info", {"user": "U404"}, "user_not_found"),
        ("views.open", {"trigger_id": "1.2.3", "view": MODAL}, "invalid_trigger_id"),
        ("views.update", {"view_id": "V404", "view": MODAL}, "not_found"),
        ("views.publish", {"user_id": "U0MAYA", "view": MODAL}, "invalid_arguments"),
        ("reactions.add", {"channel": UKRAINE, "timestamp": "1.000000", "name": "eyes"}, "message_not_found"),
    ],
)
async def test_a_wrong_call_is_refused_with_slacks_word_for_it(
    web: AsyncWebClient, method: str, arguments: dict[str, Any], error: str | None
) -> None:
    if error is None:
        assert (await web.api_call(method, json=arguments))["ok"]
    else:
        assert (await refusal(web.api_call(method, json=arguments)))["error"] == error


async def test_the_bot_posts_where_it_is_a_member_unless_it_may_post_anywhere() -> None:
    async with Sandbox(NARROW) as sandbox:
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        assert (await refusal(client.chat_postMessage(channel=GENERAL, text="x")))["error"] == "not_in_channel"
    public = {**NARROW, "oauth_config": {"scopes": {"bot": ["chat:write", "chat:write.public"]}}}
    async with Sandbox(public) as sandbox:
        client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        assert (await client.chat_postMessage(channel="#general", text="x"))["channel"] == GENERAL


async def test_invalid_blocks_are_refused_with_the_place_and_the_reason(web: AsyncWebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    refused = await refusal(web.chat_postMessage(channel=UKRAINE, text="x", blocks=blocks))
    assert refused["error"] == "invalid_blocks"
    assert refused["response_metadata"]["messages"][-1] == (
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    )


async def test_text_over_four_thousand_characters_becomes_several_messages(
    sandbox: Sandbox, web: AsyncWebClient
) -> None:
    text = "word " * 1800
    await web.chat_postMessage(channel=UKRAINE, text=text)
    parts = [message["text"] for message in sandbox.messages(UKRAINE)]
    assert len(parts) == 3
    assert max(map(len, parts)) <= 4000
    assert "".join(parts) == text


async def test_text_beside_blocks_is_not_split(sandbox: Sandbox, web: AsyncWebClient) -> None:
    await web.chat_postMessage(channel=UKRAINE, text="x" * 5000, blocks=[{"type": "divider"}])
    assert len(sandbox.messages(UKRAINE)) == 1


async def test_an_update_with_text_alone_takes_the_blocks_away_and_marks_the_edit(
    sandbox: Sandbox, web: AsyncWebClient
) -> None:
    ts = (await web.chat_postMessage(channel=UKRAINE, text="a", blocks=[{"type": "divider"}]))["ts"]
    await web.api_call(
        "chat.update", json={"channel": UKRAINE, "ts": ts, "blocks": [{"type": "divider", "block_id": "new"}]}
    )
    (message,) = sandbox.messages(UKRAINE)
    assert (message["text"], message["blocks"][0]["block_id"]) == ("a", "new")
    assert "edited" not in message
    await web.chat_update(channel=UKRAINE, ts=ts, text="b")
    (message,) = sandbox.messages(UKRAINE)
    assert message["text"] == "b"
    assert "blocks" not in message
    assert message["edited"]["user"] == "U0QUOTE"


async def test_the_bot_changes_and_deletes_its_own_messages_only(sandbox: Sandbox, web: AsyncWebClient) -> None:
    ts = await sandbox.say("U0MAYA", UKRAINE, "mine")
    assert (await refusal(web.chat_update(channel=UKRAINE, ts=ts, text="x")))["error"] == "cant_update_message"
    assert (await refusal(web.chat_delete(channel=UKRAINE, ts=ts)))["error"] == "cant_delete_message"
    own = (await web.chat_postMessage(channel=UKRAINE, text="x", thread_ts=ts))["ts"]
    await web.chat_delete(channel=UKRAINE, ts=own)
    (message,) = sandbox.messages(UKRAINE, ts)
    assert "reply_count" not in message


async def test_an_ephemeral_message_is_seen_by_one_person(sandbox: Sandbox, web: AsyncWebClient) -> None:
    await web.chat_postEphemeral(channel=UKRAINE, user="U0MAYA", text="psst")
    assert [message["text"] for message in sandbox.ephemerals("U0MAYA", UKRAINE)] == ["psst"]
    assert sandbox.ephemerals("U0TOM", UKRAINE) == []
    assert sandbox.messages(UKRAINE) == []


async def test_history_comes_newest_first_and_replies_oldest_first_page_by_page(web: AsyncWebClient) -> None:
    posted = [(await web.chat_postMessage(channel=UKRAINE, text=str(n)))["ts"] for n in range(5)]
    replies = [(await web.chat_postMessage(channel=UKRAINE, text=str(n), thread_ts=posted[0]))["ts"] for n in range(3)]
    pages = [
        [m["ts"] for m in page["messages"]] async for page in await web.conversations_history(channel=UKRAINE, limit=2)
    ]
    assert pages == [[posted[4], posted[3]], [posted[2], posted[1]], [posted[0]]]
    first = await web.conversations_replies(channel=UKRAINE, ts=posted[0], limit=2)
    assert first["has_more"]
    second = await web.conversations_replies(
        channel=UKRAINE, ts=posted[0], limit=2, cursor=first["response_metadata"]["next_cursor"]
    )
    assert [m["ts"] for m in first["messages"] + second["messages"]] == [posted[0], *replies]
    since = await web.conversations_history(channel=UKRAINE, oldest=posted[2], inclusive=True)
    assert [m["ts"] for m in since["messages"]] == posted[:1:-1]
    between = await web.conversations_history(channel=UKRAINE, oldest=posted[1], latest=posted[3])
    assert [m["ts"] for m in between["messages"]] == [posted[2]]


async def test_who_and_what_is_there_can_be_asked(web: AsyncWebClient) -> None:
    assert [c["name"] for c in (await web.conversations_list())["channels"]] == [
        "ukraine-desk",
        "foreign-desk",
        "general",
    ]
    assert (await web.conversations_list(types="im"))["channels"][0]["user"] == "U0MAYA"
    assert (await web.conversations_info(channel=GENERAL))["channel"]["is_member"] is False
    assert (await web.conversations_open(users="U0TOM"))["channel"]["id"] == "D0TOM"
    assert "U0INES" in (await web.conversations_members(channel=FOREIGN))["members"]
    assert (await web.users_info(user="U0INES"))["user"]["real_name"] == "Inês Duarte"
    assert {u["id"] for u in (await web.users_list())["members"]} >= {"U0MAYA", "U0TOM", "U0INES", "U0QUOTE"}
    assert (await web.bots_info(bot="B0QUOTE"))["bot"]["app_id"] == "A0QUOTE"
    assert (await web.team_info())["team"]["name"] == "Newsroom"
    assert (await web.api_test(foo="bar"))["args"] == {"foo": "bar"}


async def test_a_bot_that_joins_is_a_member(web: AsyncWebClient) -> None:
    await web.conversations_join(channel=GENERAL)
    assert (await web.conversations_info(channel=GENERAL))["channel"]["is_member"] is True


async def test_a_permalink_names_the_thread_of_a_reply(web: AsyncWebClient) -> None:
    parent = (await web.chat_postMessage(channel=UKRAINE, text="a"))["ts"]
    reply = (await web.chat_postMessage(channel=UKRAINE, text="b", thread_ts=parent))["ts"]
    link = (await web.chat_getPermalink(channel=UKRAINE, message_ts=reply))["permalink"]
    assert link.endswith(f"/archives/{UKRAINE}/p{reply.replace('.', '')}?thread_ts={parent}&cid={UKRAINE}")


async def test_a_reaction_is_added_once_and_taken_off_once(web: AsyncWebClient) -> None:
    ts = (await web.chat_postMessage(channel=UKRAINE, text="a"))["ts"]
    await web.reactions_add(channel=UKRAINE, timestamp=ts, name="eyes")
    again = await refusal(web.reactions_add(channel=UKRAINE, timestamp=ts, name="eyes"))
    assert again["error"] == "already_reacted"
    shown = (await web.reactions_get(channel=UKRAINE, timestamp=ts))["message"]["reactions"]
    assert shown == [{"name": "eyes", "users": ["U0QUOTE"], "count": 1}]
    await web.reactions_remove(channel=UKRAINE, timestamp=ts, name="eyes")
    gone = await refusal(web.reactions_remove(channel=UKRAINE, timestamp=ts, name="eyes"))
    assert gone["error"] == "no_reaction"


async def test_prompts_are_set_without_a_thread_as_an_agent_does(sandbox: Sandbox, web: AsyncWebClient) -> None:
    prompts = [{"title": "Ask", "message": "Would Putin?"}]
    await web.assistant_threads_setSuggestedPrompts(channel_id="D0MAYA", prompts=prompts)
    assert sandbox.prompts("U0MAYA") == prompts
    five = await refusal(web.assistant_threads_setSuggestedPrompts(channel_id="D0MAYA", prompts=prompts * 5))
    assert five["error"] == "invalid_arguments"


async def test_a_home_tab_is_published_and_guarded_by_its_hash(sandbox: Sandbox, web: AsyncWebClient) -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    first = (await web.views_publish(user_id="U0MAYA", view=home))["view"]
    await web.views_publish(user_id="U0MAYA", view=home, hash=first["hash"])
    stale = await refusal(web.views_publish(user_id="U0MAYA", view=home, hash=first["hash"]))
    assert stale["error"] == "hash_conflict"
    shown = sandbox.home("U0MAYA")
    assert shown is not None
    assert shown["id"] == first["id"]


async def test_the_manifest_can_be_exported_and_checked_with_a_configuration_token() -> None:
    async with Sandbox(NARROW) as sandbox:
        client = AsyncWebClient(token=sandbox.config_token, base_url=sandbox.api_url)
        assert (await client.apps_manifest_export(app_id="A0QUOTE"))["manifest"] == NARROW
        assert (await client.apps_manifest_validate(manifest=json.dumps(NARROW)))["errors"] == []
        wrong = {**NARROW, "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}}}
        refused = await refusal(client.apps_manifest_validate(manifest=json.dumps(wrong)))
    assert refused["error"] == "invalid_manifest"
    assert refused["errors"][0]["pointer"] == "/settings/event_subscriptions/bot_events/0"


@pytest.mark.parametrize("scopes", [7, {"app_mentions:read": True}])
async def test_a_manifest_whose_scopes_are_no_list_grants_none(sandbox: Sandbox, scopes: Any) -> None:
    client = AsyncWebClient(token=sandbox.config_token, base_url=sandbox.api_url)
    events = {"event_subscriptions": {"bot_events": ["app_mention"]}}
    wrong = {**NARROW, "settings": events, "oauth_config": {"scopes": {"bot": scopes}}}
    refused = await refusal(client.apps_manifest_validate(manifest=json.dumps(wrong)))
    assert refused["errors"][0]["message"] == "Requires scope: app_mentions:read"


async def test_every_call_is_logged_in_order_without_its_token(sandbox: Sandbox, web: AsyncWebClient) -> None:
    await web.chat_postMessage(channel=UKRAINE, text="hi", token=sandbox.bot_token)
    await refusal(AsyncWebClient(token="xoxb-wrong", base_url=sandbox.api_url).auth_test())
    await AsyncWebClient(token=sandbox.app_token, base_url=sandbox.api_url).apps_connections_open(
        app_token=sandbox.app_token
    )
    logged = [(call["n"], call["method"], call["token"], call["status"]) for call in sandbox.calls]
    assert logged == [
        (1, "chat.postMessage", "bot", 200),
        (2, "auth.test", "none", 200),
        (3, "apps.connections.open", "app", 200),
    ]
    text = json.dumps(sandbox.calls)
    for secret in (sandbox.bot_token, sandbox.app_token, sandbox.signing_secret, "xoxb-wrong"):
        assert secret not in text
