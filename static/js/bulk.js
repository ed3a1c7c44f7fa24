/**
 * Many rows at once: how many are ticked, ranges with Shift, and "all that match". The form works without any of it.
 *
 * data-bulk            the form; its boxes are .row-select input. Its words: data-all, data-none, data-chosen, data-all-chosen, data-too-many
 * data-bulk-count      says how many are ticked
 * data-bulk-page="X"   where the button stands that ticks all on this page, or none
 * data-bulk-all        all that the address of the list asks for; data-bulk-matching says how many these are
 */
const boxes = () => [...document.querySelectorAll(".row-select input")];
const bar = () => document.querySelector("[data-bulk]");
const put = (words, number) => words.replace("{number}", number);
let last = null; // the box that was ticked last: Shift ticks everything between it and the next one

function show() {
  const form = bar();
  if (!form) return;
  const all = boxes();
  const ticked = all.filter((box) => box.checked).length;
  const everything = form.querySelector("[data-bulk-all]");
  const page = form.querySelector("[data-bulk-toggle]") ?? toggle(form);
  page.textContent = ticked === all.length ? form.dataset.none : form.dataset.all;
  if (everything?.checked && !ticked) everything.checked = false;
  const matching = form.querySelector("[data-bulk-matching]")?.textContent;
  const { allChosen, chosen } = form.dataset;
  const words = everything?.checked ? put(allChosen, matching) : put(chosen, ticked);
  const count = form.querySelector("[data-bulk-count]");
  if (count.textContent !== words) count.textContent = words;
  if (ticked && everything) ask(form);
}

/* Without a script it could do nothing, so the script brings it along. */
function toggle(form) {
  const place = form.querySelector("[data-bulk-page]");
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "button button-quiet" });
  made.dataset.bulkToggle = "";
  made.dataset.key = place.dataset.bulkPage;
  place.querySelector("[type=reset]").before(made);
  return made;
}

/* How many match is counted only for somebody who has ticked something. */
async function ask(form) {
  const place = form.querySelector("[data-bulk-matching]");
  if ("asked" in form.dataset) return;
  form.dataset.asked = "";
  const query = form.querySelector("[name=matching]").value;
  const number = await answered(`${form.action}?${query}`);
  if (number === null) {
    delete form.dataset.asked; // the next tick asks again
    return;
  }
  if (/^\d/.test(number)) place.textContent = number;
  else {
    form.querySelector("[data-bulk-all]").disabled = true;
    place.parentElement.textContent = put(form.dataset.tooMany, number);
  }
  show();
}

/* What the server says; null when it says nothing: no line, nobody signed in any more. */
async function answered(address) {
  try {
    const answer = await fetch(address, { credentials: "same-origin" });
    return answer.ok && !answer.redirected ? await answer.text() : null;
  } catch {
    return null;
  }
}

/* Whoever takes one away does not want all that match any more. */
function tick(some, isTicked) {
  const everything = bar()?.querySelector("[data-bulk-all]");
  if (!isTicked && everything) everything.checked = false;
  for (const box of some) box.checked = isTicked;
}

function tickRange(to, isTicked) {
  const all = boxes();
  const [from, until] = [all.indexOf(last), all.indexOf(to)].sort((one, other) => one - other);
  if (from >= 0) tick(all.slice(from, until + 1), isTicked);
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.(".row-select input");
  if (box) {
    tick([box], box.checked);
    if (event.shiftKey && last) tickRange(box, box.checked);
    last = box;
    show();
  } else if (event.target.closest?.("[data-bulk-toggle]")) {
    const all = boxes();
    tick(
      all,
      all.some((one) => !one.checked),
    );
    show();
  }
});

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-bulk-all]")) {
    if (target.checked) tick(boxes(), true);
    show();
  }
});

document.addEventListener("reset", ({ target }) => {
  if (target.matches("[data-bulk]")) setTimeout(show); // the boxes are reset after this
});

/* Accepting asks for nothing, and can be taken back: so it is done at once, unless all that match are meant: nobody saw these.
   A key sends it only once; a page that the browser brings back has the key of last time still. */
document.addEventListener("submit", ({ target, submitter }) => {
  if (!target.matches("[data-bulk]")) return;
  target.querySelector("[name=key]")?.remove();
  if (submitter?.value !== "accept" || target.querySelector("[data-bulk-all]")?.checked) return;
  const key = document.createElement("input");
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  Object.assign(key, { type: "hidden", name: "key", value: hex });
  target.append(key);
});

/* Beside an issue that opens the list comes anew: what was ticked in it stays so. */
let kept = [];
const number = (box) => box.value.split(".")[0]; // behind it stands what of the issue was seen

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "panes") return;
  kept = boxes().flatMap((box) => (box.checked ? [number(box)] : []));
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "panes") return;
  for (const box of boxes()) if (kept.includes(number(box))) box.checked = true;
});

document.addEventListener("htmx:load", show);
addEventListener("pageshow", show);
show();
