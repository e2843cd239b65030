import { post, read } from "./api.js";
import { isTopLevel } from "./conversations.js";
import { listen } from "./live.js";
import { displayName } from "./people.js";
import { Seat } from "./seat.js";

/**
 * The page's state and all that a person can do with it. Emits "state" (people, channels, connection, prompts),
 * "messages" {channel}, "route", "home", "view" (as the stream brings it), "views" (those open are in state.views),
 * "link" (the page's own connection) and "answered" {channel, thread}.
 */
export class Desk extends EventTarget {
  #seats = new Map();
  #live = null;

  state = null;
  seat = null;
  linked = null;
  route = { channel: null, thread: null, tab: "messages", byItself: false };

  get me() {
    return this.seat.me;
  }

  get conversations() {
    return this.seat.conversations;
  }

  get bot() {
    return this.state.bot;
  }

  get channel() {
    return this.channelOf(this.route.channel);
  }

  /** Whether a conversation's messages are what is shown: the app's home tab hides those with it. */
  isReading(channel) {
    return Boolean(channel) && channel === this.route.channel && this.route.tab === "messages";
  }

  channelOf(id) {
    return this.state.channels.find((channel) => channel.id === id);
  }

  user(id) {
    return this.state.users.find((user) => user.id === id);
  }

  /** What mrkdwn and rich text need to show ids as names. */
  get names() {
    return {
      me: this.me,
      userName: (id) => (this.user(id) ? displayName(this.user(id)) : undefined),
      channelName: (id) => this.channelOf(id)?.name,
      groupHandle: (id) => this.state.groups?.find((group) => group.id === id)?.handle,
    };
  }

  on(type, listener) {
    this.addEventListener(type, ({ detail }) => listener(detail));
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Act as this person from now on. */
  async sit(me) {
    const state = await read("state", { as: me });
    this.#live?.close();
    if (!this.#seats.has(me)) this.#seats.set(me, new Seat(me));
    const seat = this.#seats.get(me);
    this.seat = seat;
    this.#setState(state);
    await this.#readAll(seat);
    this.#emit("state");
    this.#emit("views");
    let first = true;
    this.#live = listen(me, {
      opened: () => this.#relinked(seat, first).finally(() => (first = false)),
      received: (event) => this.seat === seat && this.#take(event),
      lost: () => this.#setLinked(false),
    });
  }

  /** Open a conversation, one of its threads, or the app's home tab. */
  open(channel, { thread = null, tab = "messages", byItself = false } = {}) {
    const before = this.route;
    this.route = { channel, thread, tab, byItself };
    this.seat.channel = channel;
    if (channel !== before.channel || tab !== before.tab) {
      this.seat.dividers.delete(before.channel);
      this.looked();
      if (this.channel?.is_im) post("opened", { as: this.me, tab }).catch(() => this.#setLinked(false));
    }
    if (thread && !this.conversations.hasThread(channel, thread)) {
      this.#readThread(this.seat, channel, thread).catch(() => this.#setLinked(false));
    }
    this.#emit("route", { before });
  }

  async say(text, { channel, thread, files = [] } = {}) {
    const pending = this.conversations.addPending(channel, text, thread ?? undefined, files);
    await this.#deliver(this.seat, pending);
  }

  async sayAgain(pending) {
    delete pending.error;
    await this.#deliver(this.seat, pending);
  }

  unsay(pending) {
    this.conversations.discard(pending);
    this.#emit("messages", { channel: pending.channel, mine: true });
  }

  async #deliver(seat, pending) {
    const { channel, text, thread_ts: thread } = pending;
    const files = pending.files.map(({ id }) => id);
    this.#emit("messages", { channel, mine: true });
    try {
      const { ts } = await post("message", { as: seat.me, channel, text, thread_ts: thread, files });
      seat.conversations.settle(pending, ts);
    } catch (error) {
      pending.error = error.message;
    }
    if (this.seat === seat) this.#emit("messages", { channel, mine: true });
  }

  async run(command, text, { channel, thread } = {}) {
    const { seat } = this;
    await post("command", { as: seat.me, channel, command, text, thread_ts: thread ?? undefined });
    // Slack's own command changes who is in a channel, of which the stream says nothing.
    if (command === "/invite") await this.#readState(seat);
  }

  edit(channel, ts, text) {
    return post("edit", { as: this.me, channel, ts, text });
  }

  delete(channel, ts) {
    return post("delete", { as: this.me, channel, ts });
  }

