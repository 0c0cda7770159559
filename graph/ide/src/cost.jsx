// The bar below an answer: what it cost.
import { useGraphiQL } from '@graphiql/react'
import { useEffect } from 'react'
import { tab, told } from './asking.js'

const count = new Intl.NumberFormat('en').format

export function Cost() {
  const id = useGraphiQL((it) => it.tabs[it.activeTabIndex]?.id)
  useEffect(() => tab.set(id), [id])
  const last = told.use()[id]
  return (
    <div className="cost" role="status" aria-label="Cost">
      {last ? <Said {...last} /> : <span>Run it, by Ctrl-Enter: what it costs is shown here.</span>}
    </div>
  )
}

function Said({ who, asking, cost, asks, calls, errors, events, milliseconds }) {
  if (asking) return <span>Asking …</span>
  const live = events !== undefined
  return (
    <>
      {errors?.map(([code, times]) => (
        <span className="error" key={code} title="Below the data, by their paths">
          <b>{count(times)}</b> {code}
        </span>
      ))}
      {live && <Figure name="Events" value={events} title="What was told since this began" />}
      {cost && (
        <Figure
          name={live ? 'Cost of each' : 'Cost'}
          value={cost.requested}
          of={cost.limit}
          title="What it may come to, weighed before any of it is done, and the most that a request may"
        />
      )}
      {cost?.perMinute && (
        <Figure
          name="Left this minute"
          value={cost.perMinute.remaining}
          of={cost.perMinute.limit}
          title="What you may still ask for; it grows back evenly"
        />
      )}
      {asks !== undefined && (
        <Figure name="Asks of the practice" value={asks} title="How often it was asked, for all of the answer" />
      )}
      {calls !== undefined && (
        <Figure name="Upstream calls" value={calls} title="Over the wire; the embedded practice needs none" />
      )}
      {milliseconds !== undefined && (
        <span title="From asking to answer, as this page saw it">
          <b>{count(Math.max(1, Math.round(milliseconds)))}</b> ms
        </span>
      )}
      {who && <span className="who">as {who}</span>}
    </>
  )
}

function Figure({ name, value, of, title }) {
  return (
    <span title={title}>
      {name} <b>{count(value)}</b>
      {of != null && ` of ${count(of)}`}
    </span>
  )
}
