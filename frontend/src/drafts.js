// Autosave: two seconds after a pause the server keeps the words. While there is no
// connection, or the session is locked, a locked copy waits on the device.
import { openVault } from './vault.js'

const PAUSE = 2000
const AGAIN = 8000

export function drafts () {
  for (const form of document.querySelectorAll('form[data-draft-url]')) start(form)
}

async function start (form) {
  const { draftUrl, draftKey, draftBridge, draftSavedAt } = form.dataset
  const status = form.querySelector('[data-draft-status]')
  const say = (which, text = '') => {
    const words = status?.dataset[which]?.replace('%s', text)
    if (words && status.textContent !== words) status.textContent = words
  }
  const words = () => new URLSearchParams(
    [...new FormData(form)].filter(([, value]) => typeof value === 'string')
  ).toString()
  let timer
  let dirty = false
  let busy = false
  let leaving = false

  form.addEventListener('input', () => { dirty = true; later(PAUSE) })
  const vault = await openVault('draft:' + draftKey, draftBridge)

  function later (wait) {
    clearTimeout(timer)
    timer = setTimeout(save, wait)
  }

  async function keepHere (text, why) {
    const kept = vault ? await vault.keep(text) : false
    say(kept || why === 'locked' ? why : 'unkept')
  }

  async function save () {
    if (!dirty || busy) return
    busy = true
    const sent = words()
    try {
      const answer = await fetch(draftUrl, {
        method: 'POST',
        body: new URLSearchParams(sent),
        credentials: 'same-origin',
        redirect: 'error', // never follow the way to a sign-in page
        keepalive: sent.length < 60000
      })
      if (answer.status === 401) {
        dirty = false // the server has kept these words and will give them back
        await keepHere(sent, 'locked')
      } else if (answer.ok) {
        dirty = words() !== sent
        if (!dirty) vault?.forget()
        say('saved', await answer.text())
      } else throw new Error(String(answer.status))
    } catch {
      await keepHere(words(), 'offline')
    } finally {
      busy = false
      if (dirty) later(AGAIN)
    }
  }

  function putBack (text) {
    const kept = new URLSearchParams(text)
    for (const control of form.elements) {
      if (!control.name || control.name === 'csrfmiddlewaretoken' || control.type === 'file') continue
      if (control.type === 'radio' || control.type === 'checkbox') {
        control.checked = kept.getAll(control.name).includes(control.value)
      } else if (kept.has(control.name)) control.value = kept.get(control.name)
    }
    dirty = true
    say('restored')
    later(500)
  }

  addEventListener('online', save)
  document.addEventListener('visibilitychange', () => { if (document.hidden) save() })
  form.addEventListener('submit', (event) => {
    if (navigator.onLine) {
      leaving = true
      clearTimeout(timer)
    } else {
      event.preventDefault()
      dirty = true
      save()
    }
  })
  addEventListener('beforeunload', (event) => {
    if (dirty && !leaving && !navigator.onLine) event.preventDefault()
  })

  const kept = await vault?.newerThan(Number(draftSavedAt || 0))
  if (kept) putBack(kept)
}
