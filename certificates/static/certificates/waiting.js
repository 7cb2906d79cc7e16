// Asks for the list again while a certificate is being made; without this script the page has a plain reload link.
const EVERY_MS = 3000;
const MOST_TRIES = 40;

const place = document.getElementById("sertifikat-saya");
let tries = 0;

function again() {
  if (place.querySelector("[data-waits]") && tries < MOST_TRIES) setTimeout(ask, EVERY_MS);
}

async function ask() {
  tries += 1;
  try {
    const answer = await fetch(place.dataset.list, { headers: { Accept: "text/html" }, redirect: "error" });
    if (answer.ok && !place.contains(document.activeElement)) place.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
  } catch {
    // Offline for a moment: ask again later.
  }
  again();
}

if (place) again();
