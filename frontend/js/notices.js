// Bars at the top: no connection, session about to end. And the focus on what needs mending.
(function () {
  "use strict";
  const zhijian = window.zhijian;

  zhijian.alarm = function (id, words, tone) {
    let bar = document.getElementById(id);
    if (!bar) {
      bar = document.createElement("div");
      bar.id = id;
      bar.setAttribute("role", "alert");
      document.body.appendChild(bar);
    }
    bar.className = "alarm no-print" + (tone ? " " + tone : "");
    bar.textContent = words;
    bar.hidden = false;
    return bar;
  };

  zhijian.quiet = function (id) {
    const bar = document.getElementById(id);
    if (bar) bar.hidden = true;
  };

  const lost = () =>
    zhijian.alarm("offline", "连不上服务器。已填的内容留在页面上，请不要关闭窗口，恢复后再提交。", "red");
  window.addEventListener("offline", lost);
  window.addEventListener("online", () => zhijian.quiet("offline"));
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) zhijian.quiet("offline");
  });

  zhijian.onParts((root) => {
    const wrong = root.querySelector('[aria-invalid="true"]');
    if (wrong) wrong.focus();
  });
})();
