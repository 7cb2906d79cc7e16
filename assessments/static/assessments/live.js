// Keeps parts of a page fresh while it is looked at: each [data-live] is replaced by its newer self.
const parts = document.querySelectorAll("[data-live]");

async function refresh() {
  if (document.hidden || document.querySelector("[data-live] :focus")) return;
  try {
    const answer = await fetch(parts[0].dataset.liveUrl || location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const newer = fresh.getElementById(part.getAttribute("aria-labelledby"))?.closest("[data-live]");
      if (newer) part.replaceWith(document.importNode(newer, true));
    }
  } catch {
    // No line: the next turn tries again, and the page still says as of when it is.
  }
}

if (parts.length) setInterval(refresh, 1000 * Number(parts[0].dataset.liveSeconds || 30));
