import { askFirst } from "./confirm.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";

// Failures that are not the app's silence, and say so better themselves.
const OWN_WORDS = ["unreachable", "not_interactive"];

function clearWarning(control) {
  control.closest(".block")?.querySelector(":scope > .not-responding")?.remove();
}

function warn(control, error) {
  const words = OWN_WORDS.includes(error.code) ? error.message : "This app is not responding";
  const warning = h(
    "span",
    { class: "not-responding", role: "alert", title: error.message },
    icon("warning"),
    words,
  );
  (control.closest(".block") ?? control.parentElement).append(warning);
}

/**
 * Tell the app that an element was pressed or chosen: asks first if the element says so, shows that it is busy,
 * and warns if the app doesn't acknowledge. `place` says where the element is. Resolves to whether it was acknowledged.
 */
export async function act(place, blockId, element, chosen, control) {
  if (control.getAttribute("aria-busy") === "true") return false;
  if (element.confirm && !(await askFirst(element.confirm, place.names))) return false;
  clearWarning(control);
  control.setAttribute("aria-busy", "true");
  try {
    await place.desk.act(place.ids, {
      block_id: blockId,
      action_id: element.action_id,
      state: place.state?.of(place.blockIds),
      ...chosen,
    });
    return true;
  } catch (error) {
    warn(control, error);
    return false;
  } finally {
    control.removeAttribute("aria-busy");
  }
}
