// Has the device answer by finger, face or screen lock, for a form that takes its answer in a field. Without script, or
// where the browser or the address knows no passkeys, there is no button (docs/decisions/0026).
(function () {
  'use strict';
  const bytes = text => Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)));

  async function question(box, token) {
    const answer = await fetch(box.dataset.passkey, { method: 'POST', headers: { Accept: 'application/json' },
      body: new URLSearchParams({ csrf_token: token }) });
    if (!answer.ok) throw new Error(String(answer.status));
    const asked = await answer.json();
    for (const each of [...(asked.allowCredentials || asked.excludeCredentials), asked.user || {}]) each.id = each.id
      && bytes(each.id);
    asked.challenge = bytes(asked.challenge);
    return asked;
  }

  async function answer(asked) {
    const { rawId, response } = /** @type {any} */ (
      await navigator.credentials[asked.user ? 'create' : 'get']({ publicKey: asked })
    );
    const [device, proof] = asked.user ? [response.getAuthenticatorData(), response.getPublicKey()]
      : [response.authenticatorData, response.signature];
    return JSON.stringify({ id: text(rawId), client: text(response.clientDataJSON), device: text(device),
      proof: text(proof) });
  }

  // The first press asks the device; its answer presses once more, and then the form goes.
  async function press(event, box, button) {
    const field = box.querySelector('input'), trouble = box.querySelector('p');
    if (field.value) return;
    event.preventDefault();
    trouble.textContent = '';
    button.disabled = true;
    try {
      field.value = await answer(await question(box, box.closest('form').elements.csrf_token.value));
    } catch (error) {
      trouble.textContent = error.name === 'InvalidStateError' ? box.dataset.known : box.dataset.failed;
    }
    button.disabled = false;
    if (field.value) button.click();
    field.value = '';
  }

  const able = window.PublicKeyCredential && 'getPublicKey' in AuthenticatorAttestationResponse.prototype;
  for (const box of able ? document.querySelectorAll('[data-passkey][hidden]') : []) {
    const button = box.querySelector('button');
    button.addEventListener('click', event => press(event, box, button));
    box.hidden = false;
  }
})();
