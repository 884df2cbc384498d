// Passkeys: a form asks the browser to make one (data-act="add") or to use one ("use"), and sends what it answers.

const HELP = 'This browser knows no passkeys here. They need a current browser and the address';

/** @param {HTMLElement} element a form with a hidden field `credential`, [data-problem], and the question as JSON inside */
export function attach(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const problem = /** @type {HTMLElement} */ (form.querySelector('[data-problem]'));
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('credential'));
  const say = (/** @type {string} */ text) => { problem.textContent = text; problem.hidden = !text; };
  const onSubmit = async (/** @type {SubmitEvent} */ event) => {
    if (field.value) return;
    event.preventDefault();
    say('');
    try {
      field.value = JSON.stringify(await ask(form));
      form.requestSubmit();
    } catch (error) {
      say(words(error, form.dataset.base ?? ''));
    }
  };
  form.addEventListener('submit', onSubmit);
  return () => form.removeEventListener('submit', onSubmit);
}

/** @param {HTMLFormElement} form @returns {Promise<unknown>} */
async function ask(form) {
  const kind = /** @type {any} */ (globalThis).PublicKeyCredential;
  if (!kind?.parseCreationOptionsFromJSON) throw new TypeError('no passkeys');
  const { publicKey } = JSON.parse(form.querySelector('script[type="application/json"]')?.textContent ?? '{}');
  const made = form.dataset.act === 'add'
    ? await navigator.credentials.create({ publicKey: kind.parseCreationOptionsFromJSON(publicKey) })
    : await navigator.credentials.get({ publicKey: kind.parseRequestOptionsFromJSON(publicKey) });
  return /** @type {any} */ (made).toJSON();
}

/** @param {unknown} error @param {string} base @returns {string} */
function words(error, base) {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError') return 'The passkey was not used: the question was closed, or it took too long. Try again.';
  if (name === 'InvalidStateError') return 'This device holds a passkey of your account already.';
  return `${HELP} ${base}.`;
}
