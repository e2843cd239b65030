/** What is entered in a view, in the shape of Slack's `view.state.values`: block → action → value. */
export class FormState {
  #values = new Map();

  get(blockId, actionId) {
    return this.#values.get(blockId)?.get(actionId);
  }

  set(blockId, actionId, value) {
    if (!this.#values.has(blockId)) this.#values.set(blockId, new Map());
    this.#values.get(blockId).set(actionId, value);
  }

  /** For the blocks named: what was entered in a block that is no longer shown is not sent. */
  of(blockIds) {
    const kept = [...this.#values].filter(([blockId]) => blockIds.includes(blockId));
    return {
      values: Object.fromEntries(kept.map(([blockId, actions]) => [blockId, Object.fromEntries(actions)])),
    };
  }
}

export function blockIds(view) {
  return (view.blocks ?? []).map((block) => block.block_id);
}

/** Whether Slack would take a value for an answer. */
export function isFilled(value) {
  return Object.entries(value ?? {}).some(
    ([key, entry]) =>
      key !== "type" &&
      entry !== null &&
      entry !== undefined &&
      entry !== "" &&
      !(Array.isArray(entry) && entry.length === 0),
  );
}
