/**
 * Light, dark, or as the system says. Kept in the cookie `theme`, so that the server paints the right one at once.
 *
 * Markup: buttons with data-theme-value="light|dark|", in a form that does the same without JavaScript.
 */
const root = document.documentElement;

function show() {
  const current = root.dataset.theme ?? "";
  for (const button of document.querySelectorAll("[data-theme-value]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeValue === current));
  }
}

function choose(theme) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  const age = theme ? 365 * 24 * 60 * 60 : 0;
  // The Cookie Store API is not to be had everywhere yet.
  // biome-ignore lint/suspicious/noDocumentCookie: see above
  document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax${secure}`;
  if (theme) {
    root.dataset.theme = theme;
  } else {
    delete root.dataset.theme;
  }
  show();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-value]");
  if (button) {
    event.preventDefault(); // without JavaScript its form keeps the choice
    choose(button.dataset.themeValue);
  }
});

show();
