import { renderBlocks } from "./blocks.js";
import { iconButton } from "./buttons.js";
import { h } from "./dom.js";
import { renderFiles } from "./files.js";
import { icon } from "./icons.js";
import { renderMrkdwn, typedAgain } from "./mrkdwn.js";
import { avatar, displayName, isSlackbot } from "./people.js";
import { clockTime, dateOf, dayAndTime, dayName, fullTime, shortTime } from "./time.js";

const NEWS = new Set(["channel_join", "channel_leave", "channel_topic", "channel_purpose", "bot_add"]);

/** Who a message is from, as a user; apps may post under a name of their own. */
export function authorOf(desk, message) {
  const stranger = { id: message.user, is_bot: true, name: message.bot_id ? desk.bot.name : "Slackbot" };
  const user = desk.user(message.user) ?? stranger;
  return message.username ? { ...user, real_name: message.username } : user;
}

function stamp(ts, words, className = "stamp") {
  return h("time", { class: className, datetime: dateOf(ts).toISOString(), title: fullTime(ts) }, words);
}

function content(desk, channel, message) {
  const { names } = desk;
  if (message.blocks?.length)
    return renderBlocks(message.blocks, { desk, names, ids: { channel, message_ts: message.ts } });
  if (!message.text && message.files?.length) return null;
  const quiet = NEWS.has(message.subtype) ? " words--quiet" : "";
  return h("div", { class: `mrkdwn words${quiet}` }, renderMrkdwn(message.text, names));
}

function threadLink(desk, message, openThread) {
  if (!message.reply_count) return null;
  const faces = (message.reply_users ?? [])
    .slice(0, 4)
    .map((id) => avatar(desk.user(id), "avatar avatar--small"));
  const count = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  const last =
    message.latest_reply &&
    h("span", { class: "thread-link-last" }, ` · last reply ${dayAndTime(message.latest_reply)}`);
  return h(
    "button",
    { type: "button", class: "thread-link", on: { click: openThread } },
    faces,
    h("span", {}, h("span", { class: "thread-link-count" }, count), last),
  );
}

/** An edit box in the place of a message's words. */
function editor(desk, { channel, message, done }) {
  const box = h("textarea", { class: "field", rows: "2", "aria-label": "Edit message" });
  box.value = typedAgain(message.text ?? "", desk.names);
  const problem = h("p", { class: "input-error", role: "alert" });
  const save = async () => {
    const text = box.value.trim();
    if (text === "") return;
    try {
      await desk.edit(channel, message.ts, text);
      done();
    } catch (error) {
      problem.textContent = error.message;
    }
  };
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      done();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save();
    }
  });
  return h(
    "div",
    { class: "editor" },
    box,
    problem,
    h(
      "div",
      { class: "editor-foot" },
      h("button", { type: "button", class: "button button--small", on: { click: done } }, "Cancel"),
      h(
        "button",
        { type: "button", class: "button button--small button--primary", on: { click: save } },
        "Save",
      ),
    ),
  );
}

// The list lets the focus in once it is on their row: else every message would be three stops more.
const OUT_OF_TURN = { tabindex: "-1" };

function tools(desk, message, doing) {
  const own = message.user === desk.me && !message.ephemeral;
  const buttons = [
    doing.openThread &&
      !message.ephemeral &&
      iconButton("Reply in thread", "bubble", doing.openThread, OUT_OF_TURN),
    own && iconButton("Edit message", "pencil", doing.edit, OUT_OF_TURN),
    own && iconButton("Delete message", "trash", doing.remove, OUT_OF_TURN),
  ].filter(Boolean);
  return (
    buttons.length > 0 &&
    h("div", { class: "row-tools", role: "toolbar", "aria-label": "Message actions" }, buttons)
  );
}

/**
 * One message as a row. `joined`: it follows one of the same author and needs no name; `editing`: its words are being
 * edited. `doing`: what its tools do: openThread (absent inside a thread, where times also name the day), edit, remove,
 * stopEditing.
 */
export function renderMessage(desk, channel, message, { joined, editing, doing }) {
  const author = authorOf(desk, message);
  const name = displayName(author);
  return h(
    "article",
    {
      class: ["message", joined && "message--joined", message.ephemeral && "message--ephemeral"]
        .filter(Boolean)
        .join(" "),
      "aria-label": `${name}, ${clockTime(message.ts)}`,
      tabindex: "-1",
      data: {
        testid: message.ephemeral ? "ephemeral" : "message",
        ts: message.ts,
        channel,
        user: message.user,
      },
    },
    message.ephemeral && h("div", { class: "only-you" }, icon("eye"), "Only visible to you"),
    h(
      "div",
      { class: "gutter" },
      joined ? stamp(message.ts, shortTime(message.ts), "stamp stamp--quiet") : avatar(author),
    ),
    h(
      "div",
      { class: "message-body" },
      !joined &&
        h(
          "div",
          { class: "byline" },
          h("span", { class: "author" }, name),
          (author.is_bot || message.bot_id) && !isSlackbot(author) && h("span", { class: "badge" }, "APP"),
          stamp(
            message.ts,
            doing.openThread ? clockTime(message.ts) : `${dayName(message.ts)} at ${clockTime(message.ts)}`,
          ),
        ),
      editing ? editor(desk, { channel, message, done: doing.stopEditing }) : content(desk, channel, message),
      message.files?.length > 0 && renderFiles(message.files, desk.me),
      message.edited &&
        !editing &&
        h("span", { class: "edited", title: fullTime(message.edited.ts) }, "(edited)"),
      doing.openThread && threadLink(desk, message, doing.openThread),
    ),
    !editing && tools(desk, message, doing),
  );
}

/** A message that is on its way, or could not be sent. */
export function renderPending(desk, pending, joined) {
  const author = desk.user(desk.me);
  return h(
    "article",
    {
      class: `message message--pending${joined ? " message--joined" : ""}`,
      tabindex: "-1",
      "aria-label": displayName(author),
      data: { testid: "pending" },
    },
    h("div", { class: "gutter" }, !joined && avatar(author)),
    h(
      "div",
      { class: "message-body" },
      !joined &&
        h(
          "div",
          { class: "byline" },
          h("span", { class: "author" }, displayName(author)),
          h("span", { class: "stamp" }, "sending…"),
        ),
      pending.text && h("div", { class: "words" }, pending.text),
      pending.files.length > 0 && renderFiles(pending.files, desk.me),
      pending.error &&
        h(
          "div",
          { class: "unsent", role: "alert" },
          icon("warning"),
          h("span", {}, `Not sent. ${pending.error}`),
          h(
            "button",
            { type: "button", class: "button button--small", on: { click: () => desk.sayAgain(pending) } },
            "Try again",
          ),
          h(
            "button",
            { type: "button", class: "button button--small", on: { click: () => desk.unsay(pending) } },
            "Remove",
          ),
        ),
    ),
  );
}
