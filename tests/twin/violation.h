// The device and the server disagree, or a rule of the protocol is broken.
#pragma once

#include <stdexcept>
#include <string>

#include "base/result.h"

namespace syncgate::twin {

class Violation : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

inline void check(bool good, const std::string& what) {
    if (!good) {
        throw Violation(what);
    }
}

template <class T>
T must(Result<T> result) {
    check(result.has_value(), result ? "" : "store: " + result.error().detail);
    return *std::move(result);
}

}  // namespace syncgate::twin
