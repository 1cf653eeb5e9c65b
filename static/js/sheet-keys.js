// Keying a sign sheet: Enter goes to the next row, which begins with the village of the row above; a row is saved when one
// leaves it. Without scripts Enter saves the whole page.
"use strict";
const sheet = document.getElementById("sheet");

const fieldOf = (row, name) => row.querySelector(`[name$="-${name}"]`);

function contentsOf(row) {
  const data = new FormData();
  data.set("only", row.dataset.line);
  for (const field of [...sheet.querySelectorAll("[name=csrfmiddlewaretoken], [name=reason]"), ...row.querySelectorAll("[name]")]) {
    if ((field.type === "checkbox" || field.type === "radio") && !field.checked) continue;
    data.set(field.name, field.value);
  }
  return data;
}

async function send(row) {
  const body = contentsOf(row);
  row.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(location.href, { method: "POST", body });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const template = document.createElement("template");
    template.innerHTML = await answer.text();
    const saved = template.content.querySelector("tr");
    row.className = saved.className;
    row.querySelector(".state").replaceWith(saved.querySelector(".state"));
    for (const name of ["name", "moo", "tambon", "phone"]) {
      const field = fieldOf(row, name);
      // What was carried down or put right; not what was typed since.
      if (field !== document.activeElement && field.value === body.get(field.name)) field.value = fieldOf(saved, name).value;
    }
    if (!fieldOf(saved, "came")) row.querySelector(".came")?.remove();
  } catch {
    row.className = "refused";
    row.dataset.changed = "";
    const words = Object.assign(document.createElement("span"), { className: "error", textContent: sheet.dataset.failed });
    row.querySelector(".state .error")?.remove();
    row.querySelector(".state").append(words);
  } finally {
    row.removeAttribute("aria-busy");
  }
}

// One request at a time: a row sends the version that the one before it brought, and a slow network isn't crowded.
let pending = Promise.resolve();

function save(row) {
  if (!("changed" in row.dataset)) return;
  delete row.dataset.changed;
  pending = pending.then(() => send(row));
}

function carryDown(row, next) {
  if (fieldOf(next, "name").value || fieldOf(next, "came")) return;
  for (const name of ["moo", "tambon"]) {
    const field = fieldOf(next, name);
    if (!field.value) field.value = fieldOf(row, name).value;
  }
}

const rowOf = (event) => event.target.closest("tr[data-line]");

sheet?.addEventListener("input", (event) => {
  const row = rowOf(event);
  if (row) row.dataset.changed = "";
});

sheet?.addEventListener("focusout", (event) => {
  const row = rowOf(event);
  if (row && !row.contains(event.relatedTarget)) save(row);
});

// A tick and an answer to "the same person?" are saved at once.
sheet?.addEventListener("change", (event) => {
  const row = rowOf(event);
  if (row && (event.target.type === "radio" || event.target.closest(".came"))) save(row);
});

sheet?.addEventListener("keydown", (event) => {
  const row = rowOf(event);
  if (event.key !== "Enter" || !row || event.isComposing) return;
  event.preventDefault();
  const next = row.nextElementSibling;
  if (next) {
    carryDown(row, next);
    fieldOf(next, "name").focus();
  } else {
    sheet.querySelector("button[type=submit]").focus();
  }
});
