// The limits on what a stranger can send, in one place. docs/administration.md lists them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace syncgate::limits {

inline constexpr std::size_t kMessageBytes = 50U << 20U;
inline constexpr std::size_t kRecipients = 1000;  // of a message that a client sends
inline constexpr std::size_t kHttpHeadBytes = 64U << 10U;
inline constexpr std::size_t kHttpFields = 100;
inline constexpr std::size_t kBodyInMemory = 64U << 10U;  // larger ones are spooled
inline constexpr std::size_t kPipelined = 64U << 10U;     // input that waits for its turn
inline constexpr std::size_t kWbxmlDepth = 32;
inline constexpr std::size_t kWbxmlElements = 100'000;
inline constexpr std::size_t kXmlDepth = 32;
inline constexpr std::size_t kXmlElements = 10'000;
inline constexpr std::size_t kDavBytes = 8U << 20U;  // of XML in a request of WebDAV
inline constexpr std::size_t kDavElements = 100'000;
inline constexpr std::size_t kDavProperties = 100;  // that clients keep with a collection
inline constexpr std::size_t kDavPropertyBytes = 64U << 10U;
inline constexpr std::size_t kDavNameBytes = 1024;  // of a resource, or a property
inline constexpr std::size_t kMimeDepth = 64;
inline constexpr std::size_t kMimeParts = 5'000;
inline constexpr std::size_t kMimeBodies = 100;          // texts that are shown; others are files
inline constexpr std::size_t kMimeBoundaries = 10'000;   // lines that may be, and messages in it
inline constexpr std::size_t kMimeSeparators = 100'000;  // in headers: of fields, addresses, ...
inline constexpr std::size_t kEnvelopeBytes = 256U << 10U;
inline constexpr std::size_t kTextRendition = 256U << 10U;
inline constexpr std::size_t kRtfBytes = 2U << 20U;    // when it is expanded
inline constexpr std::size_t kRtfDepth = 1000;         // of groups
inline constexpr std::size_t kVcardBytes = 8U << 20U;  // a picture of 5 MiB in base64
inline constexpr std::size_t kVcardProperties = 10'000;
inline constexpr std::size_t kVcardParameters = 20'000;  // of all its properties
inline constexpr std::size_t kParkState = 2U << 10U;
inline constexpr std::size_t kFolderNameBytes = 256;
inline constexpr int kFolderDepth = 32;  // a folder at the top has depth 1
inline constexpr int kPingFolders = 1000;
inline constexpr int kHeartbeatMin = 60;    // seconds
inline constexpr int kHeartbeatMax = 3540;  // seconds
inline constexpr int kWindowSizeMax = 512;
inline constexpr int kParkedPerAccount = 100;

}  // namespace syncgate::limits
