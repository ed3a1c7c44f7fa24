/**
 * Sends the reports that wait, in their order, one at a time in all windows together. A report is dropped when the server
 * has answered that it has it, under the key that this phone gave it; whatever else happens, it stays. Sent twice it is
 * one report, because the key is the same.
 *
 * What becomes of each is told as the event "reports": {id, state: "sent", path, number} | {id, state: "parked", …}
 * | {state: "paused", why: "away" | "busy" | "signin"}.
 */
import * as vault from "./vault.js";

const PATIENCE = 20_000; // milliseconds for an answer, and as much again for each picture
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 5 * 60_000;
const LONGEST_ASKED = 60 * 60_000; // a pause that ends later was begun before the clock was set back
const LEASE = 150_000;
const me = vault.newId();
let timer;

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

/** Send one record, stored or not. Never raises: {state: "sent" | "parked" | "broken" | "away" | "busy" | "signin", …} */
export async function post(record) {
  try {
    if (!token()) await fetch(record.path, { signal: AbortSignal.timeout(PATIENCE) }); // its answer brings one
    return await judged(record.id, await ask(record));
  } catch (error) {
    return { state: error.name === "TimeoutError" ? "broken" : "away" };
  }
}

function ask({ id, owner, path, at, fields, files }) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  for (const [name, file] of files) body.append(name, file, file.name);
  body.set("client_key", id);
  // The clock may be days off, but how long ago it was is right by any clock.
  body.set("waited", Math.max(0, Math.round((Date.now() - at) / 1000)));
  return fetch(path, {
    method: "POST",
    body,
    headers: { Accept: "application/json", "X-CSRFToken": token() ?? "", "Report-Owner": owner },
    redirect: "manual",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE * (1 + files.length)),
  });
}

async function judged(id, response) {
  const { status } = response;
  const said = await response.json().catch(() => ({}));
  if (response.ok && said.client_key === id) return { ...said, state: "sent" };
  if (status === 401 || status === 403) return { state: "signin" };
  if (status === 429 || status === 503) return { state: "busy", after: seconds(response) };
  if (status >= 500) return { state: "broken" };
  // A hotel's sign-in page answers anything in the place of our server.
  if (!(status >= 400)) return { state: "away" };
  return { ...said, state: "parked", status };
}

function seconds(response) {
  const asked = response.headers.get("Retry-After");
  return Number(asked) || (Date.parse(asked) - Date.now()) / 1000 || 0;
}

async function mine() {
  const owner = await vault.note("owner");
  return (await vault.list()).filter((one) => one.state === "waiting" && one.owner === owner);
}

/**
 * Send what waits. `now`: whatever pause was begun. A pause that the server asked for is kept even when the signal is back.
 */
export async function drain({ now = false, isBack = false } = {}) {
  const pause = await vault.note("pause");
  const left = pause ? pause.until - Date.now() : 0;
  if (!now && left > 0 && left < LONGEST_ASKED && (pause.asked || !isBack)) {
    later(left);
    return;
  }
  await alone(async () => {
    const tried = new Set();
    while (await one(tried));
  });
}

function alone(work) {
  if (navigator.locks) return navigator.locks.request("reports", work);
  return vault.lease(me, LEASE).then((isOurs) => isOurs && work());
}

/* True while there may be another one to send. */
async function one(tried) {
  const next = (await mine()).find(({ id }) => !tried.has(id));
  if (!next) {
    if (tried.size) await rest({ state: "broken" });
    return false;
  }
  if (!navigator.locks && !(await vault.lease(me, LEASE))) return false;
  const record = await vault.open(next.id).catch(() => null);
  if (record === undefined) return true;
  const outcome = record ? await post(record) : { state: "parked", code: "damaged" };
  if (outcome.state === "sent") await vault.drop(record.id, record.seal);
  else if (outcome.state === "parked") await park(next, record, outcome);
  else if (outcome.state === "broken")
    tried.add(next.id); // the others are not to wait for it
  else {
    await rest(outcome);
    return false;
  }
  if (outcome.state !== "broken") await vault.note("pause", null);
  if (outcome.state === "sent") vault.tell({ ...outcome, id: next.id });
  return true;
}

/* It is not sent again by itself: somebody has to look at it. */
async function park(next, record, { state: _, ...said }) {
  const about = (await vault.list()).find(({ id }) => id === next.id);
  if (about?.state !== "waiting") return; // somebody writes on it meanwhile
  if (record) await vault.keep({ ...record, state: "parked", said });
  else await vault.mark(next.id, "parked");
  vault.tell({ ...said, id: next.id, state: "parked" });
}

async function rest({ state, after }) {
  const tries = ((await vault.note("pause"))?.tries ?? 0) + 1;
  const longest = Math.min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE);
  const pause = after ? Math.min(after * 1000, LONGEST_ASKED - 1000) : longest * (0.5 + Math.random() / 2);
  await vault.note("pause", { until: Date.now() + pause, tries, asked: Boolean(after) });
  vault.tell({ state: "paused", why: state });
  if (state !== "signin") later(pause);
}

function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(drain, milliseconds + 50);
}

window.addEventListener("online", () => drain({ isBack: true }));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") drain({ isBack: true });
});
