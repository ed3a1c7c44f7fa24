/**
 * Ctrl/Cmd+K: one field for everything. What the server knows (issues, points, people) comes from the form's own address;
 * the commands are those marked on the page now (data-key), the pages those of the navigation (data-go).
 *
 * Its words stand at the dialog: data-commands, data-pages, data-begin, data-found, data-nothing, data-signed-out, data-away.
 *
 * data-palette on a link opens it; without JavaScript the link's page does the same. The keyboard stays in the field, the
 * list follows it (aria-activedescendant).
 */
const dialog = document.getElementById("palette");
const field = dialog.querySelector("input");
const list = dialog.querySelector("[role=listbox]");
const said = dialog.querySelector("[role=status]");
const PAUSE = 120; // milliseconds without a key before the server is asked
const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);
const marks = new WeakMap();

let timer = 0;
let asking = null;
let isEager = false; // Enter was pressed before the answer came
let fromServer = "";

function open() {
  if (document.querySelector("dialog[open]")) return;
  field.value = "";
  fromServer = "";
  isEager = false;
  dialog.showModal();
  fill();
}

function words() {
  return field.value.trim();
}

function nameOf(element) {
  const copy = element.cloneNode(true);
  for (const part of copy.querySelectorAll("kbd, svg, .nav-count")) part.remove();
  const name = element.getAttribute("aria-label") ?? copy.textContent;
  return name
    .replace(/\u00ad/g, "")
    .trim()
    .replace(/\s+/g, " "); // where a long word may be parted
}

const isOffered = (mark) =>
  !mark.closest("dialog") &&
  (mark.getClientRects().length > 0 || mark.closest("details:not([open])") !== null);

/* A command is found by its label and by its address, which has its plain name: /issues/12/decline/ */
function beginnings(mark, name) {
  const address = mark.form?.getAttribute("action") ?? mark.pathname ?? "";
  return `${name} ${address}`.toLowerCase().split(/[^\p{L}\p{N}]+/u);
}

/* What of the marks has all the words, each from its beginning. */
function offered(marks, keysOf) {
  const asked = words().toLowerCase().split(/\s+/);
  const has = (mark, name) =>
    asked.every((word) => beginnings(mark, name).some((part) => part.startsWith(word)));
  return marks
    .map((mark) => ({ mark, name: nameOf(mark), keys: keysOf(mark) }))
    .filter(({ mark, name }) => has(mark, name));
}

const commandsHere = () =>
  [...document.querySelectorAll(":is(a, button)[data-key]:not([data-palette])")].filter(isOffered);
const pagesHere = () => [...document.querySelectorAll("a[data-go]")];

function group(name, lines, id) {
  if (!lines.length) return [];
  const part = document.createElement("div");
  part.className = "palette-group";
  part.setAttribute("role", "group");
  part.setAttribute("aria-labelledby", id);
  const title = document.createElement("p");
  Object.assign(title, { className: "palette-name", id, role: "presentation", textContent: name });
  part.append(title, ...lines.map((line, at) => option(line, `${id}-${at}`)));
  return [part];
}

function option({ mark, name, keys }, id) {
  const line = document.createElement("div");
  Object.assign(line, { className: "palette-line", id, role: "option", ariaSelected: "false" });
  const label = document.createElement("span");
  Object.assign(label, { className: "palette-words", textContent: name });
  const shown = document.createElement("span");
  shown.className = "palette-keys";
  shown.setAttribute("aria-hidden", "true");
  for (const key of keys) {
    const cap = document.createElement("kbd");
    cap.textContent = key;
    shown.append(cap, " ");
  }
  line.append(label, shown);
  marks.set(line, mark);
  return line;
}

function fill() {
  const commands = offered(commandsHere(), (mark) => [mark.dataset.key]);
  const pages = words() ? offered(pagesHere(), (mark) => ["g", mark.dataset.go]) : [];
  const found = document.createElement("template");
  found.innerHTML = fromServer;
  list.replaceChildren(
    ...group(dialog.dataset.commands, commands, "palette-commands"),
    found.content,
    ...group(dialog.dataset.pages, pages, "palette-pages"),
  );
  choose(options()[0]);
  const count = options().length;
  if (!words()) say(dialog.dataset.begin);
  else if (asking) say("");
  else if (count) say(dialog.dataset.found.replace("{number}", count));
  else say(dialog.dataset.nothing.replace("{words}", () => words()));
}

const options = () => [...list.querySelectorAll("[role=option]")];
const chosen = () => list.querySelector('[aria-selected="true"]');

function say(text) {
  if (said.textContent !== text) said.textContent = text;
}

function choose(line) {
  chosen()?.setAttribute("aria-selected", "false");
  if (line) field.setAttribute("aria-activedescendant", line.id);
  else field.removeAttribute("aria-activedescendant");
  line?.setAttribute("aria-selected", "true");
  line?.scrollIntoView({ block: "nearest" });
}

function take(line) {
  const mark = marks.get(line);
  dialog.close();
  if (mark) document.dispatchEvent(new CustomEvent("press", { detail: mark }));
  else location.assign(line.href);
}

async function ask() {
  asking?.abort();
  if (!words()) {
    asking = null;
    fromServer = "";
    return fill();
  }
  const mine = new AbortController();
  asking = mine;
  try {
    const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
    const url = `${field.form.getAttribute("action")}?${new URLSearchParams({ q: words() })}`;
    const answer = await fetch(url, { headers, signal: mine.signal });
    if (!answer.ok) throw new Error(answer.status);
    fromServer = await answer.text();
    if (asking !== mine) return;
    asking = null;
    fill();
    if (isEager && chosen()) take(chosen());
  } catch (error) {
    if (asking !== mine) return; // the next letter was quicker
    asking = null;
    fromServer = "";
    fill();
    if (error.message === "401") say(dialog.dataset.signedOut);
    else say(dialog.dataset.away);
  }
  isEager = false;
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  isEager = false;
  asking?.abort();
  asking = new AbortController(); // under way from the first letter on
  fill();
  timer = setTimeout(ask, PAUSE);
});

field.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const lines = options();
  const at = lines.indexOf(chosen());
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    choose(lines[(at + (event.key === "ArrowDown" ? 1 : -1) + lines.length) % lines.length]);
  } else if (event.key === "Enter") {
    if (asking) isEager = true;
    else if (chosen()) take(chosen());
  } else return;
  event.preventDefault();
});

list.addEventListener("click", (event) => {
  const line = event.target.closest("[role=option]");
  if (!line || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  take(line);
});

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || event.altKey || event.shiftKey) return;
  if (isMac ? !event.metaKey : !event.ctrlKey) return;
  event.preventDefault();
  if (dialog.open) dialog.close();
  else open();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-palette]") || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  open();
});
