// Mends what the theme leaves to be wished for by those who hear a page rather than see it.
document.addEventListener("DOMContentLoaded", () => {
  // a label that differs from the text that is seen cannot be spoken to
  for (const button of document.querySelectorAll(".search-button-field, details > summary[aria-label]")) {
    button.removeAttribute("aria-label");
  }
  const logo = document.querySelector(".sidebar-primary-item .navbar-brand")?.parentElement;
  logo?.setAttribute("role", "banner");
});
