// The menu beside the page: its filter looks into folded groups too.
"use strict";
const filter = document.getElementById("nav-filter");
filter?.addEventListener("input", () => {
  for (const group of document.querySelectorAll("#nav-sidebar details")) {
    group.open = Boolean(filter.value) || group.classList.contains("current-app");
  }
});
