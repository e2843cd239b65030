import { h, rove } from "./dom.js";
import { icon } from "./icons.js";
import { avatar, displayName, presence } from "./people.js";

/** The workspace: who is connected, the channels and direct messages, and who is acting. */
export class Sidebar {
  constructor(desk, { act, leave }) {
    this.desk = desk;
    this.act = act;
    this.leave = leave;
    this.node = document.getElementById("sidebar");
    this.rail = document.getElementById("rail");
    this.connection = h("p", { class: "connection", role: "status", data: { testid: "connection" } });
    this.lists = h("div", { class: "lists" });
    this.people = h("div", { class: "people" });
    this.title = h("p", { class: "workspace-name" });
    this.tile = h("span", { class: "tile", "aria-hidden": "true" });
    this.themeButton = h("button", {
      type: "button",
      class: "icon-button rail-button",
      on: { click: () => this.#flipTheme() },
    });
    this.node.append(h("div", { class: "workspace" }, this.title, this.connection), this.lists, this.people);
    this.rail.append(this.tile, h("span", { class: "spring" }), this.themeButton);
    window.theme.onSystemChange(() => this.#showTheme());
    this.#showTheme();
    desk.on("state", () => this.show());
    desk.on("route", () => this.show());
    desk.on("messages", () => this.show());
  }

  show() {
    const { desk } = this;
    if (!desk.state) return;
    const { team, channels } = desk.state;
    this.title.textContent = team.name;
    this.tile.textContent = team.name.slice(0, 1);
    this.#showConnection();
    const rows = channels.map((channel) => ({ channel, unread: this.#unread(channel) }));
    this.#titlePage(rows);
    const key = JSON.stringify([rows, desk.route.channel, desk.bot, desk.me]);
    if (key === this.key) return;
    this.key = key;
    const focused = this.node.contains(document.activeElement) ? document.activeElement : null;
    const refocus = focused && [focused.dataset.channel, focused.dataset.user];
    this.lists.replaceChildren(
      this.#list(
        "Channels",
        "channel-list",
        rows.filter(({ channel }) => !channel.is_im),
      ),
      this.#list(
        "Direct messages",
        "im-list",
        rows.filter(({ channel }) => channel.is_im),
      ),
    );
    this.#showPeople();
    if (!refocus) return;
    [...this.node.querySelectorAll("button")]
      .find(
        (one) =>
          (refocus[0] && one.dataset.channel === refocus[0]) ||
          (refocus[1] && one.dataset.user === refocus[1]),
      )
      ?.focus();
  }

  #unread(channel) {
    return this.desk.isReading(channel.id) ? 0 : this.desk.conversations.unread(channel.id).length;
  }

  #titlePage(rows) {
    const unread = rows.reduce((sum, row) => sum + row.unread, 0);
    const name = this.desk.channel ? `${this.desk.channel.is_im ? "" : "#"}${this.desk.channel.name}` : "";
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${name} · ${this.desk.state.team.name}`;
  }

  #showConnection() {
    const { name, connected } = this.desk.bot;
    const words = `${name} is ${connected ? "connected" : "not connected"}`;
    if (this.connection.textContent === words) return;
    this.connection.replaceChildren(presence(connected), words);
  }

  #list(name, testid, rows) {
    return h(
      "section",
      { class: "list", "aria-label": name },
      h("h2", { class: "list-name" }, name),
      h(
        "ul",
        { data: { testid } },
        rows.map((row) => h("li", {}, this.#row(row))),
      ),
    );
  }

  #row({ channel, unread }) {
    const { desk } = this;
    const open = channel.id === desk.route.channel;
    const face = channel.is_im
      ? h(
          "span",
          { class: "row-face" },
          avatar({ is_bot: true }, "avatar avatar--tiny"),
          presence(desk.bot.connected),
        )
      : h("span", { class: "hash", "aria-hidden": "true" }, "#");
    return h(
      "button",
      {
        type: "button",
        class: `row ${unread > 0 ? "row--unread" : ""}`,
        "aria-current": open ? "page" : null,
        "aria-label": `${channel.name}${unread > 0 ? `, ${unread} unread` : ""}`,
        data: { channel: channel.id },
        on: {
          click: () => {
            desk.open(channel.id);
            this.leave();
          },
        },
      },
      face,
      h("span", { class: "row-name" }, channel.name),
      channel.is_im && h("span", { class: "badge" }, "APP"),
      unread > 0 && h("span", { class: "count", "aria-hidden": "true" }, String(unread)),
    );
  }

  #showPeople() {
    const { desk } = this;
    const people = desk.state.users.filter((user) => !user.is_bot);
    const group = h(
      "div",
      { class: "switch", role: "radiogroup", "aria-labelledby": "acting-as", data: { testid: "acting-as" } },
      people.map((user) =>
        h(
          "button",
          {
            type: "button",
            role: "radio",
            class: "person",
            "aria-checked": String(user.id === desk.me),
            "aria-label": displayName(user),
            title: `${displayName(user)}${user.title ? `, ${user.title}` : ""}`,
            tabindex: user.id === desk.me ? "0" : "-1",
            data: { user: user.id },
            on: { click: () => this.act(user.id) },
          },
          avatar(user, "avatar avatar--small"),
          h("span", { class: "person-name" }, displayName(user).split(" ")[0]),
        ),
      ),
    );
    group.addEventListener("keydown", (event) => {
      const sideways = rove(event, () => [...group.children], { vertical: false });
      if (sideways || rove(event, () => [...group.children])) document.activeElement.click();
    });
    const me = desk.user(desk.me);
    this.people.replaceChildren(
      h(
        "p",
        { class: "acting", id: "acting-as" },
        "Acting as ",
        h("strong", {}, displayName(me)),
        me?.title && h("span", { class: "acting-title" }, me.title),
      ),
      group,
    );
  }

  #flipTheme() {
    window.theme.choose(window.theme.current() === "dark" ? "light" : "dark");
    this.#showTheme();
  }

  #showTheme() {
    const other = window.theme.current() === "dark" ? "light" : "dark";
    this.themeButton.replaceChildren(icon(other === "dark" ? "moon" : "sun"));
    this.themeButton.setAttribute("aria-label", `Switch to the ${other} theme`);
    this.themeButton.title = `Switch to the ${other} theme`;
  }
}
