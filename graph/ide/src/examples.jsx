// The examples, to be opened again after their tabs were changed or closed.
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { known } from './known.js'

export const TABS = known.examples.map(({ query, variables }) => ({ query, variables }))

export const EXAMPLES = { title: 'Examples', icon: Icon, content: Examples }

function Examples() {
  const { addTab } = useGraphiQLActions()
  const queryEditor = useGraphiQL((it) => it.queryEditor)
  const variableEditor = useGraphiQL((it) => it.variableEditor)
  const open = ({ query, variables }) => {
    addTab()
    queryEditor.setValue(query)
    variableEditor.setValue(variables ?? '')
  }
  return (
    <section className="examples">
      <h2>Examples</h2>
      <p>Each opens in a tab of its own.</p>
      <ul>
        {known.examples.map((it) => (
          <li key={it.name}>
            <button type="button" onClick={() => open(it)}>
              <b>{it.name}</b>
              <span>{it.says}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Icon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M9 18h6M10 21h4M12 3a6 6 0 0 0-4 10.5c.8.8 1.3 1.6 1.5 2.5h5c.2-.9.7-1.7 1.5-2.5A6 6 0 0 0 12 3Z" />
    </svg>
  )
}
