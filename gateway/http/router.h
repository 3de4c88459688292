// Which handler a path belongs to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/exchange.h"

namespace syncgate::http {

enum class Audience { kPublic, kAdmin };  // https and http listeners; the administration socket

struct Route {
    std::string prefix;          // "/Microsoft-Server-ActiveSync", "/dav/": of the decoded path
    Handler* handler = nullptr;  // borrowed; never null
    bool needs_auth = true;      // Basic; without it Request::who is empty
    Audience audience = Audience::kPublic;
};

// Filled before the server starts, then immutable.
class Router {
  public:
    void add(Route route);

    // The longest prefix, without regard to case, that ends at the path's end, at a '/' of the
    // path, or with a '/' of its own; null when there is none.
    [[nodiscard]] const Route* find(std::string_view path, Audience audience) const;

  private:
    std::vector<Route> routes_;  // longest prefix first
};

}  // namespace syncgate::http
