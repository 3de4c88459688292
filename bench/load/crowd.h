// Many phones whose Pings are parked in one server.
#pragma once

#include <memory>
#include <vector>

#include "bench/load/phone.h"
#include "bench/load/server.h"

namespace syncgate::bench {

inline constexpr int kDevicesPerAccount = 50;  // as many as logins are remembered

// Sets up `phones` phones (provisioned, five folders synced) on the server, 50 an account. They
// are disconnected then.
std::vector<std::unique_ptr<Phone>> make_crowd(const Server& server, int phones);

// All of them connect and send a Ping of five folders; returns when the server has parked them.
void park(const std::vector<std::unique_ptr<Phone>>& crowd);

}  // namespace syncgate::bench
