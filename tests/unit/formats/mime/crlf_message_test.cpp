#include "formats/mime/crlf_message.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "formats/mime/headers.h"
#include "formats/mime/message_index.h"
#include "tests/unit/formats/mime/corpus.h"
#include "tests/unit/support/mapped_file.h"

namespace syncgate::mime {
namespace {

std::string body_of(CrlfMessage& message) {
    std::string body;
    EXPECT_TRUE(message.read_body([&](std::string_view piece) -> Result<void> {
        body += piece;
        return {};
    }));
    return body;
}

void expect_same(const PagedText& text) {
    const std::string whole = to_crlf(text);
    CrlfMessage message(text);
    EXPECT_EQ(message.header(), whole.substr(0, body_offset(whole)));
    EXPECT_TRUE(message.header() + body_of(message) == whole);
}

const std::string kLong = "To: " + std::string(100'000, 'a') + "\n";

TEST(MimeCrlfMessage, HeaderAndBodyAreWhatTheWholeBecomes) {
    const std::string half(65'530, 'x');
    for (const std::string& text :
         {std::string(), std::string("Subject: a\n\nText\n"),
          std::string("From me Tue\nSubject: a\r\rText"), std::string("no header at all\n\n"),
          std::string("\r\nBody"), kLong + kLong + "\nText\n", kLong + "  \nno field: no\n" + kLong,
          "X: " + half + "\r\n\r\nText: a\r\n", "X: " + half + "\n \nSubject: b\n\nText\n",
          half + half}) {
        SCOPED_TRACE(text.substr(0, 40));
        expect_same(text);
    }
}

TEST(MimeCrlfMessage, CorpusFilesAreWhatTheWholeBecomes) {
    const auto files = files_in(shared_folder() / "corpora/dev/messages");
    if (files.empty()) {
        GTEST_SKIP() << "no corpus at " << shared_folder();
    }
    for (const auto& path : files) {
        SCOPED_TRACE(path.filename());
        expect_same(read_file(path));
    }
}

TEST(MimeCrlfMessage, ALargeOneIsGivenBackAsItIsRead) {
    std::string text = "Subject: a\n\n";
    while (text.size() < 24 * PagedText::kPiece) {
        text += "A line of the text\n";
    }
    const MappedFile file(text);
    expect_same(file.text());
    std::size_t most = 0;
    file.text().release();
    CrlfMessage message(file.text());
    ASSERT_TRUE(message.read_body([&](std::string_view) -> Result<void> {
        most = std::max(most, file.present_bytes());
        return {};
    }));
    EXPECT_LE(most, 8 * PagedText::kPiece);  // the kernel may map 2 MiB around a page
}

TEST(MimeCrlfMessage, EndsWithTheErrorOfWhoTakesIt) {
    CrlfMessage message("Subject: a\n\nText\n");
    const auto done = message.read_body([](std::string_view) {
        return Result<void>(Error{ErrorCode::kUnavailable, "full"});
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().detail, "full");
}

}  // namespace
}  // namespace syncgate::mime
