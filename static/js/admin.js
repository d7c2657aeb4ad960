// Labels the controls that the admin's own scripts add, for screen readers. Without scripts there are no such controls.
const LABELLED = ".select2-selection, .select2-selection__rendered, .select2-search__field";

function nameFields() {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const field = select.nextElementSibling;
    if (!label || !field) continue;
    label.id ||= `${select.id}_label`;
    for (const part of field.querySelectorAll(LABELLED)) {
      const value = part.matches(".select2-selection--single") ? ` select2-${select.id}-container` : "";
      part.setAttribute("aria-labelledby", label.id + value);
    }
  }
  for (const icon of document.querySelectorAll(".selector .help-tooltip[aria-label]")) icon.setAttribute("role", "img");
}

// Runs after the admin's scripts, which wait for the page to load
addEventListener("load", () => setTimeout(nameFields));
document.addEventListener("formset:added", () => setTimeout(nameFields));
