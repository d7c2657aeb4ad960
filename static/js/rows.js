// The keys of a list: j and k move between rows, Enter opens one (as any link), n and p turn the page, ? shows the keys.
// Without this file Tab reaches the same links. A reader who needs the letters for something else can switch them off
// (WCAG 2.2, 2.1.4); this browser remembers it.
const KEPT = "list-keys";
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";

const inUse = () => {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
};

const rows = () => [...document.querySelectorAll("table[data-rows] tbody .title a")];

const go = (step) => {
  const links = rows();
  const row = document.activeElement?.closest("table[data-rows] tbody tr");
  const here = links.findIndex((link) => row?.contains(link));
  const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step;
  links[next]?.focus();
  links[next]?.scrollIntoView({ block: "nearest" });
};

const tick = (shiftKey) => {
  const box = document.activeElement?.closest("table[data-rows] tbody tr")?.querySelector("input[name=tick]");
  box?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey }));
};

const turn = (rel) => document.querySelector(`.paging a[rel="${rel}"]`)?.click();

const showKeys = () => {
  const keys = document.querySelector("[data-keys]");
  if (!keys) return;
  keys.open = !keys.open;
  if (keys.open) keys.querySelector("summary").focus();
};

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  n: () => turn("next"),
  p: () => turn("prev"),
  x: () => tick(false),
  X: () => tick(true),
  "?": showKeys,
};
const ARROWS = { ArrowDown: KEYS.j, ArrowUp: KEYS.k };

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (target.closest(TYPING) || !document.querySelector("table[data-rows]")) return;
  // The arrows scroll the page, unless the focus is in a row
  const serve = target.closest("table[data-rows] tbody") && ARROWS[key] || (inUse() && Object.hasOwn(KEYS, key) && KEYS[key]);
  if (!serve) return;
  event.preventDefault();
  serve();
});

document.addEventListener("keydown", (event) => {
  const keys = event.target.closest?.("[data-keys][open]");
  if (event.key !== "Escape" || !keys) return;
  keys.open = false;
  keys.querySelector("summary").focus();
});

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-keys-in-use]")) return;
  try {
    localStorage.setItem(KEPT, target.checked ? "on" : "off");
  } catch {
    // Without storage, the keys work again on the next page
  }
});

const offer = () => {
  for (const keys of document.querySelectorAll("[data-keys]")) {
    keys.hidden = false;
    keys.querySelector("[data-keys-in-use]").checked = inUse();
  }
};

offer();
document.addEventListener("oversigt:shown", offer);
