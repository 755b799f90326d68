// The network: which nodes and lines stand, and how they look. vis-network draws; positions come with the file.

const drawn = { nodes: new Map(), edges: new Map() };
const visNodes = new vis.DataSet();
const visEdges = new vis.DataSet();
let network = null;
const MANY_EDGES = 900;

/** What a line says: its verbs, the first two of them. */
function lineWords(bundle) {
  const words = [...bundle.words.keys()];
  return words.length > 2 ? `${words.slice(0, 2).join(", ")} +${words.length - 2}` : words.join(", ");
}

const dark = () => document.documentElement.dataset.theme === "dark";
const tint = (pair) => pair[dark() ? 1 : 0];
const ink = () => getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
const paper = () => getComputedStyle(document.documentElement).getPropertyValue("--paper").trim();
const faint = () => getComputedStyle(document.documentElement).getPropertyValue("--rule").trim();

/** A colour with an opacity, from #rrggbb. */
function faded(colour, opacity) {
  const value = parseInt(colour.slice(1), 16);
  return `rgba(${value >> 16},${(value >> 8) & 255},${value & 255},${opacity})`;
}

/** The number that a node's size stands for, between 0 and 1. */
function importance(n) {
  if (state.size === "equal") return 0.25;
  const key = { acts: "n", degree: "d", betweenness: "b" }[state.size];
  if (!importance.top || importance.key !== key) {
    importance.key = key;
    importance.top = Math.max(1e-9, ...agents.map((a) => nodes[a][key] || 0).slice(0, 50000));
  }
  return Math.sqrt((nodes[n][key] || 0) / importance.top);
}

/** Acts with so many parties that lines between all of them would hide everything: they stand as themselves. */
const crowds = new Set(matters.filter((n) => edgesOfAct[n].length >= 15 && new Set(edgesOfAct[n].flatMap((e) => [edges[e].s, edges[e].o])).size >= 6));
const crowded = (e) => selection.edgeActs[e].length > 0 && selection.edgeActs[e].every((act) => crowds.has(act));
let only = D.about.only ? new Set(D.about.only) : null;
let answerLines = [];
let answerEdges = null;

/** Shows the things of an answer alone, with its own lines; `null` shows everything again. */
function showOnly(answer) {
  only = answer ? answer.nodes : D.about.only ? new Set(D.about.only) : null;
  // A line of the answer that the graph has too stands with its proof; any other stands as the query made it.
  answerLines = answer ? answer.lines.filter((line) => line[3] === undefined) : [];
  answerEdges = answer && answer.lines.length ? new Set(answer.lines.map((line) => line[3])) : null;
  byId("answer-note").hidden = !answer;
  if (answer) refill(byId("answer-note"), `The answer: ${count(answer.nodes.size, "thing")}${answer.lines.length ? `, ${count(answer.lines.length, "line")}` : ""}. `, el("button", { type: "button", id: "answer-close", onclick: () => { showOnly(null); fitAll(); } }, "Show everything"));
  change({ view: "network", sel: null, open: [] });
  fitAll(false);
}

/** Which nodes stand: visible agents, what the legend switches on, what is opened or chosen, and whatever is visible but not held. */
function standing() {
  const s = selection;
  const shown = new Map();
  const show = (n, why) => { if (!shown.has(n)) shown.set(n, why); };
  const acts = new Set();
  if (only) for (const n of only) { if (isMatter(n)) acts.add(n); else show(n, "named"); }
  else for (const n of agents) if (s.agent[n] && !groupHides(n)) show(n, "agent");
  const loose = (n) => s.matter[n] === UNHELD || (state.more.size > 0 && factsOf[n].some((f) => s.fact[f] === UNHELD));
  actsLeftOut = 0;
  for (const n of s.acts) {
    if (!(loose(n) || state.show.has(groupOf(n)) || (crowds.has(n) && !only)) || groupHides(n)) continue;
    if (acts.size < MOST_ACTS) acts.add(n); else actsLeftOut += 1;
  }
  nodes.forEach((_, n) => { if (!isAgent(n) && !isMatter(n) && state.show.has(groupOf(n)) && isConnected(n) && !groupHides(n)) show(n, "shown"); });
  for (const n of openOnes()) {
    if (isMatter(n)) { if (s.matter[n]) { acts.add(n); for (const f of factsOf[n]) if (s.fact[f] && isRole(facts[f])) show(facts[f][2], "role"); } }
    else {
      show(n, "open");
      if (!state.open.includes(n)) continue;
      for (const act of actsOf(n)) acts.add(act);
      for (const e of edgesAt[n]) if (s.edge[e] && !edges[e].e) { show(edges[e].s, "near"); show(edges[e].o, "near"); }
    }
  }
  for (const n of acts) {
    show(n, "act");
    if (only && only.has(n) && !openOnes().includes(n)) continue;
    for (const f of factsOf[n]) if (s.fact[f] && isRole(facts[f]) && (s.matter[n] === UNHELD || isAgent(facts[f][2]))) show(facts[f][2], "role");
  }
  for (const n of [...shown.keys()]) if (!statusOf(n)) shown.delete(n);
  return shown;
}
const openOnes = () => [...state.open, ...(state.sel && state.sel.type === "node" ? [state.sel.node] : [])];
const isConnected = (n) => factsTo[n].some((f) => selection.fact[f] && selection.matter[facts[f][0]]) || edgesAt[n].some((e) => selection.edge[e]);

