/**
 * One key, one move. A page offers keys by marking what they press; nothing is bound that is not on the screen.
 *
 * data-key="a"         on a link, button or field: the key presses it (a field takes the focus)
 * j, k                 next and previous .row-link
 * x                    ticks the .row-select of the row in hand
 * data-keys-off        a checkbox that switches single keys off for this browser (WCAG 2.1.4)
 */
const off = () => localStorage.getItem("keys") === "off";
const typing = (target) =>
  target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select");

function step(by) {
  const links = [...document.querySelectorAll(".row-link")];
  const here = document.activeElement.closest(".row")?.querySelector(".row-link");
  const current = here ?? document.querySelector('.row[aria-current="true"] .row-link');
  const next = links[current ? links.indexOf(current) + by : 0];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (off() || event.ctrlKey || event.metaKey || event.altKey || typing(target)) return;
  const scope = document.querySelector("dialog[open]") ?? document;
  if (key === "j" || key === "k") {
    if (scope === document) step(key === "j" ? 1 : -1);
  } else if (key === "x" && target.closest(".row")) {
    target.closest(".row").querySelector(".row-select input")?.click();
  } else {
    const wanted = scope.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!wanted) return;
    if (wanted.matches("input, textarea, select")) wanted.focus();
    else wanted.click();
  }
  if (key !== "x") event.preventDefault();
});

document.addEventListener("change", ({ target }) => {
  if ("keysOff" in target.dataset) localStorage.setItem("keys", target.checked ? "off" : "on");
});

for (const box of document.querySelectorAll("[data-keys-off]")) box.checked = off();
