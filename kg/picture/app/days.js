// Days as numbers, and the dates of several accounts taken together. The build derived the bounds of dates, so that nothing here parses
// them from a text. Imports nothing, so that it can be tested alone.

/** The number of an ISO day (days since 1970), or NaN. */
export function dayNumber(iso) {
  const match = /^(-?\d{4,6})-(\d\d)-(\d\d)$/.exec(iso || "");
  if (!match) return NaN;
  const date = new Date(0);
  date.setUTCFullYear(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return Math.round(date.getTime() / 864e5);
}

/** The year of a day with a number.
 * @param {number} day */
export const yearOf = (day) => new Date(day * 864e5).getUTCFullYear();

/** The ISO day with a number. */
export function isoDay(number) {
  const date = new Date(Math.round(number) * 864e5);
  const year = date.getUTCFullYear();
  const digits = String(Math.abs(year)).padStart(4, "0");
  return `${year < 0 ? "-" : ""}${digits}-${String(date.getUTCMonth() + 1).padStart(2, "0")}-${String(date.getUTCDate()).padStart(2, "0")}`;
}

/** The combined date of several accounts: the widest bounds, and each wording once. Null if none has a date.
 *  Their words are joined by `or`, which is in the language of the page.
 *  `last` is the last day on which it is drawn and counted: an open end reaches until the date of the document that tells of it.
 * @param {import("./types.js").When[]} list
 * @param {string} [or]
 * @returns {import("./types.js").Dated | null} */
export function joined(list, or = " or ") {
  if (!list.length) return null;
  const texts = [...new Set(list.map((when) => when.t).filter(Boolean))];
  const missing = (key) => list.some((when) => !when[key]);
  const all = (key) =>
    list
      .map((when) => when[key])
      .filter(Boolean)
      .sort();
  /** @type {any} */
  const result = {
    text: texts.join(" or "),
    e: missing("e") ? "" : all("e")[0],
    l: missing("l") ? "" : all("l").at(-1),
    f: missing("f") ? "" : all("f").at(-1),
    u: missing("u") ? "" : all("u")[0],
    a: list.some((when) => when.a),
    q: list.some((when) => when.q),
    bases: [...new Set(list.map((when) => when.b).filter(Boolean))],
  };
  result.from = dayNumber(result.e);
  result.to = dayNumber(result.l);
  // Only a single account can say that something lasted throughout an interval. Two accounts that differ cannot.
  result.sureFrom = dayNumber(result.f);
  result.sureTo = dayNumber(result.u);
  // By the last day that any account allows. An account without such a day leaves it open.
  result.begunBy = list.map((when) => dayNumber(when.g || when.l)).reduce((a, b) => (Number.isNaN(a) || a > b ? a : b));
  result.dated = !Number.isNaN(result.from) || !Number.isNaN(result.to);
  result.last = Number.isNaN(result.to)
    ? list.map((when) => dayNumber(when.l || when.z)).reduce((a, b) => (Number.isNaN(b) || a > b ? a : b), NaN)
    : result.to;
  result.words = [...new Set(list.map((when) => when.w).filter(Boolean))].join(or);
  return result;
}

/** The bounds, as day numbers, of a date that a reader typed (year, month or day). Null if it is not a date.
 * @param {string} text
 * @returns {[number, number] | null} */
export function typedBounds(text) {
  const match = /^\s*(-?\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?\s*$/.exec(text);
  if (!match) return null;
  const year = Number(match[1]);
  const month = match[2] === undefined ? 0 : Number(match[2]);
  const day = match[3] === undefined ? 0 : Number(match[3]);
  if (match[2] !== undefined && (month < 1 || month > 12)) return null;
  /** @param {number} y @param {number} m @param {number} d */
  const at = (y, m, d) => {
    const date = new Date(0);
    date.setUTCFullYear(y, m - 1, d);
    return Math.round(date.getTime() / 864e5);
  };
  const last = !month ? at(year + 1, 1, 1) - 1 : at(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - 1;
  const first = at(year, month || 1, day || 1);
  if (match[3] !== undefined && (day < 1 || first > last)) return null;
  return [first, match[3] === undefined ? last : first];
}

/** Whether something with this date had begun by a day: "surely", "possibly", "undated" or "no".
 * @param {import("./types.js").Dated | null} when
 * @param {number} day */
export function begunBy(when, day) {
  if (!when || !when.dated) return "undated";
  if (!Number.isNaN(when.from) && when.from > day) return "no";
  return when.begunBy <= day ? "surely" : "possibly";
}

/** Whether something with this date surely was in a period: all of its bounds are in it, or it surely lasted on one of its days.
 * @param {import("./types.js").Dated | null} when
 * @param {number} first of the period, -Infinity for no first day
 * @param {number} last of the period, Infinity for no last day */
export function surelyIn(when, first, last) {
  if (!when || !when.dated) return false;
  if (when.sureFrom <= last && when.sureTo >= first) return true;
  return (first === -Infinity || when.from >= first) && (last === Infinity || when.to <= last);
}

/** Whether what the sources tell as lasting was still going on at a day: "surely", "possibly" or "no". A date that is one day, known or
 * not, lasts at no other. After the date of the document that tells of it, nothing is known to go on.
 * @param {import("./types.js").Dated | null} when
 * @param {number} day */
export function lastingAt(when, day) {
  if (!when || !when.dated || !when.text.includes("/")) return "no";
  if ((!Number.isNaN(when.from) && when.from > day) || (!Number.isNaN(when.last) && when.last < day)) return "no";
  return when.sureFrom <= day && day <= when.sureTo ? "surely" : "possibly";
}

/** Whether a title says a date already: its very words or, unless these are wanted, all its years.
 * @param {string} title
 * @param {string} words
 * @param {boolean} [exactly] whether only the very words count, as where "July 1975" and "perhaps 1975" say more than "1975" */
export function saysWhen(title, words, exactly = false) {
  if (title.includes(words)) return true;
  if (exactly) return false;
  const years = words.match(/\d{4}/g) || [];
  return years.length > 0 && years.every((year) => title.includes(year)) && !/\b\d{1,2} \p{L}+ \d{4}/u.test(words);
}
