// Random choices, all from one seed.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace syncgate::twin {

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : random_(seed) {}

    double fraction() { return std::uniform_real_distribution<>(0, 1)(random_); }
    bool chance(double probability) { return fraction() < probability; }
    // 0 to limit - 1.
    int below(int limit) { return std::uniform_int_distribution<>(0, limit - 1)(random_); }
    // Any element of a container that is not empty.
    template <class T>
    auto pick(T& all) -> decltype(*all.begin()) {
        auto it = all.begin();
        std::advance(it, below(static_cast<int>(all.size())));
        return *it;
    }
    template <class T, std::size_t n>
    T one_of(const T (&all)[n]) {
        return all[below(static_cast<int>(n))];
    }

  private:
    std::mt19937_64 random_;
};

}  // namespace syncgate::twin
