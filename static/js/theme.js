// Sets the chosen theme and stores it in this browser. Without this file the page uses the system's theme.
(() => {
  const root = document.documentElement;
  const kept = () => {
    try {
      const theme = localStorage.getItem("theme");
      // The admin stores its own switch here too, and calls the system's theme "auto"
      return theme === "light" || theme === "dark" ? theme : "";
    } catch {
      return "";
    }
  };

  const show = (theme) => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
    }
  };

  const choose = (theme) => {
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // Without storage, the theme still applies to this page
    }
    show(theme);
  };

  show(kept());
  document.addEventListener("DOMContentLoaded", () => {
    for (const menu of document.querySelectorAll("[data-theme-menu]")) menu.hidden = false;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.addEventListener("click", () => choose(button.dataset.themeChoice));
    }
    show(kept());
  });
})();
