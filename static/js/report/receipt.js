/**
 * The receipt of somebody without a name: copying its code, printing it. Both buttons are there only with JavaScript.
 *
 * data-copies="id"   copies the text of that element and says data-said for a while
 * data-prints        prints the page
 *
 * The phone keeps the codes of reports that it sent later. This one is on the screen now: whoever sent it has it.
 */
import { drop } from "./vault.js";

const SAID_FOR = 3000; // milliseconds

for (const button of document.querySelectorAll("[data-copies]")) {
  const words = button.querySelector("span");
  const before = words.textContent;
  button.hidden = !navigator.clipboard; // which only secure pages have
  button.addEventListener("click", async () => {
    const code = document.getElementById(button.dataset.copies);
    try {
      await navigator.clipboard.writeText(code.textContent.trim());
    } catch {
      getSelection().selectAllChildren(code); // not allowed: at hand for copying
      return;
    }
    words.textContent = button.dataset.said;
    setTimeout(() => {
      words.textContent = before;
    }, SAID_FOR);
  });
}

for (const button of document.querySelectorAll("[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

const shown = sessionStorage.getItem("shown");
if (shown) {
  sessionStorage.removeItem("shown");
  drop(shown).catch(() => {}); // then it stays in the list
}
