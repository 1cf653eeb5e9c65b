// Names for what the stock admin's widgets leave nameless to screen readers: boxes of choices that search, hints.
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
    // A button amid the items of a list is none of them; by keyboard each item is taken away by itself.
    for (const clear of document.querySelectorAll("ul > .select2-selection__clear")) clear.setAttribute("aria-hidden", "true");
    for (const hint of document.querySelectorAll("span.help-tooltip[aria-label]")) hint.setAttribute("role", "img");
  };
  name();
  // The widgets build themselves after this, and again for every row that is added.
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
