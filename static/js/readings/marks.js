// Marks the words of the fact that the pointer or the focus is on. Without this file the links lead to the words.
const show = (event) => {
  const fact = event.target.closest?.("[data-fact]");
  if (!fact) return;
  for (const mark of document.querySelectorAll("mark.is-shown")) mark.classList.remove("is-shown");
  const marks = document.querySelectorAll(`mark[data-facts~="${fact.dataset.fact}"]`);
  for (const mark of marks) mark.classList.add("is-shown");
  const pages = document.querySelector(".annex-pages");
  if (!marks.length || !pages) return;
  const [first, box] = [marks[0].getBoundingClientRect(), pages.getBoundingClientRect()];
  if (first.top < box.top || first.bottom > box.bottom) pages.scrollTop += first.top - box.top - box.height / 3;
};

document.addEventListener("pointerover", show);
document.addEventListener("focusin", show);
