/**
 * One key, one move. A page offers keys by marking what they press; nothing is bound that is not on the screen.
 *
 * data-key="a"         on a link, button or field: the key presses it (a field takes the focus)
 * data-go="i"          on a link: g, then i
 * j, k                 next and previous .row-link; beside an open pane it opens, too
 * x, X                 tick the .row-select of the row in hand, or all of them
 * Escape               from an issue back to its row; data-returns="row-12" on the link that does it on a phone
 * Ctrl/Cmd+Enter       sends the form in hand, or the one that the dialog or the page is for (data-page-form)
 * data-works="a"       in the help: full ink while the key works on the page beneath
 * data-keys-off        a checkbox that switches single keys off for this browser (WCAG 2.1.4)
 *
 * While a command or an issue is on its way, what is typed waits for it, so that no key ever presses something of another
 * issue than the one on the screen. When it was refused, or a form has opened, what was typed ahead is forgotten.
 */
const $ = (selector) => document.querySelector(selector);
const root = document.documentElement;
const off = () => localStorage.getItem("keys") === "off";
const typing = (target) =>
  target.isContentEditable || target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select");
const dialog = () => [...document.querySelectorAll("dialog[open]")].at(-1);
const isShown = (element) => element.getClientRects().length > 0;
const isOffered = (mark) => isShown(mark) || mark.closest("details:not([open])") !== null; // a closed menu still offers
const BUILT_IN = { j: ".row-link", k: ".row-link", Enter: ".row-link", x: ".row-select", X: ".row-select" };
const MOST_AHEAD = 8;
const PATIENCE = 1500; // milliseconds between g and the letter of a page

/* What is marked with the key: in the page rather than in its frame, and what is on the screen first. */
function marked(key) {
  const scope = dialog() ?? document;
  const mark = `[data-key="${CSS.escape(key)}"]`;
  const found = [...scope.querySelectorAll(`main ${mark}`), ...scope.querySelectorAll(mark)];
  return found.find(isShown) ?? found.find(isOffered);
}

const rowInHand = () => document.activeElement.closest(".row");
const openRow = () => $('.row[aria-current="true"]');

function step(by) {
  const links = [...document.querySelectorAll(".row-link")];
  const here = (rowInHand() ?? openRow())?.querySelector(".row-link");
  const next = links[here ? links.indexOf(here) + by : 0];
  if (!next) return;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  const pane = $(".pane-detail");
  if (pane && isShown(pane)) next.click();
}

function press(mark) {
  // Following a link within the page would take the focus away again.
  const place = mark.hash && mark.pathname === location.pathname && $(mark.hash);
  const field = place ? place.querySelector("textarea, input:not([type=hidden])") : mark;
  if (field?.matches("input:not([type=checkbox], [type=radio]), textarea, select")) field.focus();
  else mark.click();
}

document.addEventListener("press", ({ detail }) => press(detail)); // what was chosen in the palette

let goingUntil = 0;

function act(key, isRepeat) {
  const scope = dialog();
  if (!scope && Date.now() < goingUntil) {
    goingUntil = 0;
    $(`[data-go="${CSS.escape(key)}"]`)?.click();
  } else if (!scope && key === "g") {
    goingUntil = Date.now() + PATIENCE;
  } else if (!scope && (key === "j" || key === "k")) {
    step(key === "j" ? 1 : -1);
  } else if (!scope && key === "x") {
    (rowInHand() ?? openRow())?.querySelector(".row-select input")?.click();
  } else if (!scope && key === "X") {
    $("[data-bulk-toggle]")?.click();
  } else {
    const mark = marked(key);
    const other = rowInHand()?.matches(':not([aria-current="true"])') && mark?.closest("#panes #issue");
    if (!mark) return false;
    if (other) rowInHand().querySelector(".row-link").click();
    else if (!isRepeat) press(mark);
  }
  return true;
}

/* What is on its way, and what was typed ahead of it. */
const under = new Set();
const ahead = [];
const isOpening = ({ requestConfig, target }) => requestConfig.verb === "get" && target.id === "panes";
const isCommanding = () => ![...under].every(isOpening);
const mustWait = (key) => ahead.length > 0 || isCommanding() || (under.size > 0 && !["j", "k"].includes(key));

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.isComposing) return;
  if (key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event);
  if (key === "Escape") return leave(event);
  if (off() || event.ctrlKey || event.metaKey || event.altKey || typing(target)) return;
  if (key.length === 1 && key !== " " && mustWait(key)) {
    if (!event.repeat && ahead.length < MOST_AHEAD) ahead.push(() => act(key, false));
    event.preventDefault();
  } else if (act(key, event.repeat)) {
    event.preventDefault();
  }
});

