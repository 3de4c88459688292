#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/hex.h"
#include "formats/mime/message_index.h"

namespace syncgate::mime {
namespace {

Envelope sample_envelope() {
    Envelope envelope;
    envelope.subject = "Grüße";
    envelope.from = {{"Jane", "jane@example.org"}, {"", ""}};
    envelope.references = {"1@example.org", std::string(300, 'x')};
    envelope.date = -126172800;
    envelope.importance = 2;
    return envelope;
}

Structure sample_structure() {
    Structure structure;
    Part part;
    part.number = "1.2";
    part.media_type = "text/plain";
    part.encoding = Encoding::kUuencode;
    part.alternative = true;
    part.header_begin = 1;
    part.header_end = 5;
    part.content_begin = 5;
    part.content_end = std::uint64_t{1} << 40U;
    part.decoded_size = UINT64_MAX;
    part.inside = true;
    part.inside_begin = 7;
    structure.parts = {part, Part()};
    structure.html = 1;
    structure.below = {{0, -1, true}};
    structure.top_type = "multipart/mixed";
    return structure;
}

TEST(MimeCodec, WhatWasWrittenIsRead) {
    const auto envelope = decode_envelope(encode(sample_envelope()));
    ASSERT_TRUE(envelope);
    EXPECT_TRUE(*envelope == sample_envelope());
    const auto structure = decode_structure(encode(sample_structure()));
    ASSERT_TRUE(structure);
    EXPECT_TRUE(*structure == sample_structure());
    EXPECT_TRUE(*decode_envelope(encode(Envelope())) == Envelope());
    EXPECT_TRUE(*decode_structure(encode(Structure())) == Structure());
}

// As it stands in stores of before there were several texts.
TEST(MimeCodec, TheFirstFormOfAStructureIsRead) {
    const auto structure =
        decode_structure(*hex_decode("010201310A746578742F706C61696E057574662D380000000000000000005"
                                     "37E7E83010501320F6170706C69636174"
                                     "696F6E2F706466000005612E706466000001000000008A01D801D801DC010"
                                     "400010F6D756C7469706172742F6D6978"
                                     "656400"));
    ASSERT_TRUE(structure);
    ASSERT_EQ(structure->parts.size(), 2U);
    EXPECT_EQ(structure->parts[1].name, "a.pdf");
    EXPECT_TRUE(structure->parts[1].attachment);
    EXPECT_EQ(structure->plain, 0);
    EXPECT_EQ(structure->top_type, "multipart/mixed");
    EXPECT_TRUE(structure->below.empty());
}

TEST(MimeCodec, EveryCutAndEveryAdditionIsRefused) {
    const std::string envelope = encode(sample_envelope());
    for (std::size_t size = 0; size < envelope.size(); ++size) {
        EXPECT_FALSE(decode_envelope(std::string_view(envelope).substr(0, size))) << size;
    }
    EXPECT_FALSE(decode_envelope(envelope + '\0'));
    const std::string structure = encode(sample_structure());
    for (std::size_t size = 0; size < structure.size(); ++size) {
        EXPECT_FALSE(decode_structure(std::string_view(structure).substr(0, size))) << size;
    }
    EXPECT_FALSE(decode_structure(structure + '\0'));
}

// Whatever one damaged byte makes of it: refused, or a value within its bounds.
TEST(MimeCodec, ADamagedByteNeverLeadsOutside) {
    const std::string whole = encode(sample_structure());
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (unsigned byte = 0; byte < 256; ++byte) {
            std::string damaged = whole;
            damaged[at] = static_cast<char>(byte);
            const auto structure = decode_structure(damaged);
            if (!structure) {
                EXPECT_EQ(structure.error().code, ErrorCode::kMalformed);
                continue;
            }
            const auto count = static_cast<int>(structure->parts.size());
            EXPECT_LT(structure->plain, count);
            EXPECT_LT(structure->html, count);
            for (const auto& part : structure->parts) {
                EXPECT_LE(part.content_begin, part.content_end);
            }
        }
    }
}

TEST(MimeCodec, AnotherFormIsRefused) {
    std::string bytes = encode(sample_envelope());
    ++bytes[0];
    const auto envelope = decode_envelope(bytes);
    ASSERT_FALSE(envelope);
    EXPECT_EQ(envelope.error().code, ErrorCode::kMalformed);
}

TEST(MimeCodec, AHugeCountIsRefusedWithoutMemory) {
    using namespace std::string_view_literals;
    EXPECT_FALSE(decode_structure("\x01\xff\xff\xff\xff\xff\xff\xff\xff\x7f"sv));
    EXPECT_FALSE(decode_structure("\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"sv));
    EXPECT_FALSE(decode_envelope("\x01\xff\xff\xff\xff\x7f"sv));
}

}  // namespace
}  // namespace syncgate::mime
