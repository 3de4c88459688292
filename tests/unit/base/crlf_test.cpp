#include "base/crlf.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace syncgate {
namespace {

TEST(Crlf, PiecesBecomeWhatTheWholeDoes) {
    constexpr std::string_view kWhole = "a\r\n\r\rb\n\n\r\nc\rd\r";
    constexpr std::string_view kConverted = "a\r\n\r\n\r\nb\r\n\r\n\r\nc\r\nd\r\n";
    for (std::size_t first = 0; first <= kWhole.size(); ++first) {
        for (std::size_t second = first; second <= kWhole.size(); ++second) {
            CrlfConverter converter;
            std::string out;
            for (const auto piece : {kWhole.substr(0, first), kWhole.substr(first, second - first),
                                     kWhole.substr(second)}) {
                converter.feed(piece, out);
            }
            EXPECT_EQ(out, kConverted) << first << " " << second;
        }
    }
}

}  // namespace
}  // namespace syncgate
