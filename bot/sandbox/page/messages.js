import { askFirst } from "./confirm.js";
import { h, rove } from "./dom.js";
import { authorOf, renderMessage, renderPending } from "./message.js";
import { dayKey, dayName } from "./time.js";

const JOIN_WITHIN = 300;
const NEAR = 40;

/** A message stands under the name of the one before it when the same author wrote both within five minutes. */
function joins(before, message) {
  return (
    before !== undefined &&
    before.user === message.user &&
    before.username === message.username &&
    !before.ephemeral === !message.ephemeral &&
    Number(message.ts) - Number(before.ts) < JOIN_WITHIN
  );
}

/**
 * A scrolling log of messages. Rows are kept while their message stays the same, so that focus, selection and
 * what a screen reader has read are left alone. `openThread(ts)` is absent inside a thread.
 */
export class MessageList {
  #rows = new Map();
  #stuck = true;
  #settled = 0;
  #editing = null;
  #shown = [];

  constructor(desk, { label, openThread, testid }) {
    this.desk = desk;
    this.openThread = openThread;
    this.log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": label });
    this.status = h("div", { class: "status", role: "status" });
    this.pill = h(
      "button",
      {
        type: "button",
        class: "pill",
        hidden: true,
        data: { testid: "new-messages" },
        on: { click: () => this.toBottom() },
      },
      "New messages",
    );
    this.scroller = h("div", { class: "scroller", data: { testid } }, this.log);
    this.node = h("div", { class: "messages" }, this.scroller, this.pill, this.status);
    this.scroller.addEventListener("scroll", () => this.#scrolled());
    this.log.addEventListener("keydown", (event) => this.#key(event));
    this.log.addEventListener("focusin", ({ target }) => this.#focused(target));
    new ResizeObserver(() => this.#stuck && this.toBottom()).observe(this.scroller);
  }

  /** Begin with another conversation: nothing of the former one is announced or kept. */
  clear(label) {
    this.#rows.clear();
    this.#editing = null;
    this.#stuck = true;
    this.log.replaceChildren();
    this.log.setAttribute("aria-label", label);
    this.pill.hidden = true;
    this.#shown = [];
  }

  /** `intro` is a node above all; `divider` the ts of the first unread message; `after` nodes to put below a ts. */
  update({ channel, messages, pending = [], intro, divider, after = new Map(), status }) {
    this.channel = channel;
    const grown = messages.some(({ ts }) => !this.#shown.includes(ts));
    const first = this.#shown.length === 0;
    this.#shown = messages.map(({ ts }) => ts);
    const nodes = intro ? [intro] : [];
    let before;
    for (const message of messages) {
      if (this.openThread && (!before || dayKey(before.ts) !== dayKey(message.ts))) {
        nodes.push(
          this.#row(`day ${dayKey(message.ts)}`, dayName(message.ts), () => this.#line(dayName(message.ts))),
        );
        before = undefined;
      }
      if (message.ts === divider) {
        nodes.push(this.#row("new", "", () => this.#line("New", "line--new")));
        before = undefined;
      }
      nodes.push(this.#messageRow(message, joins(before, message)));
      if (after.has(message.ts)) {
        nodes.push(after.get(message.ts));
        before = undefined;
      } else before = message;
    }
    for (const message of pending) {
      const joined = before?.user === this.desk.me && !before.ephemeral;
      nodes.push(
        this.#row(message.key, JSON.stringify([message.error, joined]), () =>
          renderPending(this.desk, message, joined),
        ),
      );
    }
    this.#place(nodes);
    this.status.textContent = status ?? "";
    if (this.#stuck || pending.some(({ error }) => !error)) this.toBottom();
    else if (grown && !first) this.pill.hidden = false;
  }

  /** To the end; but of a last message that is taller than the place, its beginning is shown. */
  toBottom() {
    const { scroller } = this;
    const last = this.#messages().at(-1);
    const beginning = last ? last.offsetTop - scroller.offsetTop : 0;
    scroller.scrollTop = Math.min(
      scroller.scrollHeight,
      last && this.#shown.length > 1 ? beginning : scroller.scrollHeight,
    );
    this.#settled = scroller.scrollTop;
    this.#stuck = true;
    this.pill.hidden = true;
  }

  focusMessage(ts) {
    this.#rows.get(ts)?.node.focus();
  }

  /** Begin to edit the last message of the acting person. */
  editLast(messages) {
    const last = messages.findLast((message) => message.user === this.desk.me && !message.ephemeral);
    if (last) this.#edit(last.ts);
  }

  #messageRow(message, joined) {
    const editing = this.#editing === message.ts;
    const known = authorOf(this.desk, message);
    const signature = JSON.stringify([message, joined, editing, known, this.desk.me]);
    const doing = {
      openThread: this.openThread && (() => this.openThread(message.thread_ts ?? message.ts)),
      edit: () => this.#edit(message.ts),
      stopEditing: () => this.#edit(null, message.ts),
      remove: () => this.#remove(message),
    };
    return this.#row(message.ts, signature, () =>
      renderMessage(this.desk, this.channel, message, { joined, editing, doing }),
    );
  }

  #row(key, signature, build) {
    const row = this.#rows.get(key);
    if (row?.signature === signature) return row.node;
    const node = build();
    this.#rows.set(key, { signature, node, replaces: row?.node });
    return node;
  }

  /** Put the nodes in order with as few moves as can be; a rebuilt row gets back the focus that the old one had. */
  #place(nodes) {
    const wanted = new Set(nodes);
    const focused = this.log.contains(document.activeElement) ? document.activeElement : null;
    let at = this.log.firstChild;
    for (const node of nodes) {
      while (at && !wanted.has(at)) at = this.#takeOut(at);
      if (at === node) at = at.nextSibling;
      else this.log.insertBefore(node, at);
    }
    while (at) at = this.#takeOut(at);
    for (const [key, row] of this.#rows) {
      if (!wanted.has(row.node)) this.#rows.delete(key);
      else if (focused && row.replaces?.contains(focused)) this.#refocus(row, focused);
      row.replaces = undefined;
    }
    const current = this.log.querySelector(".message[tabindex='0']");
    if (!current) this.#messages().at(-1)?.setAttribute("tabindex", "0");
  }

  #takeOut(node) {
    const next = node.nextSibling;
    node.remove();
    return next;
  }

  #refocus({ node }, focused) {
    const markOf = ({ dataset: { actionId, blockId, value }, ariaLabel }) =>
      JSON.stringify(actionId ? [actionId, blockId, value] : [ariaLabel]);
    const mark = markOf(focused);
    const twin = [...node.querySelectorAll("button, a, select, input, textarea")].find(
      (one) => markOf(one) === mark,
    );
    (twin ?? node).focus({ preventScroll: true });
  }

  #line(words, className = "") {
    return h(
      "div",
      { class: `line ${className}`, role: "separator", "aria-label": words },
      h("span", {}, words),
    );
  }

