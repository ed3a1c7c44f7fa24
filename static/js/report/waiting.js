/**
 * On every page of somebody who may report: how many reports wait on this phone, and sending them as soon as that is
 * possible. It also asks before signing out loses them, drafts, or codes of receipts.
 *
 * [data-waiting]          where it is said. data-owner: the mark of whoever looks at the page, empty on a page that was kept;
 *                         data-zone: the time zone of that person; data-worker: the address of the service worker
 * [data-count="mine"]     with data-one, data-other: the words for one and for {n}; likewise "parked", "others", "drafts",
 *                         "receipts"
 * form[data-signs-out]    signing out; data-away is said without a connection. [data-asks-for]: on the page that asks first
 *                         and there [data-sends], what sends it instead, and [data-loses], the button that signs out: its first
 *                         words while there is nothing to lose, its last ones while there is
 */
import { list, note, usable, wipe } from "./vault.js";

const place = document.querySelector("[data-waiting]");
const PATIENCE = 20_000; // milliseconds
const many = new Intl.PluralRules(document.documentElement.lang);

const whose = async () => place.dataset.owner || ((await note("owner")) ?? "");

async function counts() {
  const owner = await whose();
  const all = await list();
  const isMine = (one) => one.owner === owner;
  const n = (...states) => all.filter((one) => isMine(one) && states.includes(one.state)).length;
  const mine = n("waiting", "parked");
  const left = all.filter((one) => !isMine(one));
  const others = left.filter(({ state }) => state === "waiting" || state === "parked").length;
  const rest = { parked: n("parked"), drafts: n("draft"), receipts: n("sent") };
  return { ...rest, owner, mine, others, left: left.length, lost: mine + rest.drafts + rest.receipts };
}

async function show() {
  const found = await counts();
  for (const words of document.querySelectorAll("[data-count]")) {
    const n = found[words.dataset.count];
    const said = words.dataset[many.select(n)] ?? words.dataset.other;
    words.textContent = n ? said.replace("{n}", n.toLocaleString(document.documentElement.lang)) : "";
  }
  place.querySelector("a").hidden = !(found.mine + found.others + found.receipts);
  const question = document.querySelector("[data-asks-for]");
  if (question) question.hidden = !found.lost;
  for (const link of document.querySelectorAll("[data-sends]")) link.hidden = !found.mine;
  for (const button of document.querySelectorAll("[data-loses]")) {
    button.classList.toggle("button-primary", !found.lost);
    button.firstElementChild.hidden = Boolean(found.lost);
    button.lastElementChild.hidden = !found.lost;
  }
  return found;
}

async function send() {
  if (place.dataset.owner) {
    await note("owner", place.dataset.owner); // whoever came last has the phone
    await note("zone", place.dataset.zone);
  }
  if (!(await show()).mine) return;
  const { drain } = await import("./queue.js");
  await drain({ isBack: true });
}

async function install() {
  await navigator.serviceWorker?.register(place.dataset.worker, { scope: "/", updateViaCache: "none" });
}

async function forget(owner) {
  await wipe(owner);
  for (const name of await caches.keys()) await caches.delete(name);
  await (await navigator.serviceWorker?.getRegistration("/"))?.unregister();
}

function stay(form) {
  form.querySelector("[role=alert]")?.remove();
  const said = document.createElement("p");
  said.className = "field-error";
  said.setAttribute("role", "alert");
  said.textContent = form.dataset.away;
  form.append(said);
}

/* First the server, then the phone: without a connection nobody is signed out, and nothing is wiped. */
async function signOut(form) {
  const found = await counts().catch(() => {}); // where the store is broken, signing out still works
  if (found?.lost && !document.querySelector("[data-asks-for]")) return location.assign(form.action);
  if (found?.left) form.insertAdjacentHTML("beforeend", '<input type="hidden" name="others_wait" value="1">');
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), signal }).catch(
    (e) => e,
  );
  if (answer.name === "TypeError") return stay(form);
  if (!answer.redirected) return form.submit(); // the page says what is wrong
  if (found) await forget(found.owner).catch(() => {}); // the answer has wiped it
  return location.assign(answer.url);
}

if (place && (await usable())) {
  document.addEventListener("reports", () => show().catch(() => {})); // the store may just be wiped
  document.addEventListener(
    "submit",
    (event) => {
      if (!event.target.matches("[data-signs-out]")) return;
      event.preventDefault();
      signOut(event.target);
    },
    true,
  );
  send().catch(() => {}); // the next page tries again
  const idle = window.requestIdleCallback ?? setTimeout;
  if (document.readyState === "complete") idle(() => install().catch(() => {}));
  else window.addEventListener("load", () => idle(() => install().catch(() => {})));
}
