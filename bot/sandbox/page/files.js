import { fileAddress } from "./api.js";
import { iconButton } from "./buttons.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";

/** A size in bytes as people say it. */
export function sizeInWords(bytes) {
  if (bytes < 1024) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function card(name, note) {
  return [
    icon("file"),
    h("span", { class: "file-words" }, h("span", { class: "file-name" }, name), h("span", { class: "file-note" }, note)),
  ];
}

/** The files of a message, each to be saved with a click. */
export function renderFiles(files, me) {
  return h(
    "ul",
    { class: "files", "aria-label": files.length === 1 ? "1 file" : `${files.length} files` },
    files.map(({ id, name, size }) =>
      h("li", {}, h("a", { class: "file", href: fileAddress(me, id), download: name }, card(name, sizeInWords(size)))),
    ),
  );
}

/** Files that wait in a message box; `remove(attachment)` takes one out. */
export function renderAttachments(attachments, remove) {
  return attachments.map((attachment) => {
    const { name, size, error, id } = attachment;
    const note = error ?? (id ? sizeInWords(size) : "uploading…");
    return h(
      "li",
      { class: error ? "file file--failed" : "file", data: { testid: "attachment" } },
      card(name, note),
      iconButton(`Remove ${name}`, "close", () => remove(attachment)),
    );
  });
}
