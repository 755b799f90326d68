// A small picture for the modules that compute with the data of a file: acts of states, without a page.

const DIP = "https://w3id.org/chancery/ontology#";

/** The data of a file, to which nodes, facts and lines are added. */
class Small {
  constructor() {
    /** @type {any} */
    this.data = {
      about: { base: "https://example.org/", language: "en" },
      groups: ["state", "act", "situation"].map((id) => ({ id, l: id, c: ["#000000", "#ffffff"] })),
      tones: [{ id: "relations", l: "Relations", c: ["#000000", "#ffffff"] }],
      ...{ standings: [], unheld: ["#000000", "#ffffff"], explain: {}, network: { nodes: [], edges: [] } },
      ...{ nodes: [], facts: [], edges: [], whens: [], periods: [], dates: [], claims: [], passages: [], documents: [], notes: [] },
      ...{ rules: [["rule", ""]], terms: [], apart: [], negative: [], unspecific: [], turning: [], past: [] },
    };
  }

  /** The index of a term. @param {string} name */
  term(name) {
    const { terms } = this.data;
    const at = terms.findIndex(([iri]) => iri === DIP + name);
    return at < 0 ? terms.push([DIP + name, name, []]) - 1 : at;
  }

  /** The index of a new state. @param {string} name */
  state(name) {
    return this.data.nodes.push({ i: name, l: name, g: 0, k: [] }) - 1;
  }

  /** The index of a new act. @param {any[] | null} [date] in EDTF, its first and last day, a flag */
  act(date) {
    const n = this.data.nodes.push({ i: `act${this.data.nodes.length}`, l: "act", g: 1, k: [], t: 0 }) - 1;
    if (date) {
      const [t, e, l, ...flags] = date;
      this.data.whens.push({ n, c: -1, t, w: t, e, l, a: Number(flags.includes("approximate")), q: Number(flags.includes("uncertain")) });
    }
    return n;
  }

  /** The index of a new situation, without a date. */
  situation() {
    return this.data.nodes.push({ i: `situation${this.data.nodes.length}`, l: "situation", g: 2, k: [], t: 0 }) - 1;
  }

  /** The index of a new line: inferred from some acts, or stated without an act.
   * @param {number} s
   * @param {string} relation
   * @param {number} o
   * @param {number[]} [acts] */
  line(s, relation, o, acts = []) {
    const w = acts.map((act) => ({ r: 0, p: [[act, this.term("actor"), s]], a: [act] }));
    return this.data.edges.push({ s, p: this.term(relation), o, e: Number(acts.length > 0), w, t: acts.length ? 0 : -1 }) - 1;
  }

  /** A held claim that an agent has a role in an act. Its index.
   * @param {number} act
   * @param {string} role
   * @param {number} agent */
  claim(act, role, agent) {
    const c = this.data.claims.push({ i: `claim${this.data.claims.length}`, s: "Stated", h: 1 }) - 1;
    const fact = this.data.facts.find(([s, p, o]) => s === act && p === this.term(role) && o === agent);
    if (fact) fact[3].push(c);
    else this.data.facts.push([act, this.term(role), agent, [c]]);
    return c;
  }

  /** Puts the data where the modules read them. Import these afterwards. */
  open() {
    const text = JSON.stringify(this.data);
    /** @type {any} */ (globalThis).document = {
      documentElement: { dir: "ltr", lang: "en", dataset: {} },
      getElementById: (/** @type {string} */ id) => (id === "data" ? { textContent: text } : null),
    };
  }
}

export const small = () => new Small();
