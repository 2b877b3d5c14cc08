// The server draws every clock; each minute this renews the words, in the server's time
// (a control room's computer may be minutes out). No live region: nobody is interrupted.
const MINUTE = 60000

export function span (minutes, words) {
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  const rest = minutes % 60
  if (days) return words.days.replace('%(days)d', days).replace('%(hours)d', hours)
  if (hours) {
    return words.hours.replace('%(hours)d', hours)
      .replace('%(minutes)s', String(rest).padStart(2, '0'))
  }
  return words.minutes.replace('%(minutes)d', rest)
}

export function clocks () {
  const words = document.body.dataset
  const ahead = Date.parse(words.now) - Date.now()
  const times = [...document.querySelectorAll('time[data-clock]')]
  if (!times.length || Number.isNaN(ahead)) return

  function draw (time) {
    const left = Date.parse(time.dateTime) - (Date.now() + ahead)
    const said = span(Math.floor(Math.abs(left) / MINUTE), words)
    if (time.dataset.clock === 'since') return said
    if (Math.abs(left) < MINUTE) return words.dueNow
    return (left < 0 ? words.overdue : words.left).replace('%(span)s', said)
  }

  function tick () {
    for (const time of times) {
      const now = draw(time)
      if (time.textContent !== now) time.textContent = now
      const late = time.textContent.includes(words.overdue.replace('%(span)s', '').trim())
      if (time.dataset.clock === 'due' && late) {
        const clock = time.closest('.app-clock')
        clock?.classList.remove('app-clock--soon')
        clock?.classList.add('app-clock--overdue')
      }
    }
  }
  setInterval(tick, MINUTE)
  document.addEventListener('visibilitychange', () => { if (!document.hidden) tick() })
}
