// Input that a connection's driver can't use yet.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "gateway/net/connection.h"

namespace syncgate::net {

// Gives `feed` what is held with `bytes` behind it, and holds what it leaves; nothing once the
// connection is closed. feed: (std::string_view) -> std::string_view, the end of its input.
template <class Feed>
void feed_held(std::string& held, std::string_view bytes, const Connection& connection, Feed feed) {
    std::string before;
    std::swap(before, held);
    if (!before.empty()) {
        before.append(bytes);
        bytes = before;
    }
    const std::string_view rest = feed(bytes);
    if (rest.empty() || connection.is_closed()) {
        return;
    }
    if (rest.size() == before.size()) {
        held = std::move(before);
    } else {
        held.assign(rest);
    }
}

}  // namespace syncgate::net
