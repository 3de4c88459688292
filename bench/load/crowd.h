// Many phones whose Pings and Syncs are parked in one server.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "bench/load/phone.h"
#include "bench/load/server.h"

namespace syncgate::bench {

inline constexpr int kDevicesPerAccount = 50;  // as many as logins are remembered

// Runs it for 0 to count - 1, so many at a time; the last exception is thrown at the end.
void for_all(int count, int threads, const std::function<void(int)>& run);

// Sets up `phones` phones (provisioned, five folders synced) on the server, 50 an account. They
// are disconnected then.
std::vector<std::unique_ptr<Phone>> make_crowd(const Server& server, int phones);

enum class Waiting { kPing, kPingAndSync };

// All of them connect and send a Ping of five folders, or every second one a Sync of them that
// hangs; returns when the server has parked them.
void park(const std::vector<std::unique_ptr<Phone>>& crowd, Waiting waiting = Waiting::kPing);

}  // namespace syncgate::bench
