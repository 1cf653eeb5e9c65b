// A job's progress without loading the page again and again: the first page, which loads itself anew for browsers
// without scripts, is exchanged for one that doesn't (?live=1); there the numbers are fetched every second.
"use strict";
const job = document.getElementById("job");
const address = job.dataset.address;
const plain = location.pathname;

if (!address) {
  location.replace(`${plain}?live=1`);
} else {
  const bar = document.getElementById("job-bar");
  // Once a button was pressed, the page waits for the answer to it and goes nowhere else: a job that ends meanwhile,
  // perhaps by that very button, would take the page away from under the answer, and its words would be lost.
  let pressed = false;
  addEventListener("submit", () => (pressed = true));
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace(plain);
  });
  const leave = () => {
    if (!pressed) location.replace(plain);
  };
  const show = (id, text) => {
    const place = document.getElementById(id);
    if (place.textContent !== text) place.textContent = text;
  };
  const look = async () => {
    let now;
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      now = await answer.json();
    } catch {
      // Perhaps the server is being restarted, or one has been logged out: the plain page knows what to do.
      setTimeout(leave, 5000);
      return;
    }
    if (!now.unfinished) {
      leave();
      return;
    }
    show("job-state", now.state_text);
    show("job-counted", now.counted);
    show("job-message", now.message);
    if (now.total) {
      bar.max = now.total;
      bar.value = now.progress;
    } else {
      bar.removeAttribute("value");
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
}
