import { iconButton } from "./buttons.js";
import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { MessageList } from "./messages.js";

/** The pane at the right with one thread: its first message, the replies, and a message box. */
export class ThreadPane {
  #key = null;

  constructor(desk, { close }) {
    this.desk = desk;
    this.node = document.getElementById("thread");
    this.where = h("p", { class: "topic" });
    this.closeButton = iconButton("Close thread", "close", close);
    this.list = new MessageList(desk, { label: "Thread", testid: "thread-list" });
    this.composer = new Composer(desk, {
      testid: "thread-composer",
      zone: this.node,
      target: () => ({ channel: desk.route.channel, thread: desk.route.thread }),
      upFromEmpty: () => this.list.editLast(desk.conversations.thread(desk.route.channel, desk.route.thread)),
    });
    this.count = h("div", { class: "line line--count" }, h("span"));
    this.node.append(
      h(
        "header",
        { class: "head" },
        h("div", { class: "head-words" }, h("h2", { class: "head-title" }, "Thread"), this.where),
        this.closeButton,
      ),
      this.list.node,
      h("div", { class: "foot" }, this.composer.node),
    );
    desk.on("route", () => this.show());
    desk.on("state", () => this.show());
    desk.on("messages", ({ channel }) => channel === desk.route.channel && this.show());
  }

  /** Whether the person has done nothing here: a pane that opened by itself may then give way to the next answer. */
  get isUntouched() {
    return this.desk.route.byItself && this.composer.isEmpty && !this.node.contains(document.activeElement);
  }

  /** Into the message box; on a phone that would bring up the keyboard over the thread. */
  focus(narrow) {
    if (narrow) this.closeButton.focus();
    else this.composer.focus();
  }

  show() {
    const { desk } = this;
    const { channel: id, thread, tab } = desk.route;
    const open = Boolean(thread && desk.channel && tab === "messages");
    this.node.hidden = !open;
    if (!open) {
      if (this.#key) this.list.clear("Thread");
      this.#key = null;
      return;
    }
    const key = `${desk.me}/${id}/${thread}`;
    const name = desk.channel.is_im ? desk.channel.name : `#${desk.channel.name}`;
    if (key !== this.#key) {
      this.#key = key;
      this.list.clear(`Thread in ${name}`);
      this.where.textContent = name;
    }
    const messages = desk.conversations.thread(id, thread);
    const replies = messages.filter(({ ts, ephemeral }) => ts !== thread && !ephemeral).length;
    this.count.firstChild.textContent = `${replies} ${replies === 1 ? "reply" : "replies"}`;
    const status = desk.seat.statuses.get(`${id}/${thread}`);
    this.list.update({
      channel: id,
      messages,
      pending: desk.conversations.pending(id, thread),
      after: replies > 0 ? new Map([[thread, this.count]]) : new Map(),
      status: status && `${desk.bot.name} ${status}`,
    });
    this.composer.aim(key, "Reply in thread");
  }
}