/** Where the acts of opened nodes stand: around it, clockwise in time from the top, on a spiral where they are many. */
function spread(shown) {
  const places = new Map();
  for (const centre of state.open) {
    if (isMatter(centre) || !shown.has(centre)) continue;
    const mine = inTimeOrder(actsOf(centre).filter((n) => shown.has(n) && !places.has(n)));
    const { x, y } = drawnAt[centre];
    let radius = Math.max(105, 11 * Math.min(mine.length, 16));
    let angle = -Math.PI / 2;
    const single = mine.length <= 16;
    for (const n of mine) {
      places.set(n, { x: x + 1.55 * radius * Math.cos(angle), y: y + radius * Math.sin(angle) });
      const step = single ? (2 * Math.PI) / mine.length : 88 / radius;
      angle += step;
      if (!single) radius += (80 * step) / (2 * Math.PI);
    }
  }
  return places;
}
let places = new Map();

/** Lines between standing nodes: direct ones bundled by pair, tone and origin; and the roles of standing acts. */
function linesAmong(shown) {
  const bundles = new Map();
  const add = (key, line, weight, words) => {
    const bundle = bundles.get(key) || { ...line, key, list: [], facts: [], weight: 0, words: new Map() };
    if (line.edge !== undefined) bundle.list.push(line.edge);
    if (line.fact !== undefined) bundle.facts.push(line.fact);
    bundle.weight += weight;
    bundle.words.set(words, (bundle.words.get(words) || 0) + weight);
    bundles.set(key, bundle);
  };
  edges.forEach((edge, e) => {
    if (!selection.edge[e] || !shown.has(edge.s) || !shown.has(edge.o) || edge.s === edge.o || (edge.e && crowded(e) && !answerEdges)) return;
    if (answerEdges && !answerEdges.has(e) && !openOnes().some((n) => n === edge.s || n === edge.o)) return;
    const unheld = selection.edge[e] === UNHELD;
    const kind = unheld ? "unheld" : edge.e ? "entailed" : "authored";
    const words = terms[edge.p][1] + (unheld ? ` (${unheldText(edge.c)})` : "");
    add(`${edge.s} ${edge.o} ${edge.t ?? -1} ${kind}`, { from: edge.s, to: edge.o, tone: edge.t ?? -1, kind, edge: e }, Math.max(1, selection.edgeActs[e].length), words);
  });
  for (const n of shown.keys()) {
    if (!isMatter(n)) continue;
    for (const f of factsOf[n]) {
      const fact = facts[f];
      if (!selection.fact[f] || !isRole(fact) || !shown.has(fact[2])) continue;
      const unheld = selection.fact[f] === UNHELD;
      const words = terms[fact[1]][1] + (unheld ? ` (${unheldText(fact[3])})` : "");
      add(`${n} ${fact[2]} role ${unheld ? "unheld" : "held"}`, { from: n, to: fact[2], tone: nodes[n].t ?? -1, kind: unheld ? "unheld" : "role", fact: f }, 1, words);
    }
  }
  for (const [s, words, o] of answerLines) if (s !== o && shown.has(s) && shown.has(o)) add(`${s} ${o} answer ${words}`, { from: s, to: o, tone: -1, kind: "answer" }, 1, words);
  for (const [key, bundle] of bundles) {
    // What holds in both directions alike, such as having met, is one line without a head.
    const back = `${bundle.to} ${bundle.from} ${bundle.tone} ${bundle.kind}`;
    const other = bundles.get(back);
    if (!other || bundle.from > bundle.to || bundle.kind === "role" || [...bundle.words].join() !== [...other.words].join()) continue;
    bundles.delete(back);
    bundles.set(key, { ...bundle, mutual: true, list: [...bundle.list, ...other.list] });
  }
  return bundles;
}

