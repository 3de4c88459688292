// What can be set on the server; every default fits a machine of two cores. Times are exact to a
// timer tick of 16 ms.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace syncgate::http {

struct Timeouts {
    std::chrono::milliseconds handshake{10'000};
    std::chrono::milliseconds head{30'000};         // from a head's first byte to its last
    std::chrono::milliseconds keep_alive{300'000};  // between requests
    std::chrono::milliseconds rate_window{30'000};  // a body, or an answer, must move in each
    std::chrono::milliseconds linger{5'000};        // a refused body is read and dropped so long
    std::chrono::milliseconds stop{9'000};          // graceful stop; then connections are cut
};

struct ServerOptions {
    unsigned loops = 2;
    unsigned interactive_workers = 8;
    unsigned bulk_workers = 4;
    unsigned slow_workers = 16;
    unsigned login_workers = 4;       // verify passwords; they wait for Argon2id's turn
    std::size_t max_queued = 4096;    // a class of work; over it 503
    std::size_t logins_queued = 128;  // passwords to be verified; over it 503
    std::size_t account_in_work = 4;
    std::size_t account_queued = 16;  // over it 503

    std::size_t max_connections = 0;   // 0: what the file limit leaves; over it 503
    std::size_t max_handshakes = 128;  // at once; over it accepting slows down
    std::size_t rate_floor = 1024;     // bytes a second, in each Timeouts::rate_window
    Timeouts timeouts;

    std::string spool_dir = "/tmp";                    // for unlinked files; on the data's disk
    std::size_t memory_budget = 256U << 20U;           // all bodies in memory; over it 503
    std::size_t spool_budget = std::size_t{4} << 30U;  // all spooled bodies; over it 503
    std::size_t answer_budget = 256U << 20U;   // all answers that wait to be sent; over it 503
    std::size_t account_answers = 64U << 20U;  // of an account; over it 503
    std::vector<std::string> proxies;  // addresses or networks whose plain connections begin with
                                       // a PROXY v2 header: "127.0.0.1", "10.0.0.0/8", "::1"
    int retry_after = 30;              // seconds, in every 503 of the server's own
};

}  // namespace syncgate::http
