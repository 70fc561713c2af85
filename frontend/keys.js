// Security keys: asks the browser for what the page wants, and sends the answer with its form.
// Loaded only by the two pages that use it. ES2019; without script those pages offer codes instead.
(function () {
  "use strict";

  function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  }

  function text(buffer) {
    const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
    return btoa(letters.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function named(list) {
    return (list || []).map((one) => Object.assign({}, one, { id: bytes(one.id) }));
  }

  function sent(credential, response) {
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: response,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  }

  async function make(options) {
    const wanted = Object.assign({}, options.publicKey);
    wanted.challenge = bytes(wanted.challenge);
    wanted.user = Object.assign({}, wanted.user, { id: bytes(wanted.user.id) });
    wanted.excludeCredentials = named(wanted.excludeCredentials);
    const made = await navigator.credentials.create({ publicKey: wanted });
    return sent(made, {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
    });
  }

  async function ask(options) {
    const wanted = Object.assign({}, options.publicKey);
    wanted.challenge = bytes(wanted.challenge);
    wanted.allowCredentials = named(wanted.allowCredentials);
    const given = await navigator.credentials.get({ publicKey: wanted });
    return sent(given, {
      clientDataJSON: text(given.response.clientDataJSON),
      authenticatorData: text(given.response.authenticatorData),
      signature: text(given.response.signature),
      userHandle: given.response.userHandle ? text(given.response.userHandle) : null,
    });
  }

  function wire(form, id, field, run) {
    const options = JSON.parse(document.getElementById(id).textContent)[field];
    const said = form.querySelector("[data-key-said]");
    form.hidden = false;
    form.querySelector("[data-key-go]").addEventListener("click", async () => {
      said.textContent = "";
      if (!window.PublicKeyCredential) {
        said.textContent = "这个浏览器不支持安全密钥，请改用动态口令。";
        return;
      }
      try {
        form.elements.namedItem("credential").value = await run(options);
      } catch (fault) {
        said.textContent = "安全密钥没有应答，或者操作已取消。请插好密钥后重试。";
        return;
      }
      form.submit();
    });
  }

  document.querySelectorAll("[data-key-make]").forEach((form) => {
    wire(form, form.dataset.keyMake, "creation_options", make);
  });
  document.querySelectorAll("[data-key-ask]").forEach((form) => {
    wire(form, form.dataset.keyAsk, "request_options", ask);
  });
})();