/** "rumoured, said by X": why the visible claims of a fact are not held. */
function unheldText(behind) {
  return [...new Set(behind.filter((c) => selection.claim[c]).map((c) => standingText(claims[c])))].join("; ");
}

/** The radius of the smallest node: more nodes are seen from farther away. */
const smallest = Math.max(6, Math.min(16, 6 * Math.sqrt(nodes.length / 400)));

function nodeLook(n, chosen, near) {
  const group = groups[nodes[n].g];
  const unheld = isUnheld(n);
  const look = { id: n, ...(places.get(n) || { x: drawnAt[n].x, y: drawnAt[n].y }), opacity: near && !near.has(n) ? 0.15 : 1, borderWidth: 1.5, shape: group.shape };
  if (isMatter(n)) {
    const edge = unheld ? tint(D.unheld) : tint(tones[nodes[n].t ?? tones.length - 1].c);
    look.size = smallest * (groupOf(n) === "event" ? 1.3 : 0.85);
    look.color = { background: unheld ? paper() : groupOf(n) === "event" ? edge : faded(edge, 0.3), border: edge };
    look.borderWidth = unheld ? 2 : 1.8;
    look.shapeProperties = { borderDashes: unheld ? [4, 3] : selection.begun[n] === "undecided" ? [2, 3] : false };
  } else {
    look.size = smallest + smallest * 2.6 * (isAgent(n) ? importance(n) : 0.05);
    look.color = unheld ? { background: paper(), border: tint(D.unheld) } : { background: tint(group.c), border: paper() };
    if (unheld) look.shapeProperties = { borderDashes: [4, 3] };
  }
  if (chosen.has(n)) { look.borderWidth = 4; look.color.border = ink(); }
  look.color.highlight = { background: look.color.background, border: ink() };
  look.color.hover = { background: look.color.background, border: ink() };
  return look;
}

/** The title of an act as drawn: an accusation carries its speaker in it, at least by surname; in `full`, by the whole name. */
function actTitle(n, full = false) {
  const label = labelOf(n);
  if (!isSpeech(n)) return label;
  const speakers = speakersOf(n).map(labelOf);
  const named = (name) => label.includes(name) || (!full && label.includes(name.split(" ").at(-1)) && name.split(" ").at(-1).length > 3);
  if (!speakers.length || speakers.every(named)) return label;
  return `${speakers.length > 3 ? `${speakers[0]} and ${speakers.length - 1} others` : listed(speakers)}: ${label}`;
}
const isSpeech = (n) => nodes[n].k.some((k) => above(k).includes(dip("Statement")));

/** Why a node is not held, from its visible claims. */
function actStandingText(n) {
  const behind = new Set(factsOf[n].flatMap((f) => facts[f][3]).filter((c) => selection.claim[c]));
  return [...new Set([...behind].map((c) => standingText(claims[c])).filter(Boolean))].join("; ");
}

function lineLook(bundle, curve, near, many) {
  const pale = near && !(near.has(bundle.from) && near.has(bundle.to));
  const colour = bundle.kind === "unheld" ? tint(D.unheld) : bundle.kind === "authored" || bundle.tone < 0 ? (dark() ? "#8b95a1" : "#77808a") : tint(tones[bundle.tone].c);
  const dashes = many ? false : { entailed: [9, 4], between: false, unheld: [2, 4], authored: false, role: false, answer: false }[bundle.kind];
  return {
    id: bundle.key, from: bundle.from, to: bundle.to, dashes,
    width: bundle.kind === "role" ? 1 : Math.min(9, 1 + 1.3 * Math.log2(1 + bundle.weight)) * (bundle.kind === "authored" ? 0.7 : 1),
    color: { color: faded(colour, pale ? 0.12 : 0.85), highlight: colour, hover: colour },
    arrows: { to: { enabled: !bundle.mutual, scaleFactor: bundle.kind === "role" ? 0.4 : 0.55, type: bundle.kind === "authored" ? "vee" : "arrow" } },
    smooth: curve ? { enabled: true, type: curve > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(curve) } : false,
    selectionWidth: 1.5, hoverWidth: 1,
  };
}

