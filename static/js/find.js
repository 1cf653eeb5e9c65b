// The search form of products and producers: leaves empty fields out of the URL, submits when another sort order is chosen
// by mouse or touch, and opens the filters on wide screens, where the stylesheet shows them anyway.
const form = document.getElementById("find");

form.addEventListener("submit", () => {
  for (const field of form.elements) {
    if (field.name && !field.value) field.disabled = true;
  }
});

// The back/forward cache restores the page with disabled fields: enable them again.
addEventListener("pageshow", () => {
  for (const field of form.elements) field.disabled = false;
});

// Arrow keys change the value at every step, so keyboard users submit with the button.
const sort = document.getElementById("sort");
let byKeyboard = false;
sort?.addEventListener("keydown", () => { byKeyboard = true; });
sort?.addEventListener("pointerdown", () => { byKeyboard = false; });
sort?.addEventListener("change", () => { if (!byKeyboard) form.requestSubmit(); });

if (matchMedia("(min-width: 820px)").matches) {
  for (const filters of document.querySelectorAll("details.facets")) filters.open = true;
}
