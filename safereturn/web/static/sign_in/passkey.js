// Passkeys. The browser makes one or uses one, the person's finger, face or PIN in between;
// the form carries what came of it, and the server checks that. Nothing else happens here.
//
// <form data-passkey="create|get|sign-in" data-options="…"> with a hidden input "credential",
// a button (hidden until this runs) and a line for what went wrong.

// The look's own class: its buttons and lines would be shown in spite of "hidden".
const HIDE = 'govuk-!-display-none'

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0))

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')

const withBytes = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }))

async function make (publicKey) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials)
    }
  })
  return told(made, {
    attestationObject: toText(made.response.attestationObject),
    transports: made.response.getTransports ? made.response.getTransports() : []
  })
}

async function use (publicKey) {
  const used = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: withBytes(publicKey.allowCredentials)
    }
  })
  return told(used, {
    authenticatorData: toText(used.response.authenticatorData),
    signature: toText(used.response.signature),
    userHandle: used.response.userHandle ? toText(used.response.userHandle) : null
  })
}

const told = (credential, response) => ({
  type: credential.type,
  id: credential.id,
  rawId: toText(credential.rawId),
  authenticatorAttachment: credential.authenticatorAttachment,
  response: { clientDataJSON: toText(credential.response.clientDataJSON), ...response },
  clientExtensionResults: credential.getClientExtensionResults()
})

async function optionsOf (form) {
  if (form.dataset.passkey !== 'sign-in') return JSON.parse(form.dataset.options)
  const answer = await fetch(form.action, { headers: { Accept: 'application/json' } })
  if (!answer.ok) throw new Error('no options')
  return (await answer.json()).request_options
}

function prepare (form) {
  const button = form.querySelector('[data-passkey-button]')
  const wrong = form.querySelector('[data-passkey-wrong]')
  button.classList.remove(HIDE)
  button.addEventListener('click', async () => {
    wrong.classList.add(HIDE)
    button.disabled = true
    try {
      const { publicKey } = await optionsOf(form)
      const answer = form.dataset.passkey === 'create' ? await make(publicKey) : await use(publicKey)
      form.elements.credential.value = JSON.stringify(answer)
      form.submit()
    } catch {
      // Turned away, timed out, or none there: the browser does not say which.
      button.disabled = false
      wrong.classList.remove(HIDE)
      wrong.focus()
    }
  })
}

if (window.PublicKeyCredential && navigator.credentials) {
  document.querySelectorAll('form[data-passkey]').forEach(prepare)
  document.querySelectorAll('[data-passkey-none]').forEach((line) => { line.classList.add(HIDE) })
}
