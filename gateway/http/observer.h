// Port: who is told of every request that was answered, for the log and the metrics.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/ids.h"

namespace syncgate::http {

struct RequestRecord {
    AccountId account = 0;                  // 0: nobody was let in
    std::string_view address;               // the account's address, or ""
    std::string_view peer;                  // numeric address of the client
    std::string_view method;                // "" when the head was refused
    std::string_view path;                  // decoded, without the query
    int status = 0;                         // 0: the client went away before it was answered
    std::uint64_t bytes_in = 0;             // of the body, as sent
    std::uint64_t bytes_out = 0;            // of the answer, head and body
    std::uint64_t microseconds = 0;         // from the complete head to the answer's last byte
    std::uint64_t parked_microseconds = 0;  // the part of it that was spent parked
    const std::vector<std::pair<std::string_view, std::string>>* notes = nullptr;  // never null
};

// Thread-safe; called on the event loops, so it must not wait. The views are valid in the call.
class RequestObserver {
  public:
    virtual ~RequestObserver() = default;
    virtual void finished(const RequestRecord& record) = 0;
};

}  // namespace syncgate::http
