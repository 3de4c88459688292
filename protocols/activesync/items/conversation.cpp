#include "protocols/activesync/items/conversation.h"

#include "base/base64.h"
#include "formats/digest/sha256.h"

namespace syncgate::activesync {
namespace {

constexpr std::size_t kGuidAt = 6;
constexpr std::size_t kGuidBytes = 16;
constexpr std::size_t kHeaderBytes = kGuidAt + kGuidBytes;
constexpr std::size_t kLevelBytes = 5;

// The decoded Thread-Index; "" when it is none.
std::string thread_index(const mime::Envelope& envelope) {
    auto bytes = base64_decode(envelope.thread_index);
    if (!bytes || bytes->size() < kHeaderBytes ||
        (bytes->size() - kHeaderBytes) % kLevelBytes != 0 || bytes->front() != '\x01') {
        return {};
    }
    return *std::move(bytes);
}

// Bits 16 to 55 of a FILETIME (100 ns since 1601), the high byte first.
std::string time_bytes(UnixSeconds time) {
    constexpr std::int64_t kUnixEpoch = 11'644'473'600;  // 1970 in seconds since 1601
    const auto filetime = static_cast<std::uint64_t>(time + kUnixEpoch) * 10'000'000U;
    std::string out;
    for (const unsigned shift : {48U, 40U, 32U, 24U, 16U}) {
        out += static_cast<char>(filetime >> shift & 0xffU);
    }
    return out;
}

}  // namespace

std::string conversation_id(const mime::Envelope& envelope) {
    if (const std::string index = thread_index(envelope); !index.empty()) {
        return index.substr(kGuidAt, kGuidBytes);
    }
    const std::string& root = !envelope.references.empty()    ? envelope.references.front()
                              : !envelope.in_reply_to.empty() ? envelope.in_reply_to
                                                              : envelope.message_id;
    return root.empty() ? std::string() : digest::sha256(root).substr(0, kGuidBytes);
}

std::string conversation_index(const mime::Envelope& envelope, UnixSeconds received) {
    if (const std::string index = thread_index(envelope); !index.empty()) {
        return index.substr(1, kLevelBytes) + index.substr(kHeaderBytes);
    }
    return time_bytes(envelope.date != 0 ? envelope.date : received);
}

}  // namespace syncgate::activesync
