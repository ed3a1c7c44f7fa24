/**
 * The reports that wait on this phone, each with what can be done: send it, write on it, delete it.
 *
 * #waiting              the list; [data-none] beside it is shown when nothing waits, [data-elsewhere] when others' do
 * template#one          one of them: [data-title], [data-text], [data-when], [data-is="waiting|parked|draft"], [data-why],
 *                       buttons [data-send], [data-edit], [data-delete]; pressed once, the last one says data-sure
 */
import { drain } from "./queue.js";
import { address, drop, list, mark, note, open, usable } from "./vault.js";

const place = document.getElementById("waiting");
const beside = (name) => document.querySelector(`[data-${name}]`);
const when = new Intl.DateTimeFormat(document.documentElement.lang, {
  dateStyle: "medium",
  timeStyle: "short",
});
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

function drawn(about, found) {
  const one = document.getElementById("one").content.cloneNode(true);
  const part = (name) => one.querySelector(`[data-${name}]`);
  const words = found?.fields.find(([name]) => name === "text")?.[1];
  if (found) {
    if (found.title.length) part("title").textContent = found.title.join(": ");
    part("when").textContent = when.format(found.at);
    part("text").textContent = words;
    const why = Object.values(found.said?.errors ?? {});
    if (found.said?.status === 413) why.push(part("why").dataset.large);
    part("why").textContent = why.join(" ");
  }
  for (const told of one.querySelectorAll("[data-is]")) {
    told.hidden = told.dataset.is !== (found ? about.state : "damaged");
  }
  part("title").id = `title-${about.id}`;
  for (const button of one.querySelectorAll("button")) {
    button.setAttribute("aria-describedby", `title-${about.id}`);
  }
  part("send").hidden = !found || about.state === "draft";
  part("edit").hidden = !found;
  part("send").onclick = () => send(about.id);
  part("edit").onclick = () => edit(found);
  part("delete").onclick = (event) => remove(event, about.id);
  return one;
}

async function draw() {
  const owner = await note("owner");
  const all = await list();
  const mine = all.filter((one) => one.owner === owner);
  const parts = [];
  for (const about of mine) parts.push(drawn(about, await open(about.id).catch(() => null)));
  place.replaceChildren(...parts);
  beside("none").hidden = mine.length > 0;
  beside("elsewhere").hidden = mine.length === all.length;
}

if (await usable()) {
  const again = () => {
    drawing = drawing.then(draw);
  };
  document.addEventListener("reports", again);
  again();
} else beside("none").hidden = false;
