/**
 * What every page needs and HTML alone does not do. One listener each on the document, so swapped-in parts work at once.
 *
 * data-dialog="id"     on a link or button: opens <dialog id>; without JavaScript the link's own page opens
 * data-close           closes the dialog it stands in
 * data-menu            on <details>: Escape or a press elsewhere closes it
 * data-dismiss         removes the message it stands in
 * data-focus           takes the focus when it appears (error summaries)
 * data-page-form       on the form that the page is for: its first field takes the focus
 * data-submit          on a select or radio: sends its form on change
 * data-stays="value"   on such a select: not when this is chosen, because there is more to say
 * data-empties="names" on such a select: the fields that count no more when another is chosen
 * data-fills="id"      on a submit button: puts its value into that field instead, without a new page
 *
 * htmx: an answer into an unopened <dialog> opens it; HX-Trigger: closeDialog closes it; a failed request says so in the
 * open dialog, or in #messages. Forms are sent with the token of the last sign-in, even one in another tab.
 */
const $ = (selector) => document.querySelector(selector);

function open(dialog) {
  const title = dialog?.querySelector("h2[id]");
  if (title) dialog.setAttribute("aria-labelledby", title.id);
  if (!dialog || dialog.open) return;
  dialog.showModal();
  if (!dialog.querySelector("[data-focus]")) begin(dialog);
}

function begin(within) {
  // The browser would choose a frame around choices, where no key chooses.
  const first = within.querySelector("form :is(input:not([type=hidden]), select, textarea)");
  const chosen = first?.type === "radio" && first.closest("fieldset")?.querySelector(":checked");
  (chosen || first)?.focus();
}

/* What has just appeared says where reading goes on; else the form begins for which the page is there. */
function takeFocus(within) {
  const wanted = within.matches?.("[data-focus]") ? within : within.querySelector?.("[data-focus]");
  const form = within.querySelector?.("[data-page-form]");
  if (wanted) wanted.focus();
  else if (form) begin(form);
}

/** Behind an open dialog nobody would read it, so there it stands inside. */
function place() {
  const dialog = $("dialog[open]");
  if (!dialog) return $("#messages");
  const inside = dialog.querySelector(".messages") ?? document.createElement("div");
  inside.className = "messages";
  inside.setAttribute("role", "alert");
  dialog.prepend(inside);
  return inside;
}

/* The sentences stand in the page's <template id="words">, in its language. */
function say(name) {
  const line = document.createElement("div");
  line.className = "message message-error";
  line.append($("#words").content.querySelector(`[data-word="${name}"]`).cloneNode(true));
  place()?.replaceChildren(line);
  line.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-dialog], [data-close], [data-dismiss], [data-fills]");
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (!pressed) return;
  if (pressed.dataset.dialog && !event.ctrlKey && !event.metaKey) {
    const dialog = document.getElementById(pressed.dataset.dialog);
    if (!dialog) return;
    event.preventDefault();
    open(dialog);
  } else if (pressed.dataset.fills) {
    const field = document.getElementById(pressed.dataset.fills);
    event.preventDefault();
    field.value = pressed.value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  } else if ("close" in pressed.dataset) {
    const dialog = pressed.closest("dialog");
    if (!dialog) return; // the same form on a page of its own: the link leads back
    event.preventDefault();
    dialog.close();
  } else if ("dismiss" in pressed.dataset) {
    pressed.closest(".message")?.remove();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details[data-menu][open]") ?? $("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("change", (event) => {
  const { dataset, form, value } = event.target;
  if (!("submit" in dataset) || (dataset.stays && value === dataset.stays)) return;
  for (const name of dataset.empties?.split(" ") ?? [])
    if (form.elements[name]) form.elements[name].value = "";
  form.requestSubmit();
});

// A second press on a slow line must not send the same thing twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || form.method === "get") return;
  if (form.getAttribute("aria-busy") === "true") event.preventDefault();
  else if (!event.defaultPrevented) form.setAttribute("aria-busy", "true");
  if (token() && form.elements.csrfmiddlewaretoken) form.elements.csrfmiddlewaretoken.value = token();
});

// Whoever signed in again in another tab has a new token, and what is typed here must still go out.
function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!token()) return;
  detail.headers["X-CSRFToken"] = token();
  if (detail.parameters.csrfmiddlewaretoken) detail.parameters.csrfmiddlewaretoken = token();
});

/* Choosing what a page shows needs the server. Without a connection the browser would put its own page in the place of this one;
   but a server on this very machine answers without any. */
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "get" || navigator.onLine || event.defaultPrevented) return;
  event.preventDefault();
  try {
    await fetch(form.getAttribute("action") || location.pathname, { method: "HEAD" });
    form.submit();
  } catch {
    say("no-connection-chosen");
  }
});

function free() {
  for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
}

/* Back from elsewhere, filters say again what the page below them was asked for. */
function unchoose({ persisted }) {
  if (!persisted) return;
  for (const form of document.querySelectorAll("form.scope-form")) form.reset();
}

window.addEventListener("pageshow", free);
window.addEventListener("pageshow", unchoose);
document.addEventListener("htmx:afterRequest", free);

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.matches?.("dialog")) open(event.target);
});
document.addEventListener("htmx:load", ({ target }) => takeFocus(target));
document.addEventListener("closeDialog", () => $("dialog[open]")?.close());
/* A button without a form loses nothing; what was typed is still there, and that is said. */
function sayAndKeep(name, { elt }) {
  const field = elt.querySelector?.("input:not([type=hidden]), select, textarea");
  say(elt.matches?.("form") && field ? `${name}-typed` : name);
}

document.addEventListener("htmx:sendError", ({ detail }) => sayAndKeep("no-connection", detail));
document.addEventListener("htmx:timeout", () => say("no-answer"));
document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 401) say("signed-out");
  else if (status === 404) say("gone");
  else sayAndKeep("broken", event.detail);
});

takeFocus(document);
