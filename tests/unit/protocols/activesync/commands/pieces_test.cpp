#include "protocols/activesync/commands/pieces.h"

#include "base/base64.h"
#include "protocols/activesync/items/attachments.h"
#include "tests/unit/protocols/activesync/items/email_fixture.h"

namespace syncgate::activesync {
namespace {

class PiecesTest : public EmailTest {
  protected:
    // Delivers a message with the file; what is stored of it.
    PartPlace attach(const std::string& file) {
        item_ = deliver(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\n"
            "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
            "Content-Disposition: attachment\r\n\r\n" +
            base64_encode(file) + "\r\n--b--\r\n");
        auto found = account_->read([&](const store::Snapshot& snapshot) {
            return find_attachment(snapshot, {item_.collection, item_.uid, 1});
        });
        EXPECT_TRUE(found);
        return found ? found->place : PartPlace{};
    }

    static std::string read_all(BodySource& source, bool& sound) {
        std::string all;
        for (;;) {
            std::string piece;
            sound = static_cast<bool>(source.read(piece));
            if (!sound || piece.empty()) {
                return all;
            }
            EXPECT_LE(piece.size(), std::size_t{100'000});
            all += piece;
        }
    }

    Pieces pieces(Piece content) {
        std::vector<Piece> all;
        all.emplace_back("<");
        all.push_back(std::move(content));
        all.emplace_back(">");
        return Pieces(std::move(all));
    }

    static std::string file(std::size_t size) {
        std::string bytes;
        for (std::size_t i = 0; i < size; ++i) {
            bytes += static_cast<char>(i * 7 + i / 251);
        }
        return bytes;
    }

    Item item_;
};

TEST_F(PiecesTest, GivesAnyRangePieceByPiece) {
    const std::string whole = file(300'001);
    const PartPlace place = attach(whole);
    EXPECT_EQ(place.size, whole.size());
    struct Span {
        std::uint64_t first, size;
    };
    for (const auto& [first, size] :
         {Span{0, 300'001}, Span{0, 1}, Span{299'999, 2}, Span{123'456, 65'537}, Span{5, 0}}) {
        const std::string wanted = whole.substr(first, size);
        bool sound = false;
        auto plain = pieces(PartContent(account_, place, first, size));
        EXPECT_EQ(plain.size(), size + 2);
        EXPECT_TRUE(read_all(plain, sound) == "<" + wanted + ">") << first;
        EXPECT_TRUE(sound);
        auto base64 = pieces(InBase64{PartContent(account_, place, first, size)});
        EXPECT_EQ(base64.size(), base64_size(size) + 2);
        EXPECT_TRUE(read_all(base64, sound) == "<" + base64_encode(wanted) + ">") << first;
        EXPECT_TRUE(sound);
    }
}

TEST_F(PiecesTest, BreaksOffOnceTheMessageIsGone) {
    const PartPlace place = attach(file(300'000));
    auto source = pieces(PartContent(account_, place, 0, place.size));
    std::string begin;
    ASSERT_TRUE(source.read(begin));
    ASSERT_TRUE(account_->write([&](store::Change& change) -> Result<void> {
        change.remove_item(item_.collection, item_.uid);
        return {};
    }));
    bool sound = true;
    read_all(source, sound);
    EXPECT_FALSE(sound);
}

}  // namespace
}  // namespace syncgate::activesync
