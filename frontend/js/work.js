// A button that prints the page it stands on; without script the browser's own menu prints it.
(function () {
  "use strict";
  window.zhijian.onParts((root) => {
    window.zhijian.all(root, "[data-print]").forEach((button) => {
      button.addEventListener("click", () => window.print());
    });
  });
})();

// A button that copies a field; the field is selected, so that a person sees what was taken.
(function () {
  "use strict";
  window.zhijian.onParts((root) => {
    window.zhijian.all(root, "[data-copy]").forEach((button) => {
      button.addEventListener("click", () => {
        const field = document.getElementById(button.dataset.copy);
        field.focus();
        field.select();
        button.textContent = document.execCommand("copy") ? "已复制" : "请按 Ctrl+C";
      });
    });
  });
})();
