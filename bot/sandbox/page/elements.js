import { act } from "./actions.js";
import { freshId, h, rove, safeUrl } from "./dom.js";
import { icon } from "./icons.js";
import { hasField, renderField } from "./fields.js";
import { plainWords, renderText } from "./text.js";

const hooks = (blockId, element) => ({ blockId, actionId: element.action_id });

function button(element, blockId, place) {
  const href = safeUrl(element.url);
  const style = element.style === "primary" || element.style === "danger" ? ` button--${element.style}` : "";
  const press = ({ currentTarget }) => act(place, blockId, element, { value: element.value }, currentTarget);
  const shared = {
    class: `button${style}`,
    "aria-label": element.accessibility_label,
    data: hooks(blockId, element),
    on: { click: press },
  };
  const words = renderText(element.text, place.names);
  if (href) return h("a", { ...shared, href, target: "_blank", rel: "noopener noreferrer" }, words);
  return h("button", { ...shared, type: "button" }, words);
}

/** Thumbs up and down. The person's choice is kept by the page, as Slack keeps it. */
function feedbackButtons(element, blockId, place) {
  const { feedback } = place.desk.seat;
  const key = JSON.stringify([place.ids, blockId, element.action_id]);
  const pair = [
    [element.positive_button, "thumbUp"],
    [element.negative_button, "thumbDown"],
  ].filter(([choice]) => choice);
  const buttons = pair.map(([choice, picture]) => {
    const words = plainWords(choice.text);
    return h(
      "button",
      {
        type: "button",
        class: "icon-button",
        title: words,
        "aria-label": choice.accessibility_label ?? words,
        "aria-pressed": String(feedback.get(key) === choice.value),
        data: { ...hooks(blockId, element), value: choice.value },
        on: { click: ({ currentTarget }) => give(choice, currentTarget) },
      },
      icon(picture),
    );
  });
  const show = () => {
    buttons.forEach((one, at) =>
      one.setAttribute("aria-pressed", String(feedback.get(key) === pair[at][0].value)),
    );
  };
  const give = async (choice, control) => {
    const before = feedback.get(key);
    feedback.set(key, choice.value);
    show();
    if (await act(place, blockId, element, { value: choice.value }, control)) return;
    feedback.set(key, before);
    show();
  };
  return h("span", { class: "feedback", role: "group", "aria-label": "Feedback" }, buttons);
}

function iconButton(element, blockId, place) {
  const { visible_to_user_ids: visibleTo } = element;
  if (visibleTo && !visibleTo.includes(place.names.me)) return document.createTextNode("");
  const words = plainWords(element.text);
  return h(
    "button",
    {
      type: "button",
      class: "icon-button",
      title: words,
      "aria-label": element.accessibility_label ?? words,
      data: hooks(blockId, element),
      on: {
        click: ({ currentTarget }) => act(place, blockId, element, { value: element.value }, currentTarget),
      },
    },
    icon(element.icon === "trash" ? "trash" : "dots"),
  );
}

function overflow(element, blockId, place) {
  const id = freshId("menu");
  const items = (element.options ?? []).map((option) =>
    h(
      "button",
      {
        type: "button",
        class: "menu-item",
        role: "menuitem",
        tabindex: "-1",
        data: { value: option.value },
        on: {
          click: () => {
            close(true);
            act(place, blockId, element, { selected: option.value }, toggle);
          },
        },
      },
      renderText(option.text, place.names),
      option.description && h("span", { class: "menu-note" }, renderText(option.description, place.names)),
    ),
  );
  const menu = h("div", { class: "menu", id, role: "menu", hidden: true }, items);
  const toggle = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": "More options",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-controls": id,
      data: hooks(blockId, element),
      on: { click: () => (menu.hidden ? open() : close(true)) },
    },
    icon("dots"),
  );
  function open() {
    menu.hidden = false;
    toggle.setAttribute("aria-expanded", "true");
    items[0]?.focus();
  }
  function close(giveBack) {
    menu.hidden = true;
    toggle.setAttribute("aria-expanded", "false");
    if (giveBack) toggle.focus();
  }
  const keys = (event) => {
    if (menu.hidden) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      event.preventDefault();
      close(true);
    } else if (event.key === "Tab") close(false);
    else if (rove(event, () => items)) event.stopPropagation();
  };
  const left = ({ currentTarget, relatedTarget }) => {
    if (!menu.hidden && !currentTarget.contains(relatedTarget)) close(false);
  };
  return h("span", { class: "overflow", on: { keydown: keys, focusout: left } }, toggle, menu);
}

const ELEMENTS = {
  button,
  feedback_buttons: feedbackButtons,
  icon_button: iconButton,
  overflow,
  workflow_button: button,
};

/** An interactive element of a message or view; null for one that Slack's clients would not know. */
export function renderElement(element, blockId, place) {
  if (Object.hasOwn(ELEMENTS, element.type)) return ELEMENTS[element.type](element, blockId, place);
  if (!hasField(element.type)) return null;
  const name = plainWords(element.placeholder) || "Choose";
  return renderField(element, {
    blockId,
    place,
    label: name,
    changed: (selected, control) => act(place, blockId, element, { selected }, control),
  });
}
