// Asks the server. Every question is a POST of a JSON object to an address below that of the page.

/** Asks a question.
 * @param {string} name
 * @param {object} [words] what goes with it
 * @returns {Promise<any>} the answer; with `error`, and perhaps `hint` and `place`, if there is none */
export async function ask(name, words = {}) {
  try {
    const found = await fetch(`ask/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(words),
    });
    if (found.headers.get("content-type")?.startsWith("application/json")) return await found.json();
    return { error: "The desk has failed at this. Nothing was written.", hint: "The terminal in which kg desk runs says more." };
  } catch {
    return { error: "The desk does not answer.", hint: "Start kg desk again; what was entered is in the files and in its journal." };
  }
}
