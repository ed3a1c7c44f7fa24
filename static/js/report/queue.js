/**
 * Sends the reports that wait, in their order, one at a time in all windows together. A report is dropped when the server
 * has answered that it has it, under the key that this phone gave it; whatever else happens, it stays. Sent twice it is
 * one report, because the key is the same. Of a report without a name the code of its receipt is kept in its place.
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
const GUEST = "guest";
// What our server says when somebody has to sign in first. Whatever else refuses, refuses one report and not all of them.
const SIGN_IN = new Set(["somebody_else", "signed_out", "csrf"]);
const me = vault.newId();
const late = new Set();
let timer;
let turn = Promise.resolve();

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

/** Send one record, stored or not. Never raises: {state: "sent" | "parked" | "broken" | "away" | "busy" | "signin", …} */
export async function post(record) {
  try {
    if (!token()) await fetch(record.path, { signal: AbortSignal.timeout(PATIENCE) }); // its answer brings one
    return await judged(record.id, await ask(record));
  } catch (error) {
    return error.name === "TimeoutError" ? { state: "broken", isLate: true } : { state: "away" };
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
  if (SIGN_IN.has(said.code)) return { state: "signin" };
  if (status === 429 || status === 503) return { state: "busy", after: seconds(response.headers) };
  if (status >= 500) return { state: "broken" };
  // A hotel's sign-in page answers anything in the place of our server.
  if (!(status >= 400) || status === 401) return { state: "away" };
  return { ...said, state: "parked", status };
}

/* A date counts from the server's own clock: the phone's may be days off. */
function seconds(headers) {
  const asked = headers.get("Retry-After");
  const now = Date.parse(headers.get("Date")) || Date.now();
  return Math.max(0, Number(asked) || (Date.parse(asked) - now) / 1000 || 0);
}

async function mine() {
  const owner = await vault.note("owner");
  return (await vault.list()).filter((one) => one.state === "waiting" && one.owner === owner);
}

async function begunPause() {
  const pause = await vault.note("pause");
  const left = pause ? pause.until - Date.now() : 0;
  return left > 0 && left < LONGEST_ASKED ? { ...pause, left } : undefined;
}

/**
 * Send what waits, unless a pause was begun. The one that the server asked for ends only when it is over, or `now`, when
 * somebody asks for it; any other one also when the signal is back (`isBack`) or another report was written (`isWritten`).
 */
export function drain({ now = false, isBack = false, isWritten = false } = {}) {
  return alone(async () => {
    if (!(await vault.note("owner"))) return vault.tell({ state: "paused", why: "signin" });
    const pause = now ? undefined : await begunPause(); // another window may have begun it while this one waited
    if (pause && (pause.asked || !(isBack || isWritten))) {
      if (isWritten) vault.tell({ state: "paused", why: "busy" });
      return later(pause.left);
    }
    const run = { tried: new Set() };
    while (await one(run));
  });
}

function alone(work) {
  if (navigator.locks) return navigator.locks.request("reports", work);
  const leased = async () => (await vault.lease(me, LEASE)) && work().finally(() => vault.release(me));
  turn = turn.then(leased, leased);
  return turn;
}

/* What timed out before stands behind all others, which are not to wait for it. */
async function following({ tried }) {
  const left = (await mine()).filter(({ id }) => !tried.has(id));
  return left.find(({ id }) => !late.has(id)) ?? left[0];
}

/* True while there may be another one to send. */
async function one(run) {
  const next = await following(run);
  if (!next) {
    if (run.tried.size) await rest({ state: run.why });
    return false;
  }
  if (!navigator.locks && !(await vault.lease(me, LEASE))) return false;
  const record = await vault.open(next.id).catch(() => null);
  if (record === undefined) return true;
  const outcome = record ? await post(record) : { state: "parked", code: "damaged" };
  return settle(run, next, record, outcome);
}

async function settle(run, next, record, outcome) {
  const { state, isLate } = outcome;
  if (state === "sent" || state === "parked") {
    await vault.note("pause", null);
    await (state === "sent" ? sent(record, outcome) : park(next, record, outcome));
  } else if (isLate && run.isLate) {
    return rest({ state: "away" }); // the second one in a row: it is the line
  } else if (state === "broken" || (state === "signin" && next.owner === GUEST)) {
    if (isLate) late.add(next.id);
    run.tried.add(next.id); // the others are not to wait for it
    run.why = state;
  } else {
    return rest(outcome);
  }
  run.isLate = isLate;
  return true;
}

/* The code of a receipt is told once, and whoever wrote the report may be looking at another page by now: it is kept. */
async function sent(record, outcome) {
  const { id, owner, at, title, seal } = record;
  const { path, receipt } = outcome;
  if (receipt) {
    const told = { path, receipt, at, title, fields: [], files: [] };
    await vault.keep({ ...told, id: vault.receiptOf(id), owner, state: "sent" });
  }
  await vault.drop(id, seal);
  vault.tell({ ...outcome, id });
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
  return false;
}

function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(drain, milliseconds + 50, {});
}

window.addEventListener("online", () => drain({ isBack: true }));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") drain({ isBack: true });
});
