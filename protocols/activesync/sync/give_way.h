// For a request that another gateway outran: it starts anew after a random while, longer each time.
// Two that take turns in outrunning each other would else never end: some need two saves in a row.
#pragma once

#include <chrono>
#include <random>
#include <thread>

namespace syncgate::activesync {

inline constexpr int kTries = 8;

// `tries`: how many were outrun; less than kTries.
inline void give_way(int tries) {
    constexpr int kMilliseconds = 20;  // about as long as a request takes
    std::random_device random;
    std::uniform_int_distribution<int> wait(0, kMilliseconds << tries);
    std::this_thread::sleep_for(std::chrono::milliseconds(wait(random)));
}

}  // namespace syncgate::activesync
