// Stories: views with captions that a reader steps through. The bar below the head, and what adds, changes and saves.

import { D } from "./data.js";
import { announce, byId, el, refill } from "./dom.js";
import { fileName, save } from "./export.js";
import { t } from "./language.js";
import { withStory } from "./markup.js";
import { bringIntoView, calm, fitAll } from "./network.js";
import { pristine } from "./pristine.js";
import { bareAddress, change, differing, state, stateOfAddress } from "./state.js";
import { LONGEST, MOST_STEPS, shifted } from "./steps.js";

/** The milliseconds that a view stands while the story plays, and for each character of its caption. */
const STANDS = 5000;
const READS = 55;

/** Whether the bar shows what changes the story, and the timer of a story that plays. */
const bar = { editing: false, playing: /** @type {ReturnType<typeof setTimeout> | null} */ (null) };

/** Shows a view of the story. Its filters replace all others; the theme stays.
 * @param {number} step 1 for the first */
function goStep(step) {
  const view = state.story[step - 1];
  if (!view) return;
  const { theme, story, embed } = state;
  change(differing({ ...stateOfAddress(view.address), theme, story, embed, step }));
  if (state.sel) bringIntoView();
  else fitAll();
  announce(t("View {n} of {all}: {caption}", { n: step, all: story.length, caption: view.caption || t("no caption") }));
}

/** Adds the view as it is to the story, after the view that is shown, and asks for its caption. */
export function addView() {
  if (state.story.length >= MOST_STEPS) {
    announce(t("A story has at most {n} views", { n: MOST_STEPS }));
    return;
  }
  const at = state.step || state.story.length;
  const story = [...state.story.slice(0, at), { caption: "", address: bareAddress() }, ...state.story.slice(at)];
  bar.editing = true;
  change({ story, step: at + 1 });
  byId("story-caption").focus();
  announce(t("View {n} of {all} added. Write its caption.", { n: at + 1, all: story.length }));
}

/** Replaces the view that is shown in the story.
 * @param {Partial<import("./steps.js").Step>} patch */
function replaceView(patch) {
  change({ story: state.story.map((step, place) => (place === state.step - 1 ? { ...step, ...patch } : step)) }, { passing: true });
}

/** @param {number} by */
function moveView(by) {
  const to = state.step + by;
  if (!state.story[to - 1]) return;
  change({ story: shifted(state.story, state.step - 1, by), step: to });
  announce(t("View moved to place {n} of {all}", { n: to, all: state.story.length }));
}

function removeView() {
  const story = state.story.filter((_, place) => place !== state.step - 1);
  if (!story.length) bar.editing = false;
  change({ story, step: Math.min(state.step, story.length) });
  announce(t("View removed from the story"));
  const next = story.length ? byId("story-edit") : byId("share-open");
  next.focus();
}

/** Saves this file with the story in it. */
export function saveCopy() {
  save(new Blob([withStory(pristine(), state.story)], { type: "text/html;charset=utf-8" }), fileName("story", ".html"));
  announce(t("A copy of this file with the story is saved"));
}

/** Saves the story as the file that `kg view --story` reads. */
export function saveStory() {
  save(new Blob([JSON.stringify(state.story, null, 2) + "\n"], { type: "application/json" }), fileName("story", ".json"));
  announce(t("The story is saved as JSON"));
}

function stop() {
  if (bar.playing !== null) clearTimeout(bar.playing);
  bar.playing = null;
}

/** Lets the story play from the view that is shown, or from the first. The reader stops it by the same button, or by any other choice. */
function play() {
  if (bar.playing !== null) {
    stop();
    drawStory();
    return;
  }
  if (!state.step || state.step === state.story.length) goStep(1);
  wait();
  drawStory();
}

function wait() {
  const { step } = state;
  bar.playing = setTimeout(
    () => {
      if (state.step !== step || step >= state.story.length) stop();
      else {
        goStep(step + 1);
        if (step + 1 < state.story.length) wait();
        else stop();
      }
      drawStory();
    },
    STANDS + READS * (state.story[step - 1]?.caption.length || 0),
  );
}

/** @param {string} id @param {string} text @param {() => void} onclick @param {Record<string, any>} [attributes] */
const button = (id, text, onclick, attributes = {}) => el("button", { type: "button", id, class: "small", onclick, ...attributes }, text);

