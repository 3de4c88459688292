// A database or disk that failed inside read(), note() or write(); caught there.
#pragma once

#include <stdexcept>
#include <string>

#include "base/result.h"

namespace syncgate::store {

class StoreFailure : public std::runtime_error {
  public:
    explicit StoreFailure(Error error)
        : std::runtime_error(error.detail), error_(std::move(error)) {}
    [[nodiscard]] const Error& error() const { return error_; }

  private:
    Error error_;
};

}  // namespace syncgate::store
