// Messages that lie in files are read as those in memory are, and leave nothing in it.
#include <string>

#include <gtest/gtest.h>

#include "formats/mime/message_index.h"
#include "tests/unit/formats/mime/corpus.h"
#include "tests/unit/support/mapped_file.h"

namespace syncgate::mime {
namespace {

void expect_same(const std::string& message) {
    const MappedFile file(message);
    const MessageIndex mapped = index(file.text());
    const MessageIndex held = index(message);
    EXPECT_TRUE(mapped.structure == held.structure);
    EXPECT_TRUE(mapped.envelope == held.envelope);
    EXPECT_TRUE(mapped.text == held.text);
    // The first and the last page are no whole ones of the message.
    EXPECT_LE(file.present_bytes(), 64U << 10U);
}

std::string repeated(std::string_view line, std::size_t bytes) {
    std::string out;
    while (out.size() < bytes) {
        out += line;
    }
    return out;
}

TEST(MimeMappedMessage, LargePartsOfEveryKindAreReadTheSame) {
    init();
    constexpr std::size_t kLarge = 4 * PagedText::kPiece;
    const std::string mixed = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n";
    const std::string end = "\r\n--b\r\n\r\nlast\r\n--b--\r\n";
    const std::string base64 = "Content-Transfer-Encoding: base64\r\n\r\n";
    for (const std::string& message : {
             mixed + base64 + repeated("QUFBQUFBQUFB\r\n", kLarge) + end,
             mixed + base64 + repeated("QUFB", kLarge) + end,
             mixed + "Content-Type: message/rfc822\r\n\r\nSubject: in it\r\n\r\n" +
                 repeated("a line\r\n", kLarge) + end,
             mixed + "\r\n" + repeated("-- dashes\r\n", kLarge) + end,
             "Subject: a\r\n\r\n" + repeated("a line\r\n", kLarge),
             mixed + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" +
                 repeated("=41=42\r\n", kLarge) + end,
         }) {
        SCOPED_TRACE(message.substr(0, 120));
        expect_same(message);
    }
}

TEST(MimeMappedMessage, CorpusFilesAreReadTheSame) {
    init();
    const auto files = files_in(shared_folder() / "corpora/dev/messages");
    if (files.empty()) {
        GTEST_SKIP() << "no corpus at " << shared_folder();
    }
    for (const auto& path : files) {
        SCOPED_TRACE(path.filename());
        expect_same(to_crlf(read_file(path)));
    }
}

}  // namespace
}  // namespace syncgate::mime
