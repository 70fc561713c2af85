// Ticked rows: the bar with their number, tick all, and rows that show that they are ticked.
(function () {
  "use strict";
  const zhijian = window.zhijian;

  function show(form) {
    const ticks = zhijian.all(form, 'tbody input[name="id"]');
    const ticked = ticks.filter((tick) => tick.checked);
    ticks.forEach((tick) => tick.closest("tr").classList.toggle("sel", tick.checked));
    const bar = form.querySelector(".bulk");
    if (bar) {
      bar.toggleAttribute("data-none", ticked.length === 0);
      const words = bar.querySelector("[data-ticked]");
      if (words) words.textContent = "已选 " + ticked.length + " " + words.dataset.ticked;
    }
    const all = form.querySelector("[data-tick-all]");
    if (all) {
      all.checked = ticks.length > 0 && ticked.length === ticks.length;
      all.indeterminate = ticked.length > 0 && ticked.length < ticks.length;
    }
  }

  zhijian.onParts((root) => {
    zhijian.all(root, "form[data-bulk]").forEach((form) => {
      form.addEventListener("change", (event) => {
        if (event.target.matches("[data-tick-all]")) {
          zhijian.all(form, 'tbody input[name="id"]').forEach((tick) => {
            tick.checked = event.target.checked;
          });
        }
        show(form);
      });
      form.addEventListener("click", (event) => {
        if (!event.target.matches("[data-untick]")) return;
        zhijian.all(form, 'input[type="checkbox"]').forEach((tick) => {
          tick.checked = false;
        });
        show(form);
      });
      show(form);
    });

    // A chosen filter asks at once; the words wait for Enter or the button.
    zhijian.all(root, "form.filter select").forEach((select) => {
      select.addEventListener("change", () => select.form.requestSubmit && select.form.requestSubmit());
    });

    // What was left empty stays out of the address.
    zhijian.all(root, "form.filter").forEach((form) => {
      form.addEventListener("htmx:configRequest", (event) => {
        const asked = event.detail.parameters;
        Object.keys(asked).forEach((name) => {
          if (asked[name] === "") delete asked[name];
        });
      });
    });

    // The choice that is taken is shown as taken.
    zhijian.all(root, ".pick").forEach((group) => {
      const paint = () =>
        zhijian.all(group, "label").forEach((label) => {
          label.classList.toggle("on", label.querySelector("input").checked);
        });
      group.addEventListener("change", paint);
      paint();
    });
  });
})();
