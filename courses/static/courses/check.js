// Answers a knowledge check in place. Without this module the form loads the whole lesson again.

async function answer(form) {
  const section = form.closest("[data-check]");
  const button = form.querySelector("button");
  if (button) button.disabled = true;
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Fragment": "check" },
      credentials: "same-origin",
    });
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-check]");
    if (!fresh) throw new Error("no check");
    section.replaceWith(fresh);
    fresh.focus({ preventScroll: true });
  } catch {
    // The plain way says what went wrong, in words.
    form.submit();
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest("[data-check]") || form.method !== "post") return;
  event.preventDefault();
  answer(form);
});
