// What the browser keeps for GraphiQL: tabs, history, widths. Never a header, which may hold a token.
const OURS = 'panther.' // another page at this address may keep its own

export const storage = {
  getItem: (name) => localStorage.getItem(OURS + name),
  setItem: (name, value) => localStorage.setItem(OURS + name, /queries|favorites/.test(name) ? headless(value) : value),
  removeItem: (name) => localStorage.removeItem(OURS + name),
  clear() {
    for (const name of ours()) localStorage.removeItem(name)
  },
  get length() {
    return ours().length
  },
}

function ours() {
  return Object.keys(localStorage).filter((name) => name.startsWith(OURS))
}

/** History as it is, without the headers of each query. */
function headless(text) {
  return JSON.stringify(JSON.parse(text), (name, value) => (name === 'headers' ? undefined : value))
}
