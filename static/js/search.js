// "/" moves to the search in the header, unless the reader switched it off. Without this file, use Tab or click.
const KEY = "search-key";
const field = document.querySelector("[data-shortcut-field]");

const isOn = () => {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
};

const show = () => {
  const on = isOn();
  for (const hint of document.querySelectorAll("[data-shortcut-hint]")) hint.hidden = !on;
  if (on) field?.setAttribute("aria-keyshortcuts", "/");
  else field?.removeAttribute("aria-keyshortcuts");
  for (const toggle of document.querySelectorAll("[data-shortcut-switch]")) {
    toggle.closest("[data-shortcut]").hidden = false;
    toggle.checked = on;
  }
};

const typing = (target) => target instanceof Element && target.closest("input, select, textarea, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!field || !isOn() || typing(event.target)) return;
  event.preventDefault();
  field.focus();
  field.select();
});

for (const toggle of document.querySelectorAll("[data-shortcut-switch]")) {
  toggle.addEventListener("change", () => {
    try {
      localStorage.setItem(KEY, toggle.checked ? "on" : "off");
    } catch {
      // Without storage, the key stays in use
    }
    show();
  });
}

show();
