// Two minutes before the session ends: a notice, and one button that goes on.
// The page says how many seconds are left: <body data-session-seconds data-session-keep="address">.
(function () {
  "use strict";
  const zhijian = window.zhijian;
  const WARN_SECONDS = 120;
  let timers = [];

  function watch(seconds, keep) {
    timers.forEach(window.clearTimeout);
    zhijian.quiet("session");
    timers = [
      window.setTimeout(() => warn(keep), Math.max(0, seconds - WARN_SECONDS) * 1000),
      window.setTimeout(over, seconds * 1000),
    ];
  }

  function warn(keep) {
    const bar = zhijian.alarm("session", "两分钟后将自动退出登录。已填的内容会保留在这个窗口。");
    if (!keep) return;
    const go = document.createElement("button");
    go.type = "button";
    go.className = "btn s";
    go.textContent = "继续使用";
    go.addEventListener("click", () => {
      window
        .fetch(keep, { method: "POST", headers: { "X-CSRFToken": zhijian.token() }, credentials: "same-origin" })
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
        .then((left) => watch(left.seconds, keep))
        .catch(over);
    });
    bar.appendChild(go);
  }

  function over() {
    zhijian.alarm("session", "登录已经超时。请重新登录，已填的内容会恢复。", "red");
  }

  document.addEventListener("DOMContentLoaded", () => {
    const seconds = Number(document.body.dataset.sessionSeconds);
    if (seconds > 0) watch(Math.min(seconds, 86400), document.body.dataset.sessionKeep);
  });
})();
