// A value that several parts of the page look at.
import { useSyncExternalStore } from 'react'

export function shared(value) {
  const listeners = new Set()
  const get = () => value
  return {
    get,
    set(next) {
      value = next
      for (const hear of listeners) hear()
    },
    use: () =>
      useSyncExternalStore((hear) => {
        listeners.add(hear)
        return () => listeners.delete(hear)
      }, get),
  }
}
