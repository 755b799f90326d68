// What other scripts of the page define.

/** vis-network, from pyvis; it comes without types. */
declare const vis: any;
/** The query editor, see scripts/frontend/editor.mjs. Only files with the query engine have it. */
declare const ChanceryEditor: any;
interface Window {
  chancery: any;
  trustedTypes: any;
}
declare const trustedTypes: any;
