// Ordered pictures: two buttons per picture swap it with its neighbor and renumber the position fields.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const words = document.documentElement.lang.startsWith("en")
    ? { up: "Move up", down: "Move down" }
    : { up: "เลื่อนขึ้น", down: "เลื่อนลง" };

  for (const group of document.querySelectorAll(".inline-group:has(fieldset.ordered)")) {
    const rows = () => [...group.querySelectorAll(".inline-related:not(.empty-form)")];
    // Don't number empty rows: Django would validate a changed row as a picture without a file.
    const filled = (row) => row.classList.contains("has_original") || row.querySelector('input[type="file"]').value;
    const number = () =>
      rows()
        .filter(filled)
        .forEach((row, place) => (row.querySelector('input[name$="-position"]').value = place + 1));
    const move = (row, step) => {
      const all = rows().filter(filled);
      const neighbor = all[all.indexOf(row) + step];
      if (!neighbor) return;
      if (step < 0) neighbor.before(row);
      else neighbor.after(row);
      number();
    };
    for (const row of rows().filter((row) => row.classList.contains("has_original"))) {
      const bar = document.createElement("span");
      bar.className = "order-buttons";
      for (const [name, sign, step] of [["up", "▲", -1], ["down", "▼", 1]]) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = sign;
        button.setAttribute("aria-label", words[name]);
        button.addEventListener("click", () => {
          move(row, step);
          button.focus();
        });
        bar.append(button);
      }
      row.querySelector("h3").append(bar);
    }
  }
});
