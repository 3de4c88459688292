#include "base/stream_log.h"

#include <array>
#include <utility>

#include "base/text.h"

namespace syncgate {
namespace {

constexpr std::chrono::milliseconds kGather{5};

constexpr std::array<std::string_view, 4> kNames{"debug", "info", "warning", "error"};

std::string timestamp() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    return iso8601_millis(millis);
}

bool needs_quotes(std::string_view value) {
    return value.empty() || value.find_first_of(" =\"\\") != std::string_view::npos;
}

// Control characters would let a peer forge a line: they are shown as \xNN, quotes escaped.
void append_value(std::string& line, std::string_view value) {
    constexpr std::string_view kHex = "0123456789abcdef";
    const bool quoted = needs_quotes(value);
    if (quoted) {
        line += '"';
    }
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
            line += "\\x";
            line += kHex[byte >> 4];
            line += kHex[byte & 0xf];
        } else {
            if (c == '"' || c == '\\') {
                line += '\\';
            }
            line += c;
        }
    }
    if (quoted) {
        line += '"';
    }
}

std::string line_of(LogLevel level, std::string_view event,
                    std::initializer_list<LogField> fields) {
    std::string line = timestamp();
    line += ' ';
    line += kNames.at(static_cast<std::size_t>(level));
    line += ' ';
    line += event;
    for (const auto& field : fields) {
        line += ' ';
        line += field.key;
        line += '=';
        append_value(line, field.value);
    }
    line += '\n';
    return line;
}

}  // namespace

StreamLog::StreamLog(std::ostream& out, LogLevel least, std::size_t most_waiting)
    : out_(out),
      least_(least),
      most_waiting_(most_waiting),
      thread_([this](const auto& stop) { carry(stop); }) {}

StreamLog::~StreamLog() {
    thread_.request_stop();
}

void StreamLog::write(LogLevel level, std::string_view event,
                      std::initializer_list<LogField> fields) {
    if (level < least_) {
        return;
    }
    const std::string line = line_of(level, event, fields);
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() + line.size() > most_waiting_) {
            ++lost_;
            return;
        }
        first = waiting_.empty();
        waiting_ += line;
    }
    if (first) {
        changed_.notify_all();
    }
}

bool StreamLog::flush(std::chrono::milliseconds most) {
    std::unique_lock lock(mutex_);
    ++flushing_;
    changed_.notify_all();
    const bool done =
        changed_.wait_for(lock, most, [this] { return waiting_.empty() && !is_writing_; });
    --flushing_;
    return done;
}

void StreamLog::carry(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    // After a stop, too, until nothing is left.
    while (changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
        // Lines come in bursts: one wake and one write for all of them.
        changed_.wait_for(lock, stop, kGather, [this] { return flushing_ > 0; });
        const std::string lines = std::exchange(waiting_, {});
        is_writing_ = true;
        lock.unlock();
        out_ << lines << std::flush;
        lock.lock();
        tell_of_lost(lock);
        is_writing_ = false;
        changed_.notify_all();
    }
}

// Once nothing waits any more, so that there is room to say it.
void StreamLog::tell_of_lost(std::unique_lock<std::mutex>& lock) {
    if (lost_ == 0 || !waiting_.empty()) {
        return;
    }
    const std::uint64_t lines = std::exchange(lost_, 0);
    lock.unlock();
    Log& log = *this;
    log.warning("log_lines_lost", {{"lines", lines}});
    lock.lock();
}

}  // namespace syncgate
