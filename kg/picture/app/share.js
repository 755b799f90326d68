// The menu that saves and shares: the figure as PNG and SVG, the table, a link, the code to embed it, and the story.

import { byId, el, refill } from "./dom.js";
import { embedCodeNow } from "./embed.js";
import { copyText, saveCsv, savePng, saveSvg, saveTimeline } from "./export.js";
import { t } from "./language.js";
import { state, writeAddress } from "./state.js";
import { addView, saveCopy, saveStory } from "./story.js";

/** Copies the address of the view. */
export async function copyLink() {
  writeAddress();
  await copyText(location.href, t("Link to this view copied"));
}

/** Whether a figure is on the screen, and so can be saved as it is seen. @param {string} id */
const isSeen = (id) => byId(id).getBoundingClientRect().width > 0;

/** The entries of the menu, by group: identifier, text, what it does, and why it cannot be done now.
 * @returns {[string, [string, string, () => void, string?][]][]} */
function entries() {
  const network = isSeen("canvas") ? "" : t("Show the network first");
  const timeline = isSeen("view-timeline") ? "" : t("Show the timeline first");
  return [
    [
      t("Save as"),
      [
        ["save-png-2", t("PNG, double resolution"), () => savePng(2), network],
        ["save-png-3", t("PNG, triple resolution"), () => savePng(3), network],
        ["save-svg", t("SVG, for print"), saveSvg, network],
        ["save-timeline", t("Timeline as SVG"), saveTimeline, timeline],
        ["save-table", t("Table as CSV"), saveCsv],
      ],
    ],
    [
      t("Share"),
      [
        ["share-link", t("Copy a link to this view"), copyLink],
        ["share-embed", t("Copy the code to embed it"), () => void copyText(embedCodeNow(), t("Code to embed this view copied"))],
      ],
    ],
    [
      t("Story"),
      [
        ["share-add", t("Add this view to the story"), addView],
        ["share-copy", t("Save a copy of this file with the story"), saveCopy, state.story.length ? "" : t("Add a view first")],
        ["share-story", t("Save the story as JSON"), saveStory, state.story.length ? "" : t("Add a view first")],
      ],
    ],
  ];
}

const items = () => /** @type {HTMLElement[]} */ ([...byId("share-menu").querySelectorAll("[role=menuitem]")]);

/** @param {boolean} back whether the button has the focus again */
function close(back) {
  byId("share-menu").hidden = true;
  byId("share-open").setAttribute("aria-expanded", "false");
  if (back) byId("share-open").focus();
}

/** @param {number} place of the entry that has the focus; -1 for the last */
function open(place = 0) {
  const menu = byId("share-menu");
  refill(
    menu,
    entries().map(([title, list], g) => [
      el(
        "div",
        { role: "group", "aria-labelledby": `share-group-${g}` },
        el("div", { id: `share-group-${g}`, class: "menu-title" }, title),
        list.map(([id, text, action, why]) =>
          el(
            "div",
            {
              role: "menuitem",
              id,
              tabindex: "-1",
              "aria-disabled": why ? "true" : null,
              title: why || null,
              onclick: () => {
                if (why) return;
                close(true);
                action();
              },
            },
            text,
          ),
        ),
      ),
    ]),
  );
  menu.hidden = false;
  byId("share-open").setAttribute("aria-expanded", "true");
  items().at(place)?.focus();
}

/** @param {KeyboardEvent} event */
function moveInMenu(event) {
  const list = items();
  const at = list.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 }[event.key];
  if (to !== undefined) list[(to + list.length) % list.length].focus();
  else if (event.key === "Enter" || event.key === " ") list[at]?.click();
  else if (event.key === "Escape") close(true);
  else if (event.key === "Tab") {
    close(false);
    return;
  } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const wanted = event.key.toLowerCase();
    [...list.slice(at + 1), ...list.slice(0, at + 1)].find((item) => (item.textContent || "").toLowerCase().startsWith(wanted))?.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

/** The button and its menu. */
export function shareMenu() {
  const menu = el("div", { id: "share-menu", class: "menu", role: "menu", "aria-labelledby": "share-open", hidden: true });
  menu.addEventListener("keydown", moveInMenu);
  const button = el(
    "button",
    {
      type: "button",
      id: "share-open",
      title: t("Save a picture, share a link, make a story"),
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-controls": "share-menu",
      onclick: () => (menu.hidden ? open() : close(true)),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
        open(event.key === "ArrowDown" ? 0 : -1);
        event.preventDefault();
      },
    },
    t("Share"),
  );
  addEventListener("pointerdown", (event) => {
    if (!menu.hidden && event.target instanceof Node && !menu.contains(event.target) && !button.contains(event.target)) close(false);
  });
  return el("div", { class: "menu-home" }, button, menu);
}
