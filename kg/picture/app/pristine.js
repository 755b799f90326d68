// The document as it is in the file. This module is the first that runs, so that nothing has changed the document yet.

const copy = /** @type {Element} */ (document.documentElement.cloneNode(true));

/** The text of the file that the page was opened from. */
export const pristine = () => "<!DOCTYPE html>\n" + copy.outerHTML + "\n";
