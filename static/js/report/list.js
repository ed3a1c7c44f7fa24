/**
 * The reports that wait on this phone, each with what can be done: send it, write on it, delete it. And the receipts of
 * those that it sent without a name.
 *
 * #waiting              the list; [data-none] beside it is shown when nothing waits, [data-elsewhere] when others' do
 * template#one          one of them: [data-title], [data-text], [data-when], [data-is="waiting|parked|draft"], [data-why],
 *                       buttons [data-send], [data-edit], [data-delete]; pressed once, the last one says data-sure
 * #sent                 the receipts, inside of [data-receipts]; template#receipt: one of them, with [data-title], [data-when],
 *                       [data-code], [data-open], [data-delete]
 */
import { drain } from "./queue.js";
import { address, drop, list, mark, note, open, usable } from "./vault.js";

const place = document.getElementById("waiting");
const beside = (name) => document.querySelector(`[data-${name}]`);
let drawing = Promise.resolve();

async function send(id) {
  await mark(id, "waiting");
  drain({ now: true });
}

async function edit(found) {
  await mark(found.id, "draft");
  location.assign(address(found));
}

function remove(event, id) {
  const { target } = event;
  if (target.textContent === target.dataset.sure) drop(id);
  else target.textContent = target.dataset.sure;
}

/* A copy of a template, with what is said of every record. */
function copied(template, about, found, when) {
  const one = document.getElementById(template).content.cloneNode(true);
  const part = (name) => one.querySelector(`[data-${name}]`);
  if (found?.title.length) part("title").textContent = found.title.join(": ");
  if (found) part("when").textContent = when.format(found.at);
  part("title").id = `title-${about.order}`;
  for (const button of one.querySelectorAll("button, a")) {
    button.setAttribute("aria-describedby", `title-${about.order}`);
  }
  part("delete").onclick = (event) => remove(event, about.id);
  return [one, part];
}

function waits(about, found, when) {
  const [one, part] = copied("one", about, found, when);
  if (found) {
    part("text").textContent = found.fields.find(([name]) => name === "text")?.[1];
    const why = Object.values(found.said?.errors ?? {});
    if (found.said?.status === 413) why.push(part("why").dataset.large);
    part("why").textContent = why.join(" ");
  }
  for (const told of one.querySelectorAll("[data-is]")) {
    told.hidden = told.dataset.is !== (found ? about.state : "damaged");
  }
  part("send").hidden = !found || about.state === "draft";
  part("edit").hidden = !found;
  part("send").onclick = () => send(about.id);
  part("edit").onclick = () => edit(found);
  return one;
}

function receipt(about, found, when) {
  const [one, part] = copied("receipt", about, found, when);
  part("open").hidden = !found;
  if (found) part("open").href = found.path;
  part("code").textContent = found?.receipt;
  return one;
}

async function draw() {
  const owner = await note("owner");
  const format = { dateStyle: "medium", timeStyle: "short", timeZone: (await note("zone")) || undefined };
  const when = new Intl.DateTimeFormat(document.documentElement.lang, format);
  const all = await list();
  const mine = all.filter((one) => one.owner === owner);
  const [waiting, sent] = [[], []];
  for (const about of mine) {
    const found = await open(about.id).catch(() => null);
    if (about.state === "sent") sent.push(receipt(about, found, when));
    else waiting.push(waits(about, found, when));
  }
  place.replaceChildren(...waiting);
  document.getElementById("sent").replaceChildren(...sent);
  beside("receipts").hidden = !sent.length;
  beside("none").hidden = waiting.length > 0;
  beside("elsewhere").hidden = mine.length === all.length;
}

if (await usable()) {
  const again = () => {
    drawing = drawing.then(draw);
  };
  document.addEventListener("reports", again);
  again();
} else beside("none").hidden = false;
