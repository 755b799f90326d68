// Days in words. What computes with days is in days.js.

import { joined as joinedBy } from "./days.js";
import { t } from "./language.js";

export * from "./days.js";

/** The combined date of several accounts, with its words in the language of the interface; see days.js.
 * @param {import("./types.js").When[]} list */
export const joined = (list) => joinedBy(list, t(" or "));

const MONTHS = [
  t("January"),
  t("February"),
  t("March"),
  t("April"),
  t("May"),
  t("June"),
  t("July"),
  t("August"),
  t("September"),
  t("October"),
  t("November"),
  t("December"),
];

/** The name of a month in the language of the interface.
 * @param {number} month 1 to 12 */
export const monthName = (month) => MONTHS[month - 1];

/** @param {string} iso */
const parts = (iso) => {
  const [, year, month, day] = /^(-?\d{4,6})-(\d\d)-(\d\d)$/.exec(iso) || ["", "0", "1", "0"];
  return { year: Number(year), month: monthName(Number(month)), day: Number(day) };
};

/** An ISO day in words: "16 November 1988". Dates that the sources give have their words from kg/picture/language.py.
 * @param {string} iso */
export function dayWords(iso) {
  const day = parts(iso);
  // In French, the first day of a month has an ordinal number and the others have not.
  return day.day === 1 ? t("1 {month} {year}", day) : t("{day} {month} {year}", day);
}

/** The month of an ISO day in words: "November 1988".
 * @param {string} iso */
export const monthWords = (iso) => t("{month} {year}", parts(iso));

/** A time from one day, month or year to another, in words; the one if both are the same.
 * @param {string | number} from
 * @param {string | number} to */
export const spanWords = (from, to) => (from === to ? String(from) : t("{from} to {to}", { from, to }));

/** Bounds in words, named as bounds, so that neither of them reads as a date.
 * @param {string} earliest
 * @param {string} latest */
export function limitWords(earliest, latest) {
  return [earliest && t("not before {day}", { day: dayWords(earliest) }), latest && t("not after {day}", { day: dayWords(latest) })]
    .filter(Boolean)
    .join(", ");
}
