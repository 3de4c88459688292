#include "base/log.h"

#include <array>
#include <chrono>
#include <ctime>

#include "base/text.h"

namespace syncgate {
namespace {

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

}  // namespace

void StreamLog::write(LogLevel level, std::string_view event,
                      std::initializer_list<LogField> fields) {
    if (level < least_) {
        return;
    }
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
    const std::lock_guard lock(mutex_);
    out_ << line << std::flush;
}

}  // namespace syncgate
