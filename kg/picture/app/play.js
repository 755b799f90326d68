// The controls beside the strip: a day of the view, play and step through time, and the way back to the whole time.
//
// Play and step move the day of the view, because then the picture grows and what is there stays in sight; a period of a year would leave
// most pictures empty in most years. Where a period is chosen and no day, they move the period by its own length.

import { asofNumbers, asofWords } from "./asof.js";
import { dayWords, isoDay, monthWords, spanWords, typedBounds } from "./dates.js";
import { announce, byId, el } from "./dom.js";
import { inWayOfTime, plural, t } from "./language.js";
import { nextEnd, nextPeriod, unitOf } from "./scale.js";
import { selection } from "./select.js";
import { change, state } from "./state.js";
import { showWholeTime, time, wholeVisible } from "./timeline.js";

/** Milliseconds for each step while playing, and with reduced motion. */
const PACE = 800,
  SLOW_PACE = 2500;

const controls = {
  /** @type {any} */ back: null,
  /** @type {any} */ play: null,
  /** @type {any} */ forward: null,
  /** @type {any} */ asof: null,
  /** @type {any} */ noDay: null,
  /** @type {any} */ words: null,
  /** @type {any} */ whole: null,
  /** @type {any} */ clear: null,
  /** @type {any} */ undated: null,
  /** @type {ReturnType<typeof setTimeout> | undefined} */ timer: undefined,
  playing: false,
};

const small = (attributes, text) => el("button", { type: "button", class: "small", ...attributes }, text);

export function buildPlay() {
  const c = controls;
  c.back = small({ id: "step-back", onclick: () => stepOnce(-1) }, "◂");
  c.play = small({ id: "play", onclick: () => (c.playing ? pause() : play()) });
  c.forward = small({ id: "step-forward", onclick: () => stepOnce(1) }, "▸");
  c.asof = el("input", {
    id: "time-asof",
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    placeholder: "1989-01-01",
    onchange: typedDay,
    onkeydown: (event) => {
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!way) return;
      event.preventDefault();
      stepOnce(/** @type {1 | -1} */ (way));
    },
  });
  c.noDay = small({ id: "no-day", "aria-label": t("No day"), title: t("No day"), onclick: clearDay }, "×");
  c.words = el("span", { class: "period-words" });
  c.whole = small({ id: "whole-time", onclick: showWholeTime }, t("Whole time"));
  c.clear = small({ id: "whole-period", onclick: () => change({ from: null, to: null }) }, t("Clear the period"));
  c.undated = small({ class: "small undated-number", onclick: () => change({ view: "table", tab: "acts", sort: "date-down" }) });
  return el(
    "div",
    {
      class: "brush-note",
      role: "group",
      "aria-label": t("Time"),
      onkeydown: (event) => {
        if (event.key === "Escape" && c.playing) {
          event.stopPropagation();
          pause();
        }
      },
    },
    el("span", { class: "steps" }, inWayOfTime([c.back, c.play, c.forward])),
    el("span", { class: "day" }, el("label", { for: "time-asof" }, t("As of")), c.asof, c.noDay),
    c.words,
    c.whole,
    c.clear,
    c.undated,
  );
}

/** Whether play and step move the day of the view. */
const movesDay = () => state.asof !== null || (state.from === null && state.to === null);

/** The day before which nothing is told, and the last that the documents reach, within the chosen period. */
const dayBefore = () => Math.max(time.min + 199, (state.from ?? -Infinity) - 1);
const lastDay = () => Math.min(time.max - 200, state.to ?? Infinity);
/** The first day to which one steps. */
const firstDay = () => Math.min(nextEnd(dayBefore(), 1, unitOf(time.stretch)), lastDay());

/** What a step in a direction changes. Null at the end.
 * @param {1 | -1} way */
function stepped(way) {
  if (movesDay()) {
    const unit = unitOf(time.stretch);
    if (state.asof === null) return { asof: way > 0 ? firstDay() : lastDay() };
    if (way > 0 && state.asof >= lastDay()) return null;
    const day = nextEnd(state.asof, way, unit);
    if (way < 0 && day <= dayBefore()) return null;
    return { asof: Math.min(day, lastDay()) };
  }
  const from = state.from ?? Math.round(time.min + 200);
  const to = state.to ?? Math.round(time.max - 200);
  const [first, last] = nextPeriod(from, to, way);
  return first > time.max || last < time.min ? null : { from: first, to: last };
}

/** @param {1 | -1} way */
function stepOnce(way) {
  pause();
  const patch = stepped(way);
  if (!patch) {
    announce(way > 0 ? t("This is the last step.") : t("This is the first step."));
    return;
  }
  change(patch);
  announce(nowWords());
}

/** What is shown, in words. */
function nowWords() {
  if (state.asof !== null) return asofWords();
  return `${periodWords()}: ${plural(selection.acts.length, "{n} act", "{n} acts")}`;
}

