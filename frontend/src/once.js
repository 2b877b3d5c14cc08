// One press, one sending. The server refuses the second too; this only spares the reader
// the confusion. A form that brings a file back does not leave the page, so the guard ends.
const WAIT = 8000

export function once () {
  const sent = new WeakMap()
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (form.method !== 'post' || event.defaultPrevented) return
    if (Date.now() - (sent.get(form) || 0) < WAIT) event.preventDefault()
    else sent.set(form, Date.now())
  })
  addEventListener('pageshow', (event) => {
    if (event.persisted) for (const form of document.forms) sent.delete(form)
  })
}