/* A row that is pressed while something is on its way opens after it: answers that overtake each other show the wrong one. */
let wanted = "";

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest("#panes .row-link");
    if (!link || !under.size) return;
    event.preventDefault();
    event.stopPropagation();
    const isComing = [...under].some(
      (sent) => isOpening(sent) && link.href.endsWith(sent.requestConfig.path),
    );
    wanted = isComing ? "" : link.id;
  },
  { capture: true },
);

document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (!detail.target.matches("#panes, #issue, #dialog, #main")) return;
  under.add(detail);
  // What has left the page meanwhile tells it nothing any more, neither of an answer nor of none.
  detail.xhr.addEventListener("loadend", () => {
    if (!under.delete(detail)) return;
    wanted = "";
    ahead.length = 0;
    keepFocus();
  });
});
document.addEventListener("htmx:onLoadError", () => under.clear()); // an answer that fits nowhere ends without a word
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const sent = [...under].find((one) => one.xhr === detail.xhr);
  if (!under.delete(sent)) return;
  const row = document.getElementById(wanted);
  wanted = "";
  if (dialog() || detail.xhr.status < 200 || detail.xhr.status >= 400) ahead.length = 0;
  else row?.click();
  keepFocus();
  while (ahead.length && !under.size && !dialog()) ahead.shift()();
});

function send(event) {
  const waiting = dialog() ? dialog().querySelector("form[method=post]") : $("[data-page-form]");
  const form = event.target.form ?? waiting;
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
}

function leave({ target }) {
  goingUntil = 0;
  ahead.length = 0;
  if (dialog() || $("details[data-menu][open]")) return;
  const back = $(".panes-back");
  if (back && isShown(back)) back.click();
  else if (target.closest?.(".pane-detail")) openRow()?.querySelector(".row-link").focus();
}

let returnsTo = "";

document.addEventListener("click", ({ target }) => {
  returnsTo = target.closest?.("[data-returns]")?.dataset.returns ?? returnsTo;
});
document.addEventListener("htmx:afterSettle", () => {
  if (!returnsTo) return;
  document.getElementById(returnsTo)?.focus();
  returnsTo = "";
});

/* The keyboard is never nowhere: not after what it stood on was swapped out, switched off or closed. */
function keepFocus() {
  const { activeElement } = document;
  // What stood in a closed dialog keeps the focus until the next frame.
  if (dialog() || (activeElement && activeElement !== document.body && isShown(activeElement))) return;
  const spot =
    $("#issue :is(h1, h2)") ?? openRow()?.querySelector(".row-link") ?? $(".row-link") ?? $("#main");
  if (spot && !spot.matches("a")) spot.tabIndex = -1;
  spot?.focus({ preventScroll: true });
}

document.addEventListener("close", () => setTimeout(keepFocus), { capture: true });

function works(key) {
  return [...document.querySelectorAll(BUILT_IN[key] ?? `[data-key="${CSS.escape(key)}"]`)].some(
    (one) => isOffered(one) && !one.closest("dialog"),
  );
}

function show(within) {
  root.dataset.keys = off() ? "off" : "on";
  for (const box of within.querySelectorAll?.("[data-keys-off]") ?? []) {
    box.checked = off();
    box.closest("[hidden]")?.removeAttribute("hidden");
  }
  const help = within.querySelector?.("dialog .keys") ?? (within.matches?.("dialog .keys") ? within : null);
  if (!help) return;
  help.querySelector(".keys-legend").hidden = false;
  for (const line of help.querySelectorAll("[data-works]"))
    line.classList.toggle("is-idle", !works(line.dataset.works));
}

document.addEventListener("change", ({ target }) => {
  if (!("keysOff" in target.dataset)) return;
  localStorage.setItem("keys", target.checked ? "off" : "on");
  show(document);
});
document.addEventListener("htmx:load", ({ target }) => show(target));

show(document);
