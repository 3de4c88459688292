// The log of a running server. Lines go to the stream through a bounded queue and a thread of their
// own: when whoever reads them has stopped (a full pipe, a disk that hangs), only that thread
// waits.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <ostream>
#include <stop_token>
#include <string>
#include <thread>

#include "base/log.h"

namespace syncgate {

// Thread-safe.
class StreamLog final : public Log {
  public:
    static constexpr std::size_t kMostWaiting = 4U << 20U;  // bytes

    // The stream outlives it, and nobody else writes to it meanwhile. Lines below `least` are
    // dropped, and those that find `most_waiting` bytes before them: they are counted, and their
    // number is said once the stream takes lines again.
    StreamLog(std::ostream& out, LogLevel least, std::size_t most_waiting = kMostWaiting);
    // Waits until all is written: where the stream may hang, flush() first.
    ~StreamLog() override;
    StreamLog(const StreamLog&) = delete;
    StreamLog& operator=(const StreamLog&) = delete;

    // Never waits for the stream, which has the line some milliseconds later.
    void write(LogLevel level, std::string_view event,
               std::initializer_list<LogField> fields) override;

    // Until everything said so far is in the stream; false when that takes longer than `most`.
    bool flush(std::chrono::milliseconds most);

  private:
    void carry(const std::stop_token& stop);
    void tell_of_lost(std::unique_lock<std::mutex>& lock);

    std::ostream& out_;  // the thread's
    const LogLevel least_;
    const std::size_t most_waiting_;

    std::mutex mutex_;  // guards the five below
    std::condition_variable_any changed_;
    std::string waiting_;      // whole lines
    std::uint64_t lost_ = 0;   // since it was said last
    bool is_writing_ = false;  // what was taken is not in the stream yet
    int flushing_ = 0;         // who waits in flush()
    std::jthread thread_;      // last: it ends before what it uses
};

}  // namespace syncgate
