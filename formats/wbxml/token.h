// WBXML's own bytes, as far as ActiveSync uses them. Source: WAP-192-WBXML 7; MS-ASWBXML 2.1.1.
#pragma once

#include <cstdint>

namespace syncgate::wbxml {

inline constexpr std::uint8_t kSwitchPage = 0x00;
inline constexpr std::uint8_t kEndToken = 0x01;
inline constexpr std::uint8_t kStrI = 0x03;
inline constexpr std::uint8_t kOpaqueToken = 0xc3;

inline constexpr std::uint8_t kAttributesBit = 0x80;
inline constexpr std::uint8_t kContentBit = 0x40;
inline constexpr std::uint8_t kTokenMask = 0x3f;
inline constexpr std::uint8_t kFirstTag = 0x05;

inline constexpr std::uint8_t kOldestVersion = 0x01;  // 1.1
inline constexpr std::uint8_t kVersion13 = 0x03;
inline constexpr std::uint32_t kPublicIdUnknown = 1;
inline constexpr std::uint32_t kCharsetUtf8 = 0x6a;
inline constexpr std::uint32_t kNoStringTable = 0;

}  // namespace syncgate::wbxml
