#include "formats/mime/conversation.h"

#include <algorithm>

#include "base/base64.h"
#include "formats/digest/sha256.h"

namespace syncgate::mime {
namespace {

constexpr std::size_t kGuidAt = 6;
constexpr std::size_t kGuidBytes = 16;
constexpr std::size_t kHeaderBytes = kGuidAt + kGuidBytes;
constexpr std::size_t kLevelBytes = 5;

}  // namespace

std::string thread_index(const Envelope& envelope) {
    auto bytes = base64_decode(envelope.thread_index);
    if (!bytes || bytes->size() < kHeaderBytes ||
        (bytes->size() - kHeaderBytes) % kLevelBytes != 0 || bytes->front() != '\x01') {
        return {};
    }
    return *std::move(bytes);
}

std::string conversation_id(const Envelope& envelope) {
    if (const std::string index = thread_index(envelope); !index.empty()) {
        return index.substr(kGuidAt, kGuidBytes);
    }
    const std::string& root = !envelope.references.empty()    ? envelope.references.front()
                              : !envelope.in_reply_to.empty() ? envelope.in_reply_to
                                                              : envelope.message_id;
    return root.empty() ? std::string() : digest::sha256(root).substr(0, kGuidBytes);
}

std::int64_t conversation_number(std::string_view id) {
    if (id.empty()) {
        return 0;
    }
    // Clients number their GUIDs as they like: a digest spreads them.
    std::uint64_t number = 0;
    for (const char byte : digest::sha256(id).substr(0, sizeof number)) {
        number = number << 8U | static_cast<unsigned char>(byte);
    }
    constexpr std::uint64_t kPositive = ~0ULL >> 1U;
    return static_cast<std::int64_t>(std::max<std::uint64_t>(number & kPositive, 1));
}

}  // namespace syncgate::mime
