/** data-print   on a hidden button: appears, and opens the browser's own printing */
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