/** How far each of several lines between one pair bends, so that they lie side by side. */
function curves(bundles) {
  const pairs = new Map();
  for (const bundle of bundles.values()) {
    const key = bundle.from < bundle.to ? `${bundle.from} ${bundle.to}` : `${bundle.to} ${bundle.from}`;
    if (!pairs.has(key)) pairs.set(key, []);
    pairs.get(key).push(bundle);
  }
  const bend = new Map();
  for (const list of pairs.values()) {
    list.sort((a, b) => (a.key < b.key ? -1 : 1));
    list.forEach((bundle, place) => {
      const offset = (place - (list.length - 1) / 2) * Math.min(0.16, 0.7 / list.length);
      bend.set(bundle.key, bundle.from < bundle.to ? offset : -offset);
    });
  }
  return bend;
}

const drawnAt = D.network.nodes;
let standingNow = new Map();
let linesNow = new Map();

/** What a selection lights up: the chosen nodes or ends, and their neighbours. Null where nothing is chosen. */
function lit() {
  const sel = state.sel;
  if (!sel) return null;
  const near = new Set();
  if (sel.type === "node") {
    near.add(sel.node);
    for (const bundle of linesNow.values()) if (bundle.from === sel.node || bundle.to === sel.node) { near.add(bundle.from); near.add(bundle.to); }
  } else if (sel.type === "edges") {
    for (const e of sel.edges) { near.add(edges[e].s); near.add(edges[e].o); }
  }
  return near;
}

/** Draws what stands now: computes it, then gives vis-network only what changed. */
function drawNetwork() {
  if (!network) return;
  plan.key = null;
  standingNow = standing();
  places = spread(standingNow);
  linesNow = linesAmong(standingNow);
  regroup();
  const near = lit();
  const chosen = new Set(state.sel ? (state.sel.type === "node" ? [state.sel.node] : []) : []);
  const many = linesNow.size > MANY_EDGES;
  const bend = many ? new Map() : curves(linesNow);
  const wanted = new Map();
  for (const n of standingNow.keys()) wanted.set(n, typeof n === "number" ? nodeLook(n, chosen, near) : groupLook(n, near));
  const lines = new Map();
  for (const bundle of linesNow.values()) lines.set(bundle.key, lineLook(bundle, bend.get(bundle.key) || 0, near, many));
  exchange(visNodes, drawn.nodes, wanted);
  exchange(visEdges, drawn.edges, lines);
  plan.key = null;
  network.redraw();
  byId("canvas").setAttribute("aria-label", `Network of ${count([...standingNow.keys()].length, "node")} and ${count(linesNow.size, "line")}. Arrow keys move from node to node, Enter reads one out, O opens its acts.`);
  byId("empty").hidden = standingNow.size > 0;
}

function exchange(dataset, before, wanted) {
  const gone = [...before.keys()].filter((id) => !wanted.has(id));
  const changed = [];
  const texts = new Map();
  for (const [id, look] of wanted) {
    const text = JSON.stringify(look);
    texts.set(id, text);
    if (before.get(id) !== text) changed.push(look);
  }
  if (gone.length) dataset.remove(gone);
  if (changed.length) dataset.update(changed);
  before.clear();
  for (const [id, text] of texts) before.set(id, text);
}

