import { h, link, safeUrl } from "./dom.js";

const TOKEN = new RegExp(
  [
    /`([^`\n]+)`/,
    /\[([^\]\n]+)\]\(([^()\s]+)\)/,
    /\*\*(?=\S)([^\n]*?\S)\*\*/,
    /__(?=\S)([^\n]*?\S)__/,
    /~~(?=\S)([^\n]*?\S)~~/,
    /(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]*[^*\s])\*/u,
    /(?<![\p{L}\p{N}_])_(?=\S)([^_\n]*[^_\s])_(?![\p{L}\p{N}])/u,
    /\\([\\`*_{}[\]()#+\-.!~>])/u,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);

function inline(text) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, code, words, address, stars, bars, strike, star, bar, escaped] = match;
    if (match.index > at) nodes.push(text.slice(at, match.index));
    at = match.index + whole.length;
    if (code !== undefined) nodes.push(h("code", {}, code));
    else if (words !== undefined) nodes.push(safeUrl(address) ? link(address, words) : whole);
    else if (stars !== undefined || bars !== undefined) nodes.push(h("strong", {}, inline(stars ?? bars)));
    else if (strike !== undefined) nodes.push(h("s", {}, inline(strike)));
    else if (star !== undefined || bar !== undefined) nodes.push(h("em", {}, inline(star ?? bar)));
    else nodes.push(escaped);
  }
  if (at < text.length) nodes.push(text.slice(at));
  return nodes;
}

const KINDS = [
  ["heading", /^#{1,6}\s+(.*)$/],
  ["rule", /^(?:-{3,}|\*{3,}|_{3,})\s*$/],
  ["quote", /^>\s?(.*)$/],
  ["bullet", /^\s*[-*+]\s+(.*)$/],
  ["number", /^\s*\d+[.)]\s+(.*)$/],
  ["blank", /^\s*$/],
];

/** The kind of a line and its words without the marks. */
function kindOf(line) {
  for (const [kind, pattern] of KINDS) {
    const match = pattern.exec(line);
    if (match) return [kind, match[1] ?? ""];
  }
  return ["paragraph", line];
}

function block(kind, rows) {
  if (kind === "heading") return rows.map((row) => h("p", { class: "markdown-heading" }, inline(row)));
  if (kind === "rule") return h("hr");
  if (kind === "quote") return h("blockquote", { class: "quote" }, inline(rows.join("\n")));
  if (kind === "bullet")
    return h(
      "ul",
      {},
      rows.map((row) => h("li", {}, inline(row))),
    );
  if (kind === "number")
    return h(
      "ol",
      {},
      rows.map((row) => h("li", {}, inline(row))),
    );
  if (kind === "blank") return null;
  return h("p", {}, inline(rows.join("\n")));
}

/** Standard markdown, as far as Slack's markdown block takes it, as nodes. HTML in it stays text. */
export function renderMarkdown(text) {
  const fragment = document.createDocumentFragment();
  String(text ?? "")
    .split(/^```[^\n]*\n([\s\S]*?)\n?```[^\S\n]*$/m)
    .forEach((part, at) => {
      if (at % 2 === 1) {
        fragment.append(h("pre", {}, h("code", {}, part)));
        return;
      }
      let run = { kind: "blank", rows: [] };
      const flush = () => {
        const made = block(run.kind, run.rows);
        if (made) fragment.append(...[made].flat());
      };
      for (const line of part.split("\n")) {
        const [kind, words] = kindOf(line);
        if (kind !== run.kind) {
          flush();
          run = { kind, rows: [] };
        }
        run.rows.push(words);
      }
      flush();
    });
  return fragment;
}
