// The form that finds products or producers: only what was filled in goes into the address, a new order chosen by hand
// shows at once, and on wide screens, where the stylesheet shows the filters, the browser learns that they stand open.
const form = document.getElementById("find");

form.addEventListener("submit", () => {
  for (const field of form.elements) {
    if (field.name && !field.value) field.disabled = true;
  }
});

// A page fetched back from the browser's memory must be usable again.
addEventListener("pageshow", () => {
  for (const field of form.elements) field.disabled = false;
});

// With the arrow keys one passes through the orders one by one: there the button decides.
const sort = document.getElementById("sort");
let byKeyboard = false;
sort?.addEventListener("keydown", () => { byKeyboard = true; });
sort?.addEventListener("pointerdown", () => { byKeyboard = false; });
sort?.addEventListener("change", () => { if (!byKeyboard) form.requestSubmit(); });

if (matchMedia("(min-width: 820px)").matches) {
  for (const filters of document.querySelectorAll("details.facets")) filters.open = true;
}
