import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { avatar, displayName, isSlackbot } from "./people.js";

const MENTION = /(?:^|[\s(])@([^@\n]{0,40})$/u;
const COMMAND = /^\/(\S*)$/;

/** What can be completed where the caret stands: {from, entries: [{insert, node}]}, or null. */
function completionsAt(desk, text, caret, thread) {
  const before = text.slice(0, caret);
  const command = COMMAND.exec(before);
  if (command && !thread) {
    const entries = desk.state.commands
      .filter((one) => one.command.startsWith(before) && one.command !== before)
      .map(({ command: name, description, usage_hint: hint }) => ({
        insert: `${name} `,
        parts: [
          h("span", { class: "option-face" }, avatar({ is_bot: true }, "avatar avatar--small")),
          h("strong", {}, name),
          hint && h("span", { class: "option-hint" }, hint),
          h("span", { class: "option-note" }, description),
        ],
      }));
    return { from: 0, entries };
  }
  const mention = MENTION.exec(before);
  if (!mention) return null;
  const query = mention[1].toLocaleLowerCase();
  const entries = [...desk.state.users]
    .sort((one, other) => Number(other.is_bot) - Number(one.is_bot))
    .filter((user) => {
      if (isSlackbot(user)) return false;
      const name = displayName(user).toLocaleLowerCase();
      return (
        name !== query &&
        (name.startsWith(query) || name.split(/\s+/).some((word) => query !== "" && word.startsWith(query)))
      );
    })
    .map((user) => ({
      insert: `@${displayName(user)} `,
      parts: [
        h("span", { class: "option-face" }, avatar(user, "avatar avatar--small")),
        h("strong", {}, displayName(user)),
        user.is_bot && h("span", { class: "badge" }, "APP"),
        user.title && h("span", { class: "option-note" }, user.title),
      ],
    }));
  return { from: caret - mention[1].length - 1, entries };
}

/** A list of completions for a text box: @people and /commands; arrows move, Enter and Tab take, Escape closes. */
export class Completions {
  #found = null;
  #at = 0;

  constructor(desk, box, { inThread, changed }) {
    this.desk = desk;
    this.box = box;
    this.inThread = inThread;
    this.changed = changed;
    const id = freshId("completions");
    this.node = h("ul", {
      class: "completions",
      id,
      role: "listbox",
      "aria-label": "Completions",
      hidden: true,
      data: { testid: "completions" },
    });
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", id);
    box.addEventListener("input", () => this.look());
    box.addEventListener("click", () => this.look());
    box.addEventListener("blur", () => this.close());
  }

  get isOpen() {
    return this.#found !== null;
  }

  look() {
    const { value, selectionStart } = this.box;
    const found = completionsAt(this.desk, value, selectionStart, this.inThread());
    this.#found = found && found.entries.length > 0 ? found : null;
    this.#at = 0;
    this.#show();
  }

  close() {
    this.#found = null;
    this.#show();
  }

  /** Whether the key was for the list. */
  key(event) {
    if (!this.isOpen) return false;
    const { entries } = this.#found;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.#at = (this.#at + step + entries.length) % entries.length;
      this.#show();
    } else if (event.key === "Enter" || event.key === "Tab") this.#take(this.#at);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #take(at) {
    const { from, entries } = this.#found;
    const { box } = this;
    this.close();
    box.setRangeText(entries[at].insert, from, box.selectionStart, "end");
    box.focus();
    this.changed();
  }

  #show() {
    this.node.hidden = !this.isOpen;
    if (!this.isOpen) {
      this.box.removeAttribute("aria-activedescendant");
      return;
    }
    const options = this.#found.entries.map(({ parts }, at) =>
      h(
        "li",
        {
          class: "option",
          role: "option",
          id: `${this.node.id}-${at}`,
          "aria-selected": String(at === this.#at),
          on: { mousedown: (event) => event.preventDefault(), click: () => this.#take(at) },
        },
        parts,
      ),
    );
    this.node.replaceChildren(...options);
    this.box.setAttribute("aria-activedescendant", options[this.#at].id);
    options[this.#at].scrollIntoView({ block: "nearest" });
  }
}

/** The icon and words of the hint under a box that holds a known command; null for any other text. */
export function commandHint(desk, text) {
  const known = desk.state.commands.find(({ command }) => text === command || text.startsWith(`${command} `));
  return (
    known && [
      icon("bulb"),
      h("strong", {}, known.command),
      ` ${known.usage_hint ?? ""}`,
      known.description && ` · ${known.description}`,
    ]
  );
}