  #messages() {
    return [...this.log.querySelectorAll(".message")];
  }

  #focused(target) {
    const row = target.closest(".message");
    if (!row) return;
    for (const other of this.#messages()) {
      const tabindex = other === row ? "0" : "-1";
      other.setAttribute("tabindex", tabindex);
      for (const tool of other.querySelectorAll(".row-tools button")) tool.setAttribute("tabindex", tabindex);
    }
  }

  #key(event) {
    const { target } = event;
    if (!target.classList.contains("message")) {
      if (target.closest(".row-tools"))
        rove(event, () => [...target.parentElement.children], { vertical: false });
      return;
    }
    if (rove(event, () => this.#messages())) return;
    if (event.key === "Enter") target.querySelector(".thread-link, [aria-label='Reply in thread']")?.click();
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.#stuck = scrollHeight - scrollTop - clientHeight < NEAR || Math.abs(scrollTop - this.#settled) < 2;
    if (this.#stuck) this.pill.hidden = true;
  }

  #edit(ts, backTo) {
    this.#editing = ts;
    this.desk.dispatchEvent(new CustomEvent("messages", { detail: { channel: this.channel } }));
    const box = this.log.querySelector(".editor textarea");
    box?.focus();
    box?.setSelectionRange(box.value.length, box.value.length);
    if (backTo) this.focusMessage(backTo);
  }

  async #remove(message) {
    const words = (text) => ({ type: "plain_text", text });
    const agreed = await askFirst(
      {
        title: words("Delete message"),
        text: words("Are you sure that you want to delete this message? This can't be undone."),
        confirm: words("Delete"),
        style: "danger",
      },
      this.desk.names,
    );
    if (!agreed) return;
    await this.desk.delete(this.channel, message.ts).catch((error) => {
      this.status.textContent = error.message;
    });
  }
}
