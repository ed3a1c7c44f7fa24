/**
 * “Already reported?” while somebody chooses and types.
 *
 * form[data-similar]  where to ask; the words go by POST, so that they stand in no address
 * #similar            what is known now. It is put in anew in its own place, which never shrinks: nothing below it moves.
 *                     data-settled: it may be pressed
 * #similar-said       tells whoever does not see it how many there are, beside the button, which stays where it is
 *
 * Without an answer (no connection, a slow one) all stays as it is. What was just put in takes no press for a moment:
 * the thumb was on its way to what stood there before.
 */
const form = document.querySelector("form[data-similar]");
const said = document.getElementById("similar-said");
const ASKED = ["csrfmiddlewaretoken", "point", "kind", "site", "text"];
const TYPING = 300; // ms without a key
const SLOW = 3000; // ms
const SETTLING = 400; // ms
let asking;
let waiting;
let before = "";
let isSettling = false;
let settling;

const sight = new IntersectionObserver(([one]) =>
  said.parentElement.classList.toggle("visually-hidden", one.isIntersecting),
);

function put(html) {
  const shown = document.getElementById("similar");
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("similar");
  if (!shown || !fresh || shown.innerHTML.trim() === fresh.innerHTML.trim()) return;
  const isHeld = shown.contains(document.activeElement) || shown.querySelector("details[open]");
  if (isHeld) return; // somebody is reading it
  const { height } = shown.getBoundingClientRect();
  if (height) fresh.style.minBlockSize = `${height}px`;
  shown.replaceWith(fresh);
  isSettling = true;
  clearTimeout(settling);
  settling = setTimeout(() => {
    isSettling = false;
    fresh.dataset.settled = "";
  }, SETTLING);
  said.textContent = fresh.dataset.said ?? "";
  said.hidden = !said.textContent;
  sight.disconnect();
  sight.observe(fresh);
}

async function ask() {
  const told = new FormData(form);
  const asked = new URLSearchParams(ASKED.map((name) => [name, told.get(name) ?? ""]));
  if (!asked.get("point") || `${asked}` === before) return;
  before = `${asked}`;
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const late = setTimeout(() => signal === asking.signal && asking.abort(), SLOW);
  try {
    const answer = await fetch(form.dataset.similar, { method: "POST", body: asked, signal });
    if (answer.ok) put(await answer.text());
  } catch {
    if (signal === asking.signal) before = ""; // no answer: it may come the next time
  }
  clearTimeout(late);
}

function soon(delay) {
  clearTimeout(waiting);
  waiting = setTimeout(ask, delay);
}

form.addEventListener("input", ({ target }) => target.name === "text" && soon(TYPING));
form.addEventListener("change", ({ target }) => ["kind", "site"].includes(target.name) && soon(0));
form.addEventListener("report:point", () => soon(0));
form.addEventListener(
  "click",
  (event) => {
    if (isSettling && event.target.closest("#similar")) event.preventDefault();
  },
  true,
);
