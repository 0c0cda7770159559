-- Sends the bodies that it is given the files of, one after the other, and prints what came of it.
local bodies = {}
local sent = 0

function init(args)
  wrk.method = "POST"
  wrk.headers["content-type"] = "application/json"
  wrk.headers["accept"] = "application/json"
  local token = os.getenv("BENCH_TOKEN")
  if token then wrk.headers["authorization"] = "Bearer " .. token end
  for _, name in ipairs(args) do
    local file = assert(io.open(name, "rb"))
    bodies[#bodies + 1] = wrk.format(nil, nil, nil, file:read("*a"))
    file:close()
  end
end

function request()
  sent = sent + 1
  return bodies[(sent - 1) % #bodies + 1]
end

function done(summary, latency)
  local wrong = summary.errors
  io.write(string.format(
    'told {"requests":%d,"microseconds":%d,"bytes":%d,"wrong":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.duration, summary.bytes,
    wrong.connect + wrong.read + wrong.write + wrong.status + wrong.timeout,
    latency:percentile(50), latency:percentile(99)))
end
