import { h } from "./dom.js";
import { renderText } from "./text.js";

/**
 * Ask before something is done, with a confirm object's words ({title, text, confirm, deny, style}).
 * Resolves to whether the person agreed; the focus goes back to where it was.
 */
export function askFirst({ title, text, confirm, deny, style }, names) {
  const dialog = document.getElementById("confirm");
  const agree = h(
    "button",
    {
      type: "submit",
      value: "yes",
      class: `button ${style === "danger" ? "button--danger" : "button--primary"}`,
    },
    renderText(confirm ?? { type: "plain_text", text: "Yes" }, names),
  );
  dialog.replaceChildren(
    h(
      "form",
      { method: "dialog" },
      h("header", { class: "modal-head" }, h("h2", { id: "confirm-title" }, renderText(title, names))),
      h("div", { class: "modal-body mrkdwn" }, renderText(text, names)),
      h(
        "footer",
        { class: "modal-foot" },
        h(
          "button",
          { type: "submit", value: "no", class: "button" },
          renderText(deny ?? { type: "plain_text", text: "Cancel" }, names),
        ),
        agree,
      ),
    ),
  );
  dialog.returnValue = "no";
  dialog.showModal();
  agree.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
