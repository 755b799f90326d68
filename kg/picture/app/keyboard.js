// Use by keyboard: from node to node in the network, and a few keys that work everywhere.

import { edges } from "./data.js";
import { announce, byId } from "./dom.js";
import { toggleFilters } from "./filters.js";
import { openGroup } from "./groups.js";
import { t } from "./language.js";
import { calm, chooseLine, fitAll, linesNow, network, placeOf, standingNow, titleOfLine, toggleOpen, trace } from "./network.js";
import { change, selectionSlug, state } from "./state.js";

/** The nearest node in a direction from another node. Without a starting node, the one in the middle. */
function nextNode(from, dx, dy) {
  const at = network.getPositions();
  const names = [...standingNow.keys()].filter((id) => at[id]);
  if (!names.length) return null;
  if (from === null || !at[from]) {
    const centre = network.getViewPosition();
    return names.reduce((best, id) =>
      Math.hypot(at[id].x - centre.x, at[id].y - centre.y) < Math.hypot(at[best].x - centre.x, at[best].y - centre.y) ? id : best,
    );
  }
  let best = null;
  let score = Infinity;
  for (const id of names) {
    if (id === from) continue;
    const [x, y] = [at[id].x - at[from].x, at[id].y - at[from].y];
    const along = x * dx + y * dy;
    const off = Math.abs(x * dy - y * dx);
    if (along <= 0 || off > along * 1.8) continue;
    const cost = along + 1.6 * off;
    if (cost < score) {
      score = cost;
      best = id;
    }
  }
  return best;
}

/** The node whose lines the key L goes through: the last one that was selected. */
let lineStart = -1;
/** The line that the key L reached last, what that selected (the line of an act selects the act, which is no new start), and the order of
 * the lines at the start: what is drawn with a selection does not change it.
 * @type {{key: string, sel: string, order: string[]}} */
let reached = { key: "", sel: "", order: [] };

/** Selects the next line of the selected node, or of the node from which the selected line was reached.
 * @param {number} step 1 or -1 */
function nextLine(step) {
  if (reached.sel !== selectionSlug(state.sel)) {
    reached = { key: "", sel: "", order: [] };
    if (state.sel?.node !== undefined) lineStart = state.sel.node;
  }
  const mine = [...linesNow.values()].filter((line) => line.from === lineStart || line.to === lineStart);
  if (!mine.length) {
    announce(t("No line ends here"));
    return;
  }
  const other = (line) => placeOf(line.from === lineStart ? line.to : line.from);
  const here = placeOf(lineStart);
  const angle = (line) => Math.atan2(other(line).y - here.y, other(line).x - here.x);
  const turn = (line) => (reached.order.includes(line.key) ? reached.order.indexOf(line.key) : Infinity);
  mine.sort((a, b) => (turn(a) === turn(b) ? angle(a) - angle(b) || (a.key < b.key ? -1 : 1) : turn(a) - turn(b)));
  const chosen = state.sel?.edges || [];
  const at = mine.findIndex((line) => line.key === reached.key || line.list.some((e) => chosen.includes(e)));
  const next = mine[(at + (at < 0 && step < 0 ? 0 : step) + mine.length) % mine.length];
  trace(next);
  if (next.kind !== "between") chooseLine(next.key);
  reached = { key: next.key, sel: selectionSlug(state.sel), order: mine.map((line) => line.key) };
  announce(t("Line {place} of {all}: {words}", { place: mine.indexOf(next) + 1, all: mine.length, words: titleOfLine(next) }));
}

/** The end of a line that lies in a direction. */
function endTowards(e, [dx, dy]) {
  const [s, o] = [placeOf(edges[e].s), placeOf(edges[e].o)];
  return (o.x - s.x) * dx + (o.y - s.y) * dy >= 0 ? edges[e].o : edges[e].s;
}

/** Moves the view if a node is outside it. */
function keepInView(n) {
  const canvas = byId("canvas");
  const point = network.canvasToDOM(network.getPosition(n));
  if (point.x > 40 && point.y > 40 && point.x < canvas.clientWidth - 40 && point.y < canvas.clientHeight - 40) return;
  network.moveTo({ position: network.getPosition(n), animation: calm() ? false : { duration: 200 } });
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function zoomBy(factor) {
  network.moveTo({ scale: network.getScale() * factor, animation: calm() ? false : { duration: 150 } });
}

export function buildKeyboard() {
  const canvas = byId("canvas");
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() === "l" && state.sel) {
      nextLine(event.shiftKey ? -1 : 1);
      event.preventDefault();
      return;
    }
    const current = state.sel?.node ?? null;
    if (ARROWS[event.key]) {
      const next = state.sel?.edges?.length ? endTowards(state.sel.edges[0], ARROWS[event.key]) : nextNode(current, ...ARROWS[event.key]);
      if (next !== null && typeof next === "number") {
        change({ sel: { type: "node", node: next } });
        keepInView(next);
      } else if (next !== null) openGroup(next);
    } else if (event.key === "Enter" && state.sel) byId("panel-body").focus();
    else if ((event.key === "o" || event.key === "O") && current !== null) toggleOpen(current);
    else if (event.key === "+" || event.key === "=") zoomBy(1.25);
    else if (event.key === "-") zoomBy(0.8);
    else if (event.key === "0") fitAll();
    else return;
    event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    // The query editor has a tree of its own: outside of it, an event seems to come from the element that holds the tree.
    const target = /** @type {HTMLElement} */ (event.composedPath()[0]);
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;
    if (event.key === "Escape" && !byId("help").open) {
      if (document.body.dataset.filters === "open" && byId("filters").contains(target)) {
        toggleFilters(false);
        byId("filters-toggle").focus();
      } else if (state.sel && !typing) {
        change({ sel: null });
        if (byId("panel").contains(target)) canvas.focus();
        announce(t("Nothing chosen"));
      }
      return;
    }
    if (typing || !state.keys || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      byId("search").focus();
      byId("search").select();
      event.preventDefault();
    } else if (event.key === "?") {
      byId("help").showModal();
      event.preventDefault();
    } else if (event.key === "f") {
      toggleFilters(document.body.dataset.filters !== "open");
      event.preventDefault();
    }
  });
  const tabs = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[role=tab]")]);
  for (const tab of tabs) {
    tab.addEventListener("click", () => change({ view: tab.id.slice(4) }));
    tab.addEventListener("keydown", (event) => {
      const visible = tabs.filter((each) => each.offsetParent !== null);
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = visible[(visible.indexOf(tab) + step + visible.length) % visible.length];
      next.focus();
      change({ view: next.id.slice(4) });
      event.preventDefault();
    });
  }
}
