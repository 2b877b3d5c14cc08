// "2 new since you opened this page. Show them": the list never moves under the reader, and
// never looks newer than it is: what could not be looked up is said after two turns.
export function poll () {
  for (const place of document.querySelectorAll('[data-poll-url]')) {
    const part = (name) => place.querySelector(`[data-poll-${name}]`)
    let missed = 0

    async function look () {
      try {
        const answer = await fetch(place.dataset.pollUrl, { credentials: 'same-origin', redirect: 'error' })
        if (!answer.ok) throw new Error(answer.status)
        const said = await answer.json()
        missed = 0
        // Written only when it is another: a live region reads out what is written.
        if (part('count').textContent !== String(said.new)) part('count').textContent = said.new
        part('new').hidden = said.new === 0
        part('at').textContent = said.at
        part('looked').hidden = false
      } catch {
        missed += 1
      }
      part('lost').hidden = missed < 2
    }

    setInterval(() => { if (!document.hidden) look() }, Number(place.dataset.pollSeconds || 30) * 1000)
    // Back from another tab, or from a sleep: what stands here may be hours old.
    document.addEventListener('visibilitychange', () => { if (!document.hidden) look() })
  }
}
