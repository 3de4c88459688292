#include "gateway/net/unit_reader.h"

#include <chrono>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace syncgate::net {
namespace {

// write(2) and its kin, by this process.
std::uint64_t writes() {
    std::ifstream io("/proc/self/io");
    std::string name;
    std::uint64_t count = 0;
    while (io >> name >> count && name != "syscw:") {
    }
    return count;
}

class UnitReaderTest : public testing::Test {
  protected:
    Budget memory_{1U << 20U};
    Budget files_{1U << 30U};
    SpoolPlace place_{memory_, files_, testing::TempDir(), 1000};
    UnitReader reader_{place_};
};

TEST_F(UnitReaderTest, DataThatIsSpooledIsWrittenByThePieceNotByTheLine) {
    reader_.expect({Expect::Kind::kDotData, 1U << 20U});
    std::string lines;
    for (int i = 0; i < 1000; ++i) {
        lines += "a line of a message\r\n";
    }
    const std::uint64_t before = writes();
    for (int piece = 0; piece < 10; ++piece) {
        std::string_view input = lines;
        ASSERT_FALSE(*reader_.take(input));
        ASSERT_TRUE(input.empty());
    }
    EXPECT_LE(writes() - before, 20U);
    std::string_view end = ".\r\nQUIT\r\n";
    EXPECT_TRUE(*reader_.take(end));
    EXPECT_EQ(end, "QUIT\r\n");
    const auto unit = reader_.unit();
    ASSERT_TRUE(unit);
    EXPECT_EQ(unit->bytes.size(), 10 * lines.size());
    EXPECT_EQ(unit->bytes.substr(0, lines.size()), lines);
}

TEST_F(UnitReaderTest, DataHasItsHeadAndNoLineEndButCrlfHoweverItIsCut) {
    const std::string sent = "a\nb\rc\r\n..d\n.\n\r\n.\re\r\r\n.f\r\n.\r\nnext";
    for (std::size_t piece = 1; piece <= sent.size(); ++piece) {
        reader_.expect({Expect::Kind::kDotData, 1U << 20U, std::chrono::seconds(1), "H: h\r\n"});
        std::string held;
        bool complete = false;
        for (std::size_t at = 0; !complete; at += piece) {
            held += sent.substr(at, piece);
            std::string_view input = held;
            complete = *reader_.take(input);
            held = input;
        }
        EXPECT_EQ(reader_.unit()->bytes, "H: h\r\na\r\nb\r\nc\r\n.d\r\n.\r\n\r\n\r\ne\r\n\r\nf\r\n")
            << piece;
        EXPECT_TRUE(std::string("next").starts_with(held)) << piece;
    }
}

TEST_F(UnitReaderTest, DataOverItsSizeIsReadToItsEndAndDropped) {
    reader_.expect({Expect::Kind::kDotData, 10});
    std::string_view input = "0123456789\r\n..\r\n.\r\nnext";
    EXPECT_TRUE(*reader_.take(input));
    EXPECT_EQ(input, "next");
    EXPECT_TRUE(reader_.unit()->too_long);
    EXPECT_EQ(memory_.used() + files_.used(), 0U);
}

}  // namespace
}  // namespace syncgate::net
