// What the choices among many mean: one choice is one filter, however many it leaves out. This module knows neither the page nor the data.

/**
 * @typedef {object} Choice
 * @property {boolean} only whether these are all that is left; else they are left out
 * @property {number[]} members what it names
 * @property {number} [group] the group, if it names a whole one
 */

/** What the hidden ones among groups of kinds mean, as few choices: the groups and kinds that are left, or those that are left out.
 * A kind may be in several groups. Several things that are left are one choice; each that is left out is one.
 * @param {Set<number>} hidden
 * @param {[number, number[]][]} table groups with their members
 * @returns {Choice[]} */
export function choicesOf(hidden, table) {
  const all = new Set(table.flatMap(([, members]) => members));
  const gone = [...all].filter((each) => hidden.has(each));
  const left = [...all].filter((each) => !hidden.has(each));
  if (!gone.length) return [];
  if (left.length && left.length < gone.length) {
    const groups = wholeGroups(left, table);
    const named = new Set(groups.flatMap((choice) => choice.members));
    if (groups.length === 1 && left.every((each) => named.has(each))) return [{ ...groups[0], only: true }];
    return [{ only: true, members: left }];
  }
  const groups = wholeGroups(gone, table);
  const named = new Set(groups.flatMap((choice) => choice.members));
  return [...groups, ...gone.filter((each) => !named.has(each)).map((each) => ({ only: false, members: [each] }))];
}

/** The groups all of whose members are among some. A group of one member is that member.
 * @param {number[]} some
 * @param {[number, number[]][]} table
 * @returns {Choice[]} */
function wholeGroups(some, table) {
  const among = new Set(some);
  return table
    .filter(([, members]) => members.length && members.every((each) => among.has(each)))
    .map(([group, members]) => ({ only: false, members, group }));
}

/** What must be hidden so that only some are left.
 * @param {number[]} wanted
 * @param {Iterable<number>} all
 * @returns {Set<number>} */
export function allBut(wanted, all) {
  const keep = new Set(wanted);
  return new Set([...all].filter((each) => !keep.has(each)));
}
