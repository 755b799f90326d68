// What the scripts outside this bundle give the page: the query editor (scripts/frontend/editor.mjs), and the terms of an answer as the
// worker returns them (scripts/frontend/worker.mjs).

export interface Editor {
  text(): string;
  setText(text: string): void;
  setDark(dark: boolean): void;
  select(): void;
}

export interface EditorSettings {
  doc: string;
  label: string;
  dark: boolean;
  completions: { label: string; detail: string }[];
  run: () => void;
}

/** A term of an answer, as in the JSON of SPARQL results. */
export interface AnswerTerm {
  type: string;
  value: string;
  datatype?: string;
  "xml:lang"?: string;
}

export type Answer =
  | { kind: "truth"; value: boolean; total?: undefined }
  | { kind: "triples"; triples: (AnswerTerm | undefined)[][]; total: number }
  | { kind: "table"; vars: string[]; rows: Record<string, AnswerTerm>[]; total: number };

/** What makes the addresses of scripts, see https://www.w3.org/TR/trusted-types/. */
export interface WorkerPolicy {
  createScriptURL(url: string): any;
}
