// The query editor: CodeMirror 6 with SPARQL colours, bracket matching, history and completion of what the graph knows.
// Bundled into one script that defines `ChanceryEditor`; it lives in a shadow root, so that its styles need no exception in the policy.

import { autocompletion, completionKeymap, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const KEYWORDS =
  "SELECT DISTINCT CONSTRUCT ASK DESCRIBE WHERE OPTIONAL UNION MINUS FILTER EXISTS NOT BIND AS VALUES GRAPH GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET COUNT SUM MIN MAX SAMPLE GROUP_CONCAT CONTAINS LCASE STR LANG DATATYPE BOUND IF COALESCE PREFIX".split(
    " ",
  );

/** Colours with enough contrast on the page's own sheet, light or dark. */
function colours(dark) {
  const shade = dark ? ["#7cc0f4", "#e7b36a", "#9fd6a8", "#d9a6ee", "#aab1ba"] : ["#0a5c9c", "#8a4b00", "#1e6b34", "#7b3f98", "#555d66"];
  return [
    EditorView.theme(
      {
        "&": { color: dark ? "#eceae4" : "#1b1f24", backgroundColor: "transparent", fontSize: "14px" },
        ".cm-content": {
          fontFamily: "ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace",
          minHeight: "150px",
          caretColor: dark ? "#ffffff" : "#000000",
        },
        ".cm-cursor": { borderLeftColor: dark ? "#ffffff" : "#000000" },
        ".cm-gutters": { backgroundColor: "transparent", color: shade[4], border: "none" },
        ".cm-activeLine": { backgroundColor: dark ? "#ffffff0d" : "#0000000a" },
        ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": { backgroundColor: dark ? "#3b5a75" : "#cfe3f4" },
        ".cm-tooltip": { backgroundColor: dark ? "#22272e" : "#ffffff", border: "1px solid #8b8f94", color: "inherit" },
        ".cm-tooltip-autocomplete ul li[aria-selected]": {
          backgroundColor: dark ? "#7cc0f4" : "#0a5c9c",
          color: dark ? "#0c1116" : "#ffffff",
        },
        ".cm-placeholder": { color: shade[4] },
        "&.cm-focused": { outline: "none" },
        ".cm-scroller": { maxHeight: "46vh" },
      },
      { dark },
    ),
    syntaxHighlighting(
      HighlightStyle.define([
        { tag: tags.keyword, color: shade[0], fontWeight: "600" },
        { tag: [tags.string, tags.special(tags.string)], color: shade[2] },
        { tag: [tags.atom, tags.number, tags.bool], color: shade[1] },
        { tag: [tags.variableName, tags.special(tags.variableName), tags.standard(tags.variableName)], color: shade[3] },
        { tag: tags.comment, color: shade[4], fontStyle: "italic" },
      ]),
    ),
  ];
}

/**
 * Puts an editor into an element.
 * options: { doc, label, dark, completions: [{label, detail, type}], run() }
 * Gives { text(), setText(text), setDark(dark), focus() }.
 */
export function create(parent, options) {
  const root = parent.attachShadow({ mode: "open" });
  const place = document.createElement("div");
  root.append(place);
  const theme = new Compartment();
  const complete = (context) => {
    const word = context.matchBefore(/[?$]?[\w:-]*/);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    const text = context.state.doc.toString();
    const variables = [...new Set(text.match(/[?$]\w+/g) || [])]
      .filter((name) => name !== word.text)
      .map((label) => ({ label, type: "variable" }));
    return {
      from: word.from,
      options: [...variables, ...KEYWORDS.map((label) => ({ label, type: "keyword" })), ...options.completions],
      validFor: /^[?$]?[\w:-]*$/,
    };
  };
  const view = new EditorView({
    parent: place,
    root,
    state: EditorState.create({
      doc: options.doc,
      extensions: [
        // Tab leaves the editor, as everywhere in a page; who works by keyboard alone is not trapped.
        keymap.of([
          {
            key: "Mod-Enter",
            run: () => {
              options.run();
              return true;
            },
          },
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...defaultKeymap,
          ...historyKeymap,
        ]),
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        autocompletion({ override: [complete], icons: false }),
        StreamLanguage.define(sparql),
        EditorView.lineWrapping,
        placeholder("SELECT … WHERE { … }"),
        EditorView.contentAttributes.of({ "aria-label": options.label, spellcheck: "false" }),
        // Typing over a selection is done here and not by the browser, which would keep the old text's look in a style attribute: the
        // page's policy forbids those.
        EditorView.domEventHandlers({
          beforeinput(event, view) {
            if (event.inputType !== "insertText" || event.data === null || view.state.selection.main.empty) return false;
            view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
            event.preventDefault();
            return true;
          },
        }),
        theme.of(colours(options.dark)),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    setText: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    setDark: (dark) => view.dispatch({ effects: theme.reconfigure(colours(dark)) }),
    // Ready to be typed over.
    select: () => {
      view.dispatch({ selection: { anchor: 0, head: view.state.doc.length } });
      view.focus();
    },
  };
}
