// The evidence: claims with their passages, accounts that differ, notes, and the rule behind an inferred line.

import {
  TYPE,
  claims,
  contentsOf,
  edges,
  facts,
  factsOf,
  factsOfClaim,
  isMatter,
  labelOf,
  localName,
  nodes,
  notesOn,
  notesOnClaim,
  passageText,
  rules,
  speakersOf,
  standingLabel,
  terms,
} from "./data.js";
import { differences } from "./accounts.js";
import { el } from "./dom.js";
import { listed, plural, t } from "./language.js";
import { actTitle } from "./network.js";
import { gistLine, namedIn, passageList } from "./quote.js";
import { HELD, UNHELD, inTimeOrder, selection } from "./select.js";
import { change, state } from "./state.js";
import {
  QUIET,
  begunBadge,
  claimBadges,
  dateLine,
  disputedBadge,
  factList,
  factRows,
  goTo,
  nodeBadges,
  nodeLink,
  toneChip,
  tripleWords,
  valueWords,
} from "./words.js";

/** One claim in full: standing, speaker, what it says about `n`, its passages. */
export function claimBlock(c, only) {
  const claim = claims[c];
  const said = factsOfClaim[c].filter((f) => only === undefined || facts[f][0] === only || facts[f][2] === only);
  const rest = factsOfClaim[c].length - said.length;
  return el(
    "div",
    { class: claim.h ? "claim" : "claim unheld" },
    claimBadges(c),
    claim.g ? gistLine(claim.g) : null,
    claim.w ? el("p", { class: "aside" }, t("worded:"), " ", el("q", {}, claim.w)) : null,
    statements(said.length ? said : factsOfClaim[c]),
    said.length && rest
      ? el(
          "p",
          { class: "aside" },
          plural(rest, "and {n} further statement about other things", "and {n} further statements about other things"),
        )
      : null,
    claim.in !== undefined ? el("p", { class: "aside" }, t("reported within {claim}", { claim: localName(claims[claim.in].i) })) : null,
    passageList(claim.p, namedIn([c])),
    claim.rw ? el("p", { class: "aside" }, "read together with ", claim.rw.map(passageText).join("; ")) : null,
    notesOnClaim[c].map(noteBlock),
  );
}

/** Facts in words, one line for each subject. A type or gist is omitted if the subject has other facts. */
function statements(list) {
  const bySubject = new Map();
  for (const f of list) bySubject.set(facts[f][0], [...(bySubject.get(facts[f][0]) || []), f]);
  return el(
    "ul",
    { class: "triples" },
    [...bySubject].map(([s, some]) => {
      const informative = some.filter((f) => facts[f][1] !== TYPE && localName(terms[facts[f][1]][0]) !== "gist");
      return el(
        "li",
        {},
        nodeLink(s),
        (informative.length ? informative : some.slice(0, 1)).map((f, i) => [
          i ? "; " : " ",
          el("em", {}, facts[f][1] === TYPE ? t("has the kind") : terms[facts[f][1]][1]),
          " ",
          valueWords(facts[f][2]),
        ]),
      );
    }),
  );
}

export function noteBlock(note) {
  return el(
    "p",
    { class: "note" },
    el("strong", {}, t("Note ({kind}):", { kind: note.k })),
    " ",
    el("bdi", {}, note.g || ""),
    note.p && note.p.length ? el("span", { class: "aside" }, ` [${note.p.map(passageText).join("; ")}]`) : null,
  );
}

/** The visible claims about a node, held claims first. */
export function claimsAbout(n) {
  const found = new Set();
  for (const f of factsOf[n]) for (const c of facts[f][3]) if (selection.claim[c]) found.add(c);
  return [...found].sort((a, b) => (claims[b].h || 0) - (claims[a].h || 0) || a - b);
}

/** The content of a statement. It is shown if the reader has switched on what speakers say, and otherwise offered. */
function spoken(n) {
  const all = contentsOf[n];
  if (!all.length) return null;
  const visible = all.filter((c) => selection.claim[c]);
  const speakers = speakersOf(n).map(labelOf);
  const who = speakers.length ? listed(speakers) : isMatter(n) ? t("an unnamed speaker") : labelOf(n);
  if (!visible.length) return hiddenOffer(all, t("What {who} said is not shown", { who }));
  return el(
    "section",
    { class: "spoken" },
    el("h4", {}, t("According to {who} (the statement is reported, its content is not held)", { who })),
    visible.map((c) => claimBlock(c)),
    visible.length < all.length
      ? hiddenOffer(
          all.filter((c) => !selection.claim[c]),
          t("Other content is not shown"),
        )
      : null,
  );
}

/** A sentence that says what is hidden, with a button that shows it. */
export function hiddenOffer(list, text) {
  const tags = [...new Set(list.flatMap((c) => claims[c].tags))];
  if (!tags.length) return null;
  return el(
    "p",
    { class: "offer" },
    t("{what}: {statements}, {standings}.", {
      what: text,
      statements: plural(list.length, "{n} statement", "{n} statements"),
      standings: listed(tags.map(standingLabel)),
    }),
    " ",
    el(
      "button",
      { type: "button", class: "small", onclick: () => change({ more: new Set([...state.more, ...tags]) }) },
      t("Show, marked as not held"),
    ),
  );
}

