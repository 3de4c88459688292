// Result<T>: a value, or the reason there is none.
//
// For every outcome that a peer, a user or a network can cause. Same member names as
// std::expected (absent from libstdc++ 12 in C++20 mode), so that one day it can be an alias.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace syncgate {

// What went wrong, in words no protocol owns. Each protocol maps these in one table, complete by
// a switch without default.
enum class ErrorCode {
    kMalformed,        // the peer's bytes break their own grammar
    kTooLarge,         // a limit of ours was reached
    kUnauthenticated,  // no, or wrong, credentials
    kForbidden,
    kNotFound,
    kConflict,     // a precondition (etag, sync key, UID, a name that is taken) does not hold
    kUnsupported,  // understood, but not offered
    kOverQuota,    // the account, or the disk, has no room for it
    kUnavailable,  // a backend is down or busy; trying later may help
    kInternal,     // a broken invariant met at run time: a corrupt row, an impossible reply
};

struct Error {
    ErrorCode code;
    std::string detail;  // for the log; never sent to a client
};

template <class T = void>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
    Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool has_value() const { return std::holds_alternative<T>(state_); }
    explicit operator bool() const { return has_value(); }

    T& operator*() & { return value_ref(); }
    const T& operator*() const& { return value_ref(); }
    T&& operator*() && { return std::move(value_ref()); }
    T* operator->() { return &value_ref(); }
    const T* operator->() const { return &value_ref(); }
    [[nodiscard]] const Error& error() const {
        assert(!has_value());
        return *std::get_if<Error>(&state_);
    }

  private:
    T& value_ref() {
        assert(has_value());
        return *std::get_if<T>(&state_);
    }
    const T& value_ref() const {
        assert(has_value());
        return *std::get_if<T>(&state_);
    }
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool has_value() const { return !error_; }
    explicit operator bool() const { return has_value(); }
    [[nodiscard]] const Error& error() const {
        assert(error_);
        return *error_;
    }

  private:
    std::optional<Error> error_;
};

}  // namespace syncgate
