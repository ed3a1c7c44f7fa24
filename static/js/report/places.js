/**
 * The places of the company as the phone keeps them: into a form that came without them, and the kinds of problem of a
 * place when no answer brings them.
 *
 * form[data-places]     the address of the list
 * template#kinds        what stands in #at-point: .chips with one label in it, that of "something else"
 */
const PATIENCE = 3_500; // milliseconds
let known;

async function all(form) {
  known ??= fetch(form.dataset.places, { headers: { Accept: "application/json" } }).then((answer) =>
    answer.ok ? answer.json() : Promise.reject(answer),
  );
  return known.catch(() => {
    known = undefined;
    return { points: [], sites: [] };
  });
}

const option = (value, words) => new Option(words, value);

/** Places and sites into their fields; `chosen` is the short name of a place. */
export async function fillIn(form, chosen) {
  const { points, sites } = await all(form);
  const { point, site } = form.elements;
  if (point.tagName === "SELECT" && point.length < 2) {
    for (const stage of new Set(points.map((one) => one.stage))) {
      const group = document.createElement("optgroup");
      group.label = stage;
      group.append(...points.filter((one) => one.stage === stage).map((one) => option(one.slug, one.name)));
      point.append(group);
    }
    if (chosen) point.value = chosen;
  }
  if (site?.length < 2) site.append(...sites.map(([id, name]) => option(id, name)));
  showKinds(form, points);
}

function showKinds(form, points) {
  const place = document.getElementById("at-point");
  const { value } = form.elements.point;
  const kinds = points.find(({ slug }) => slug === value)?.kinds ?? [];
  const shown = place.querySelector("[name=shown_for]")?.value ?? place.dataset.shows;
  if (shown === value) return;
  place.dataset.shows = value;
  place.replaceChildren();
  if (!kinds.length) return;
  const part = document.getElementById("kinds").content.cloneNode(true);
  const chips = part.querySelector(".chips");
  const last = chips.firstElementChild;
  for (const [id, name] of kinds) {
    const chip = last.cloneNode(true);
    const input = chip.querySelector("input");
    input.value = id;
    input.id = chip.htmlFor = `id_kind_kept_${id}`;
    chip.querySelector("span").textContent = name;
    last.before(chip);
  }
  place.append(part);
}

/** After another place was chosen: its kinds, if nothing else has brought them within a moment. */
export async function withoutAnswer(form) {
  await new Promise((resolve) => setTimeout(resolve, navigator.onLine ? PATIENCE : 0));
  showKinds(form, (await all(form)).points);
}
