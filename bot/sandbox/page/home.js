import { renderBlocks } from "./blocks.js";
import { h } from "./dom.js";
import { blockIds, FormState } from "./formstate.js";

const PATIENCE = 2500;

/** The app's home tab: what the app has published for the acting person. */
export class Home {
  #state = new FormState();
  #shown = null;
  #late = null;

  constructor(desk) {
    this.desk = desk;
    this.node = h("section", {
      class: "home",
      id: "home",
      role: "tabpanel",
      "aria-label": "Home",
      hidden: true,
      data: { testid: "home" },
    });
    desk.on("home", () => this.#render());
  }

  show(visible) {
    const appears = visible && this.node.hidden;
    this.node.hidden = !visible;
    if (!visible) clearTimeout(this.#late);
    if (appears || this.#shown !== this.desk.seat.home) this.#render();
    if (appears && !this.desk.seat.home) this.#late = setTimeout(() => this.#render(true), PATIENCE);
  }

  #render(late = false) {
    const { desk, node } = this;
    const view = desk.seat.home;
    this.#shown = view;
    if (view) {
      clearTimeout(this.#late);
      const place = {
        desk,
        names: desk.names,
        ids: { view_id: view.id },
        state: this.#state,
        blockIds: blockIds(view),
      };
      node.replaceChildren(renderBlocks(view.blocks ?? [], place));
    } else if (late) {
      node.replaceChildren(h("p", { class: "home-empty" }, `${desk.bot.name} has not published a home tab.`));
    } else {
      node.replaceChildren(h("p", { class: "home-empty" }, "One moment…"));
    }
  }
}
