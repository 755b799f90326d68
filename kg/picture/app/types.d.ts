// The data of the file, as kg/picture/data.py writes them, and the values that the modules of the page hand to each other.
// Items refer to each other by their place in a list. Optional members are left out where they are empty.

/** A value of a fact: the place of a node, a term, an address that is not a node, or a literal with language and datatype. */
export type Value = number | { t: number } | { x: string } | { v: string; l?: string; d?: string };
/** Subject, predicate, object, claims; a fifth is 1 for a fact of a query, 2 for one that the background has too. */
export type Fact = [number, number, any, number[], (1 | 2)?];
export type Triple = [any, number, any];
/** Light and dark. */
export type Pair = [string, string];

export interface GraphNode {
  /** IRI */ i: string;
  /** label */ l: string;
  /** place in `groups` */ g: number;
  /** kinds: places in `terms` */ k: number[];
  /** other names */ a?: string[];
  /** addresses elsewhere */ m?: string[];
  /** comment */ c?: string;
  /** tone of a matter */ t?: number;
  /** number of lines that rest on a matter */ x?: number;
  /** acts, degree, betweenness of an agent */ n?: number;
  d?: number;
  b?: number;
  /** the number of others with whom an agent dealt directly, and its rank by degree */ o?: number;
  r?: number;
  /** the measures in a sentence, made by measures.js */ s?: string;
}

/** A derivation: rule, premises, acts. */
export interface Way {
  r: number;
  p: Triple[];
  a: number[];
}

/** A direct line. */
export interface Edge {
  s: number;
  p: number;
  o: number;
  /** 1 if it is inferred */ e?: number;
  /** derivations */ w: Way[];
  /** claims */ c: number[];
  /** tone; -1 if it is not inferred */ t: number;
  /** how far above the kinds of its acts the classes are from which it follows; none for the very kinds */ y?: number;
}

/** A date of a node; `c` is the claim that gives it, or -1 for all held accounts together. */
export interface When {
  n: number;
  c: number;
  t?: string;
  w?: string;
  e?: string;
  l?: string;
  z?: string;
  f?: string;
  u?: string;
  /** the last day on which it can have begun, if that is not `l` */ g?: string;
  a?: number;
  q?: number;
  b?: string;
}

/** The date of a node under the filters: bounds as ISO days and as day numbers (NaN for none). */
export interface Dated {
  text: string;
  words: string;
  e: string;
  l: string;
  f: string;
  u: string;
  a: boolean;
  q: boolean;
  bases: string[];
  from: number;
  to: number;
  sureFrom: number;
  sureTo: number;
  /** the last day on which it can have begun; NaN for none */ begunBy: number;
  last: number;
  dated: boolean;
}

/** A period of relations. */
export interface Period {
  i: string;
  k: number;
  v: number;
  s: number[];
  o: number[];
  m?: number;
  e?: string;
  l?: string;
  f?: string;
  u?: string;
  z?: string;
  b: number[];
  x: number[];
  y: number[];
  w: Way[];
}

/** A claim: what one assertion graph says. */
export interface Claim {
  i: string;
  /** standing */ s: string;
  /** 1 if held */ h?: number;
  /** the statement whose content it is; -1 if that is not in the picture */ of?: number;
  /** the report within which it stands */ in?: number;
  /** its rank if deprecated */ r?: string;
  /** wording */ w?: string;
  /** gist */ g?: string;
  /** passages */ p: number[];
  /** read with */ rw?: number[];
  /** claims that it differs from */ df?: number[];
  /** set by the page: what a reader must switch on to see it */ tags: string[];
  /** set by the page: its documents */ docs: number[];
}

export interface Passage {
  i: string;
  d: number;
  s?: string;
  n?: number;
  k?: string;
  pl?: number[];
  /** first and last words */ q?: [string, string];
  /** the address of its place in the source */ u?: string;
  /** the sentence, from the reader's own copy */ x?: string;
}

