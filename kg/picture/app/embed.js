// One figure without controls, as another page shows it: title, figure, and a line with source, licence and a link to the whole picture.

import { D } from "./data.js";
import { byId, el, outside, refill } from "./dom.js";
import { t } from "./language.js";
import { embedCode } from "./markup.js";
import { address, state } from "./state.js";

/** Says in the document whether it is one figure, which the style sheet follows, and draws the line below the figure. */
export function drawEmbed() {
  document.body.dataset.embed = state.embed ? "yes" : "no";
  const line = byId("embed-line");
  line.hidden = !state.embed;
  if (!state.embed) {
    refill(line);
    return;
  }
  const parts = [D.about.citation, D.about.license && outside(D.about.license, t("Licence"))].filter(Boolean);
  refill(
    line,
    el(
      "a",
      { id: "embed-open", href: "#" + address({ embed: false }), target: "_blank", rel: "noopener" },
      state.sel ? t("Open the details in the whole picture") : t("Open the whole picture"),
    ),
    parts.map((part) => [" · ", part]),
  );
}

/** The name of this file, relative to a page beside it. */
function fileOfPage() {
  const last = location.pathname.split("/").at(-1) || "";
  return /\.html?$/i.test(last) ? last : `${D.about.name || "chancery"}.html`;
}

/** The code with which another page shows this view. */
export const embedCodeNow = () => embedCode(fileOfPage(), address({ embed: true }), D.about.title);
