// The button that opens the print dialog; without scripts there is no such button, and the browser's own menu prints.
const button = document.getElementById("print");

button.hidden = false;
button.addEventListener("click", () => window.print());
