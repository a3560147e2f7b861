-- Sends helps as the log's page does, so many a request, each another one.
-- Arguments: the number to count on from, the account, how many helps a request.
-- Before this stands `ward = "05443"` and `topics = {"khai_sinh", …}`.
local number, account, size
local device = "8d1f6c52-3b7e-4a90-8f2d-51c0a9e4b672"
local results = {"did_alone", "together", "did_alone", "done_for", "together", "referred"}
local bands = {'"60_up"', "null", '"36_59"', "null", '"16_35"'}

function init(arguments)
  number, account, size = tonumber(arguments[1]), arguments[2], tonumber(arguments[3])
  math.randomseed(number + 1)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

-- As app/static/js/outbox/store.js: first the time in milliseconds.
local function uuid()
  local r, time = math.random, os.time() * 1000 + number % 1000
  return string.format("%08x-%04x-7%03x-8%03x-%04x%04x%04x", math.floor(time / 65536), time % 65536, r(0, 4095),
    r(0, 4095), r(0, 65535), r(0, 65535), r(0, 65535))
end

function request()
  local now = os.date("!%Y-%m-%dT%H:%M:%SZ")
  local operations = {}
  for place = 1, size do
    operations[place] = string.format(
      '{"uuid":"%s","kind":"help_record","at":"%s","sequence":%d,"data":{"unit":"%s","desk":"Q1","place":"counter",' ..
      '"topics":["%s"],"result":"%s","age_band":%s,"minutes":%d}}',
      uuid(), now, number, ward, topics[number % #topics + 1], results[number % #results + 1],
      bands[number % #bands + 1], number % 9)
    number = number + 1
  end
  return wrk.format(nil, nil, nil, string.format(
    '{"device":"%s","account":"%s","client_now":"%s","release":"bench","waiting":%d,"refused":0,"operations":[%s]}',
    device, account, now, size, table.concat(operations, ",")))
end
