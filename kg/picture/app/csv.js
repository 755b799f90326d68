// Tables as CSV (https://www.rfc-editor.org/rfc/rfc4180). This module knows neither the page nor the data.

/** A cell. A text that a spreadsheet would evaluate as a formula is prefixed with an apostrophe.
 * @param {string} text */
export function csvCell(text) {
  const safe = /^[\s]*[=+\-@\t\r]/.test(text) && !/^-?\d+([.,]\d+)?$/.test(text) ? "'" + text : text;
  return /[",\n\r;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Lines of cells as a file.
 * @param {unknown[][]} lines */
export const csvText = (lines) => lines.map((line) => line.map((cell) => csvCell(String(cell))).join(",")).join("\r\n") + "\r\n";
