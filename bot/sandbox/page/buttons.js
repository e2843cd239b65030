import { h } from "./dom.js";
import { icon } from "./icons.js";

/** A button that shows a picture only; its name is read out and shown on hovering. */
export function iconButton(name, picture, press, attributes = {}) {
  const { class: extra, ...others } = attributes;
  return h(
    "button",
    {
      type: "button",
      class: extra ? `icon-button ${extra}` : "icon-button",
      title: name,
      "aria-label": name,
      on: { click: press },
      ...others,
    },
    icon(picture),
  );
}
