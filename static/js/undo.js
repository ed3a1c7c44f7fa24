/**
 * Undo is offered for ten seconds (data-undo on its form), then the button goes and the words stay. While somebody is at
 * it, with the keyboard or the pointer, it waits for them. The server has the last word on what can still be undone.
 */
const OFFERED = 10_000; // milliseconds
const LONGER = 1_000;
const seen = new WeakSet();

function offer(form) {
  if (seen.has(form)) return;
  seen.add(form);
  setTimeout(withdraw, OFFERED, form);
}

function withdraw(form) {
  if (!form.isConnected) return;
  const isInHand =
    form.closest(".message, .page-actions").matches(":hover, :focus-within") || form.matches(".htmx-request");
  if (isInHand) setTimeout(withdraw, LONGER, form);
  else form.remove();
}

function look() {
  for (const form of document.querySelectorAll("form[data-undo]")) offer(form);
}

document.addEventListener("htmx:load", look);
look();
