// Months of sale: ticking "all year" clears the months, ticking a month clears "all year".
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  for (const all of document.querySelectorAll('input[name="months"][value="all"]')) {
    const boxes = [...all.form.querySelectorAll('input[name="months"]')].filter((box) => box !== all);
    all.addEventListener("change", () => {
      if (all.checked) boxes.forEach((box) => (box.checked = false));
    });
    boxes.forEach((box) =>
      box.addEventListener("change", () => {
        if (box.checked) all.checked = false;
      }),
    );
  }
});
