// Imports: a file that is too large is told of before it is sent, and a form is sent once.
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
// Coming back by the browser's button shows the page as it was left.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