/** Draws the bar of the story. Without a story there is none. */
export function drawStory() {
  const { story, step, embed } = state;
  const home = byId("story-bar");
  document.body.dataset.story = story.length ? "yes" : "no";
  home.hidden = !story.length;
  if (!story.length) {
    stop();
    refill(home);
    return;
  }
  const active = /** @type {HTMLTextAreaElement | null} */ (document.activeElement);
  const focus = active && home.contains(active) ? active.id : "";
  const caret = focus === "story-caption" && active ? [active.selectionStart, active.selectionEnd] : null;
  const view = story[step - 1];
  const changed = !!view && bareAddress() !== bareAddress(stateOfAddress(view.address));
  const editing = bar.editing && !embed && !!view;
  refill(
    home,
    el(
      "div",
      { class: "story-steps", role: "group", "aria-label": t("Steps of the story") },
      button("story-back", "‹", () => goStep(step - 1), {
        "aria-label": t("View before"),
        title: t("View before"),
        "aria-disabled": step <= 1 ? "true" : null,
      }),
      el(
        "span",
        { class: "story-number" },
        view ? t("{n} of {all}", { n: step, all: story.length }) : t("Story of {all}", { all: story.length }),
      ),
      button("story-next", view ? "›" : t("Start"), () => goStep(step + 1), {
        "aria-label": view ? t("Next view") : t("Start the story"),
        title: view ? t("Next view") : t("Start the story"),
        "aria-disabled": step >= story.length ? "true" : null,
      }),
      story.length > 1 && !calm()
        ? button("story-play", bar.playing !== null ? t("Stop") : t("Play"), play, { "aria-pressed": String(bar.playing !== null) })
        : null,
    ),
    editing
      ? el("textarea", {
          id: "story-caption",
          rows: "2",
          maxlength: String(LONGEST),
          "aria-label": t("Caption of this view"),
          placeholder: t("What does this view show?"),
          dir: "auto",
          oninput: (/** @type {any} */ event) => replaceView({ caption: event.target.value }),
        })
      : el("p", { id: "story-text", class: "story-text", dir: "auto" }, view ? view.caption || t("no caption") : ""),
    embed
      ? null
      : el(
          "div",
          { class: "story-tools", role: "group", "aria-label": t("Change the story") },
          changed && !editing ? button("story-again", t("Back to this view"), () => goStep(step)) : null,
          editing
            ? [
                changed ? button("story-take", t("Use the view as it is now"), () => replaceView({ address: bareAddress() })) : null,
                button("story-earlier", "←", () => moveView(-1), {
                  "aria-label": t("Move earlier"),
                  title: t("Move earlier"),
                  "aria-disabled": step <= 1 ? "true" : null,
                }),
                button("story-later", "→", () => moveView(1), {
                  "aria-label": t("Move later"),
                  title: t("Move later"),
                  "aria-disabled": step >= story.length ? "true" : null,
                }),
                button("story-remove", t("Remove"), removeView),
                button("story-copy", t("Save a copy"), saveCopy, { title: t("Save a copy of this file with the story") }),
              ]
            : null,
          view
            ? button(
                "story-edit",
                editing ? t("Done") : t("Edit"),
                () => {
                  bar.editing = !editing;
                  drawStory();
                  if (bar.editing) byId("story-caption").focus();
                },
                { "aria-expanded": String(editing) },
              )
            : null,
          button("story-add", t("Add this view"), addView, { title: t("Add this view to the story") }),
        ),
  );
  if (editing) byId("story-caption").value = view.caption;
  if (focus) (byId(focus) || byId("story-edit"))?.focus();
  if (caret && byId("story-caption")) byId("story-caption").setSelectionRange(caret[0], caret[1]);
}

/** Prepares the bar: any choice of the reader stops a story that plays. */
export function buildStory() {
  byId("story-bar").setAttribute("aria-label", t("Story: {title}", { title: D.about.title }));
  for (const kind of ["pointerdown", "keydown", "wheel"])
    addEventListener(
      kind,
      (event) => {
        if (bar.playing === null) return;
        // The button stops it itself.
        const pressed = !(event instanceof KeyboardEvent) || event.key === "Enter" || event.key === " ";
        if (pressed && event.target instanceof Element && event.target.closest("#story-play")) return;
        stop();
        drawStory();
      },
      { capture: true, passive: true },
    );
  drawStory();
}
