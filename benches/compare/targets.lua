-- Sends the targets of a file one after the other; requests are made before the first is sent.
local requests = {}
local position = 0

function init(arguments)
    for target in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format(nil, target)
    end
end

function request()
    position = position % #requests + 1
    return requests[position]
end
