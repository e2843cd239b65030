import { h } from "./dom.js";
import { icon } from "./icons.js";

const HEX = /^#?([0-9a-f]{6})$/i;
const FALLBACK = "5b6472";

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return words.length > 1 ? words[0][0] + words.at(-1)[0] : name.slice(0, 2);
}

/** Dark or white letters, whichever stands out more on the colour. */
function inkOn(hex) {
  const [red, green, blue] = [0, 2, 4].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.2 ? "#14161a" : "#ffffff";
}

const SLACKBOT = "USLACKBOT";

/** Slack's own voice: not the app, though a bot, and nobody to be mentioned. */
export function isSlackbot(user) {
  return user?.id === SLACKBOT;
}

/** A person's drawn picture: initials on their colour; a quotation mark for the app. Decoration only. */
export function avatar(user, className = "avatar") {
  if (user?.is_bot && !isSlackbot(user))
    return h("span", { class: `${className} avatar--bot`, "aria-hidden": "true" }, icon("quote"));
  const hex = HEX.exec(user?.color ?? "")?.[1] ?? FALLBACK;
  return h(
    "span",
    { class: className, "aria-hidden": "true", vars: { "--face": `#${hex}`, "--face-ink": inkOn(hex) } },
    initials(user?.real_name ?? user?.name ?? "?"),
  );
}

/** A dot that is filled while the app is there; `spoken` gives it a name, where no words beside it say the same. */
export function presence(connected, spoken = false) {
  const name = connected ? "connected" : "not connected";
  return h("span", {
    class: connected ? "presence presence--on" : "presence",
    role: spoken ? "img" : null,
    "aria-label": spoken ? name : null,
    "aria-hidden": spoken ? null : "true",
  });
}

/** What others call a user. */
export function displayName(user) {
  return user?.real_name || user?.name || "Somebody";
}
