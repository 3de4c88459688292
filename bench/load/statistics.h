// What many measurements of one thing are told by.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace syncgate::bench {

// The value that `hundredths` of a hundred are below; `values` is not empty.
inline double percentile(std::vector<double> values, std::size_t hundredths) {
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() * hundredths / 100);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

inline double median(std::vector<double> values) {
    return percentile(std::move(values), 50);
}

// The largest to the smallest.
template <class Values>
double spread(const Values& values) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return *high / *low;
}

}  // namespace syncgate::bench
