import { iconButton } from "./buttons.js";
import { Composer } from "./composer.js";
import { append, h, rove } from "./dom.js";
import { Home } from "./home.js";
import { MessageList } from "./messages.js";
import { avatar, presence } from "./people.js";
import { Suggestions } from "./suggestions.js";

const nameOf = (channel) => (channel.is_im ? channel.name : `#${channel.name}`);

/** The middle of the page: a conversation's header, its messages (or the app's home tab), suggestions and message box. */
export class ChannelPane {
  #key = null;

  constructor(desk, { openThread, openDrawer }) {
    this.desk = desk;
    this.node = document.getElementById("channel");
    this.head = h("header", { class: "head" });
    this.menu = iconButton("Open the sidebar", "menu", openDrawer, {
      class: "head-menu",
      "aria-controls": "sidebar",
    });
    this.notice = h("div", { class: "notice", role: "status" });
    this.list = new MessageList(desk, { label: "Messages", openThread, testid: "message-list" });
    this.suggestions = new Suggestions(desk);
    this.composer = new Composer(desk, {
      id: "composer",
      testid: "composer",
      target: () => ({ channel: desk.route.channel }),
      upFromEmpty: () => this.list.editLast(desk.conversations.top(desk.route.channel)),
      zone: this.node,
      extra: [this.suggestions.toggle],
    });
    this.home = new Home(desk);
    this.foot = h("div", { class: "foot" }, this.notice, this.suggestions.node, this.composer.node);
    this.node.append(this.head, this.list.node, this.home.node, this.foot);
    desk.on("route", () => this.show());
    desk.on("state", () => this.show());
    desk.on("link", () => this.show());
    desk.on("messages", ({ channel }) => channel === desk.route.channel && this.show());
    document.addEventListener("visibilitychange", () => desk.looked());
  }

  show() {
    const { desk } = this;
    const { route, channel, seat, me } = desk;
    if (!channel) return;
    const key = `${me}/${route.channel}`;
    if (key !== this.#key) {
      this.#key = key;
      this.list.clear(`Messages in ${nameOf(channel)}`);
    }
    const introKey = JSON.stringify(channel);
    if (introKey !== this.introKey) {
      this.introKey = introKey;
      this.intro = this.#intro(channel);
    }
    this.#showHead(channel);
    const home = route.tab === "home";
    this.list.node.hidden = home;
    this.foot.hidden = home;
    this.home.show(home);
    this.list.update({
      channel: channel.id,
      messages: seat.conversations.top(channel.id),
      pending: seat.conversations.pending(channel.id, undefined),
      intro: this.intro,
      divider: seat.dividers.get(channel.id),
      status: this.#status(channel.id),
    });
    this.suggestions.show();
    this.#showNotice(channel);
    this.composer.aim(key, `Message ${nameOf(channel)}`);
  }

  #status(channel) {
    const { bot, route, seat } = this.desk;
    const elsewhere = [...seat.statuses].filter(
      ([place]) => place.startsWith(`${channel}/`) && place !== `${channel}/${route.thread}`,
    );
    return elsewhere.length > 0 ? `${bot.name} ${elsewhere.at(-1)[1]}` : "";
  }

  #showHead(channel) {
    const { desk } = this;
    const key = JSON.stringify([channel, desk.bot.connected, desk.route.tab]);
    if (key === this.headKey) return;
    const refocus = this.head.contains(document.activeElement) ? document.activeElement.id : null;
    this.headKey = key;
    this.head.replaceChildren(this.menu);
    append(this.head, channel.is_im ? this.#imHead(channel) : this.#channelHead(channel));
    if (refocus) document.getElementById(refocus)?.focus();
  }

  #channelHead(channel) {
    const { bot } = this.desk;
    return [
      h(
        "div",
        { class: "head-words" },
        h("h1", {}, h("span", { class: "hash", "aria-hidden": "true" }, "#"), channel.name),
        h("p", { class: "topic" }, channel.topic),
      ),
      h(
        "span",
        {
          class: "member",
          title: channel.bot_is_member
            ? `${bot.name} is in this channel`
            : `${bot.name} is not in this channel`,
        },
        channel.bot_is_member && avatar({ is_bot: true }, "avatar avatar--small"),
        channel.bot_is_member ? bot.name : `${bot.name} is not here`,
      ),
    ];
  }

  #imHead(channel) {
    const { desk } = this;
    const tab = (name, words) =>
      h(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${name}`,
          "aria-selected": String(desk.route.tab === name),
          tabindex: desk.route.tab === name ? "0" : "-1",
          on: { click: () => desk.open(channel.id, { tab: name }) },
        },
        words,
      );
    const tabs = h(
      "div",
      { class: "tabs", role: "tablist", "aria-label": `${channel.name}'s tabs` },
      tab("home", "Home"),
      tab("messages", "Messages"),
    );
    tabs.addEventListener("keydown", (event) => rove(event, () => [...tabs.children], { vertical: false }));
    return [
      h(
        "div",
        { class: "head-words head-words--im" },
        avatar({ is_bot: true }, "avatar avatar--small"),
        h("h1", {}, channel.name, h("span", { class: "badge" }, "APP"), presence(desk.bot.connected, true)),
      ),
      tabs,
    ];
  }

  #intro(channel) {
    const { bot } = this.desk;
    const named = h("strong", {}, `@${bot.name}`);
    if (channel.is_im) {
      return h(
        "div",
        { class: "intro" },
        avatar({ is_bot: true }, "avatar avatar--large"),
        h("h2", {}, channel.name),
        h(
          "p",
          {},
          bot.description || `This is the very beginning of your direct messages with ${channel.name}.`,
        ),
      );
    }
    const how = channel.bot_is_member
      ? [
          "This is the very beginning of the channel. Mention ",
          named,
          " with a question to ask it here; the answer comes in a thread.",
        ]
      : [
          "This is the very beginning of the channel. ",
          named,
          " is not in it, so a mention does not reach the app.",
        ];
    return h(
      "div",
      { class: "intro" },
      h("span", { class: "intro-hash", "aria-hidden": "true" }, "#"),
      h("h2", {}, channel.name),
      h("p", {}, how),
    );
  }

  #showNotice(channel) {
    const { desk } = this;
    let words = "";
    if (desk.linked === false) words = "The connection to the sandbox is lost. Trying again…";
    else if (!desk.bot.connected && (channel.is_im || channel.bot_is_member)) {
      words = `${desk.bot.name} is not connected. What you write waits for it here.`;
    }
    if (this.notice.textContent !== words) this.notice.textContent = words;
  }
}