/** The claims about a node that are hidden because they are not held. */
export function hiddenClaims(n) {
  const found = new Set();
  for (const f of factsOf[n]) for (const c of facts[f][3]) if (!selection.claim[c] && !claims[c].h && claims[c].of !== n) found.add(c);
  return [...found];
}

/** One act in full, as an entry of a list. */
export function actEntry(n, open) {
  const unheld = selection.matter[n] === UNHELD;
  const heldRows = factRows(n, (f) => selection.fact[f] === HELD && !QUIET.has(localName(terms[facts[f][1]][0])));
  const about = claimsAbout(n);
  const held = about.filter((c) => claims[c].h);
  const loose = about.filter((c) => !claims[c].h);
  const gists = [...new Set(held.flatMap((c) => claims[c].g || []))];
  const heads = [...new Set(held.flatMap((c) => claims[c].p))];
  const hidden = hiddenClaims(n);
  return el(
    "details",
    { class: unheld ? "act unheld" : "act", open: open || false, dataset: { act: n } },
    el(
      "summary",
      {},
      el("span", { class: "act-date" }, (selection.when[n] && selection.when[n].words) || t("undated")),
      " ",
      el("span", { class: "act-title" }, actTitle(n)),
      " ",
      toneChip(n),
      " ",
      begunBadge(selection.begun[n]),
      " ",
      unheld ? nodeBadges(n) : null,
      disputedBadge(about),
    ),
    el(
      "div",
      { class: "act-body" },
      dateLine(n),
      gists.map(gistLine),
      factList(heldRows, n),
      held.length ? el("div", { class: "sources" }, el("h4", {}, t("Stated in")), passageList(heads, namedIn(held))) : null,
      nodes[n].a ? el("p", { class: "aside" }, t("also called"), " ", nodes[n].a.join("; ")) : null,
      notesOn[n].map(noteBlock),
      loose.length
        ? el(
            "div",
            { class: "sources" },
            el("h4", {}, t("Not held as fact")),
            loose.map((c) => claimBlock(c, n)),
          )
        : null,
      differences(n),
      spoken(n),
      hidden.length ? hiddenOffer(hidden, t("Also reported, but not shown")) : null,
      el("p", { class: "actions" }, el("button", { type: "button", class: "small", onclick: () => goTo(n) }, t("Show in the network"))),
    ),
  );
}

/** A direct line in words, with its rule and premises or its claims, and its acts. */
export function edgeEntry(e, single) {
  const edge = edges[e];
  const ways = selection.edgeWays[e];
  const acts = inTimeOrder(selection.edgeActs[e]);
  return el(
    "section",
    { class: "edge-entry", dataset: { edge: e } },
    el("h3", {}, tripleWords([edge.s, edge.p, edge.o])),
    edge.e
      ? el(
          "p",
          { class: "origin" },
          el("span", { class: "badge inferred" }, t("inferred")),
          " ",
          acts.length
            ? plural(
                acts.length,
                "from {n} act, by a rule; the sources state the act.",
                "from {n} acts, by a rule; the sources state the acts.",
              )
            : t("by a rule."),
        )
      : el("p", { class: "origin" }, el("span", { class: "badge" }, t("stated")), " ", t("directly, in the passages below.")),
    edge.c.filter((c) => selection.claim[c]).map((c) => claimBlock(c, edge.s)),
    !edge.e && !edge.c.length ? passageList([]) : null,
    acts.map((act) => actEntry(act, single && acts.length === 1)),
    edge.e ? proofOf(ways, ways.length <= 2) : null,
  );
}

/** The rules and premises of the derivations that hold under the current filters. */
export function proofOf(ways, open) {
  if (!ways.length) return null;
  const byRule = new Map();
  for (const way of ways) byRule.set(way.r, [...(byRule.get(way.r) || []), way]);
  return el(
    "details",
    { class: "why", open },
    el(
      "summary",
      {},
      t("Why: {rules}, {derivations}", {
        rules: plural(byRule.size, "{n} rule", "{n} rules"),
        derivations: plural(ways.length, "{n} derivation", "{n} derivations"),
      }),
    ),
    [...byRule].map(([rule, list]) =>
      el(
        "div",
        {},
        el("p", {}, el("strong", {}, t("Rule “{name}”.", { name: rules[rule][0] }), " "), el("bdi", {}, rules[rule][1])),
        list.slice(0, 30).map((way) =>
          el(
            "div",
            { class: "premises" },
            el("p", { class: "aside" }, t("because")),
            el(
              "ul",
              { class: "triples" },
              way.p.map((premise) => el("li", {}, tripleWords(premise))),
            ),
          ),
        ),
        list.length > 30 ? el("p", { class: "aside" }, plural(list.length - 30, "and {n} more", "and {n} more")) : null,
      ),
    ),
  );
}
