/**
 * The report page without signal. "Report it" first keeps the report on the phone, then sends it; what is typed is kept
 * as a draft meanwhile. Where nothing can be kept the form is sent as without scripts.
 *
 * form[data-report]     the form
 * #sending              [data-said="sending|kept|busy|signin|full"]: one of them is shown
 *                       [data-draft]: the offer to go on, with [data-resume] and [data-discard]
 */
import { address, drop, keep, list, mark, newId, note, open, receiptOf, usable } from "./vault.js";

const form = document.querySelector("form[data-report]");
const fields = form.elements;
const state = document.getElementById("sending");
const offer = state.querySelector("[data-draft]");
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "client_key", "choose"]);
const AFTER = 800; // milliseconds without typing
const LONG_ENOUGH = 10_000; // milliseconds; then sending goes on behind the next report
let typing;
let replaces; // a report whose key was used up by what was sent under it
let isSending = false;
let mayKeep; // undefined until the browser has said so

/* Whose the page is, even when somebody else has signed in since in another window. */
const page = document.querySelector("[data-waiting]").dataset;
const owner = async () => page.owner || ((await note("owner")) ?? "guest");

function say(what) {
  for (const words of state.querySelectorAll("[data-said]")) words.hidden = words.dataset.said !== what;
  if (what && what !== "sending") state.scrollIntoView({ block: "nearest" });
}

/* What the list of waiting reports calls it. */
function title() {
  const where = fields.point.selectedOptions?.[0] ?? form.querySelector(".place strong");
  const what = form.querySelector("[name=kind]:checked")?.closest("label");
  const chosen = where?.value === "" ? [what] : [where, what];
  return chosen.map((words) => words?.textContent.trim()).filter(Boolean);
}

async function record(by) {
  const all = [...new FormData(form, by)].filter(([name]) => !NOT_KEPT.has(name));
  return {
    id: fields.client_key.value,
    owner: await owner(),
    path: form.getAttribute("action"),
    at: Date.now(),
    title: title(),
    fields: all.filter(([, value]) => typeof value === "string"),
    files: all.filter(([, value]) => value instanceof File && value.size),
  };
}

/* From here on the page is about another report. */
function begin(id = newId()) {
  fields.client_key.value = id;
  replaces = undefined;
  // As long as the page is open, no other one offers its draft.
  navigator.locks?.request(`draft ${id}`, () => new Promise(() => {}));
}

function clear() {
  clearTimeout(typing);
  form.reset();
  form.querySelector(".error-summary")?.remove();
  fields.point.dispatchEvent(new Event("change", { bubbles: true }));
  begin();
}

async function draft() {
  await form.photosReady;
  if (isSending) return;
  const now = await record();
  const hasWords = now.fields.some(([name, value]) => name === "text" && value.trim());
  const isChosen = now.fields.some(([name]) => name === "severity" || name === "kind");
  if (hasWords || isChosen || now.files.length) await keep({ ...now, state: "draft" }).catch(() => {});
}

function type() {
  clearTimeout(typing);
  typing = setTimeout(draft, AFTER);
}

/* What becomes of the report within a moment; whoever sends it, this window or another one. */
function outcome(id) {
  return new Promise((resolve) => {
    const hear = ({ detail }) => {
      const isOver =
        detail.state === "paused" || (detail.id === id && ["sent", "parked"].includes(detail.state));
      if (isOver) resolve(detail);
    };
    document.addEventListener("reports", hear);
    setTimeout(resolve, LONG_ENOUGH, { state: "paused", why: "slow" });
  });
}

async function refused(kept, { code, errors, summary }) {
  await mark(kept.id, "draft").catch(() => {});
  if (code === "sent_before") {
    begin();
    replaces = kept.id;
  }
  form.querySelector(".error-summary")?.remove();
  form.insertAdjacentHTML(
    "afterbegin",
    summary ?? '<div class="error-summary" role="alert" tabindex="-1"></div>',
  );
  const shown = form.querySelector(".error-summary");
  if (!summary) shown.textContent = Object.values(errors ?? {}).join(" ") || state.dataset.refused;
  form.dispatchEvent(new CustomEvent("report:refused", { detail: errors }));
  offer.hidden = true; // one thing at a time
  shown.focus();
}

async function settled(kept, said) {
  if (said.state === "sent") {
    await drop(kept.id);
    if (said.receipt) sessionStorage.setItem("shown", receiptOf(kept.id)); // the next page shows it
    clear();
    location.assign(said.path);
  } else if (said.state === "parked") {
    say();
    // Why stands in the record: whoever keeps it tells that it is parked before anybody says why.
    const why = await open(kept.id).catch(() => undefined);
    await refused(kept, why?.said ?? said);
  } else {
    const why = { signin: "signin", busy: "busy", broken: "busy" };
    say(why[said.why] ?? "kept");
    clear();
  }
}

