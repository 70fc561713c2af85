// Pages are whole without any of this; scripts only save a reload or warn in time.
// ES2019, no library but htmx, no inline handlers.
(function () {
  "use strict";
  document.documentElement.classList.add("js");
  const zhijian = (window.zhijian = {});

  // Calls `set(root)` for the page, and again for every part that htmx brings in.
  zhijian.onParts = function (set) {
    const start = () => set(document);
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
    else start();
    document.addEventListener("htmx:load", (event) => {
      if (event.target !== document.body) set(event.target);
    });
  };

  zhijian.all = (root, selector) => Array.from(root.querySelectorAll(selector));

  zhijian.token = function () {
    const field = document.querySelector('input[name="csrfmiddlewaretoken"]');
    return field ? field.value : "";
  };

  // htmx brings no style of its own and runs nothing that a page did not load (content policy).
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = zhijian.token();
  });

  // A sign-in page or an error page that comes as the answer to a part is shown as the page it is.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail.xhr;
    if (/^\s*<!doctype html/i.test(answer.responseText || "")) {
      event.detail.shouldSwap = false;
      if (answer.responseURL) window.location.assign(answer.responseURL);
    } else if (answer.status === 422 || answer.status === 409) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
})();
