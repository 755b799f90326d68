// Search with suggestions: a combobox over names, other names and kinds. Nothing that is hidden is suggested.

import { claims, facts, factsOf, isAgent, isMatter, kindText, labelOf, nodes } from "./data.js";
import { announce, byId, count, el, folded, refill } from "./dom.js";
import { actStandingText, actTitle } from "./network.js";
import { isUnheld, statusOf } from "./select.js";
import { change, state } from "./state.js";
import { goTo } from "./words.js";

let searchIndex = null;
let suggested = [];
let highlighted = -1;

function searchRows() {
  searchIndex ||= nodes.map((node, n) => ({
    n,
    label: folded(node.l),
    names: folded([node.l, ...(node.a || [])].join(" \n ")),
    kind: folded(kindText(n)),
  }));
  return searchIndex;
}

/** The best matches among what is shown, best first, and the number of further matches among what is not held. */
function matches(text, limit = 12) {
  const words = folded(text).split(/\s+/).filter(Boolean);
  if (!words.length) return { found: [], hidden: 0 };
  const found = [];
  let hidden = 0;
  for (const row of searchRows()) {
    if (!words.every((word) => row.names.includes(word) || row.kind.includes(word))) continue;
    if (!statusOf(row.n)) {
      if (factsOf[row.n].some((f) => facts[f][3].length && facts[f][3].every((c) => !claims[c].h))) hidden += 1;
      continue;
    }
    const start = row.label.startsWith(words[0])
      ? 0
      : row.names.split(/[\s(,–-]+/).some((part) => part.startsWith(words[0]))
        ? 1
        : row.names.includes(words[0])
          ? 2
          : 3;
    found.push([start, isAgent(row.n) ? 0 : isMatter(row.n) ? 1 : 2, -(nodes[row.n].n || 0), row.label, row.n]);
  }
  found.sort((a, b) => {
    for (let i = 0; i < 4; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
    return 0;
  });
  return { found: found.slice(0, limit).map((row) => row[4]), hidden };
}

export function buildSearch() {
  const input = byId("search");
  const box = byId("suggestions");
  const close = () => {
    box.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    highlighted = -1;
  };
  const mark = (place) => {
    highlighted = place;
    [...box.querySelectorAll("[role=option]")].forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === place));
      if (i === place) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      }
    });
  };
  const choose = (n) => {
    input.value = labelOf(n);
    close();
    if (state.view !== "network" && state.view !== "table") change({ view: "network" });
    goTo(n);
  };
  const open = () => {
    const { found, hidden } = matches(input.value);
    suggested = found;
    if (!input.value.trim()) {
      close();
      return;
    }
    refill(
      box,
      found.map((n, place) =>
        el(
          "div",
          {
            role: "option",
            id: `option-${place}`,
            "aria-selected": "false",
            onmousedown: (event) => {
              event.preventDefault();
              choose(n);
            },
          },
          el("span", {}, isMatter(n) ? actTitle(n) : labelOf(n)),
          el("span", { class: "aside" }, kindText(n) + (isUnheld(n) ? " ⚑ " + actStandingText(n) : "")),
        ),
      ),
      !found.length
        ? el("div", { class: "aside", role: "option", "aria-disabled": "true", "aria-selected": "false" }, "No visible name matches")
        : null,
      hidden
        ? el(
            "div",
            { class: "aside", role: "option", "aria-disabled": "true", "aria-selected": "false" },
            `${count(hidden, "more match", "more matches")} not held as fact: see Filters`,
          )
        : null,
    );
    box.hidden = false;
    input.setAttribute("aria-expanded", "true");
    announce(count(found.length, "suggestion"));
    mark(found.length ? 0 : -1);
  };
  input.addEventListener("input", open);
  input.addEventListener("focus", () => {
    if (input.value.trim()) open();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (box.hidden) open();
      else if (suggested.length) mark((highlighted + (event.key === "ArrowDown" ? 1 : -1) + suggested.length) % suggested.length);
    } else if (event.key === "Enter" && highlighted >= 0 && suggested[highlighted] !== undefined) choose(suggested[highlighted]);
    else if (event.key === "Escape") {
      if (!box.hidden) {
        event.stopPropagation();
        close();
      } else input.value = "";
    }
  });
}
