// A copy of unsaved words on this device, locked with a key that only this person's
// signed-in page holds: a lost phone holds nothing that can be read.
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
const toBytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))

export async function openVault (slot, bridge) {
  // Without a key, or outside a secure page, nothing is ever written to the device.
  if (!bridge || !globalThis.crypto?.subtle) return null
  const key = await crypto.subtle.importKey(
    'raw', toBytes(bridge), 'AES-GCM', false, ['encrypt', 'decrypt']
  )
  return {
    async keep (text) {
      const iv = crypto.getRandomValues(new Uint8Array(12))
      const locked = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv }, key, new TextEncoder().encode(text)
      )
      try {
        localStorage.setItem(slot, JSON.stringify({ at: Date.now(), iv: toText(iv), words: toText(locked) }))
        return true
      } catch { return false } // storage is full or switched off
    },
    async newerThan (savedAt) {
      try {
        const kept = JSON.parse(localStorage.getItem(slot) || 'null')
        if (!kept || kept.at <= savedAt) return null
        const open = await crypto.subtle.decrypt(
          { name: 'AES-GCM', iv: toBytes(kept.iv) }, key, toBytes(kept.words)
        )
        return new TextDecoder().decode(open)
      } catch { // another person's key, or another sign-in's: it can never be opened again
        this.forget()
        return null
      }
    },
    forget () { try { localStorage.removeItem(slot) } catch { /* storage is off */ } }
  }
}
