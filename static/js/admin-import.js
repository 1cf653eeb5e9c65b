// Imports: warns about a file that is too large before it is uploaded, and prevents sending a form twice.
"use strict";
const file = document.querySelector("input[type=file][data-most]");
if (file) {
  const trouble = document.getElementById("file-trouble");
  file.addEventListener("change", () => {
    const tooLarge = file.files.length > 0 && file.files[0].size > Number(file.dataset.most);
    trouble.textContent = tooLarge ? file.dataset.trouble : "";
    file.setCustomValidity(trouble.textContent);
  });
}

for (const form of document.querySelectorAll("form[data-once]")) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
}
// The back/forward cache would restore the page with its form already sent: reload it.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
