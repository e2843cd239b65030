import { Conversations } from "./conversations.js";

/** What the page remembers of one person while it is open: messages, drafts with their files, opened views, given feedback. */
export class Seat {
  drafts = new Map();
  attachments = new Map();
  feedback = new Map();
  home = null;
  channel = null;
  statuses = new Map();
  suggestionsOpen = new Map();
  dividers = new Map();

  constructor(me) {
    this.me = me;
    this.conversations = new Conversations(me);
  }
}
