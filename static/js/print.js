// The print button. It is hidden without JavaScript, since it could do nothing then.
const button = document.getElementById("print");

button.hidden = false;
button.addEventListener("click", () => window.print());
