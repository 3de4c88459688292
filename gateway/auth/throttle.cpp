#include "gateway/auth/throttle.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

namespace syncgate::auth {
namespace {

constexpr std::size_t kNetworkBytes = 8;

// What one client can change at will is left out of its address.
std::string source_of(const std::string& address) {
    std::array<char, sizeof(in6_addr)> bytes{};
    if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) {
        return address;
    }
    return {bytes.data(), kNetworkBytes};
}

}  // namespace

double Throttle::tokens_of(const std::string& key, const Rate& rate, UnixMillis now) {
    const auto it = buckets_.find(key);
    if (it == buckets_.end()) {
        return rate.burst;
    }
    it->second.at = std::min(it->second.at, now);  // the clock was set back: it fills from now on
    const double gained = static_cast<double>(now - it->second.at) / 1000 * rate.per_second;
    return std::min(rate.burst, it->second.tokens + gained);
}

void Throttle::take(const std::string& key, const Rate& rate, UnixMillis now) {
    // Below zero it takes longer until the next try: slower after each further failure.
    const double tokens = std::max(tokens_of(key, rate, now) - 1, -rate.burst);
    if (buckets_.size() >= kMost && !buckets_.contains(key)) {
        std::erase_if(buckets_, [&](const auto& entry) { return now - entry.second.at > 120'000; });
        if (buckets_.size() >= kMost) {
            buckets_.erase(buckets_.begin());
        }
    }
    buckets_[key] = {tokens, now};
}

bool Throttle::allows(const std::string& address, const std::string& account) {
    const UnixMillis now = clock_.now_millis();
    const std::string source = source_of(address);
    const std::lock_guard lock(mutex_);
    return tokens_of(source + " " + account, kPair, now) >= 1 &&
           tokens_of(source, kAddress, now) >= 1;
}

void Throttle::failed(const std::string& address, const std::string& account) {
    const UnixMillis now = clock_.now_millis();
    const std::string source = source_of(address);
    const std::lock_guard lock(mutex_);
    take(source + " " + account, kPair, now);
    take(source, kAddress, now);
}

}  // namespace syncgate::auth
