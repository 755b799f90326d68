// Texts as markup: for files that the page writes, and for other pages that show it. Nothing here touches the document.

/** A text without what XML and addresses cannot contain: control characters and lone surrogates.
 * @param {string} text */
export const legal = (text) =>
  text
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A text as it stands in markup or in a quoted attribute.
 * @param {string} text */
export const escaped = (text) => legal(text).replace(/[&<>"']/g, (sign) => SIGNS[/** @type {keyof SIGNS} */ (sign)]);

/** An element. Attributes that are null are left out.
 * @param {string} name
 * @param {Record<string, string | null>} attributes
 * @param {string | null} [inner] markup; null for an element without content */
export function element(name, attributes, inner = null) {
  const list = Object.entries(attributes).flatMap(([key, value]) => (value === null ? [] : [` ${key}="${escaped(value)}"`]));
  return `<${name}${list.join("")}` + (inner === null ? "/>" : `>${inner}</${name}>`);
}

/** JSON for a script element: every <, >, & and line separator in it is escaped, as `inert_json` of kg/picture/page.py does.
 * @param {unknown} value */
export const inertJson = (value) =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (sign) => "\\u" + sign.charCodeAt(0).toString(16).padStart(4, "0"));

const BLOCK = '<script type="application/json" id="story">';

/** The text of a page with another story in its block.
 * @param {string} page
 * @param {{caption: string, address: string}[]} story */
export function withStory(page, story) {
  const start = page.indexOf(BLOCK);
  if (start < 0) throw new Error("the page has no block for a story");
  const end = page.indexOf("</script>", start);
  return page.slice(0, start) + BLOCK + inertJson(story) + page.slice(end);
}

/** The code with which another page shows this one: a frame that may run the page's script and open the whole picture, and nothing else.
 * @param {string} file the file, relative to the other page
 * @param {string} address what stands after the #
 * @param {string} title the title of the frame, which a screen reader says */
export const embedCode = (file, address, title) =>
  element(
    "iframe",
    {
      src: `${file}#${address}`,
      title,
      width: "100%",
      height: "560",
      loading: "lazy",
      sandbox: "allow-scripts allow-popups allow-popups-to-escape-sandbox",
      style: "border: 1px solid #ccc",
    },
    "",
  );
