import { freshId, h } from "./dom.js";
import { displayName, isSlackbot } from "./people.js";
import { plainWords, renderText } from "./text.js";

const optionsOf = (element) =>
  element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);

/** What fields share: the hooks for tests, a name, and the description of an error or hint. */
function shared(element, { blockId, label, labelledBy }) {
  return {
    data: { blockId, actionId: element.action_id },
    "aria-label": labelledBy ? null : label,
    "aria-labelledby": labelledBy,
    placeholder: plainWords(element.placeholder) || null,
  };
}

function typed(inputType, key = "value", initial = "initial_value") {
  return (element, context) => {
    const { state, blockId, changed } = context;
    const known = state?.get(blockId, element.action_id)?.[key] ?? element[initial] ?? "";
    const multiline = element.multiline === true;
    const control = h(multiline ? "textarea" : "input", {
      ...shared(element, context),
      class: "field",
      type: multiline ? null : inputType,
      rows: multiline ? "4" : null,
      minlength: element.min_length,
      maxlength: element.max_length,
      min: element.min_value,
      max: element.max_value,
      step: element.is_decimal_allowed ? "any" : null,
      autocomplete: "off",
      autofocus: element.focus_on_load,
    });
    control.value = known;
    const keep = () =>
      state?.set(blockId, element.action_id, { type: element.type, [key]: control.value || null });
    keep();
    control.addEventListener("input", keep);
    control.addEventListener("change", () => changed?.(control.value, control));
    return control;
  };
}

/** A native drop-down; `key` is where Slack puts the choice, `asObject` whether it is the option or its value. */
function dropDown(choices, key, initial, asObject) {
  return (element, context) => {
    const { state, blockId, changed, place } = context;
    const list = choices(element, place);
    const before = state?.get(blockId, element.action_id)?.[key] ?? element[initial];
    const known = asObject ? before?.value : before;
    const control = h(
      "select",
      { ...shared(element, context), class: "field field--select" },
      h("option", { value: "" }, plainWords(element.placeholder) || "Choose an option"),
      list.map(({ value, text }) => h("option", { value }, plainWords(text))),
    );
    control.value = known ?? "";
    const keep = () => {
      const option = list.find(({ value }) => value === control.value) ?? null;
      state?.set(blockId, element.action_id, {
        type: element.type,
        [key]: asObject ? option : (option?.value ?? null),
      });
    };
    keep();
    control.addEventListener("change", () => {
      keep();
      if (control.value) changed?.(control.value, control);
    });
    return control;
  };
}

/** Check boxes or radio buttons, in a group of their own. */
function boxes(inputType, key) {
  const many = inputType === "checkbox";
  return (element, context) => {
    const { state, blockId, changed, place } = context;
    const name = freshId("choice");
    const initial = many ? element.initial_options : element.initial_option;
    const known = [state?.get(blockId, element.action_id)?.[key] ?? initial ?? []]
      .flat()
      .map(({ value }) => value);
    const options = optionsOf(element);
    const inputs = options.map(({ value }) => {
      const input = h("input", { type: inputType, name, value });
      input.checked = known.includes(value);
      return input;
    });
    const keep = () => {
      const chosen = options.filter((_, at) => inputs[at].checked);
      state?.set(blockId, element.action_id, {
        type: element.type,
        [key]: many ? chosen : (chosen[0] ?? null),
      });
      return chosen.map(({ value }) => value);
    };
    keep();
    const { data, "aria-label": label, "aria-labelledby": labelledBy } = shared(element, context);
    const group = h(
      "div",
      {
        class: "choices",
        role: many ? "group" : "radiogroup",
        data,
        "aria-label": label,
        "aria-labelledby": labelledBy,
      },
      options.map((option, at) =>
        h(
          "label",
          { class: "choice" },
          inputs[at],
          h(
            "span",
            { class: "mrkdwn" },
            renderText(option.text, place.names),
            option.description &&
              h("span", { class: "menu-note" }, renderText(option.description, place.names)),
          ),
        ),
      ),
    );
    group.addEventListener("change", () => {
      const values = keep();
      changed?.(many ? values : values[0], group);
    });
    return group;
  };
}

const named = (value, text) => ({ value, text: { text, emoji: false } });

function people(_, { desk }) {
  return desk.state.users
    .filter((user) => !isSlackbot(user))
    .map((user) => named(user.id, displayName(user)));
}

function channels(_, { desk }) {
  return desk.state.channels.map(({ id, name, is_im: im }) => named(id, im ? name : `#${name}`));
}

const FIELDS = {
  plain_text_input: typed("text"),
  email_text_input: typed("email"),
  url_text_input: typed("url"),
  number_input: typed("number"),
  datepicker: typed("date", "selected_date", "initial_date"),
  timepicker: typed("time", "selected_time", "initial_time"),
  static_select: dropDown(optionsOf, "selected_option", "initial_option", true),
  users_select: dropDown(people, "selected_user", "initial_user", false),
  channels_select: dropDown(channels, "selected_channel", "initial_channel", false),
  conversations_select: dropDown(channels, "selected_conversation", "initial_conversation", false),
  checkboxes: boxes("checkbox", "selected_options"),
  multi_static_select: boxes("checkbox", "selected_options"),
  radio_buttons: boxes("radio", "selected_option"),
};

export function hasField(type) {
  return Object.hasOwn(FIELDS, type);
}

/**
 * A form field. `context`: blockId, place, label or labelledBy, and, in views, `state` (keeps what is entered);
 * `changed(value, control)` is told of each choice.
 */
export function renderField(element, context) {
  return FIELDS[element.type](element, context);
}
