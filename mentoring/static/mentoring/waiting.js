// Asks how far the matching is; when it is done, shows the whole page anew. Without this script there is a plain link.
const EVERY_MS = 2000;
const MOST_TRIES = 90;

const place = document.getElementById("kemajuan");
let tries = 0;

async function ask() {
  tries += 1;
  try {
    const answer = await fetch(place.dataset.progress, { headers: { Accept: "text/html" }, redirect: "error" });
    if (answer.ok) {
      const text = await answer.text();
      if (!text.includes("data-waits")) {
        location.reload();
        return;
      }
      if (!place.contains(document.activeElement)) place.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    }
  } catch {
    // Offline for a moment: ask again later.
  }
  if (tries < MOST_TRIES) setTimeout(ask, EVERY_MS);
}

if (place && place.querySelector("[data-waits]")) setTimeout(ask, EVERY_MS);
