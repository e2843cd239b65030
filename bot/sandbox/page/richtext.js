import { h, link } from "./dom.js";
import { emojiNamed } from "./emoji.js";
import { channelMention, groupMention, mention, userMention } from "./mentions.js";
import { fillDate } from "./time.js";

const STYLES = [
  ["code", "code"],
  ["strike", "s"],
  ["underline", "u"],
  ["italic", "em"],
  ["bold", "strong"],
];

/** Wrap a node in the elements of a style object ({bold: true, …}). */
function styled(node, style = {}) {
  return STYLES.reduce((inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner), node);
}

/** A text element is literal: no character of it is read as anything but itself. */
const ELEMENTS = {
  text: (element) => String(element.text ?? ""),
  link: (element) => link(element.url, String(element.text ?? element.url)),
  user: (element, names) => userMention(element.user_id, names),
  usergroup: (element, names) => groupMention(element.usergroup_id, names),
  channel: (element, names) => channelMention(element.channel_id, names),
  emoji: (element) => emojiNamed(element.name) ?? `:${element.name}:`,
  broadcast: (element) => mention(`@${element.range}`, true),
  date: (element) =>
    fillDate(String(element.format ?? ""), Number(element.timestamp)) || String(element.fallback ?? ""),
  color: (element) => h("code", {}, String(element.value ?? "")),
};

function elements(list, names) {
  return (list ?? []).map((element) => {
    const render = ELEMENTS[element.type];
    return render ? styled(render(element, names), element.style) : null;
  });
}

const SECTIONS = {
  rich_text_section: (section, names) =>
    h("div", { class: "rich-section" }, elements(section.elements, names)),
  rich_text_quote: (section, names) => h("blockquote", { class: "quote" }, elements(section.elements, names)),
  rich_text_preformatted: (section, names) => h("pre", {}, h("code", {}, elements(section.elements, names))),
  rich_text_list: (section, names) =>
    h(
      section.style === "ordered" ? "ol" : "ul",
      {
        class: "rich-list",
        start: section.style === "ordered" && section.offset ? section.offset + 1 : null,
        data: { indent: section.indent ? String(Math.min(6, section.indent)) : undefined },
      },
      (section.elements ?? []).map((item) => h("li", {}, elements(item.elements, names))),
    ),
};

/** A rich_text block as nodes. */
export function renderRichText(block, names) {
  return h(
    "div",
    { class: "rich-text" },
    (block.elements ?? []).map((section) => SECTIONS[section.type]?.(section, names)),
  );
}
