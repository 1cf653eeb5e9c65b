// Live progress of a job. The plain page refreshes itself, for browsers without JavaScript; this script replaces it by
// ?live=1, which doesn't, and polls the numbers every second. A finished job's result opens by itself.
"use strict";
const job = document.getElementById("job");
const address = job.dataset.address;
const plain = location.pathname;

if (!address) {
  location.replace(`${plain}?live=1`);
} else {
  const bar = document.getElementById("job-bar");
  // After a button was pressed, don't navigate: if the job ends meanwhile, perhaps because of that button, navigating
  // would cancel the pending response and lose its message.
  let pressed = false;
  addEventListener("submit", () => (pressed = true));
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace(plain);
  });
  const leave = (next) => {
    if (!pressed) location.replace(next || plain);
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
      // The server may be restarting or the session may have expired: the plain page handles both.
      setTimeout(() => leave(), 5000);
      return;
    }
    if (!now.unfinished) {
      leave(now.done_url);
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
