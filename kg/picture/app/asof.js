// As of a day: how much had begun by then, and how far the documents reach.

import { periods, whens } from "./data.js";
import { dayNumber, dayWords, isoDay, monthWords } from "./dates.js";
import { figure, plural, t } from "./language.js";
import { selection } from "./select.js";
import { state } from "./state.js";

/** The last day of which the documents tell anything. -Infinity if nothing has a date. */
export const reach = [...whens, ...periods]
  .flatMap(({ e, l, z, u }) => [e, l, z, u])
  .map((iso) => dayNumber(iso))
  .reduce((a, b) => (b > a ? b : a), -Infinity);

/** How many acts had begun by the day of the view, surely and possibly, how many go on, and how many have no date. Empty without a day. */
export function asofNumbers() {
  const day = state.asof;
  if (day === null) return "";
  const { acts, begun, lasting } = selection;
  const number = (how) => acts.filter((n) => begun[n] === how).length;
  const going = acts.filter((n) => lasting[n] !== "no").length;
  const undated = number("undated");
  const parts = [
    t("{surely}, {possibly} possibly", {
      surely: plural(number("surely"), "{n} act surely", "{n} acts surely"),
      possibly: figure(number("possibly")),
    }),
  ];
  if (going) parts.push(plural(going, "{n} act still lasting", "{n} acts still lasting"));
  if (undated) parts.push(t("{n} undated kept", { n: figure(undated) }));
  if (selection.undated) parts.push(t("{n} undated left out", { n: figure(selection.undated) }));
  if (day > reach) parts.push(t("the documents reach to {month}", { month: monthWords(isoDay(reach)) }));
  return parts.join("; ");
}

/** The day of the view in words, with the numbers of acts. Empty without a day. */
export const asofWords = () =>
  state.asof === null ? "" : t("as of {day}: {acts}", { day: dayWords(isoDay(state.asof)), acts: asofNumbers() });