/* Not to be kept: something is missing, or there is no room. So the server says what, or takes it. */
async function ask(kept, otherwise) {
  const queue = await import("./queue.js").catch(() => undefined);
  const said = (await queue?.post(kept)) ?? {};
  if (["sent", "parked"].includes(said.state)) await settled(kept, said);
  else otherwise();
}

async function send(by) {
  await form.photosReady;
  const kept = await record(by);
  if (!form.checkValidity()) return ask(kept, () => form.reportValidity() || say());
  try {
    await keep({ ...kept, state: "waiting" }, replaces);
  } catch {
    return ask(kept, () => say("full"));
  }
  navigator.storage?.persist?.().catch(() => {});
  const told = outcome(kept.id);
  import("./queue.js").then(({ drain }) => drain({ isWritten: true })).catch(() => {}); // the next page sends it
  return settled(kept, await told);
}

/* Signed out in another window: nothing is kept any more, and nothing stays on the screen. */
document.addEventListener("reports", ({ detail }) => {
  if (detail.state !== "wiped" || (page.owner && detail.owner !== page.owner)) return;
  isSending = true; // a draft that is being written is not kept either
  form.reset();
  location.reload();
});

form.addEventListener("submit", async (event) => {
  const by = event.submitter;
  if (by?.name === "choose" || by?.hasAttribute("formaction") || mayKeep === false) return;
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  if (!(await isUsable)) {
    form.requestSubmit(by);
    return;
  }
  clearTimeout(typing);
  say("sending");
  try {
    await send(by);
  } finally {
    isSending = false;
    form.removeAttribute("aria-busy");
    if (!state.querySelector("[data-said=sending]").hidden) say();
  }
});

const isOpenElsewhere = async (id) =>
  (await navigator.locks?.query())?.held.some(({ name }) => name === `draft ${id}`) ?? false;

async function fill(id) {
  const found = await open(id).catch(() => undefined);
  if (!found) return;
  for (const [name, value] of found.fields) {
    const field = fields[name];
    if (field?.type === "checkbox") field.checked = true;
    else if (field && field.type !== "submit") field.value = value;
  }
  const files = new DataTransfer();
  for (const [, file] of found.files) files.items.add(file);
  if (fields.photos && files.files.length) {
    fields.photos.files = files.files;
    fields.photos.dispatchEvent(new Event("change", { bubbles: true }));
  }
  for (const fold of form.querySelectorAll("details")) {
    fold.open ||= [...fold.querySelectorAll("input, select")].some((f) =>
      f.type === "checkbox" ? f.checked : f.value && f.type !== "hidden",
    );
  }
  begin(id);
  if (found.said?.code === "sent_before") {
    begin();
    replaces = id;
  }
}

async function resume(id) {
  await drop(fields.client_key.value);
  const at = new URL(address(await open(id)), location.href);
  const isHere = at.pathname + at.search === location.pathname + location.search;
  location.assign(at);
  if (isHere) location.reload(); // another fragment alone opens nothing
}

async function offerDraft() {
  if (form.querySelector(".error-summary")) return;
  const mine = await owner();
  const drafts = (await list()).filter((one) => one.state === "draft" && one.owner === mine);
  for (const { id } of drafts.reverse()) {
    if (await isOpenElsewhere(id)) continue;
    const found = await open(id).catch(() => undefined);
    if (found?.path !== form.getAttribute("action")) continue;
    offer.hidden = false;
    offer.querySelector("[data-resume]").onclick = () => resume(id);
    offer.querySelector("[data-discard]").onclick = () => {
      drop(id);
      offer.hidden = true;
    };
    return;
  }
}

/* The places come from what the phone keeps where the server does not give them. */
async function places() {
  const { fillIn } = await import("./places.js");
  await fillIn(form, new URLSearchParams(location.search).get("point"));
}

/* What is there now is kept for when there is no signal: the worker listens. */
function refreshPlaces() {
  const look = () => fetch(form.dataset.places, { headers: { Accept: "application/json" } }).catch(() => {});
  if (navigator.serviceWorker?.controller && fields.point.type !== "hidden") setTimeout(look, AFTER);
}

const isUsable = usable();
isUsable.then((answer) => {
  mayKeep = answer;
});

if (await isUsable) {
  const edited = location.hash.match(/^#edit=([0-9a-f-]{36})$/)?.[1];
  if ("offline" in form.dataset) {
    fields.client_key.value = newId();
    fields.csrfmiddlewaretoken.value = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
    await places().catch(() => {});
  } else refreshPlaces();
  if (edited) {
    history.replaceState(null, "", location.pathname + location.search);
    await fill(edited);
  } else {
    begin(fields.client_key.value);
    offerDraft();
  }
  // What sends is fetched while there still is a connection.
  form.addEventListener("change", () => import("./queue.js").catch(() => {}), { once: true });
  form.addEventListener("input", type);
  form.addEventListener("change", async (event) => {
    type();
    if (event.target.name === "point") (await import("./places.js")).withoutAnswer(form);
  });
}
