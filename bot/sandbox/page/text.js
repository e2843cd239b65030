import { withEmoji } from "./emoji.js";
import { renderMrkdwn } from "./mrkdwn.js";

/** The characters of a plain_text object as they are read. */
export function plainWords(object) {
  const text = String(object?.text ?? "");
  return object?.emoji === false ? text : withEmoji(text);
}

/** A text object (plain_text or mrkdwn) as a node. */
export function renderText(object, names) {
  if (object?.type === "mrkdwn") return renderMrkdwn(object.text, names);
  return document.createTextNode(plainWords(object));
}
