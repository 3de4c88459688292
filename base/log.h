// Structured log lines: a time, a level, a fixed event name and key=value fields (logfmt).
//
//     2026-11-24T10:00:00.000Z info request account=u1@example.org command=Sync status=200 ms=3
//
// An event name is a constant (snake_case); every warning and error stands in
// docs/administration.md. Never a password, a message body or a token in a field.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace syncgate {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

struct LogField {
    std::string_view key;
    std::string value;

    LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
    LogField(std::string_view k, const char* v) : key(k), value(v) {}
    LogField(std::string_view k, std::string v) : key(k), value(std::move(v)) {}
    template <std::integral T>
    LogField(std::string_view k, T v) : key(k), value(std::to_string(v)) {}
};

// Thread-safe.
class Log {
  public:
    virtual ~Log() = default;
    virtual void write(LogLevel level, std::string_view event,
                       std::initializer_list<LogField> fields) = 0;

    void debug(std::string_view event, std::initializer_list<LogField> fields = {}) {
        write(LogLevel::kDebug, event, fields);
    }
    void info(std::string_view event, std::initializer_list<LogField> fields = {}) {
        write(LogLevel::kInfo, event, fields);
    }
    void warning(std::string_view event, std::initializer_list<LogField> fields = {}) {
        write(LogLevel::kWarning, event, fields);
    }
    void error(std::string_view event, std::initializer_list<LogField> fields = {}) {
        write(LogLevel::kError, event, fields);
    }
};

// Drops everything.
class NullLog final : public Log {
  public:
    void write(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
};

}  // namespace syncgate