  /** Press or choose something in a message or view; resolves once the app has acknowledged it. */
  act(place, chosen) {
    return post("action", { as: this.me, ...place, ...chosen });
  }

  submitView(id, state) {
    return post("view", { as: this.me, view_id: id, do: "submit", state });
  }

  closeView(id) {
    return post("view", { as: this.me, view_id: id, do: "close" });
  }

  /** The person comes to the open conversation: it counts as read, and a line stands above what was new. */
  looked() {
    const { channel } = this.route;
    if (document.hidden || !this.isReading(channel)) return;
    const first = this.conversations.markRead(channel);
    if (first && isTopLevel(first)) this.seat.dividers.set(channel, first.ts);
    this.#emit("messages", { channel });
  }

  #setLinked(linked) {
    if (this.linked === linked) return;
    this.linked = linked;
    this.#emit("link");
  }

  async #relinked(seat, first) {
    try {
      if (!first) await this.#readState(seat);
      await this.#readAll(seat);
    } catch {
      return;
    }
    if (this.seat !== seat) return;
    this.#setLinked(true);
    if (!first) this.#emit("views");
    for (const { id } of this.state.channels) this.#emit("messages", { channel: id });
  }

  async #readState(seat) {
    const state = await read("state", { as: seat.me });
    if (this.seat !== seat) return;
    this.#setState(state);
    this.#emit("state");
  }

  #setState(state) {
    this.state = state;
    this.seat.home = state.views?.find(({ type }) => type === "home") ?? this.seat.home;
  }

  async #readAll(seat) {
    const { channel: open, thread } = this.route;
    await Promise.all(
      this.state.channels.map(async ({ id }) => {
        const since = seat.conversations.now();
        const { messages } = await read("messages", { as: seat.me, channel: id });
        seat.conversations.merge(id, messages, null, since);
        if (!seat.conversations.hasRead(id)) seat.conversations.markRead(id);
      }),
    );
    if (thread && this.channelOf(open)) await this.#readThread(seat, open, thread);
  }

  async #readThread(seat, channel, thread) {
    const since = seat.conversations.now();
    const { messages } = await read("messages", { as: seat.me, channel, thread });
    seat.conversations.merge(channel, messages, thread, since);
    if (this.seat === seat) this.#emit("messages", { channel });
  }

  #take(event) {
    const { type, channel } = event;
    if (type === "message" || type === "message_changed") this.#takeMessage(channel, event.message, type);
    else if (type === "message_deleted") this.#takeDeletion(event);
    else if (type === "status") this.#takeStatus(event);
    else if (type === "prompts") this.#set({ prompts: event.prompts });
    else if (type === "connection") this.#set({ bot: { ...this.bot, connected: event.connected } });
    else if (type === "home") {
      this.seat.home = event.view;
      this.#emit("home");
    } else if (type.startsWith("view_")) this.#emit("view", event);
  }

  #set(change) {
    this.state = { ...this.state, ...change };
    this.#emit("state");
  }

  #takeMessage(channel, message, type) {
    const isNew = this.conversations.receive(channel, message) && type === "message";
    if (message.bot_id) this.seat.statuses.delete(`${channel}/${message.thread_ts ?? ""}`);
    if (this.isReading(channel) && !document.hidden) this.conversations.markRead(channel);
    this.#emit("messages", { channel, arrived: isNew ? message : undefined });
    if (isNew && message.bot_id && this.#answersMe(channel, message)) {
      this.#emit("answered", { channel, thread: message.thread_ts });
    }
  }

  /** A reply in a thread under a message of the acting person, in the conversation that is open. */
  #answersMe(channel, message) {
    const parent = isTopLevel(message) ? null : this.conversations.get(channel, message.thread_ts);
    return this.isReading(channel) && parent?.user === this.me;
  }

  #takeDeletion({ channel, ts, thread_ts: thread }) {
    const dropped = this.conversations.drop(channel, ts);
    this.#emit("messages", { channel });
    const parent = thread ?? dropped?.thread_ts;
    if (!parent || parent === ts || dropped?.ephemeral) return;
    this.#readThread(this.seat, channel, parent).catch(() => this.#setLinked(false));
  }

  #takeStatus({ channel, thread_ts: thread, status }) {
    const key = `${channel}/${thread ?? ""}`;
    if (status) this.seat.statuses.set(key, status);
    else this.seat.statuses.delete(key);
    this.#emit("messages", { channel });
  }
}
