-- Registers somebody new with every request. Arguments: the number to count on from, the CSRF token, the group's code.
-- Mixed radix: 5.5 million people with another name or year, none the same without accents.
local family = {"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
  "Dương", "Lý"}
local middle = {"Văn", "Thị", "Hữu", "Đức", "Thanh", "Minh", "Ngọc", "Quốc", "Thùy", "Kim", "Xuân", "Thu", "Diễm",
  "Mỹ", "Bảo"}
local given = {"An", "Bình", "Cường", "Dũng", "Đạt", "Hạnh", "Hằng", "Hương", "Khánh", "Lộc", "Mỹ", "Nghĩa", "Oanh",
  "Phượng", "Quỳnh", "Sương", "Thảo", "Tuấn", "Ưng", "Vượng", "Xuyến", "Yến"}
local number, token, group

function init(arguments)
  number, token, group = tonumber(arguments[1]), arguments[2], arguments[3]
  math.randomseed(number + 1)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
end

local function quoted(text)
  return (text:gsub("[^%w]", function(sign) return string.format("%%%02X", sign:byte()) end))
end

local function uuid()
  local r = math.random
  return string.format("%04x%04x-%04x-4%03x-8%03x-%04x%04x%04x", r(0, 65535), r(0, 65535), r(0, 65535), r(0, 4095),
    r(0, 4095), r(0, 65535), r(0, 65535), r(0, 65535))
end

function request()
  local rest = number
  local function next_of(list)
    local place = rest % #list
    rest = math.floor(rest / #list)
    return list[place + 1]
  end
  local last, first = next_of(given), next_of(family)
  local name = first .. " " .. next_of(middle) .. " " .. next_of(middle) .. " " .. last
  local year = 1935 + rest % 70
  local phone = string.format("09%08d", number % 100000000)
  number = number + 1
  return wrk.format(nil, nil, nil, "csrf_token=" .. quoted(token) .. "&submission=" .. uuid() .. "&full_name="
    .. quoted(name) .. "&birth_year=" .. year .. "&residential_group=" .. quoted(group) .. "&phone=" .. phone)
end
