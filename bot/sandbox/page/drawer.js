/** On a narrow page the sidebar is a drawer over the channel; on a wide one it is always there. */
export class Drawer {
  #open = false;
  #opener = null;

  constructor(narrow) {
    this.narrow = narrow;
    this.shell = document.getElementById("shell");
    this.sidebar = document.getElementById("sidebar");
    this.rail = document.getElementById("rail");
    this.scrim = document.getElementById("scrim");
    this.scrim.addEventListener("click", () => this.close());
    narrow.addEventListener("change", () => this.#show());
    this.#show();
  }

  get isOpen() {
    return this.narrow.matches && this.#open;
  }

  open() {
    this.#open = true;
    this.#opener = document.activeElement;
    this.#show();
    this.sidebar.querySelector("[aria-current]")?.focus();
  }

  close() {
    if (!this.#open) return;
    this.#open = false;
    this.#show();
    this.#opener?.focus();
  }

  #show() {
    const hiddenAway = this.narrow.matches && !this.#open;
    this.shell.classList.toggle("shell--drawer", this.isOpen);
    this.sidebar.inert = hiddenAway;
    this.rail.inert = hiddenAway;
    this.scrim.hidden = !this.isOpen;
    for (const id of ["channel", "thread"]) document.getElementById(id).inert = this.isOpen;
  }
}
