/**
 * The report page. Everything on it works without this; with it nothing that is typed waits for a new page.
 *
 * form[data-report]    the form. Whoever sends it in another way does so in a submit listener of their own.
 * [data-at-point]      depends on the place: fetched anew when [name=point] changes or a recent place is pressed; then
 *                      `report:point` is dispatched on the form
 * data-step            adds itself to the number beside it
 * data-fills="id"      puts its value into that field
 * data-next            the id of what is brought into sight once a kind is chosen
 * data-start           where the first touch of the form is noted
 * report:refused       an event on the form: the server's sentences ({field: sentence}), which then stand at their fields
 * name=took            how long it took, in seconds
 */
const form = document.querySelector("form[data-report]");
const opened = performance.now();
const fields = form.elements;
const before = Number(fields.took.value) || 0; // on the same page, which came back with something to mend
let asking;

/* The parts of the page that depend on the place; what is typed stays, because nothing else is touched. */
async function refresh() {
  const asked = new URLSearchParams({ point: fields.point.value });
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(`${form.getAttribute("action")}?${asked}`, { signal: asking.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of form.querySelectorAll("[data-at-point]")) {
      const fresh = page.getElementById(part.id);
      if (fresh) part.replaceWith(fresh);
    }
    form.dispatchEvent(new CustomEvent("report:point", { bubbles: true }));
  } catch ({ name }) {
    if (name === "AbortError") return; // another place was chosen meanwhile
    // No connection. What stands here is of the place before; the kinds come from what the phone keeps, or after sending.
    for (const id of ["known-here", "guidance"]) document.getElementById(id).replaceChildren();
  }
}

/* On a small screen what is asked next may lie under the bar: it comes into sight, and nobody has to move the page. */
function showNext() {
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const next = document.getElementById(form.dataset.next);
  next?.scrollIntoView({ block: "nearest", behavior: isStill ? "auto" : "smooth" });
}

function choose(slug) {
  fields.point.value = slug;
  refresh();
}

form.addEventListener("change", ({ target }) => {
  if (target.name === "point") refresh();
  if (target.name === "kind") showNext();
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.name === "choose") {
    event.preventDefault();
    choose(button.value);
  } else if (button.dataset.fills) {
    document.getElementById(button.dataset.fills).value = button.value;
  } else if (button.dataset.step) {
    const number = button.parentElement.querySelector("input");
    number.value = Math.max(
      1,
      (Number.parseInt(number.value.replace(/[.,\s](?=\d{3})/g, ""), 10) || 1) + Number(button.dataset.step),
    );
  }
});

// That somebody began, once, and nothing of who: what is begun and never sent is measured.
let hasBegun = false;

function begin() {
  if (hasBegun) return;
  hasBegun = true;
  const began = new FormData();
  for (const name of ["csrfmiddlewaretoken", "client_key", "point"]) began.set(name, fields[name].value);
  navigator.sendBeacon?.(form.dataset.start, began);
}

/* Each sentence also stands at its field. */
function blame(errors) {
  for (const old of form.querySelectorAll(".field-error")) old.remove();
  for (const field of form.querySelectorAll(".has-error")) field.classList.remove("has-error");
  for (const wrong of form.querySelectorAll("[aria-invalid]")) wrong.removeAttribute("aria-invalid");
  for (const [name, sentence] of Object.entries(errors)) {
    const first = fields[name]?.length && !fields[name].options ? fields[name][0] : fields[name];
    const field = first?.closest?.(".field");
    if (!field || first.type === "hidden") continue;
    const said = document.createElement("p");
    said.className = "field-error";
    said.id = `${first.id}_error`;
    said.textContent = sentence;
    field.classList.add("has-error");
    field.querySelector("label, legend").after(said);
    first.setAttribute("aria-invalid", "true");
    for (const input of [first, ...field.querySelectorAll("[data-choose]")])
      input.setAttribute("aria-describedby", said.id);
    const fold = field.closest("details");
    if (fold) fold.open = true;
  }
}

form.addEventListener("report:refused", ({ detail }) => blame(detail ?? {}));
form.addEventListener("reset", () => blame({}));

for (const touch of ["pointerdown", "input"]) form.addEventListener(touch, begin);

form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

// Whoever signed in again in another tab has a new token, and what is typed here must still go out.
form.addEventListener(
  "submit",
  () => {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
    if (token) fields.csrfmiddlewaretoken.value = token;
    fields.took.value = Math.round(before + (performance.now() - opened) / 1000);
    form.setAttribute("aria-busy", "true");
  },
  true,
);

window.addEventListener("pageshow", () => form.removeAttribute("aria-busy"));

document.querySelector("[data-focus]")?.focus();
