import { h } from "./dom.js";

/** A highlighted mention; `loud` for one that calls the reader. */
export function mention(words, loud = false) {
  return h("span", { class: loud ? "mention mention--me" : "mention" }, words);
}

/** @Name for a user's id; the id itself when nobody has it. */
export function userMention(id, names, label) {
  return mention(`@${names.userName(id) ?? label ?? id}`, id === names.me);
}

/** @handle for a user group's id. */
export function groupMention(id, names, label) {
  return mention(`@${names.groupHandle?.(id) ?? (label?.replace(/^@/, "") || "group")}`);
}

/** #name for a channel's id. */
export function channelMention(id, names, label) {
  return mention(`#${names.channelName(id) ?? (label || id)}`);
}
