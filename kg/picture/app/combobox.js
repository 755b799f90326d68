// A text field with suggestions in groups, by the combobox pattern of ARIA: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

import { announce, el, refill } from "./dom.js";
import { plural, t } from "./language.js";

/**
 * @typedef {object} Option
 * @property {any} content what is shown
 * @property {() => void} choose
 *
 * @typedef {object} Found
 * @property {[string, Option[]][]} groups headings with options; an empty heading is not shown
 * @property {string} [none] the text shown where there are no options
 */

/** Makes a combobox of an input and the element of its suggestions.
 * @param {HTMLInputElement} input
 * @param {HTMLElement} box
 * @param {(text: string) => Found | Promise<Found>} find
 * @param {{ label: string, enter?: () => void }} settings `enter` is what Enter does without a suggestion */
export function combobox(input, box, find, { label, enter }) {
  /** @type {Option[]} */
  let options = [];
  let highlighted = -1;
  let turn = 0;
  /** Whether Enter was pressed before the suggestions were there. */
  let entered = false;
  let waiting = false;
  for (const [attribute, value] of Object.entries({
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": box.id,
    "aria-autocomplete": "list",
    autocomplete: "off",
    spellcheck: "false",
  }))
    input.setAttribute(attribute, value);
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", label);
  box.classList.add("suggestions");
  box.hidden = true;
  const optionId = (place) => (input.id === "search" ? `option-${place}` : `${input.id}-option-${place}`);
  const close = () => {
    turn += 1;
    box.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    highlighted = -1;
  };
  const mark = (place) => {
    highlighted = place;
    box.querySelectorAll("[role=option]:not([aria-disabled])").forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === place));
      if (i !== place) return;
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    });
  };
  const choose = (option) => {
    close();
    option.choose();
  };
  const row = (option, place) =>
    el(
      "div",
      {
        role: "option",
        id: optionId(place),
        "aria-selected": "false",
        onmousedown: (event) => {
          event.preventDefault();
          choose(option);
        },
      },
      option.content,
    );
  const show = (found) => {
    const groups = found.groups.filter(([, list]) => list.length);
    options = groups.flatMap(([, list]) => list);
    let place = 0;
    refill(
      box,
      groups.map(([heading, list]) => {
        const rows = list.map((option) => row(option, place++));
        return heading
          ? el(
              "div",
              { role: "group", "aria-label": heading },
              el("div", { class: "suggestions-head", "aria-hidden": "true" }, heading),
              rows,
            )
          : rows;
      }),
      !options.length && found.none
        ? el("div", { class: "aside", role: "option", "aria-disabled": "true", "aria-selected": "false" }, found.none)
        : null,
    );
    box.hidden = !options.length && !found.none;
    input.setAttribute("aria-expanded", String(!box.hidden));
    announce(plural(options.length, "{n} suggestion", "{n} suggestions"));
    mark(options.length ? 0 : -1);
  };
  const open = () => {
    if (!input.value.trim()) {
      close();
      return;
    }
    const mine = (turn += 1);
    entered = false;
    const found = find(input.value);
    if (found instanceof Promise) {
      show({ groups: [], none: t("Preparing the search…") });
      waiting = true;
      found.then((each) => {
        waiting = false;
        if (mine !== turn || document.activeElement !== input) return;
        show(each);
        if (entered && options[0]) choose(options[0]);
      });
    } else show(found);
  };
  input.addEventListener("input", open);
  input.addEventListener("focus", () => {
    if (input.value.trim()) open();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (box.hidden) open();
      else if (options.length) mark((highlighted + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length);
    } else if (event.key === "Enter") {
      if (!box.hidden && options[highlighted]) {
        event.preventDefault();
        choose(options[highlighted]);
      } else if (!box.hidden && !options.length && waiting) entered = true;
      else if (enter) enter();
    } else if (event.key === "Escape") {
      if (!box.hidden) {
        event.stopPropagation();
        close();
      } else input.value = "";
    }
  });
  return { open, close };
}
