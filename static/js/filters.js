// Keeps untouched filters out of the address. Without this file the address is only longer.
for (const form of document.querySelectorAll("form[data-filters]")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) {
      if (value !== "") continue;
      const rest = formData.getAll(name).filter((one) => one !== "");
      formData.delete(name);
      for (const one of rest) formData.append(name, one);
    }
  });
}
