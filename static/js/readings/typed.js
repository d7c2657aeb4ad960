// Keeps what was typed in the other items while one item is saved, and ticks a fact that was changed. Without this file
// the page says which changed fact has no tick.
const KEY = `typed ${location.pathname.split("/items/")[0].replace(/\/$/, "")}`;
const items = [...document.querySelectorAll("form[data-item]")];
const isKept = (field) => field.name && field.type !== "hidden" && field.type !== "submit";
const fieldsOf = (form) => [...form.elements].filter(isKept);
const valueOf = (field) => (field.type === "checkbox" ? field.checked : field.value);
const isChanged = (field) => {
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.options) {
    const shown = [...field.options].findIndex((one) => one.defaultSelected);
    return field.selectedIndex !== Math.max(shown, 0);
  }
  return field.value !== field.defaultValue;
};

const kept = () => JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
// The site shows what was sent with an error as if it had been read: what is kept of it stays
const isRefused = (form) => form.closest(".annex-item").querySelector(".problems") !== null;

const keep = () => {
  const before = kept();
  const typed = {};
  for (const form of items) {
    for (const field of fieldsOf(form)) {
      const stays = isRefused(form) && field.name in before;
      if (stays || isChanged(field)) typed[field.name] = valueOf(field);
    }
  }
  sessionStorage.setItem(KEY, JSON.stringify(typed));
};

const putBack = () => {
  const typed = kept();
  for (const form of items) {
    if (isRefused(form)) continue;
    for (const field of fieldsOf(form)) {
      if (!(field.name in typed)) continue;
      if (field.type === "checkbox") field.checked = typed[field.name];
      else field.value = typed[field.name];
    }
  }
  // Items that were saved or rejected have no fields any more, and nothing of them is kept
  keep();
};

const tick = (field) => {
  const box = field.closest(".annex-fact")?.querySelector(".annex-label input[type=checkbox]");
  if (box && box !== field) box.checked = isChanged(field) || box.checked;
};

document.addEventListener("input", (event) => {
  if (!event.target.form?.matches("form[data-item]")) return;
  tick(event.target);
  keep();
});
putBack();
