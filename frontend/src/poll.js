// "2 new since you opened this page. Show them": the list never moves under the reader.
export function poll () {
  for (const place of document.querySelectorAll('[data-poll-url]')) {
    const link = place.querySelector('a')
    const count = place.querySelector('[data-poll-count]')
    setInterval(async () => {
      if (document.hidden) return
      try {
        const answer = await fetch(place.dataset.pollUrl, { credentials: 'same-origin', redirect: 'error' })
        const said = (await answer.text()).trim()
        if (!answer.ok || !/^\d+$/.test(said) || said === count.textContent) return
        count.textContent = said
        link.hidden = said === '0'
      } catch { /* no connection: the next turn asks again */ }
    }, Number(place.dataset.pollSeconds || 30) * 1000)
  }
}
