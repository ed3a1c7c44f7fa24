/**
 * The value chain: while a card is pointed at or has the focus, its lines stand out, and the cards at their other ends.
 * Without this file every line is drawn all the same, and each card names what it depends on.
 */
function light(chain, card) {
  const id = card?.dataset.point;
  const near = new Set(id ? [id] : []);
  for (const wire of chain.querySelectorAll("[data-ends]")) {
    const ends = wire.dataset.ends.split(" ");
    const isLit = Boolean(id) && ends.includes(id);
    wire.classList.toggle("is-lit", isLit);
    if (!isLit) continue;
    for (const end of ends) near.add(end);
    wire.parentNode.append(wire); // above those that are pale
  }
  for (const other of chain.querySelectorAll("[data-point]")) {
    other.classList.toggle("is-near", near.has(other.dataset.point));
  }
  chain.classList.toggle("has-lit", Boolean(id));
}

for (const chain of document.querySelectorAll("[data-chain]")) {
  const cardOf = ({ target }) => target.closest("[data-point]");
  const focused = () => chain.querySelector("[data-point]:focus-within");
  chain.addEventListener("pointerover", (event) => light(chain, cardOf(event) ?? focused()));
  chain.addEventListener("pointerleave", () => light(chain, focused()));
  chain.addEventListener("focusin", (event) => light(chain, cardOf(event)));
  chain.addEventListener("focusout", ({ relatedTarget }) => {
    if (!chain.contains(relatedTarget)) light(chain, null);
  });
}
