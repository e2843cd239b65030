/**
 * Build an element. Strings become text nodes, never markup.
 * `on` holds listeners, `data` the dataset, `vars` custom properties; null, undefined and false are left out.
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    } else if (name === "data") {
      for (const [key, datum] of Object.entries(value)) if (datum !== undefined) node.dataset[key] = datum;
    } else if (name === "vars") {
      for (const [key, setting] of Object.entries(value)) node.style.setProperty(key, setting);
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(node, children);
  return node;
}

/** Append nodes and strings, however deeply nested; nothing for null, undefined and false. */
export function append(node, children) {
  const flat = children.flat(Infinity);
  node.append(...flat.filter((child) => child !== null && child !== undefined && child !== false));
}

const SAFE_LINK = /^(?:https?:\/\/|mailto:|tel:)/i;

/** The address if a click on it can only open a page, a mail or a call; otherwise null. */
export function safeUrl(address) {
  const trimmed = String(address ?? "").trim();
  return SAFE_LINK.test(trimmed) ? trimmed : null;
}

/** A link that opens elsewhere and says where, or just its words when the address is not one that Slack would open. */
export function link(address, words, className = "link") {
  const href = safeUrl(address);
  if (!href) return document.createTextNode(words);
  const title = words === href ? null : href;
  return h("a", { class: className, href, title, target: "_blank", rel: "noopener noreferrer" }, words);
}

let serial = 0;

/** An id that no other element of the page has. */
export function freshId(stem) {
  serial += 1;
  return `${stem}-${serial}`;
}

/** Arrow keys, Home and End move the focus among `items` (a function that lists them now). */
export function rove(event, items, { vertical = true } = {}) {
  const list = items();
  const at = list.indexOf(document.activeElement);
  const [back, forth] = vertical ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
  const target = {
    [back]: list[Math.max(0, at - 1)],
    [forth]: list[Math.min(list.length - 1, at + 1)],
    Home: list[0],
    End: list.at(-1),
  }[event.key];
  if (!target) return false;
  event.preventDefault();
  target.focus();
  return true;
}
