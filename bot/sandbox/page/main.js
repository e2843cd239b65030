import { readAddress, writeAddress } from "./address.js";
import { ChannelPane } from "./channel.js";
import { Desk } from "./desk.js";
import { Drawer } from "./drawer.js";
import { h } from "./dom.js";
import { Modal } from "./modal.js";
import { Sidebar } from "./sidebar.js";
import { ThreadPane } from "./thread.js";

const FIRST_PERSON = "U0MAYA";
const NARROW = window.matchMedia("(max-width: 767px)");

const desk = new Desk();
const drawer = new Drawer(NARROW);
new Modal(desk);
const channelPane = new ChannelPane(desk, { openThread, openDrawer: () => drawer.open() });
const threadPane = new ThreadPane(desk, { close: closeThread });
const sidebar = new Sidebar(desk, { act: actAs, leave: () => drawer.close() });

function openThread(thread) {
  desk.open(desk.route.channel, { thread });
  threadPane.focus(NARROW.matches);
}

function closeThread() {
  const { channel, thread } = desk.route;
  const hadFocus = threadPane.node.contains(document.activeElement);
  desk.open(channel);
  if (hadFocus) channelPane.list.focusMessage(thread);
}

/** The conversation asked for if this person has it; otherwise their last one, or the first that the app is in. */
function openKnown({ channel, thread, tab }) {
  const own = desk.state.channels.find((one) => one.is_im);
  const wanted = desk.channelOf(channel) ?? (channel?.startsWith("D") ? own : undefined);
  const fallback =
    desk.channelOf(desk.seat.channel) ??
    desk.state.channels.find((one) => one.bot_is_member) ??
    desk.state.channels[0];
  const target = wanted ?? fallback;
  desk.open(target.id, {
    thread: wanted?.id === channel ? thread : null,
    tab: target.is_im ? tab : "messages",
  });
}

async function actAs(person) {
  if (person === desk.me) return;
  const { channel, tab } = desk.route;
  try {
    await desk.sit(person);
  } catch {
    // The stream is broken as well then, and the page says so.
    return;
  }
  openKnown({ channel, thread: null, tab });
}

/**
 * An answer in a thread is shown at once, unless the person is busy with another thread or, on a phone, with writing,
 * or reads the answer to a later question: an earlier one is told of when its article is corrected.
 */
function showAnswer({ channel, thread }) {
  if (desk.route.thread && !(threadPane.isUntouched && desk.route.thread !== thread)) return;
  if (Number(thread) < Number(desk.route.thread)) return;
  if (NARROW.matches && !channelPane.composer.isEmpty) return;
  const focused = document.activeElement;
  desk.open(channel, { thread, byItself: true });
  if (document.activeElement !== focused) focused?.focus();
  document.getElementById("announcer").textContent = `${desk.bot.name} has answered in a thread, which is open now.`;
}

/** For whoever drives the page by program: whether what happens now is heard. */
function showLink() {
  document.body.dataset.linked = String(desk.linked === true);
}

function keys(event) {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") {
    if (drawer.isOpen) drawer.close();
    else if (desk.route.thread) closeThread();
  } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    const { channels } = desk.state;
    const at = channels.findIndex(({ id }) => id === desk.route.channel) + (event.key === "ArrowUp" ? -1 : 1);
    if (!channels[at]) return;
    event.preventDefault();
    desk.open(channels[at].id);
  }
}

async function start() {
  const address = readAddress();
  try {
    await desk.sit(address.as ?? FIRST_PERSON);
  } catch (error) {
    document
      .getElementById("channel")
      .replaceChildren(h("p", { class: "home-empty", role: "alert" }, error.message));
    return;
  }
  openKnown(address);
  writeAddress({ as: desk.me, ...desk.route }, true);
  desk.on("route", () => writeAddress({ as: desk.me, ...desk.route }));
  desk.on("answered", showAnswer);
  desk.on("link", showLink);
  showLink();
  window.addEventListener("popstate", async () => {
    const { as, ...where } = readAddress();
    if (as && as !== desk.me) await desk.sit(as);
    openKnown(where);
  });
  window.addEventListener("keydown", keys);
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    channelPane.composer.focus();
  });
  sidebar.show();
  if (!NARROW.matches) channelPane.composer.focus();
}

start();
