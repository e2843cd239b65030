const threadKey = (channel, ts) => `${channel}/${ts}`;
const byTime = (one, other) => (one.ts < other.ts ? -1 : 1);

/** Whether a message stands in the channel itself, not in a thread only. */
export function isTopLevel(message) {
  return !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast";
}

/**
 * One person's messages in all conversations, each kept once under its channel and ts, and what that person
 * has read. Messages that are still on their way are kept apart until the sandbox names their ts.
 */
export class Conversations {
  #messages = new Map();
  #changed = new Map();
  #threads = new Set();
  #pending = [];
  #read = new Map();
  #clock = 0;
  #serial = 0;

  constructor(me) {
    this.me = me;
  }

  /** The moment before a read: what changes after it wins over what the read brings. */
  now() {
    return this.#clock;
  }

  get(channel, ts) {
    return this.#messages.get(channel)?.get(ts);
  }

  isRead(channel) {
    return this.#messages.has(channel);
  }

  hasThread(channel, ts) {
    return this.#threads.has(threadKey(channel, ts));
  }

  top(channel) {
    return this.#all(channel).filter(isTopLevel);
  }

  /** The parent, if known, and the replies. */
  thread(channel, ts) {
    return this.#all(channel).filter((message) => message.ts === ts || message.thread_ts === ts);
  }

  pending(channel, thread) {
    return this.#pending.filter((message) => message.channel === channel && message.thread_ts === thread);
  }

  /** Take what a read of a channel (or of one thread in it) brought; `since` is `now()` before that read. */
  merge(channel, messages, thread, since) {
    const known = this.#channel(channel);
    const fresh = (ts) => (this.#changed.get(threadKey(channel, ts)) ?? 0) > since;
    const listed = new Set(messages.map(({ ts }) => ts));
    const covered = thread ? this.thread(channel, thread) : this.top(channel);
    for (const { ts } of covered) if (!listed.has(ts) && !fresh(ts)) known.delete(ts);
    for (const message of messages) if (!fresh(message.ts)) known.set(message.ts, message);
    if (thread) this.#threads.add(threadKey(channel, thread));
  }

  /** Take a new or changed message; true if it was not known. */
  receive(channel, message) {
    const known = this.#channel(channel);
    const isNew = !known.has(message.ts);
    this.#touch(channel, message.ts);
    known.set(message.ts, { ...message });
    if (isNew && message.user === this.me && !message.ephemeral) this.#settleOldest(channel, message);
    if (isNew && !isTopLevel(message) && !message.ephemeral) this.#countReply(channel, message);
    return isNew;
  }

  /** Forget a message; gives it back if it was known. */
  drop(channel, ts) {
    const message = this.get(channel, ts);
    this.#touch(channel, ts);
    this.#channel(channel).delete(ts);
    return message;
  }

  /** A message on its way: shown at once, last in its place. */
  addPending(channel, text, thread, files = []) {
    this.#serial += 1;
    const message = {
      key: `pending-${this.#serial}`,
      channel,
      text,
      files,
      thread_ts: thread,
      user: this.me,
      at: Date.now(),
    };
    this.#pending.push(message);
    return message;
  }

  /** The sandbox took a message: show it as it was typed until the stream brings it. */
  settle(pending, ts) {
    if (!this.discard(pending) || this.get(pending.channel, ts)) return;
    const text = pending.text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
    const message = { type: "message", ts, user: this.me, text, thread_ts: pending.thread_ts, files: pending.files };
    this.#channel(pending.channel).set(ts, message);
    if (!isTopLevel(message)) this.#countReply(pending.channel, message);
  }

  /** Take a pending message away; false if it was gone. */
  discard(pending) {
    const at = this.#pending.findIndex(({ key }) => key === pending.key);
    if (at >= 0) this.#pending.splice(at, 1);
    return at >= 0;
  }

  /** Everything in the channel counts as read; the first message that was unread, if any. */
  markRead(channel) {
    const first = this.unread(channel)[0];
    const newest = this.#all(channel).at(-1);
    this.#read.set(channel, newest ? newest.ts : (this.#read.get(channel) ?? "0"));
    return first;
  }

  /** Messages of others since the last look: in the channel, and in threads that this person takes part in. */
  unread(channel) {
    const read = this.#read.get(channel);
    if (read === undefined) return [];
    return this.#all(channel).filter(
      (message) =>
        message.ts > read &&
        message.user !== this.me &&
        (isTopLevel(message) || this.#follows(channel, message)),
    );
  }

  hasRead(channel) {
    return this.#read.has(channel);
  }

  #all(channel) {
    return [...(this.#messages.get(channel)?.values() ?? [])].sort(byTime);
  }

  #channel(channel) {
    if (!this.#messages.has(channel)) this.#messages.set(channel, new Map());
    return this.#messages.get(channel);
  }

  #touch(channel, ts) {
    this.#clock += 1;
    this.#changed.set(threadKey(channel, ts), this.#clock);
  }

  #follows(channel, { thread_ts: thread, text }) {
    const parent = this.get(channel, thread);
    const mine = parent?.user === this.me || (parent?.reply_users ?? []).includes(this.me);
    return mine || (text ?? "").includes(`<@${this.me}>`);
  }

  /** The stream can bring a message before its POST is answered: the oldest one on its way there is this one. */
  #settleOldest(channel, message) {
    const thread = isTopLevel(message) ? undefined : message.thread_ts;
    const oldest = this.pending(channel, thread).find(({ error }) => !error);
    if (oldest) this.discard(oldest);
  }

  /** Counted only when the parent does not know this reply yet, so that a changed parent in the stream counts it once. */
  #countReply(channel, { ts, user, thread_ts: thread }) {
    const parent = this.get(channel, thread);
    if (!parent || (parent.latest_reply ?? "0") >= ts) return;
    this.#channel(channel).set(thread, {
      ...parent,
      thread_ts: thread,
      reply_count: (parent.reply_count ?? 0) + 1,
      reply_users: [...new Set([...(parent.reply_users ?? []), user])],
      latest_reply: ts,
    });
  }
}
