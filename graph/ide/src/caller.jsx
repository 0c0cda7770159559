// Who asks: one of the demo's people, or whoever a token is of. A tab remembers it, and nothing else does.
import { useState } from 'react'
import { known } from './known.js'
import { shared } from './shared.js'

const KEPT = known.people ? 'panther.person' : 'panther.token'
const kept = sessionStorage.getItem(KEPT)
const first = known.people?.find((it) => it.id === kept) ?? known.people?.[0]

export const caller = shared(known.people ? { person: first } : { token: kept })

/** The headers that say who asks. */
export function ofCaller() {
  const { person, token } = caller.get()
  if (person) return { 'panther-person': person.id }
  return token ? { authorization: `Bearer ${token}` } : {}
}

/** A name to show, or null for nobody yet. */
export function named({ person, token }) {
  return person?.name ?? (token ? 'the token says' : null)
}

export function Caller() {
  return known.people ? <Person /> : <Token />
}

function Person() {
  const { person } = caller.use()
  const choose = (event) => {
    const chosen = known.people.find((it) => it.id === event.target.value)
    sessionStorage.setItem(KEPT, chosen.id)
    caller.set({ person: chosen })
  }
  return (
    <label className="caller">
      <span className="may">{may(person)}</span>
      <span>You are</span>
      <select aria-label="You are" value={person.id} onChange={choose}>
        {known.people.map((it) => (
          <option key={it.id} value={it.id}>
            {it.name}, {it.role}
          </option>
        ))}
      </select>
    </label>
  )
}

function Token() {
  const { token } = caller.use()
  const [said, say] = useState('')
  const keep = (value) => {
    if (value) sessionStorage.setItem(KEPT, value)
    else sessionStorage.removeItem(KEPT)
    say('')
    caller.set({ token: value })
  }
  const submit = (event) => {
    event.preventDefault()
    keep(said.trim().replace(/^bearer\s+/i, '') || null)
  }
  if (token) {
    return (
      <div className="caller">
        <span className="may">A token is sent along; this tab forgets it when it is closed.</span>
        <button type="button" onClick={() => keep(null)}>
          Forget it
        </button>
      </div>
    )
  }
  return (
    <form className="caller" onSubmit={submit}>
      <span className="may">createSession gives a token.</span>
      <input
        aria-label="Token"
        type="password"
        autoComplete="off"
        placeholder="Paste a token"
        value={said}
        onChange={(event) => say(event.target.value)}
      />
      <button type="submit" disabled={!said.trim()}>
        Use it
      </button>
    </form>
  )
}

function may({ entitlements }) {
  if (entitlements.includes('admin')) return 'may do everything'
  if (entitlements.includes('audit')) return 'reads everything, changes nothing'
  return `works with ${entitlements.join(', ')}`
}
