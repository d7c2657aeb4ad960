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

const keep = () => {
  const typed = {};
  for (const form of items) for (const field of fieldsOf(form)) if (isChanged(field)) typed[field.name] = valueOf(field);
  sessionStorage.setItem(KEY, JSON.stringify(typed));
};

const putBack = () => {
  const typed = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  for (const form of items) {
    // The site shows what was sent with an error
    if (form.closest(".annex-item").querySelector(".problems")) continue;
    for (const field of fieldsOf(form)) {
      if (!(field.name in typed)) continue;
      if (field.type === "checkbox") field.checked = typed[field.name];
      else field.value = typed[field.name];
    }
  }
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
// What is sent is no longer kept: the site says what became of it
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-item]")) return;
  const typed = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  for (const field of fieldsOf(event.target)) delete typed[field.name];
  sessionStorage.setItem(KEY, JSON.stringify(typed));
});
putBack();
