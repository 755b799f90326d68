// Days as numbers, and dates in words. The build derived the bounds of dates, so that nothing here parses them from a text.

/** The number of an ISO day (days since 1970), or NaN. */
function dayNumber(iso) {
  const match = /^(-?\d{4,6})-(\d\d)-(\d\d)$/.exec(iso || "");
  if (!match) return NaN;
  const date = new Date(0);
  date.setUTCFullYear(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return Math.round(date.getTime() / 864e5);
}

/** The ISO day with a number. */
function isoDay(number) {
  const date = new Date(Math.round(number) * 864e5);
  const year = date.getUTCFullYear();
  const digits = String(Math.abs(year)).padStart(4, "0");
  return `${year < 0 ? "-" : ""}${digits}-${String(date.getUTCMonth() + 1).padStart(2, "0")}-${String(date.getUTCDate()).padStart(2, "0")}`;
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** A day, month or year in words: "16 November 1988", "February 1974", "2005". */
function partWords(part) {
  const match = /^(-?\d{4,6})(?:-(\d\d))?(?:-(\d\d))?([~?%]?)$/.exec(part);
  if (!match) return part;
  const [, year, month, day, sign] = match;
  const text = [day && String(Number(day)), month && MONTHS[Number(month) - 1], String(Number(year))].filter(Boolean).join(" ");
  return { "~": "about ", "?": "perhaps ", "%": "perhaps about " }[sign] === undefined
    ? text
    : { "~": "about ", "?": "perhaps ", "%": "perhaps about " }[sign] + text;
}

/** An EDTF text in words. A form that has no words here is returned unchanged. */
function dateWords(text) {
  if (text.includes(" or ")) return text.split(" or ").map(dateWords).join(", or ");
  let match = /^\[(.*?)\.\.(.*?)\]$/.exec(text);
  if (match) {
    if (!match[1]) return `by ${partWords(match[2])}`;
    if (!match[2]) return `${partWords(match[1])} or later`;
    return `some time from ${partWords(match[1])} to ${partWords(match[2])}`;
  }
  match = /^\[(.+)\]$/.exec(text);
  if (match)
    return (
      "one of " +
      match[1]
        .split(",")
        .map((part) => partWords(part.trim()))
        .join(", ")
    );
  if (text.includes("/")) {
    const [from, to] = text.split("/");
    const open = (end) => end === "" || end === "..";
    if (open(from)) return `until ${partWords(to)}`;
    if (open(to)) return `from ${partWords(from)} on`;
    return `${partWords(from)} to ${partWords(to)}`;
  }
  return partWords(text);
}

/** The combined date of several accounts: the widest bounds, and each wording once. Null if none has a date. */
function joined(list) {
  if (!list.length) return null;
  const texts = [...new Set(list.map((when) => when.t).filter(Boolean))];
  const missing = (key) => list.some((when) => !when[key]);
  const all = (key) =>
    list
      .map((when) => when[key])
      .filter(Boolean)
      .sort();
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
  result.dated = !Number.isNaN(result.from) || !Number.isNaN(result.to);
  result.words = texts.map(dateWords).join(", or ");
  return result;
}

/** The bounds, as day numbers, of a date that a reader typed (year, month or day). Null if it is not a date. */
function typedBounds(text) {
  const match = /^\s*(-?\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?\s*$/.exec(text);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), match[2] && Number(match[2]), match[3] && Number(match[3])];
  if (month !== undefined && (month < 1 || month > 12)) return null;
  const at = (y, m, d) => {
    const date = new Date(0);
    date.setUTCFullYear(y, m - 1, d);
    return Math.round(date.getTime() / 864e5);
  };
  const last = month === undefined ? at(year + 1, 1, 1) - 1 : at(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - 1;
  const first = at(year, month || 1, day || 1);
  if (day !== undefined && (day < 1 || first > last)) return null;
  return [first, day === undefined ? last : first];
}

/** Whether something with this date had begun by a given day: "yes", "no" or "undecided". */
function begunBy(when, day) {
  if (!when || !when.dated) return "undecided";
  if (!Number.isNaN(when.from) && when.from > day) return "no";
  if (!Number.isNaN(when.sureFrom)) return when.sureFrom <= day ? "yes" : "undecided";
  return !Number.isNaN(when.to) && when.to <= day ? "yes" : "undecided";
}
