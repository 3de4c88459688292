// The inside of a line protocol (LMTP now; IMAP, POP3, SMTP later): no socket, no thread. It says
// what it expects next, and runs each unit once that is complete.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/paged_text.h"
#include "model/exchange.h"

namespace syncgate {

// What makes the next unit complete.
struct Expect {
    enum class Kind : std::uint8_t {
        kLine,     // up to CRLF (a bare LF is taken), without it
        kDotData,  // up to CRLF.CRLF, dot-stuffing undone, other line ends made CRLF; spooled
                   // when large
        kBytes,    // exactly `size` bytes; spooled when large
    };
    Kind kind = Kind::kLine;
    std::size_t size = 2048;         // kLine, kDotData: the most; a longer unit is cut and marked
    std::chrono::seconds idle{300};  // until its end
    std::string head{};              // kDotData: whole lines that are put before it, and count
};

struct Unit {
    PagedText bytes;        // valid during run()
    bool too_long = false;  // `bytes` is empty; what was over the size has been read and dropped
};

struct SessionReply {
    std::string bytes;  // to be sent, whole lines
    Expect next;
    bool close = false;      // after the bytes are sent
    bool start_tls = false;  // after the bytes are sent; input that came before is dropped
};

// One thread at a time: the loop lends it to a worker while a unit runs.
class Session {
  public:
    virtual ~Session() = default;
    virtual SessionReply open() = 0;  // the greeting
    virtual SessionReply run(const Unit& unit) = 0;
    // The same on the loop's thread, where memory alone answers; nullopt, and nothing done, where
    // run() must.
    virtual std::optional<SessionReply> run_at_once(const Unit&) { return std::nullopt; }
    // The last bytes to a client that is sent away: timeout, or the server stops. May be "".
    virtual std::string farewell(Wake why) = 0;
};

// Makes a session for each connection. Thread-safe.
class SessionFactory {
  public:
    virtual ~SessionFactory() = default;
    virtual std::unique_ptr<Session> make(const Peer& peer) = 0;
};

}  // namespace syncgate
