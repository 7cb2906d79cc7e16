/* Touching a region of a picture picks it in the list beside it; the list is the form, and does without this. */
document.addEventListener("click", ({ target }) => {
  const region = target.closest("[data-region]");
  const fields = region?.closest("[data-hotspot]")?.querySelectorAll("input[type=radio]");
  if (!fields) return;
  for (const field of fields) {
    if (field.value !== region.dataset.region || field.disabled) continue;
    field.checked = true;
    field.focus({ preventScroll: true });
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
  }
});
