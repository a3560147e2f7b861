-- Sends marks as a phone does, so many a request, every time on people or a lesson that had none as long as there are.
-- Arguments: the number to count on from, the account, how many marks a request.
-- Before this stands `courses = {{code = "…", lessons = 25, keys = {"…", …}}, …}`.
local number, account, size
local device = "5b0c9f5e-8a53-4c64-9c56-7a6c0f3b9d11"

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
    local course = courses[number % #courses + 1]
    local turn = math.floor(number / #courses)
    local key = course.keys[turn % #course.keys + 1]
    local lesson = math.floor(turn / #course.keys) % course.lessons + 1
    operations[place] = string.format(
      '{"uuid":"%s","kind":"mark","at":"%s","sequence":%d,"data":{"lesson":"%s/%d","registration":"%s","status":"present"}}',
      uuid(), now, number, course.code, lesson, key)
    number = number + 1
  end
  return wrk.format(nil, nil, nil, string.format('{"device":"%s","account":"%s","client_now":"%s","operations":[%s]}',
    device, account, now, table.concat(operations, ",")))
end
