import { Attachments } from "./attachments.js";
import { commandHint, Completions } from "./completions.js";
import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";

const COMMAND = /^(\/[^\s/]+)(?:\s+([\s\S]*))?$/;
const TALLEST = 220;

/**
 * A message box. `target()` gives {channel, thread}; `upFromEmpty()` is what arrow up does in an empty box; `extra` are
 * further buttons for its foot; files can be dropped on `zone`. The draft of each conversation is kept.
 */
export class Composer {
  #key = null;

  constructor(desk, { id, testid, target, upFromEmpty, zone, extra = [] }) {
    this.desk = desk;
    this.target = target;
    this.upFromEmpty = upFromEmpty;
    const hint = freshId("hint");
    this.box = h("textarea", {
      class: "composer-box",
      id,
      rows: "1",
      data: { testid },
      "aria-describedby": hint,
      enterkeyhint: "send",
    });
    this.hint = h("div", { class: "composer-hint", id: hint });
    this.problem = h("div", {
      class: "composer-problem",
      role: "alert",
      data: { testid: `${testid}-error` },
    });
    this.sendButton = h(
      "button",
      { type: "submit", class: "send", "aria-label": "Send message", title: "Send message" },
      icon("send"),
    );
    this.completions = new Completions(desk, this.box, {
      inThread: () => Boolean(target().thread),
      changed: () => this.#changed(),
    });
    this.attachments = new Attachments(desk, {
      box: this.box,
      zone,
      changed: () => this.#key && this.#changed(),
      said: (words) => this.problem.replaceChildren(icon("warning"), words),
    });
    this.node = h(
      "form",
      {
        class: "composer",
        on: { submit: (event) => this.#submit(event), keydown: (event) => this.#pressed(event) },
      },
      this.problem,
      this.completions.node,
      h(
        "div",
        { class: "composer-frame" },
        this.attachments.node,
        this.box,
        h(
          "div",
          { class: "composer-foot" },
          this.attachments.button,
          this.#starter("@", "Mention somebody"),
          this.#starter("/", "Use a command"),
          extra,
          h("span", { class: "spring" }),
          this.sendButton,
        ),
      ),
      this.hint,
    );
    this.box.addEventListener("input", () => this.#changed());
  }

  /** Turn to a conversation: its name and its draft. */
  aim(key, label) {
    if (key !== this.#key) {
      this.#key = key;
      this.box.value = this.desk.seat.drafts.get(key) ?? "";
      this.problem.replaceChildren();
      this.completions.close();
      this.attachments.aim(key);
    }
    this.box.setAttribute("aria-label", label);
    this.box.placeholder = label;
    this.#changed();
  }

  focus() {
    this.box.focus();
  }

  get isEmpty() {
    return this.box.value.trim() === "";
  }

  #starter(sign, name) {
    const begin = () => {
      const { box } = this;
      const gap = sign === "@" && /\S$/.test(box.value.slice(0, box.selectionStart)) ? " " : "";
      if (sign === "/") box.value = box.value.startsWith("/") ? box.value : `/${box.value}`;
      else box.setRangeText(`${gap}@`, box.selectionStart, box.selectionEnd, "end");
      box.focus();
      if (sign === "/") box.setSelectionRange(1, 1);
      this.#changed();
      this.completions.look();
    };
    return h(
      "button",
      {
        type: "button",
        class: "icon-button composer-sign",
        title: name,
        "aria-label": name,
        on: { click: begin },
      },
      sign,
    );
  }

  #changed() {
    const { box } = this;
    if (this.#key) this.desk.seat.drafts.set(this.#key, box.value);
    this.hint.replaceChildren(...(commandHint(this.desk, box.value) ?? []).filter(Boolean));
    this.sendButton.disabled = (this.isEmpty && this.attachments.isEmpty) || !this.attachments.isReady;
    box.style.setProperty("height", "auto");
    box.style.setProperty("height", `${Math.min(TALLEST, box.scrollHeight)}px`);
  }

  #pressed(event) {
    if (event.target !== this.box || event.isComposing) return;
    if (this.completions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit(event);
    } else if (event.key === "ArrowUp" && this.box.value === "") {
      event.preventDefault();
      this.upFromEmpty();
    }
  }

  async #submit(event) {
    event.preventDefault();
    const text = this.box.value.trim();
    const command = COMMAND.exec(text);
    if (this.sendButton.disabled) return;
    this.#set("");
    this.problem.replaceChildren();
    if (!command) {
      this.desk.say(text, { ...this.target(), files: this.attachments.take() });
      return;
    }
    const key = this.#key;
    try {
      await this.desk.run(command[1], command[2]?.trim() ?? "", this.target());
    } catch (error) {
      if (key !== this.#key) return;
      this.problem.replaceChildren(icon("warning"), error.message);
      if (this.isEmpty) this.#set(text);
    }
  }

  #set(text) {
    this.box.value = text;
    this.completions.close();
    this.#changed();
  }
}
