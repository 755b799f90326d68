// Exports of the page: CSV and PNG. Both name the snapshot and the selection, and say how to cite them.

import { csvText } from "./csv.js";
import { D, documents, labelOf, standingLabel, terms, tones } from "./data.js";
import { isoDay } from "./dates.js";
import { announce, byId, count, el } from "./dom.js";
import { ink, linesNow, paper, tint } from "./network.js";
import { state } from "./state.js";
import { PAGE, columnsOf, drawTable, rowsShown, tableRows } from "./table.js";

/** The selection in words, for captions and exports. */
function selectionInWords() {
  const parts = [D.about.selection || "whole graph"];
  if (state.from !== null || state.to !== null)
    parts.push(
      `period ${state.from === null ? ".." : isoDay(state.from)}/${state.to === null ? ".." : isoDay(state.to)}${state.undated ? " and undated" : ""}`,
    );
  if (state.asof !== null) parts.push(`as of ${isoDay(state.asof)}`);
  if (state.parties.length) parts.push(`party ${state.parties.map(labelOf).join(state.all ? " and " : " or ")}`);
  if (state.kinds.size) parts.push(`without ${[...state.kinds].map((k) => terms[k][1]).join(", ")}`);
  if (state.docs.size) parts.push(`without ${[...state.docs].map((d) => documents[d].l).join(", ")}`);
  parts.push(state.more.size ? `with what is ${[...state.more].map(standingLabel).join(", ")}` : "held statements only");
  return parts.join("; ");
}
const citeLine = () => [D.about.citation, D.about.digest && `snapshot ${D.about.digest}`, selectionInWords()].filter(Boolean).join("; ");

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

/** The current network on a new canvas, with title, legend of tones and citation. */
function networkOnPaper() {
  const source = byId("canvas").querySelector("canvas");
  const ratio = source.width / source.clientWidth;
  const [margin, head, foot] = [24 * ratio, 74 * ratio, 84 * ratio];
  const sheet = document.createElement("canvas");
  sheet.width = source.width + 2 * margin;
  sheet.height = source.height + head + foot;
  const pen = sheet.getContext("2d");
  pen.fillStyle = paper();
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.fillStyle = ink();
  pen.font = `600 ${22 * ratio}px Georgia, serif`;
  pen.fillText(D.about.title, margin, 34 * ratio, source.width);
  pen.font = `${13 * ratio}px system-ui, sans-serif`;
  pen.fillText(byId("summary").textContent, margin, 56 * ratio, source.width);
  pen.drawImage(source, margin, head);
  let x = margin;
  pen.font = `${12 * ratio}px system-ui, sans-serif`;
  const present = new Set([...linesNow.values()].map((bundle) => bundle.tone));
  tones.forEach((tone, t) => {
    if (!present.has(t)) return;
    pen.fillStyle = tint(tone.c);
    pen.fillRect(x, head + source.height + 20 * ratio, 18 * ratio, 4 * ratio);
    pen.fillStyle = ink();
    pen.fillText(tone.l, x + 24 * ratio, head + source.height + 26 * ratio);
    x += pen.measureText(tone.l).width + 48 * ratio;
  });
  pen.fillText(citeLine(), margin, head + source.height + 52 * ratio, source.width);
  return sheet;
}

export function savePng() {
  networkOnPaper().toBlob((blob) => {
    save(blob, fileName("network", ".png"));
    announce("Picture saved as PNG");
  }, "image/png");
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
