#include "protocols/activesync/items/conversation.h"

#include "base/base64.h"

namespace syncgate::activesync {
namespace {

constexpr std::size_t kGuidAt = 6;
constexpr std::size_t kGuidBytes = 16;
constexpr std::size_t kHeaderBytes = kGuidAt + kGuidBytes;
constexpr std::size_t kLevelBytes = 5;

// 100 ns since 1601.
std::uint64_t filetime(UnixSeconds time) {
    constexpr std::int64_t kUnixEpoch = 11'644'473'600;  // 1970 in seconds since 1601
    return static_cast<std::uint64_t>(time + kUnixEpoch) * 10'000'000U;
}

// Bits 16 to 55 of a FILETIME, the high byte first.
std::string time_bytes(UnixSeconds time) {
    std::string out;
    for (const unsigned shift : {48U, 40U, 32U, 24U, 16U}) {
        out += static_cast<char>(filetime(time) >> shift & 0xffU);
    }
    return out;
}

// One level: the time since the header's, and where it stands. Source: MS-OXOMSG 2.2.1.3.
std::string level(const std::string& index, UnixSeconds now) {
    constexpr std::uint64_t kShort = 1ULL << 49U;  // 1.78 years
    constexpr std::uint64_t kCoarse = 1ULL << 31U;
    std::uint64_t begun = 0;
    for (std::size_t i = 0; i < kGuidAt; ++i) {  // the first byte is that of the time, too
        begun = begun << 8U | static_cast<unsigned char>(index[i]);
    }
    begun <<= 16U;
    const std::uint64_t at = filetime(now);
    const std::uint64_t passed = at > begun ? at - begun : 0;
    const std::uint64_t bits =
        passed < kShort ? passed >> 18U : kCoarse | ((passed >> 23U) & (kCoarse - 1));
    std::string out;
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        out += static_cast<char>(bits >> shift & 0xffU);
    }
    return out + static_cast<char>((index.size() - kHeaderBytes) / kLevelBytes & 0xfU);
}

}  // namespace

std::string conversation_index(const mime::Envelope& envelope, UnixSeconds received) {
    if (const std::string index = mime::thread_index(envelope); !index.empty()) {
        return index.substr(1, kLevelBytes) + index.substr(kHeaderBytes);
    }
    return time_bytes(envelope.date != 0 ? envelope.date : received);
}

std::string answer_thread_index(const mime::Envelope& envelope, UnixSeconds received,
                                UnixSeconds now) {
    constexpr std::size_t kMost = 600;  // a longer one would not fit into a line
    const std::string id = conversation_id(envelope);
    if (id.empty()) {
        return {};
    }
    std::string index = mime::thread_index(envelope);
    if (index.empty()) {
        index = '\x01' + time_bytes(envelope.date != 0 ? envelope.date : received) + id;
    }
    return base64_encode(index.size() > kMost ? index : index + level(index, now));
}

}  // namespace syncgate::activesync
