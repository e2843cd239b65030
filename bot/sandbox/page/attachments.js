import { upload } from "./api.js";
import { h } from "./dom.js";
import { renderAttachments } from "./files.js";
import { iconButton } from "./buttons.js";

const AT_MOST = 10;

/**
 * The files of a message box: chosen with the paper-clip, dropped on `zone`, or pasted into `box`. They are uploaded at
 * once and kept with the draft. `changed()` is told of each change, `said(words)` of what can't be attached.
 */
export class Attachments {
  #key = null;

  constructor(desk, { box, zone, changed, said }) {
    this.desk = desk;
    this.changed = changed;
    this.said = said;
    this.list = h("ul", { class: "files files--waiting", "aria-label": "Files to send" });
    this.input = h("input", {
      type: "file",
      multiple: true,
      hidden: true,
      on: { change: () => this.#chosen() },
    });
    this.button = iconButton("Attach a file", "clip", () => this.input.click(), { class: "composer-sign" });
    this.node = h("div", { class: "composer-files" }, this.list, this.input);
    box.addEventListener("paste", (event) => this.#brought(event, event.clipboardData));
    this.#listen(zone);
  }

  aim(key) {
    this.#key = key;
    this.#show();
  }

  get isEmpty() {
    return this.#waiting.length === 0;
  }

  get isReady() {
    return this.#waiting.every(({ id }) => id);
  }

  /** The files to be sent now; the box is then empty of them. */
  take() {
    const taken = this.#waiting;
    this.desk.seat.attachments.delete(this.#key);
    this.#show();
    return taken.map(({ id, name, size }) => ({ id, name, size }));
  }

  get #waiting() {
    return this.desk.seat?.attachments.get(this.#key) ?? [];
  }

  #listen(zone) {
    const carriesFiles = ({ dataTransfer }) => [...(dataTransfer?.types ?? [])].includes("Files");
    const mark = (on) => zone.classList.toggle("drop-zone", on);
    zone.addEventListener("dragover", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      mark(true);
    });
    zone.addEventListener("dragleave", (event) => zone.contains(event.relatedTarget) || mark(false));
    zone.addEventListener("drop", (event) => {
      mark(false);
      this.#brought(event, event.dataTransfer);
    });
  }

  #brought(event, transfer) {
    if (!transfer?.files.length) return;
    event.preventDefault();
    this.#add([...transfer.files]);
  }

  #chosen() {
    this.#add([...this.input.files]);
    this.input.value = "";
  }

  #add(files) {
    const { seat } = this.desk;
    const room = AT_MOST - this.#waiting.length;
    if (files.length > room) this.said(`A message holds ${AT_MOST} files.`);
    const added = files.slice(0, Math.max(0, room)).map((file) => ({ file, name: file.name, size: file.size }));
    seat.attachments.set(this.#key, [...this.#waiting, ...added]);
    this.#show();
    for (const attachment of added) this.#upload(seat, attachment);
  }

  async #upload(seat, attachment) {
    try {
      attachment.id = (await upload(seat.me, attachment.file)).file.id;
    } catch (error) {
      attachment.error = error.message;
    }
    if (this.desk.seat === seat) this.#show();
  }

  #remove(attachment) {
    this.desk.seat.attachments.set(
      this.#key,
      this.#waiting.filter((one) => one !== attachment),
    );
    this.#show();
    this.button.focus();
  }

  #show() {
    const waiting = this.#waiting;
    this.list.hidden = waiting.length === 0;
    this.list.replaceChildren(...renderAttachments(waiting, (attachment) => this.#remove(attachment)));
    this.changed();
  }
}
