// Keying a sign sheet: Enter saves the row and goes to the next one; a new row begins with the village of the row above.
// Without scripts Enter saves the whole page.
"use strict";
const sheet = document.getElementById("sheet");

const fieldOf = (row, name) => row.querySelector(`[name$="-${name}"]`);

async function save(row) {
  const state = row.querySelector(".state");
  const data = new FormData();
  data.set("only", row.dataset.line);
  for (const field of [...sheet.querySelectorAll("[name=csrfmiddlewaretoken], [name=reason]"), ...row.querySelectorAll("[name]")]) {
    if ((field.type === "checkbox" || field.type === "radio") && !field.checked) continue;
    data.set(field.name, field.value);
  }
  const sent = JSON.stringify([...data]);
  if (row.sent === sent) return;
  row.sent = sent;
  row.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(location.href, { method: "POST", body: data });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const template = document.createElement("template");
    template.innerHTML = await answer.text();
    const saved = template.content.querySelector("tr");
    row.className = saved.className;
    state.replaceWith(saved.querySelector(".state"));
    for (const name of ["name", "moo", "tambon", "phone"]) {
      const field = fieldOf(row, name);
      // What was carried down or put right; not what is being typed already.
      if (field !== document.activeElement) field.value = fieldOf(saved, name).value;
    }
    if (!fieldOf(saved, "came")) row.querySelector(".came")?.remove();
  } catch {
    row.sent = "";
    row.className = "refused";
    state.append(Object.assign(document.createElement("span"), { className: "error", textContent: sheet.dataset.failed }));
  } finally {
    row.removeAttribute("aria-busy");
  }
}

function carryDown(row, next) {
  if (fieldOf(next, "name").value || fieldOf(next, "came")) return;
  for (const name of ["moo", "tambon"]) {
    const field = fieldOf(next, name);
    if (!field.value) field.value = fieldOf(row, name).value;
  }
}

sheet?.addEventListener("keydown", (event) => {
  const row = event.target.closest("tr[data-line]");
  if (event.key !== "Enter" || !row || event.isComposing) return;
  event.preventDefault();
  const next = row.nextElementSibling;
  if (next) {
    carryDown(row, next);
    fieldOf(next, "name").focus();
  } else {
    sheet.querySelector("button[type=submit]").focus();
  }
  save(row);
});

// An answer to "the same person?" and a tick are saved at once.
sheet?.addEventListener("change", (event) => {
  const row = event.target.closest("tr[data-line]");
  if (row && (event.target.type === "radio" || event.target.closest(".came"))) save(row);
});
