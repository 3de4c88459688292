#include "base/clock.h"

#include <chrono>

namespace syncgate {

UnixMillis SystemClock::now_millis() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

}  // namespace syncgate