export interface Source {
  i: string;
  /** label */ l: string;
  /** title */ t?: string;
  /** address */ s?: string;
  /** publisher */ pb?: string;
  /** address of the licence */ li?: string;
  /** language */ lg?: string;
  sh?: number[];
  /** whether the copy from which the file quotes is that of the document; only in a file that was made with copies */
  ct?: "matches" | "differs" | "missing";
}

export interface Note {
  i: string;
  on?: number[];
  oc?: number[];
  op?: number[];
  k: string;
  g?: string;
  p?: number[];
  /** whether it says that a name is not the right one */ y?: number;
}

export interface Group {
  id: string;
  l: string;
  shape: string;
  c: Pair;
}

export interface Tone {
  id: string;
  l: string;
  c: Pair;
}

export interface Standing {
  id: string;
  l: string;
  x: string;
}

export interface Cluster {
  l: string;
  m: number[];
  x: number;
  y: number;
  r: number;
}

/** A stored query as a form. */
export interface StoredQuery {
  name: string;
  summary: string;
  description: string;
  tags: string[];
  /** the columns whose nodes carry the evidence of a row; several names in one text are read together */
  cite: string[];
  form: string;
  params: Param[];
  pieces: (string | [string, string, string])[];
}

export interface Param {
  name: string;
  type: string;
  variable: string;
  help: string;
  optional: boolean;
  default: string | null;
  choices: string[];
  of: string;
  end: string;
}

export interface Opening {
  principals: number[];
  core: number[];
  at: [number, number][];
  /** whether the principal parties were named, and not chosen as the most connected */ named: boolean;
}

export interface About {
  title: string;
  workspace: string;
  name: string;
  digest: string;
  citation: string;
  license: string;
  language: string;
  selection: string;
  start: string;
  base: string;
  only?: number[];
  engine?: boolean;
  asking?: { queries: StoredQuery[]; prefixes: Record<string, string>; engine: string };
}

export interface Data {
  about: About;
  explain: Record<string, string>;
  /** whether the betweenness is estimated */ estimated: boolean;
  groups: Group[];
  tones: Tone[];
  standings: Standing[];
  unheld: Pair;
  nodes: GraphNode[];
  facts: Fact[];
  edges: Edge[];
  whens: When[];
  periods: Period[];
  dates: [string, string][];
  claims: Claim[];
  passages: Passage[];
  documents: Source[];
  notes: Note[];
  rules: [string, string][];
  terms: [string, string, number[]][];
  apart: number[];
  negative: number[];
  /** relations that say little about two agents */ unspecific: number[];
  /** for each language other than that of the page the nodes, terms, claims and notes that have a label or a gist in it */
  spoken?: [string, number[], number[], number[], number[]][];
  /** the last day of the dates of the documents; empty if none has a date */ told?: string;
  /** relations that are states, each with its name for one that has ended */ past: [number, string][];
  /** aspects of relations whose changes name a line first */ turning: number[];
  network: { nodes: { x: number; y: number; shape: string; id: number }[]; edges: unknown[] };
  clusters?: Cluster[];
  opening?: Opening;
  /** the catalogue of the interface's language; none for English */
  words?: Record<string, string | Record<string, string>>;
}

/** What is selected: a node, the edges of a line, or a period of relations. */
export type Selected =
  | { type: "node"; node: number; edges?: undefined; period?: undefined }
  | { type: "edges"; edges: number[]; node?: undefined; period?: undefined }
  | { type: "period"; period: number; edges: number[]; node?: undefined };

/** A line as drawn: all direct lines of one pair, tone and origin, or the roles of an act. */
export interface Bundle {
  key: string;
  from: number | string;
  to: number | string;
  tone: number;
  kind: "entailed" | "authored" | "unheld" | "role" | "answer" | "between";
  /** whether it says that something is not so */ negative?: boolean;
  list: number[];
  facts: number[];
  weight: number;
  words: Map<string, number>;
  mutual?: boolean;
  acts?: Set<any>;
  edge?: number;
  fact?: number;
}
