// A request's head as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/exchange.h"

namespace syncgate::http {

struct Credentials {
    std::string login;
    std::string password;
};

struct Head {
    Request request;  // method, path, query, headers
    std::optional<Credentials> basic;
    std::uint64_t content_length = 0;
    bool chunked = false;
    bool http10 = false;
    bool keep_alive = false;
    bool expects_continue = false;
    bool gzip_body = false;
    bool accepts_gzip = false;
};

// `raw` has passed check_head(). 0, or the status that refuses it: 400, 415 (a content coding
// other than gzip).
int read_head(std::string_view raw, Head& head);

}  // namespace syncgate::http
