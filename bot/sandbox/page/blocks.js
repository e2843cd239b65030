import { act } from "./actions.js";
import { freshId, h, link } from "./dom.js";
import { renderElement } from "./elements.js";
import { hasField, renderField } from "./fields.js";
import { renderMarkdown } from "./markdown.js";
import { renderRichText } from "./richtext.js";
import { plainWords, renderText } from "./text.js";

/** The page loads nothing from elsewhere: an image is its description, and a link to it. */
function picture(image, className) {
  const words = image.alt_text || "Image";
  return h("span", { class: className, role: "img", "aria-label": words }, words);
}

function accessory(element, blockId, place) {
  if (element.type === "image") return picture(element, "thumbnail");
  return renderElement(element, blockId, place) ?? cannotDisplay();
}

function section(block, place) {
  return [
    h(
      "div",
      { class: "section-words" },
      block.text && h("div", { class: "mrkdwn" }, renderText(block.text, place.names)),
      block.fields &&
        h(
          "div",
          { class: "fields" },
          block.fields.map((field) => h("div", { class: "mrkdwn" }, renderText(field, place.names))),
        ),
    ),
    block.accessory && h("div", { class: "accessory" }, accessory(block.accessory, block.block_id, place)),
  ];
}

function context(block, place) {
  return (block.elements ?? []).map((element) =>
    element.type === "image"
      ? picture(element, "thumbnail thumbnail--small")
      : h("span", { class: "mrkdwn" }, renderText(element, place.names)),
  );
}

function actions(block, place) {
  return (block.elements ?? []).map(
    (element) => renderElement(element, block.block_id, place) ?? cannotDisplay(),
  );
}

function image(block, place) {
  const source = block.image_url && link(block.image_url, "Open the image");
  return [
    block.title && h("div", { class: "image-title" }, renderText(block.title, place.names)),
    picture(block, "image"),
    source,
  ];
}

function input(block, place) {
  const { element } = block;
  if (!hasField(element?.type)) return cannotDisplay();
  const label = freshId("label");
  const notes = freshId("notes");
  const control = renderField(element, {
    blockId: block.block_id,
    place,
    state: place.state,
    labelledBy: label,
    changed: block.dispatch_action
      ? (selected, field) => act(place, block.block_id, element, { selected }, field)
      : null,
  });
  control.setAttribute("aria-describedby", notes);
  return [
    h(
      "div",
      { class: "input-label", id: label },
      plainWords(block.label),
      block.optional && h("span", { class: "optional" }, " (optional)"),
    ),
    control,
    h(
      "div",
      { id: notes },
      h("div", { class: "input-error", role: "alert" }),
      block.hint && h("div", { class: "input-hint" }, plainWords(block.hint)),
    ),
  ];
}

function cell(content, place) {
  if (content?.type === "rich_text") return renderRichText(content, place.names);
  return document.createTextNode(String(content?.text ?? ""));
}

function table(block, place) {
  const [head = [], ...rows] = block.rows ?? [];
  return h(
    "div",
    { class: "table-frame" },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          head.map((content) => h("th", { scope: "col" }, cell(content, place))),
        ),
      ),
      h(
        "tbody",
        {},
        rows.map((row) =>
          h(
            "tr",
            {},
            row.map((content) => h("td", {}, cell(content, place))),
          ),
        ),
      ),
    ),
  );
}

function cannotDisplay() {
  return h("span", { class: "cannot-display" }, "This content can't be displayed");
}

const BLOCKS = {
  section,
  context,
  actions,
  context_actions: actions,
  divider: () => h("hr"),
  header: (block) => h("h3", { class: "header-words" }, plainWords(block.text)),
  image,
  input,
  markdown: (block) => h("div", { class: "markdown" }, renderMarkdown(block.text)),
  rich_text: (block, place) => renderRichText(block, place.names),
  table,
};

/**
 * Blocks as Slack shows them. `place`: the desk, `names`, `ids` (channel and message_ts, or view_id) for what is pressed in
 * them, and in views `state` and `blockIds`.
 */
export function renderBlocks(blocks, place) {
  return h(
    "div",
    { class: "blocks" },
    blocks.map((block) => {
      const known = Object.hasOwn(BLOCKS, block.type);
      return h(
        "div",
        { class: `block block--${known ? block.type : "unknown"}`, data: { blockId: block.block_id } },
        known ? BLOCKS[block.type](block, place) : cannotDisplay(),
      );
    }),
  );
}
