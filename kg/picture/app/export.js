// Exports of the page: CSV, PNG and SVG. All name the snapshot and the selection, and say how to cite them.

import { csvText } from "./csv.js";
import { D, documents, isMatter, labelOf, nodes, standingLabel, terms } from "./data.js";
import { isoDay } from "./dates.js";
import { announce, byId, count, el } from "./dom.js";
import { t } from "./language.js";
import { paint, svgOf } from "./scene.js";
import { networkSheet, timelineSheet } from "./sheet.js";
import { state } from "./state.js";
import { PAGE, columnsOf, drawTable, rowsShown, tableRows } from "./table.js";

/** The selection in words, for captions and exports. */
function selectionInWords() {
  const parts = [D.about.selection || t("whole graph")];
  const both = (/** @type {string[]} */ names) => names.join(", ");
  if (state.from !== null || state.to !== null) {
    const period = `${state.from === null ? ".." : isoDay(state.from)}/${state.to === null ? ".." : isoDay(state.to)}`;
    parts.push(state.undated ? t("period {period} and undated", { period }) : t("period {period}", { period }));
  }
  if (state.asof !== null) parts.push(t("as of {day}", { day: isoDay(state.asof) }));
  if (state.parties.length) {
    const names = state.parties.map(labelOf);
    parts.push(t("party {names}", { names: names.join(state.all ? t(" and ") : t(" or ")) }));
  }
  if (state.kinds.size) {
    // The shorter of the two lists: what is shown, or what is left out.
    const shown = [...new Set(nodes.flatMap((node, n) => (isMatter(n) ? node.k : [])))].filter((k) => !state.kinds.has(k));
    const names = (/** @type {number[]} */ list) => both(list.map((k) => terms[k][1]));
    parts.push(
      shown.length < state.kinds.size
        ? t("only {kinds}", { kinds: names(shown) || t("no acts") })
        : t("without {kinds}", { kinds: names([...state.kinds]) }),
    );
  }
  if (state.docs.size) parts.push(t("without {documents}", { documents: both([...state.docs].map((d) => documents[d].l)) }));
  if (state.agreed) parts.push(t("without what accounts tell differently"));
  parts.push(
    state.more.size ? t("with what is {standings}", { standings: both([...state.more].map(standingLabel)) }) : t("held statements only"),
  );
  return parts.join("; ");
}
/** How to cite what is shown: source, snapshot and selection. */
export const citeLine = () =>
  [D.about.citation, D.about.digest && `snapshot ${D.about.digest}`, selectionInWords()].filter(Boolean).join("; ");

export function csvOf(columns, rows, cite = citeLine()) {
  const lines = [
    [...columns.map((column) => column.l), "Cite as"],
    ...rows.map((row) => [...columns.map((column) => column.text(row)), cite]),
  ];
  return csvText(lines);
}
const tableCsv = () => csvOf(columnsOf(state.tab, true), tableRows());

export async function copyText(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    announce(done);
    return true;
  } catch {
    // A page opened from a file may have no access to the clipboard. The fallback is a selected text area.
    const area = el("textarea", { class: "unseen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    announce(copied ? done : "The browser did not allow copying; use Save as CSV");
    return copied;
  }
}
export const copyCsv = () => copyText(tableCsv(), `Table copied as CSV, ${count(tableRows().length, "row")}`);

export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
export const fileName = (what, ending) =>
  [D.about.name || "chancery", what, (D.about.digest || "").slice(0, 12)].filter(Boolean).join("-") + ending;
export const saveCsv = () => {
  save(new Blob(["\ufeff", tableCsv()], { type: "text/csv;charset=utf-8" }), fileName(state.tab, ".csv"));
  announce("Table saved as CSV");
};

/** The network as it is seen, drawn anew on a canvas with more pixels, with title, legend and source.
 * @param {number} times how many pixels for each pixel of the screen, across and down */
export function savePng(times) {
  const { wide, high, parts } = networkSheet();
  const sheet = document.createElement("canvas");
  sheet.width = Math.ceil(wide * times);
  sheet.height = Math.ceil(high * times);
  const pen = /** @type {CanvasRenderingContext2D} */ (sheet.getContext("2d"));
  pen.scale(times, times);
  paint(pen, parts);
  sheet.toBlob((blob) => {
    if (!blob) {
      announce(t("The browser cannot draw so large a picture: save it as SVG"));
      return;
    }
    save(blob, fileName("network", ".png"));
    announce(t("Picture saved as PNG, {wide} by {high} pixels", { wide: sheet.width, high: sheet.height }));
  }, "image/png");
}

/** @param {import("./scene.js").Scene} sheet @param {string} what */
const saveAsSvg = (sheet, what) => save(new Blob([svgOf(sheet)], { type: "image/svg+xml" }), fileName(what, ".svg"));

/** The network as it is seen, as a drawing that can be enlarged. */
export function saveSvg() {
  saveAsSvg(networkSheet(), "network");
  announce(t("Picture saved as SVG"));
}

/** The timeline as it is seen, as a drawing that can be enlarged. */
export function saveTimeline() {
  const sheet = timelineSheet();
  if (!sheet) return;
  saveAsSvg(sheet, "timeline");
  announce(t("Timeline saved as SVG"));
}

export let printing = false;
addEventListener("beforeprint", () => {
  printing = true;
  rowsShown.most = Infinity;
  drawTable();
  for (const old of document.querySelectorAll(".for-print")) old.remove();
  const source = byId("canvas").querySelector("canvas");
  if (!source || !source.width) return;
  const copy = el("canvas", { class: "for-print", role: "img", "aria-label": "The network" });
  [copy.width, copy.height] = [source.width, source.height];
  copy.getContext("2d").drawImage(source, 0, 0);
  byId("view-network").prepend(copy);
});
addEventListener("afterprint", () => {
  printing = false;
  rowsShown.most = PAGE;
  for (const old of document.querySelectorAll(".for-print")) old.remove();
  drawTable();
});
