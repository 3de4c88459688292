#include "formats/rtf/compressed.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/hex.h"
#include "tests/unit/formats/rtf/compressor.h"

namespace syncgate::rtf {
namespace {

constexpr std::size_t kMost = 100'000;

struct Example {
    std::string_view rtf;
    std::string_view hex;
};

// Source: MS-OXRTFCP 3.1, 3.2.
constexpr Example kExamples[] = {
    {"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n",
     "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a"
     "800fa0"},
    {"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}",
     "1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0"},
};

// Longer than the dictionary, so that the ring goes round.
std::string long_text() {
    std::string text = "{\\rtf1 ";
    for (int i = 0; i < 4000; ++i) {
        text += std::to_string(i * i % 977) + (i % 7 == 0 ? "\\par " : " word ");
    }
    return text + "}";
}

ErrorCode refusal(std::string_view bytes, std::size_t most = kMost) {
    const auto result = decompress(bytes, most);
    EXPECT_FALSE(result);
    return result ? ErrorCode::kInternal : result.error().code;
}

TEST(CompressedRtf, ReadsTheExamplesOfTheSpecification) {
    for (const auto& [rtf, hex] : kExamples) {
        const std::string bytes = *hex_decode(hex);
        EXPECT_EQ(*decompress(bytes, kMost), rtf);
        EXPECT_EQ(compressed(rtf), bytes) << "the tests' own writer";
    }
}

TEST(CompressedRtf, ReadsWhatIsWritten) {
    for (const auto& text : {std::string(), std::string("x"), std::string(kDictionary), long_text(),
                             std::string(5000, 'a')}) {
        EXPECT_EQ(*decompress(compressed(text), kMost), text);
        EXPECT_EQ(*decompress(uncompressed(text), kMost), text);
    }
}

TEST(CompressedRtf, PassesOverPadding) {
    EXPECT_EQ(*decompress(compressed("{\\rtf1 a}") + "padding", kMost), "{\\rtf1 a}");
}

TEST(CompressedRtf, GivesNoMoreThanTheHeaderSays) {
    const std::string contents = compressed("abcdefgh").substr(16);
    EXPECT_EQ(*decompress(with_header(contents, 5), kMost), "abcde");
    EXPECT_EQ(*decompress(with_header(contents, 50), kMost), "abcdefgh") << "the end mark ends it";
}

TEST(CompressedRtf, RefusesWhatIsCutOrDamagedAnywhere) {
    const std::string whole = compressed("{\\rtf1 some text, some more text}");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_EQ(refusal(whole.substr(0, size)), ErrorCode::kMalformed) << size;
    }
    for (std::size_t at = 8; at < whole.size(); ++at) {  // behind the sizes
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        EXPECT_EQ(refusal(damaged), ErrorCode::kMalformed) << at;
    }
    EXPECT_EQ(refusal(with_header("\x00", 4)), ErrorCode::kMalformed) << "no end mark";
    EXPECT_EQ(refusal(with_header(std::string("\x01\x00", 2), 4)), ErrorCode::kMalformed);
    EXPECT_EQ(refusal(with_header("abc", 4, "MELA")), ErrorCode::kMalformed);
    EXPECT_EQ(refusal(little(3) + whole.substr(4)), ErrorCode::kMalformed);
}

TEST(CompressedRtf, RefusesMoreThanItsLimitUnread) {
    EXPECT_EQ(refusal(compressed(std::string(101, 'a')), 100), ErrorCode::kTooLarge);
    EXPECT_EQ(refusal(uncompressed(std::string(101, 'a')), 100), ErrorCode::kTooLarge);
    EXPECT_EQ(refusal(with_header("", 0xffffffffU)), ErrorCode::kTooLarge);
    EXPECT_TRUE(decompress(compressed(std::string(100, 'a')), 100));
}

}  // namespace
}  // namespace syncgate::rtf
