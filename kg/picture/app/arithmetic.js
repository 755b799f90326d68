// The engine for browsers (npm oxigraph, all releases up to 0.5.11) groups chains of + - * / from the right: it reads 100 - 40 + 15 as
// 100 - (40 + 15). SPARQL groups them from the left, https://www.w3.org/TR/sparql11-query/#rAdditiveExpression. The functions below add
// explicit parentheses to every chain before a query reaches the engine, and change nothing else in the query.

const SPARQL_TOKEN =
  /#[^\n]*|<[^<>"{}|^`\\\x00-\x20]*>|"""(?:[^"\\]|\\[\s\S]|"(?!""))*"""|'''(?:[^'\\]|\\[\s\S]|'(?!''))*'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[?$][\p{L}\p{N}_]+|@[A-Za-z]+(?:-[A-Za-z0-9]+)*|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|(?:[\p{L}_][\p{L}\p{N}_.-]*)?:(?:[\p{L}\p{N}_:%.-]|\\.)*|[\p{L}_][\p{L}\p{N}_]*|\^\^|&&|\|\||!=|<=|>=|\s+|[\s\S]/gu;

/** The kind of a token: "space", "open", "close", "sign" (+ - * /), "cut" (the end of an arithmetic expression), "word", or "value". */
function tokenKind(text) {
  if (/^(\s|#)/.test(text)) return "space";
  if (text === "(") return "open";
  if (text === ")") return "close";
  if (/^[+\-*/]$/.test(text)) return "sign";
  if (/^(&&|\|\||!=|<=|>=|[=<>,;{}[\].|^!?])$/.test(text)) return "cut";
  if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(text)) return /^(AS|IN|NOT|EXISTS)$/i.test(text) ? "cut" : "word";
  return "value";
}

/**
 * @typedef {{ list: Item[], expression: boolean, depth: number, text?: undefined, kind?: undefined }} TokenGroup
 * @typedef {{ text: string, kind: string, list?: undefined }} Token
 * @typedef {TokenGroup | Token} Item
 */

/** The tokens of a query as a tree: a group in parentheses is {list, expression}, any other token {text, kind}. Null if the parentheses do
 * not match.
 * @param {string} query
 * @returns {TokenGroup | null} */
function tokenTree(query) {
  /** @type {TokenGroup} */
  const root = { list: [], expression: false, depth: 0 };
  const stack = [root];
  for (const [text] of query.matchAll(SPARQL_TOKEN)) {
    const top = stack[stack.length - 1];
    const kind = tokenKind(text);
    if (kind === "open") {
      /** @type {TokenGroup} */
      const group = { list: [], expression: opensExpression(top), depth: 0 };
      top.list.push(group);
      stack.push(group);
    } else if (kind === "close" && stack.length > 1) stack.pop();
    else {
      // EXISTS { ... } contains graph patterns, in which property paths look like arithmetic.
      if (text === "{") top.depth += 1;
      if (text === "}") top.depth -= 1;
      top.list.push({ text, kind });
    }
  }
  return stack.length === 1 ? root : null;
}

/** Whether a parenthesis opens an expression, judged by the token before it and the clause. Those of paths and of VALUES do not.
 * @param {TokenGroup} parent */
function opensExpression(parent) {
  const before = parent.list.filter((each) => each.kind !== "space");
  const last = before.at(-1);
  const inPattern = !parent.expression || parent.depth > 0;
  if (!inPattern) return true;
  if (!last) return false;
  if (last.text && /^(FILTER|BIND|HAVING|SELECT|DISTINCT|REDUCED|BY|ASC|DESC|IF|COALESCE|IN)$/i.test(last.text)) return true;
  if (last.kind === "word" && last.text !== undefined && !/^(VALUES|a|UNDEF|WHERE|OPTIONAL|UNION|MINUS|GRAPH)$/i.test(last.text))
    return true;
  // Later expressions of SELECT, GROUP BY and ORDER BY, and FILTER my:function(...), are recognized by the keyword before them.
  const start = before.findLastIndex(
    (each) => each.text === "{" || each.text === "}" || /^(SELECT|WHERE|FILTER|BY|LIMIT|OFFSET|VALUES)$/i.test(each.text || ""),
  );
  const opener = start >= 0 ? before[start].text || "" : "";
  return /^(SELECT|BY)$/i.test(opener) || (/^FILTER$/i.test(opener) && start === before.length - 2);
}

/** @param {Item} item
 * @returns {string} */
const render = (item) => (item.list ? "(" + renderList(item.list, item.expression) + ")" : item.text);

/** The text of a list of tokens. In an expression, chains of arithmetic are grouped from the left.
 * @param {Item[]} list
 * @param {boolean} expression */
function renderList(list, expression) {
  if (!expression) return list.map(render).join("");
  let out = "";
  /** @type {Item[]} */
  let run = [];
  let depth = 0;
  const flush = () => {
    out += chain(run);
    run = [];
  };
  for (const item of list) {
    if (item.text === "{") depth += 1;
    if (depth > 0 || item.kind === "cut") {
      flush();
      out += render(item);
      if (item.text === "}") depth -= 1;
    } else run.push(item);
  }
  flush();
  return out;
}

/** One arithmetic expression with its chains grouped from the left. A single value is returned unchanged.
 * @param {Item[]} items */
function chain(items) {
  /** @type {string[]} */
  const operands = [];
  /** @type {string[]} */
  const signs = [];
  let current = "";
  const hasValue = () => current.trim() !== "";
  for (const item of items) {
    const text = render(item);
    const signed = item.kind === "value" && /^[+-][\d.]/.test(text) && hasValue();
    if ((item.kind === "sign" && hasValue()) || signed) {
      operands.push(current);
      signs.push(text[0]);
      current = signed ? text.slice(1) : "";
    } else current += text;
  }
  if (!signs.length) return current;
  operands.push(current);
  if (operands.some((each) => each.trim() === "")) return items.map(render).join("");
  // COUNT(*) and similar calls have no operands and never reach this line.
  const sums = [operands[0]];
  /** @type {string[]} */
  const sumSigns = [];
  signs.forEach((sign, i) => {
    if (sign === "*" || sign === "/") sums.push(`(${sums.pop()}${sign}${operands[i + 1]})`);
    else {
      sums.push(operands[i + 1]);
      sumSigns.push(sign);
    }
  });
  return sumSigns.reduce((left, sign, i) => `(${left} ${sign} ${sums[i + 1]})`, sums[0]);
}

/** The query with every chain of arithmetic grouped from the left. It is unchanged if its parentheses do not match. */
export function leftGrouped(query) {
  const tree = tokenTree(query);
  return tree ? renderList(tree.list, false) : query;
}
