#include "formats/mime/decoder.h"

#include <random>

#include <gtest/gtest.h>

#include "formats/mime/content.h"

namespace syncgate::mime {
namespace {

struct Sample {
    Encoding encoding;
    std::string content;
};

std::string base64_lines(std::size_t lines) {
    std::string text;
    for (std::size_t i = 0; i < lines; ++i) {
        text += std::string(72, static_cast<char>('A' + i % 26)) + "ab+/\r\n";
    }
    return text;
}

std::vector<Sample> samples() {
    return {
        {Encoding::kIdentity, "any\0thing\r\n"},
        {Encoding::kBase64, base64_lines(300) + "TQ==\r\nfooter of a list"},
        {Encoding::kBase64, "TWFu TWFu*TQ=\n=TWE"},
        {Encoding::kBase64, "T=WFu=="},
        {Encoding::kBase64, "TWFuT"},
        {Encoding::kQuotedPrintable, "a=3D b =C3=\r\n=BC soft=\r\nbreak =4"},
        {Encoding::kUuencode, "text\r\nbegin 644 f\r\n#86)C\r\n`\r\nend\r\n"},
    };
}

TEST(Decoder, MakesTheSameOfAnyPieces) {
    std::mt19937 random(5);
    for (const auto& sample : samples()) {
        const std::string whole = undo_encoding(sample.encoding, sample.content);
        EXPECT_EQ(decoded_size(sample.encoding, sample.content), whole.size()) << sample.content;
        for (int round = 0; round < 50; ++round) {
            Decoder decoder(sample.encoding);
            std::string out;
            std::string_view rest = sample.content;
            while (!rest.empty()) {
                const auto piece = rest.substr(0, 1 + random() % 200);
                decoder.feed(piece, out);
                rest.remove_prefix(piece.size());
            }
            decoder.finish(out);
            ASSERT_EQ(out, whole) << sample.content;
        }
    }
}

TEST(Decoder, PassesOverWhatIsNoDigitAndEndsAtThePadding) {
    EXPECT_EQ(undo_encoding(Encoding::kBase64, "TW-Fu\r\n!TW\tFu"), "ManMan");
    EXPECT_EQ(undo_encoding(Encoding::kBase64, "TWE=TWFu"), "Ma");
    EXPECT_EQ(undo_encoding(Encoding::kBase64, "TWE"), "Ma");
    EXPECT_EQ(undo_encoding(Encoding::kBase64, "=TWFu"), "Man");
}

}  // namespace
}  // namespace syncgate::mime
