import { h, link, safeUrl } from "./dom.js";
import { emojiNamed } from "./emoji.js";
import { channelMention, groupMention, mention, userMention } from "./mentions.js";
import { fillDate } from "./time.js";

/** The characters that `&amp;`, `&lt;` and `&gt;` stand for; each is decoded once. */
export function decode(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);
}

const styled = (mark) =>
  String.raw`(?<![\p{L}\p{N}${mark}])${mark}(?=\S)([^${mark}\n]*[^${mark}\s])${mark}(?![\p{L}\p{N}${mark}])`;

const TOKEN = new RegExp(
  [
    String.raw`\x60([^\x60\n]+)\x60`,
    String.raw`<([^<>\n]+)>`,
    styled(String.raw`\*`),
    styled("_"),
    styled("~"),
    String.raw`(https?:\/\/[^\s<>|]+[^\s<>|.,;:!?'")\]])`,
    String.raw`:([a-z0-9_+-]+):`,
  ].join("|"),
  "gu",
);

/** What stands between < and >: a mention, a date, a link; anything else is shown as it was written. */
function special(source, names) {
  const [target, label] = source.includes("|") ? source.split(/\|(.*)/s) : [source, undefined];
  const words = label === undefined ? undefined : decode(label);
  if (/^@[UW]/.test(target)) return userMention(target.slice(1), names, words);
  if (/^#C/.test(target)) return channelMention(target.slice(1), names, words);
  if (/^!(here|channel|everyone)$/.test(target)) return mention(`@${target.slice(1)}`, true);
  if (target.startsWith("!subteam^")) return groupMention(target.slice(9), names, words);
  const date = /^!date\^(\d+)\^([^^]+)/.exec(target);
  if (date) return document.createTextNode(fillDate(decode(date[2]), Number(date[1])));
  if (safeUrl(decode(target))) return link(decode(target), words ?? decode(target).replace(/^mailto:/, ""));
  return document.createTextNode(decode(`<${source}>`));
}

function inline(text, names) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, code, bracketed, bold, italic, strike, url, shortcode] = match;
    if (match.index > at) nodes.push(decode(text.slice(at, match.index)));
    at = match.index + whole.length;
    if (code !== undefined) nodes.push(h("code", {}, decode(code)));
    else if (bracketed !== undefined) nodes.push(special(bracketed, names));
    else if (bold !== undefined) nodes.push(h("strong", {}, inline(bold, names)));
    else if (italic !== undefined) nodes.push(h("em", {}, inline(italic, names)));
    else if (strike !== undefined) nodes.push(h("s", {}, inline(strike, names)));
    else if (url !== undefined) nodes.push(link(decode(url), decode(url)));
    else nodes.push(emojiNamed(shortcode) ?? whole);
  }
  if (at < text.length) nodes.push(decode(text.slice(at)));
  return nodes;
}

const QUOTED = /^(?:&gt;|>) ?/;

function lines(text, names) {
  const nodes = [];
  const open = { quoted: null, plain: [] };
  const flush = () => {
    if (open.quoted) nodes.push(h("blockquote", { class: "quote" }, inline(open.quoted.join("\n"), names)));
    else if (open.plain.length > 0) nodes.push(...inline(open.plain.join("\n"), names));
    open.quoted = null;
    open.plain = [];
  };
  for (const line of text.split("\n")) {
    const quoted = QUOTED.test(line);
    if (quoted !== (open.quoted !== null)) flush();
    if (quoted) (open.quoted ??= []).push(line.replace(QUOTED, ""));
    else open.plain.push(line);
  }
  flush();
  return nodes;
}

/** Slack's mrkdwn as nodes. `names` gives `userName(id)`, `channelName(id)` and `me`. */
export function renderMrkdwn(text, names) {
  const fragment = document.createDocumentFragment();
  const parts = String(text ?? "").split(/```\n?([\s\S]+?)\n?```/);
  parts.forEach((part, at) => {
    if (at % 2 === 1) fragment.append(h("pre", {}, h("code", {}, decode(part))));
    else if (part.trim() !== "" || parts.length === 1) {
      const between = parts.length > 1 ? part.replace(/^\n|\n$/g, "") : part;
      fragment.append(...lines(between, names));
    }
  });
  return fragment;
}

/** Message text as it would be typed again: mentions by name, links bare, nothing escaped. */
export function typedAgain(text, names) {
  const plain = text.replace(/<([^<>\n]+)>/g, (whole, source) => {
    const [target, label] = source.split("|");
    if (target.startsWith("@")) return `@${names.userName(target.slice(1))}`;
    if (target.startsWith("#")) return `#${label || names.channelName(target.slice(1))}`;
    if (target.startsWith("!")) return label ?? `@${target.slice(1)}`;
    return target;
  });
  return decode(plain);
}
