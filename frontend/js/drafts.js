// What was typed survives a reload, a lost connection or a new sign-in, in this tab only.
// A form asks for it with data-draft="name". Passwords, codes and files are never kept. A draft
// goes when the platform says that the thing was done (an element with data-done).
(function () {
  "use strict";
  const zhijian = window.zhijian;
  const PREFIX = "draft:";
  const NEVER = ["password", "file", "hidden", "submit", "button"];

  function store() {
    try {
      return window.sessionStorage;
    } catch (refused) {
      return null;
    }
  }

  const fields = (form) =>
    Array.from(form.elements).filter(
      (field) => field.name && !NEVER.includes(field.type) && !field.hasAttribute("data-no-draft") &&
        field.autocomplete !== "one-time-code"
    );

  function read(form) {
    return fields(form).map((field) => {
      if (field.type === "checkbox" || field.type === "radio") {
        return [field.name, field.value, field.checked];
      }
      return [field.name, null, field.value];
    });
  }

  function fill(form, kept) {
    let changed = false;
    kept.forEach(([name, value, content]) => {
      fields(form).forEach((field) => {
        if (field.name !== name) return;
        if (value !== null) {
          if (field.value === value && field.checked !== content) {
            field.checked = content;
            changed = true;
          }
        } else if (field.type !== "checkbox" && field.type !== "radio" && field.value !== content) {
          field.value = content;
          changed = true;
        }
      });
    });
    return changed;
  }

  function tell(form, key) {
    const words = document.createElement("p");
    words.className = "note-bar amber";
    words.setAttribute("role", "status");
    words.textContent = "已恢复上次没有提交的内容。";
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "btn s";
    drop.textContent = "不要了";
    drop.addEventListener("click", () => {
      store().removeItem(key);
      form.reset();
      words.remove();
    });
    words.appendChild(drop);
    form.insertBefore(words, form.firstChild);
  }

  function forget() {
    const kept = store();
    Object.keys(kept)
      .filter((key) => key.startsWith(PREFIX) && JSON.parse(kept.getItem(key)).sent)
      .forEach((key) => kept.removeItem(key));
  }

  zhijian.onParts((root) => {
    const kept = store();
    if (!kept) return;
    if (document.querySelector("[data-done]")) forget();
    zhijian.all(root, "form[data-draft]").forEach((form) => {
      const key = PREFIX + window.location.pathname + ":" + form.dataset.draft;
      const found = kept.getItem(key);
      if (found && !form.querySelector('[aria-invalid="true"]')) {
        if (fill(form, JSON.parse(found).fields)) tell(form, key);
      }
      const save = (sent) => {
        try {
          kept.setItem(key, JSON.stringify({ sent, fields: read(form) }));
        } catch (full) {
          return; // no room: the page itself still holds what was typed
        }
      };
      let waiting = null;
      form.addEventListener("input", () => {
        window.clearTimeout(waiting);
        waiting = window.setTimeout(() => save(false), 800);
      });
      form.addEventListener("submit", () => {
        window.clearTimeout(waiting);
        save(true);
      });
    });
  });
})();
