import { renderBlocks } from "./blocks.js";
import { iconButton } from "./buttons.js";
import { h } from "./dom.js";
import { blockIds, FormState, isFilled } from "./formstate.js";
import { plainWords } from "./text.js";

const TROUBLE = "We had some trouble connecting. Try again?";

/** The app's modals: a stack of views, the last on top, in one dialog that keeps the focus inside and gives it back. */
export class Modal {
  #stack = [];

  constructor(desk) {
    this.desk = desk;
    this.dialog = document.getElementById("modal");
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.#dismiss();
    });
    desk.on("view", (event) => this.#take(event));
    desk.on("views", () => this.#restore(desk.state.views ?? []));
  }

  /** Show the modals that are open for the acting person; those known already keep what was entered. */
  #restore(views) {
    const open = views.filter(({ type }) => type === "modal");
    const entered = (view) => this.#stack.find((one) => one.view.id === view.id)?.state ?? new FormState();
    this.#set(open.map((view) => ({ view, state: entered(view) })));
  }

  #take({ type, view, view_id: id }) {
    if (type === "view_closed") this.#set(this.#stack.filter((one) => one.view.id !== id));
    else if (type === "view_updated") this.#replace(view);
    else if (this.#stack.some((one) => one.view.id === view.id)) this.#replace(view);
    else this.#set([...(type === "view_opened" ? [] : this.#stack), { view, state: new FormState() }]);
  }

  #replace(view) {
    this.#set(this.#stack.map((one) => (one.view.id === view.id ? { ...one, view } : one)));
  }

  #set(stack) {
    const before = this.#stack.at(-1);
    this.#stack = stack;
    const top = stack.at(-1);
    if (!top) {
      if (this.dialog.open) this.dialog.close();
      return;
    }
    if (top === before) return;
    const sameView = top.view.id === before?.view.id;
    const actionId =
      sameView && this.dialog.contains(document.activeElement)
        ? document.activeElement.dataset.actionId
        : null;
    this.#render(top);
    if (!this.dialog.open) this.dialog.showModal();
    const again = actionId && this.dialog.querySelector(`[data-action-id="${CSS.escape(actionId)}"]`);
    const first = this.dialog.querySelector("[autofocus], .modal-body :is(input, textarea, select)");
    (again || first || this.dialog.querySelector(".modal-title")).focus();
  }

  #render({ view, state }) {
    const { desk } = this;
    const place = { desk, names: desk.names, ids: { view_id: view.id }, state, blockIds: blockIds(view) };
    this.body = h(
      "div",
      { class: "modal-body", tabindex: "0", role: "region", "aria-label": plainWords(view.title) },
      renderBlocks(view.blocks ?? [], place),
    );
    this.problem = h("p", { class: "modal-problem", role: "alert" });
    this.submitButton =
      view.submit &&
      h("button", { type: "submit", class: "button button--primary" }, plainWords(view.submit));
    this.dialog.replaceChildren(
      h(
        "form",
        { novalidate: true, on: { submit: (event) => this.#submit(event, view, state) } },
        h(
          "header",
          { class: "modal-head" },
          h("h2", { class: "modal-title", id: "modal-title", tabindex: "-1" }, plainWords(view.title)),
          iconButton("Dismiss", "close", () => this.#dismiss()),
        ),
        this.body,
        this.problem,
        h(
          "footer",
          { class: "modal-foot" },
          h(
            "button",
            { type: "button", class: "button", on: { click: () => this.#dismiss() } },
            plainWords(view.close) || (view.submit ? "Cancel" : "Close"),
          ),
          this.submitButton,
        ),
      ),
    );
    this.dialog.dataset.viewId = view.id;
  }

  #dismiss() {
    const top = this.#stack.at(-1);
    if (!top) return;
    this.#set(this.#stack.slice(0, -1));
    // The person sees it closed whatever the app makes of it.
    this.desk.closeView(top.view.id).catch(() => null);
  }

  async #submit(event, view, state) {
    event.preventDefault();
    if (!this.submitButton || this.submitButton.getAttribute("aria-busy") === "true") return;
    this.#showErrors({});
    const inputs = view.blocks.filter(({ type }) => type === "input");
    const missing = inputs.filter(
      (block) => !block.optional && !isFilled(state.get(block.block_id, block.element.action_id)),
    );
    if (missing.length > 0) {
      this.#showErrors(
        Object.fromEntries(missing.map((block) => [block.block_id, "Please complete this required field."])),
      );
      return;
    }
    this.submitButton.setAttribute("aria-busy", "true");
    try {
      const answer = await this.desk.submitView(view.id, state.of(blockIds(view)));
      this.#settle(view, answer);
    } catch (error) {
      this.problem.textContent = error.code === "unreachable" ? error.message : TROUBLE;
    } finally {
      this.submitButton?.removeAttribute("aria-busy");
    }
  }

  /** What the app answered: errors are shown, a new view comes through the stream as well, no words mean done. */
  #settle(view, { response_action: action, errors, view: next }) {
    if (action === "errors") this.#showErrors(errors ?? {});
    else if (action === "clear") this.#set([]);
    else if (action === "update" && next) this.#replace({ ...next, id: next.id ?? view.id });
    else if (action === "push" && next?.id) this.#take({ type: "view_pushed", view: next });
    else if (!action) this.#set(this.#stack.filter((one) => one.view.id !== view.id));
  }

  #showErrors(errors) {
    this.problem.textContent = "";
    let first = null;
    for (const block of this.body.querySelectorAll(".block--input")) {
      const words = errors[block.dataset.blockId] ?? "";
      const control = block.querySelector("[data-action-id]");
      const slot = block.querySelector(".input-error");
      if (slot) slot.textContent = words;
      control?.setAttribute("aria-invalid", String(words !== ""));
      if (words) first ??= control;
    }
    (first?.matches("input, textarea, select") ? first : first?.querySelector("input"))?.focus();
  }
}
