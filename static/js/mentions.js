/**
 * @ and a few letters offer people; without it the name is typed in full, and the server finds who is meant.
 *
 * data-mentions="address"   around a textarea: where to ask, with ?q=; answers {people: [{name, handle, insert}]}. Its words:
 *                           data-people, data-found
 *
 * Arrows choose, Enter or Tab takes, Escape leaves it. A textarea may not be a combobox, so what opens is also said.
 */
const BEGUN = /(?:^|[\s(])@([\p{L}\p{N}._'’-]{1,40}(?: [\p{L}]{0,40})?)$/u;
const WAIT = 150; // ms after the last letter

let asked; // the request under way
let timer;

function listOf(field) {
  const box = field.closest("[data-mentions]");
  let list = box.querySelector("[role=listbox]");
  if (list) return list;
  list = document.createElement("ul");
  Object.assign(list, { id: `${field.id}_people`, className: "mentions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.people);
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  field.after(list, said);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  return list;
}

function begun(field) {
  return field.value.slice(0, field.selectionStart).match(BEGUN)?.[1];
}

function close(field) {
  const list = listOf(field);
  list.hidden = true;
  list.replaceChildren();
  list.nextElementSibling.textContent = "";
  field.removeAttribute("aria-activedescendant");
}

function point(field, at) {
  const options = [...listOf(field).children];
  options.forEach((option, index) => {
    option.setAttribute("aria-selected", String(index === at));
  });
  field.setAttribute("aria-activedescendant", options[at].id);
  options[at].scrollIntoView({ block: "nearest" });
}

function show(field, people) {
  const list = listOf(field);
  list.replaceChildren(
    ...people.map(({ name, handle, insert }, index) => {
      const option = document.createElement("li");
      Object.assign(option, { id: `${list.id}_${index}`, textContent: name });
      option.setAttribute("role", "option");
      option.dataset.insert = insert;
      const small = document.createElement("span");
      Object.assign(small, { className: "small soft", textContent: ` @${handle}` });
      option.append(small);
      return option;
    }),
  );
  list.hidden = false;
  list.nextElementSibling.textContent = field
    .closest("[data-mentions]")
    .dataset.found.replace("{number}", people.length);
  point(field, 0);
}

async function ask(field) {
  asked?.abort();
  const words = begun(field);
  if (!words) return close(field);
  asked = new AbortController();
  const address = `${field.closest("[data-mentions]").dataset.mentions}?q=${encodeURIComponent(words)}`;
  try {
    const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
    const { people } = answer.ok ? await answer.json() : { people: [] };
    if (people.length && begun(field) === words) show(field, people);
    else close(field);
  } catch {
    close(field); // no connection, or a newer letter: the name can be typed all the same
  }
}

function take(field, option) {
  const words = begun(field);
  const end = field.selectionStart;
  close(field);
  if (words === undefined) return;
  field.setRangeText(`${option.dataset.insert} `, end - words.length, end, "end");
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
}

const isOpen = (field) => field?.hasAttribute("aria-activedescendant") ?? false;
const fieldOf = (target) => (target.matches?.("[data-mentions] textarea") ? target : null);

document.addEventListener("input", ({ target }) => {
  const field = fieldOf(target);
  if (!field) return;
  listOf(field);
  clearTimeout(timer);
  timer = setTimeout(() => ask(field), WAIT);
});

document.addEventListener(
  "keydown",
  (event) => {
    const field = fieldOf(event.target);
    if (!isOpen(field)) return;
    const options = [...listOf(field).children];
    const here = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) point(field, (here + by + options.length) % options.length);
    else if (event.key === "Enter" || event.key === "Tab") take(field, options[here]);
    else if (event.key === "Escape") close(field);
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

// The press must not take the focus out of the field before it has done its work.
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.(".mentions [role=option]");
  if (!option) return;
  event.preventDefault();
  take(option.closest("[data-mentions]").querySelector("textarea"), option);
});

document.addEventListener("focusout", ({ target }) => {
  const field = fieldOf(target);
  if (isOpen(field)) close(field);
});
