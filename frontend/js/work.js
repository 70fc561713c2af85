// A button that prints the page it stands on; without script the browser's own menu prints it.
(function () {
  "use strict";
  window.zhijian.onParts((root) => {
    window.zhijian.all(root, "[data-print]").forEach((button) => {
      button.addEventListener("click", () => window.print());
    });
  });
})();
