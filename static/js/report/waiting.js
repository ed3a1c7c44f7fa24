/**
 * On every page of somebody who may report: how many reports wait on this phone, and sending them as soon as that is
 * possible. It also asks before signing out loses them.
 *
 * [data-waiting]          where it is said. data-owner: the mark of whoever looks at the page, empty on a page that was kept;
 *                         data-worker: the address of the service worker
 * [data-count="mine"]     with data-one, data-other: the words for one and for {n}; likewise "parked" and "others"
 * form[data-signs-out]    signing out; [data-asks-for] on the page that asks first, and there [data-loses], the button that
 *                         signs out: its first words while nothing waits, its last ones while something does
 */
import { list, note, usable, wipe } from "./vault.js";

const place = document.querySelector("[data-waiting]");
const many = new Intl.PluralRules(document.documentElement.lang);

const whose = async () => place.dataset.owner || ((await note("owner")) ?? "");

/* Drafts are nobody's but the page's that they are written on. */
async function counts() {
  const owner = await whose();
  const all = (await list()).filter(({ state }) => state !== "draft");
  const mine = all.filter((one) => one.owner === owner);
  const parked = mine.filter(({ state }) => state === "parked");
  return { mine: mine.length, parked: parked.length, others: all.length - mine.length };
}

async function show() {
  const found = await counts();
  for (const words of document.querySelectorAll("[data-count]")) {
    const n = found[words.dataset.count];
    const said = words.dataset[many.select(n)] ?? words.dataset.other;
    words.textContent = n ? said.replace("{n}", n.toLocaleString(document.documentElement.lang)) : "";
  }
  place.querySelector("a").hidden = !(found.mine + found.others);
  for (const question of document.querySelectorAll("[data-asks-for]")) question.hidden = !found.mine;
  for (const button of document.querySelectorAll("[data-loses]")) {
    button.classList.toggle("button-primary", !found.mine);
    button.lastElementChild.hidden = !found.mine;
    button.firstElementChild.hidden = Boolean(found.mine);
  }
  return found;
}

async function send() {
  if (place.dataset.owner) await note("owner", place.dataset.owner); // whoever came last has the phone
  if (!(await show()).mine) return;
  const { drain } = await import("./queue.js");
  await drain({ isBack: true });
}

async function install() {
  await navigator.serviceWorker?.register(place.dataset.worker, { scope: "/", updateViaCache: "none" });
}

async function forget(form) {
  const isAll = await wipe(await whose());
  if (!isAll) form.insertAdjacentHTML("beforeend", '<input type="hidden" name="others_wait" value="1">');
  for (const name of await caches.keys()) await caches.delete(name);
  await (await navigator.serviceWorker?.getRegistration("/"))?.unregister();
}

async function signOut(form) {
  const mayAsk = !document.querySelector("[data-asks-for]");
  if (mayAsk && (await counts()).mine) {
    location.assign(form.action);
    return;
  }
  await forget(form).catch(() => {}); // what is left is wiped by the answer
  form.submit();
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