/** Whole years or months in words: "1988", "1960 to 1964", "November 1988". Empty for any other period.
 * @param {number} from
 * @param {number} to */
function wholeWords(from, to) {
  const [first, last, after] = [isoDay(from), isoDay(to), isoDay(to + 1)];
  if (!first.endsWith("-01") || !after.endsWith("-01")) return "";
  const years = first.endsWith("-01-01") && after.endsWith("-01-01");
  const [one, other] = years
    ? [String(Number(first.slice(0, -6))), String(Number(last.slice(0, -6)))]
    : [monthWords(first), monthWords(last)];
  return spanWords(one, other);
}

/** The period, or the whole time, in words. */
export function periodWords() {
  const { from, to } = state;
  if (from === null && to === null)
    return spanWords(Number(isoDay(time.min + 200).slice(0, -6)), Number(isoDay(time.max - 200).slice(0, -6)));
  const whole = from !== null && to !== null ? wholeWords(from, to) : "";
  if (whole) return whole;
  if (from === null) return t("until {day}", { day: dayWords(isoDay(Number(to))) });
  if (to === null) return t("from {day} on", { day: dayWords(isoDay(from)) });
  return spanWords(dayWords(isoDay(from)), dayWords(isoDay(to)));
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function play() {
  const c = controls;
  c.playing = true;
  // A period that moves may leave the stretch that goes with it.
  if (!movesDay()) showWholeTime();
  // At the end, it begins again.
  if (!stepped(1)) {
    if (movesDay()) change({ asof: firstDay() }, { passing: true });
    else pause();
  }
  announce(t("Playing"));
  drawPlay();
  const next = () => {
    const patch = c.playing ? stepped(1) : null;
    if (!patch) {
      pause();
      announce(`${t("The end.")} ${nowWords()}`);
      return;
    }
    time.held = true;
    change(patch, { passing: true });
    if (calm()) announce(nowWords());
    c.timer = setTimeout(next, calm() ? SLOW_PACE : PACE);
  };
  if (c.playing) c.timer = setTimeout(next, calm() ? SLOW_PACE : PACE / 4);
}

/** Stops playing, and lets the visible stretch follow the period again. */
export function pause() {
  const c = controls;
  if (!c.playing) return;
  clearTimeout(c.timer);
  c.playing = false;
  time.held = false;
  change(movesDay() ? { asof: state.asof } : { from: state.from, to: state.to });
  announce(nowWords());
}

function clearDay() {
  pause();
  change({ asof: null });
  controls.asof.focus();
}

function typedDay() {
  const input = controls.asof;
  const text = input.value.trim();
  const bounds = text ? typedBounds(text) : null;
  const bad = text !== "" && !bounds;
  input.setAttribute("aria-invalid", String(bad));
  input.title = bad ? t("a year, 1974-02 or 1974-02-15") : "";
  if (bad) {
    announce(t("{text} is not a date; write a year, 1974-02 or 1974-02-15", { text }));
    return;
  }
  pause();
  change({ asof: bounds ? bounds[1] : null });
}

/** Updates the controls from the state. */
export function drawPlay() {
  const c = controls;
  const month = unitOf(time.stretch) === "month";
  const day = movesDay();
  const [back, forward] = !day
    ? [t("The period before"), t("The period after")]
    : month
      ? [t("One month back"), t("One month on")]
      : [t("One year back"), t("One year on")];
  const name = c.playing ? t("Pause") : t("Play");
  const what = day ? t("Play: what had been done by each day") : t("Play: period after period");
  for (const [node, words] of [
    [c.back, back],
    [c.forward, forward],
  ]) {
    node.setAttribute("aria-label", words);
    node.title = words;
  }
  c.play.textContent = `${c.playing ? "❚❚" : "▶"} ${name}`;
  c.play.setAttribute("aria-pressed", String(c.playing));
  c.play.title = c.playing ? name : what;
  // What is typed and is no date stays, so that it can be corrected.
  if (document.activeElement !== c.asof || c.asof.getAttribute("aria-invalid") !== "true") {
    c.asof.value = state.asof === null ? "" : isoDay(state.asof);
    c.asof.setAttribute("aria-invalid", "false");
  }
  c.noDay.hidden = state.asof === null;
  c.words.textContent = state.asof === null ? periodWords() : asofNumbers();
  c.whole.hidden = wholeVisible();
  c.clear.hidden = state.from === null && state.to === null;
  const undated = selection.acts.filter((n) => !selection.when[n]?.dated).length;
  c.undated.hidden = !undated || state.asof !== null;
  c.undated.textContent = plural(undated, "{n} act without a date", "{n} acts without a date");
  byId("brush").dataset.playing = c.playing ? "yes" : "no";
}
