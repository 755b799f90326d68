// Around a picture: loads it again when its file has been written again. What is shown of it stays, as it is in its address.

/** How often the page looks whether the file has changed, in milliseconds. */
const LOOK_EVERY = 1000;

const frame = /** @type {HTMLIFrameElement} */ (document.getElementById("picture"));
/** That of the file when it was looked at last; null before the first look. @type {string | null} */
let stamp = null;

async function look() {
  const inside = frame.contentWindow;
  try {
    const found = await (await fetch("stamp")).json();
    if (inside && stamp !== null && found.stamp && found.stamp !== stamp) inside.location.reload();
    stamp = found.stamp;
    // So that a link to this page is one to what it shows.
    if (inside?.location.hash !== location.hash) history.replaceState(null, "", inside?.location.hash || location.pathname);
    document.title = frame.contentDocument?.title || document.title;
  } catch {
    document.title = "(kg watch has ended)";
  }
}

frame.src = `picture.html${location.hash}`;
setInterval(look, LOOK_EVERY);
look();
