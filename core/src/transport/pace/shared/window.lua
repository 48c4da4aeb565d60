-- The rolling window of one owner, all its hosts together. Times are in microseconds of this server's clock.
--
-- The log has a member per request; its score is when the request ended, or, while it is under way, when it will have
-- ended at the latest. So a score in the future is a request that is under way, and a host that died stops counting
-- without anybody's help. Whose window is so long counts the scores younger than that: hosts with different limits
-- share one log.
local log, keep_key, held_key = KEYS[1], KEYS[2], KEYS[3]

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local place = 0
local function take()
    place = place + 1
    return ARGV[place]
end

-- Lua would write a large number as 1.8e+15.
local function exact(number)
    return string.format('%.0f', number)
end

-- The longest window that any host has asked with lately decides what is forgotten; lately is an hour more than it.
local longest = tonumber(take())
local keep = tonumber(redis.call('GET', keep_key) or '0')
if longest > 0 and longest >= keep then
    keep = longest
    redis.call('SET', keep_key, exact(keep), 'PX', exact(math.ceil(keep / 1000) + 3600000))
end

-- What became of this host's requests: ended so long ago, under way for so long at most, or never sent.
for _ = 1, tonumber(take()) do
    local member, offset = take(), take()
    if offset == 'gone' then
        redis.call('ZREM', log, member)
    else
        redis.call('ZADD', log, exact(now + tonumber(offset)), member)
    end
end

-- A 429 that this host has met holds back all.
local delay = tonumber(take())
local held = tonumber(redis.call('GET', held_key) or '0')
if now + delay > held and delay > 0 then
    held = now + delay
    redis.call('SET', held_key, exact(held), 'PX', exact(math.ceil(delay / 1000)))
end

redis.call('ZREMRANGEBYSCORE', log, '-inf', exact(now - keep))

-- Nobody has to clean up after an owner that is not used any more.
local function expire()
    local last = redis.call('ZREVRANGE', log, 0, 0, 'WITHSCORES')[2]
    if last then
        local life = math.max(tonumber(last) - now, 0) + keep
        redis.call('PEXPIRE', log, exact(math.ceil(life / 1000) + 1))
    end
end

local asking = take()
if asking == '' then
    expire()
    return { 0, 0 }
end

local lease = tonumber(take())
-- Asked again, because the answer was lost on its way.
local granted = redis.call('ZSCORE', log, asking)
local free_at = math.max(now, held)
if not granted then
    for _ = 1, tonumber(take()) do
        local limit, hold = tonumber(take()), tonumber(take())
        local since = '(' .. exact(now - hold)
        local counting = redis.call('ZCOUNT', log, since, '+inf')
        if counting >= limit then
            -- The one that has to stop counting before there is a place.
            local last = redis.call('ZRANGEBYSCORE', log, since, '+inf', 'WITHSCORES', 'LIMIT', counting - limit, 1)
            -- One that is under way counts for a whole window from its answer on, which is due.
            local ended = math.min(tonumber(last[2]), now)
            free_at = math.max(free_at, ended + hold)
        end
    end
end

if granted or free_at <= now then
    redis.call('ZADD', log, exact(now + lease), asking)
    expire()
    return { 1, 0 }
end
expire()
return { 0, free_at - now }
