// The page: who asks, above; GraphiQL with its explorer, below.
import { explorerPlugin } from '@graphiql/plugin-explorer'
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql'
import { useEffect, useRef } from 'react'
import { fetcher } from './asking.js'
import { Caller, caller } from './caller.jsx'
import { Cost } from './cost.jsx'
import { EXAMPLES, TABS } from './examples.jsx'
import { known } from './known.js'
import { storage } from './storage.js'

const PLUGINS = [explorerPlugin({ showAttribution: false }), EXAMPLES, HISTORY_PLUGIN]
const EMPTY = '# Ctrl-Space completes, Ctrl-Enter runs.\n{\n  viewer { user { name role } entitlements }\n}\n'

export function Page() {
  return (
    <>
      <header className="top">
        <h1>Panther graph</h1>
        {known.firm && <span className="firm">{known.firm}, a demo firm</span>}
        <Caller />
      </header>
      <GraphiQL
        fetcher={fetcher}
        plugins={PLUGINS}
        storage={storage}
        defaultTabs={TABS}
        defaultQuery={EMPTY}
        defaultEditorToolsVisibility="variables"
        shouldPersistHeaders={false}
        inputValueDeprecation
        schemaDescription
      >
        <GraphiQL.Logo>
          <Schema />
        </GraphiQL.Logo>
        <GraphiQL.Footer>
          <Cost />
          <Plainly />
        </GraphiQL.Footer>
      </GraphiQL>
    </>
  )
}

/** Says why there is no schema, and asks for it anew once a token is given. */
function Schema() {
  const { token } = caller.use()
  const { introspect } = useGraphiQLActions()
  const schema = useGraphiQL((it) => it.schema)
  const error = useGraphiQL((it) => it.fetchError)
  const asked = useRef(token)
  useEffect(() => {
    if (asked.current !== token && !schema) introspect()
    asked.current = token
  }, [token, schema, introspect])
  if (schema || !error) return null
  const hidden = error.includes('INTROSPECTION_DISABLED')
  const why = hidden ? 'The schema is not shown here.' : token || known.people ? 'The schema can’t be read.' : 'No schema without a token.'
  return <span className="note">{why}</span>
}

/** Lets dashes and accents in clients' names be what they are: Monaco would box them as suspicious. */
function Plainly() {
  const editors = [
    useGraphiQL((it) => it.queryEditor),
    useGraphiQL((it) => it.variableEditor),
    useGraphiQL((it) => it.headerEditor),
    useGraphiQL((it) => it.responseEditor),
  ]
  useEffect(() => {
    for (const it of editors) it?.updateOptions({ unicodeHighlight: { ambiguousCharacters: false } })
  }, editors)
  return null
}
