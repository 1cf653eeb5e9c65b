// Accessible names that Django's admin widgets lack: for Select2 boxes and help icons.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const nameOf = (select) => {
    const label = select.labels && select.labels[0];
    return select.getAttribute("aria-label") || (label ? label.textContent.replace(/[::]\s*$/, "").trim() : "");
  };
  const name = () => {
    for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
      const words = nameOf(select);
      const box = select.nextElementSibling && select.nextElementSibling.querySelector(".select2-selection");
      if (!words || !box) continue;
      box.setAttribute("aria-label", words);
      box.removeAttribute("aria-labelledby");
      const shown = box.querySelector('[role="textbox"]');
      if (shown) shown.setAttribute("aria-label", words);
      const typed = box.querySelector(".select2-search__field");
      if (typed) typed.setAttribute("aria-label", words);
      box.dataset.words = words;
    }
    // A button isn't allowed as a child of <ul>. Keyboard users remove the items one at a time instead.
    for (const clear of document.querySelectorAll("ul > .select2-selection__clear")) clear.setAttribute("aria-hidden", "true");
    for (const hint of document.querySelectorAll("span.help-tooltip[aria-label]")) hint.setAttribute("role", "img");
  };
  name();
  // Select2 creates its elements later, and again for every inline row that is added.
  new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
  if (window.django && django.jQuery) {
    django.jQuery(document).on("select2:open", (event) => {
      const field = document.querySelector(".select2-container--open .select2-search__field");
      if (field) field.setAttribute("aria-label", nameOf(event.target));
      const list = document.querySelector(".select2-results__options");
      if (list) list.setAttribute("aria-label", nameOf(event.target));
    });
  }
});
