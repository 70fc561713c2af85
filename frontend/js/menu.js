// On phones 我的 opens the whole menu over the page; without script it is a page of its own.
(function () {
  "use strict";

  function close(side, veil, opener) {
    side.classList.remove("open");
    veil.remove();
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  }

  function open(side, opener) {
    const veil = document.createElement("div");
    veil.className = "veil";
    document.body.appendChild(veil);
    side.classList.add("open");
    opener.setAttribute("aria-expanded", "true");
    const first = side.querySelector("a");
    if (first) first.focus();
    const shut = () => {
      document.removeEventListener("keydown", onKey);
      close(side, veil, opener);
    };
    const onKey = (event) => {
      if (event.key === "Escape") shut();
    };
    veil.addEventListener("click", shut);
    document.addEventListener("keydown", onKey);
    return shut;
  }

  window.zhijian.onParts((root) => {
    const opener = root.querySelector("[data-opens-menu]");
    const side = document.getElementById("menu");
    if (!opener || !side) return;
    let shut = null;
    opener.setAttribute("aria-expanded", "false");
    opener.setAttribute("aria-controls", "menu");
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      if (side.classList.contains("open")) shut();
      else shut = open(side, opener);
    });
  });
})();
