import { iconButton } from "./buttons.js";
import { h } from "./dom.js";

const EMPTYISH = 6;

/**
 * Questions to click, above the message box: those that the app offers in its direct message, else those that the
 * sandbox was started with. Open by themselves while a conversation is nearly empty; a button brings them back.
 */
export class Suggestions {
  constructor(desk) {
    this.desk = desk;
    this.node = h("div", {
      class: "suggested",
      role: "group",
      "aria-label": "Suggested questions",
      id: "suggested",
      hidden: true,
      data: { testid: "suggested" },
    });
    this.toggle = iconButton("Suggested questions", "bulb", () => this.#flip(), {
      class: "suggested-toggle",
      "aria-controls": "suggested",
      "aria-expanded": "false",
    });
  }

  show() {
    const { desk } = this;
    const offers = this.#offers();
    const open = offers.length > 0 && this.#isOpen();
    const key = JSON.stringify(offers);
    if (key !== this.key) {
      this.key = key;
      this.node.replaceChildren(
        ...offers.map(({ title, message }) =>
          h(
            "button",
            { type: "button", class: "chip", title: message, on: { click: () => this.#ask(message) } },
            title,
          ),
        ),
      );
    }
    this.node.hidden = !open;
    this.toggle.hidden = offers.length === 0;
    this.toggle.setAttribute("aria-expanded", String(open));
    this.node.setAttribute(
      "aria-label",
      desk.channel.is_im && desk.state.prompts.length > 0 ? "Suggested prompts" : "Suggested questions",
    );
  }

  #offers() {
    const { channel, state } = this.desk;
    if (channel.is_im) return state.prompts.length > 0 ? state.prompts : state.suggested;
    return channel.bot_is_member ? state.suggested : [];
  }

  #isOpen() {
    const { seat, route } = this.desk;
    const chosen = seat.suggestionsOpen.get(route.channel);
    return chosen ?? seat.conversations.top(route.channel).length < EMPTYISH;
  }

  #flip() {
    const { seat, route } = this.desk;
    seat.suggestionsOpen.set(route.channel, !this.#isOpen());
    this.show();
  }

  #ask(message) {
    this.desk.say(message, { channel: this.desk.route.channel });
  }
}