function startNetwork() {
  const options = {
    autoResize: true, physics: { enabled: false }, layout: { improvedLayout: false },
    interaction: { hover: nodes.length < 3000, keyboard: false, multiselect: false, selectConnectedEdges: false, hideEdgesOnDrag: edges.length > 4000, hideEdgesOnZoom: edges.length > 4000, tooltipDelay: 1e6, zoomSpeed: 0.7 },
    nodes: { physics: false, chosen: false },
    edges: { chosen: false },
  };
  network = new vis.Network(byId("canvas"), { nodes: visNodes, edges: visEdges }, options);
  network.on("afterDrawing", drawLabels);
  network.on("click", (event) => {
    if (event.nodes.length) chooseNode(event.nodes[0]);
    else if (event.edges.length) chooseLine(event.edges[0]);
    else change({ sel: null });
  });
  network.on("doubleClick", (event) => { if (event.nodes.length) toggleOpen(event.nodes[0]); });
  network.on("hoverNode", () => { byId("canvas").style.cursor = "pointer"; });
  network.on("hoverEdge", () => { byId("canvas").style.cursor = "pointer"; });
  network.on("blurNode", () => { byId("canvas").style.cursor = ""; });
  network.on("blurEdge", () => { byId("canvas").style.cursor = ""; });
  network.on("dragEnd", (event) => { for (const n of event.nodes) if (typeof n === "number") Object.assign(drawnAt[n], network.getPosition(n)); });
}

function chooseNode(id) {
  if (typeof id === "number") change({ sel: { type: "node", node: id } });
  else openGroup(id);
}

/** A click on a line: direct lines open their proof, a role opens its act. */
function chooseLine(key) {
  const bundle = linesNow.get(key);
  if (!bundle) return;
  if (bundle.kind === "between") openGroup(typeof bundle.from === "string" ? bundle.from : bundle.to);
  else if (bundle.list.length) change({ sel: { type: "edges", edges: [...bundle.list].sort((a, b) => a - b) } });
  else if (bundle.kind === "answer") change({ sel: { type: "node", node: bundle.from } });
  else if (bundle.facts.length) change({ sel: { type: "node", node: facts[bundle.facts[0]][0] } });
}

function toggleOpen(n) {
  if (typeof n !== "number") { openGroup(n); return; }
  const open = state.open.includes(n) ? state.open.filter((other) => other !== n) : [...state.open, n];
  change({ open });
  if (open.includes(n)) bringIntoView();
  announce(open.includes(n) ? `${labelOf(n)}: acts shown` : `${labelOf(n)}: acts hidden`);
}

/** Brings everything into view; `start` keeps names readable on a small screen and looks at the weightiest node instead. */
function fitAll(animate = true, start = false) {
  if (!network || !standingNow.size) return;
  const at = [...standingNow.keys()].map((n) => network.getPosition(n));
  const [left, right, top, bottom] = [Math.min(...at.map((p) => p.x)), Math.max(...at.map((p) => p.x)), Math.min(...at.map((p) => p.y)), Math.max(...at.map((p) => p.y))];
  const canvas = byId("canvas");
  // Room for names at the edges.
  const scale = Math.min(1.6, (canvas.clientWidth - 150) / Math.max(1, right - left), (canvas.clientHeight - 110) / Math.max(1, bottom - top));
  if (start && scale < 0.5 && canvas.clientWidth < 700 && standingNow.size < 600) {
    const top = [...standingNow.keys()].filter((n) => typeof n === "number" && isAgent(n)).sort((a, b) => (nodes[b].n || 0) - (nodes[a].n || 0))[0];
    if (top !== undefined) { network.moveTo({ position: network.getPosition(top), scale: 0.6 }); return; }
  }
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 + 10 / scale }, scale: Math.max(0.02, scale), animation: animate && !calm() ? { duration: 350 } : false });
}
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Brings what a choice lights up into view, near enough for its names; what stands well already is left alone. */
function bringIntoView() {
  const near = lit();
  if (!network || !near) return;
  const at = [...near].filter((n) => standingNow.has(n)).map((n) => network.getPosition(n));
  if (!at.length) return;
  const canvas = byId("canvas");
  // On a narrow screen the details lie over the lower part of the network.
  const covered = innerWidth <= 900 ? byId("panel").clientHeight : 0;
  const [left, right, top, bottom] = [Math.min(...at.map((p) => p.x)), Math.max(...at.map((p) => p.x)), Math.min(...at.map((p) => p.y)), Math.max(...at.map((p) => p.y))];
  const scale = Math.max(0.25, Math.min(1.2, (canvas.clientWidth - 240) / Math.max(1, right - left), (canvas.clientHeight - covered - 120) / Math.max(1, bottom - top)));
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, offset: { x: 0, y: -covered / 2 }, animation: calm() ? false : { duration: 300 } });
}
