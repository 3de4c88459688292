#include "formats/mime/portion.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "formats/mime/message_index.h"
#include "formats/mime/parsed.h"

namespace syncgate::mime {
namespace {

constexpr std::size_t kMany = 500'000;
constexpr std::size_t kOver = limits::kMimeSeparators + 10'000;

std::string repeated(std::string_view piece, std::size_t times) {
    std::string out;
    out.reserve(piece.size() * times);
    for (std::size_t i = 0; i < times; ++i) {
        out += piece;
    }
    return out;
}

const std::string kMixed = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
const std::string kEmbedded = "Content-Type: message/rfc822\r\n\r\n";

std::size_t count_objects(GMimeObject* object) {
    std::size_t found = 1;
    if (GMIME_IS_MULTIPART(object)) {
        auto* multipart = GMIME_MULTIPART(object);
        for (int i = 0; i < g_mime_multipart_get_count(multipart); ++i) {
            found += count_objects(g_mime_multipart_get_part(multipart, i));
        }
    }
    return found;
}

TEST(MimePortion, HalfAMillionPartsAreNotMadeIntoObjects) {
    init();
    const std::string message = kMixed + repeated("--b\r\n\r\n", kMany);
    const ParsedMessage parsed(message);
    ASSERT_NE(parsed.root(), nullptr);
    EXPECT_LE(count_objects(parsed.root()), limits::kMimeBoundaries + 1);
    EXPECT_EQ(index(message).structure.parts.size(), limits::kMimeParts);
}

// A message is as many objects as two parts; in a digest each part is one.
TEST(MimePortion, TensOfThousandsOfMessagesInsideAreNotMadeIntoObjects) {
    init();
    const std::string digest = "Content-Type: multipart/digest; boundary=b\r\n\r\n";
    for (const std::string& message :
         {kMixed + repeated("--b\r\n" + kEmbedded + "Subject: a\r\n\r\n", 50'000),
          digest + repeated("--b\r\n\r\nSubject: a\r\n\r\n", 50'000)}) {
        const ParsedMessage parsed(message);
        EXPECT_LE(count_objects(parsed.root()), limits::kMimeBoundaries / 2 + 1);
    }
    const std::string chain = repeated(kEmbedded, 50'000);
    EXPECT_LE(ParsedMessage(chain).given(), kEmbedded.size() * limits::kMimeBoundaries + 100);
}

struct Row {
    const char* what;
    std::string message;
    std::size_t piece;  // bytes for each separator
};

TEST(MimePortion, HalfAMillionFieldsParametersAndAddressesAreNotMadeIntoObjects) {
    init();
    const std::string fields = repeated("X: y\r\n", kOver);
    const std::string addresses = "To: " + repeated("a,", kOver) + "a\r\n";
    const Row rows[] = {
        {"fields of a part", kMixed + "--b\r\n" + repeated("X: y\r\n", kMany) + "\r\nbody\r\n", 6},
        {"fields of a message in it", kEmbedded + fields + "\r\nbody\r\n", 6},
        {"fields of a message in a part", kMixed + "--b\r\n" + kEmbedded + fields, 6},
        {"a message in a message", kEmbedded + kEmbedded + fields, 6},
        {"a type in capitals, folded", "Content-Type:\r\n MESSAGE/RFC822\r\n\r\n" + fields, 6},
        {"a line of dashes before the header's end",
         "Content-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n--x\r\n\r\n" + fields,
         6},
        {"a message in a digest",
         "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\n" + fields, 6},
        {"addresses", kEmbedded + addresses + "\r\nbody\r\n", 2},
        {"addresses without commas", kEmbedded + "To: " + repeated("a@b ", kOver), 4},
        {"parameters",
         kMixed + "--b\r\nContent-Type: text/plain" + repeated(";\r\n a=b", kOver) +
             "\r\n\r\nbody\r\n",
         7},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.what);
        const ParsedMessage parsed(row.message);
        EXPECT_LE(parsed.given(), limits::kMimeSeparators * row.piece + 1000);
        EXPECT_EQ(index(row.message).structure.parts.size(), 1U);
    }
}

TEST(MimePortion, ThePartThatIsCutShortHasTheRest) {
    init();
    const std::string fields = repeated("X: y\r\n", kOver);
    for (const std::string& message :
         {kMixed + "--b\r\n" + fields + "\r\nbody\r\n", kEmbedded + fields}) {
        const auto parts = index(message).structure.parts;
        ASSERT_EQ(parts.size(), 1U);
        EXPECT_EQ(parts[0].content_end, message.size());
    }
}

TEST(MimePortion, TheOwnHeadersFieldsAreLeftOutBeyondTheLimit) {
    init();
    const std::string message =
        kMixed.substr(0, kMixed.size() - 2) + repeated("Content-X: y\r\n", kMany) +
        "\r\n--b\r\n\r\none\r\n--b\r\nContent-Type: text/html\r\n\r\ntwo\r\n--b--\r\n";
    EXPECT_LE(ParsedMessage(message).fields().size(), limits::kMimeSeparators * 14 + 1000);
    const auto parts = index(message).structure.parts;
    ASSERT_EQ(parts.size(), 1U);  // its second part has a separator too many
    EXPECT_EQ(message.substr(parts[0].content_begin, 3), "one");
}

TEST(MimePortion, APartThatIsCutShortStillEndsAtItsBoundary) {
    init();
    const std::string text = repeated("-- a line of dashes\r\n", limits::kMimeBoundaries + 5000);
    const std::string message = kMixed + "--b\r\n\r\n" + text + "\r\n--b\r\n\r\nlost\r\n--b--\r\n";
    const auto parts = index(message).structure.parts;
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(message.substr(parts[0].content_begin, parts[0].content_end - parts[0].content_begin),
              text);
    EXPECT_EQ(parts[0].decoded_size, text.size());
}

TEST(MimePortion, ATextOfDashesIsOneWholeText) {
    init();
    const std::string text = repeated("--\r\n", kMany);
    const std::string message = "Content-Type: text/plain\r\n\r\n" + text;
    const auto parts = index(message).structure.parts;
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0].decoded_size, text.size());
}

TEST(MimePortion, WhatIsNoHeaderIsGivenWhole) {
    init();
    const std::string log = repeated("key: value; value, <value>\r\n", kMany);
    for (const std::string& message :
         {"Subject: log\r\n\r\n" + log, kMixed + "--b\r\n\r\n" + log + "--b--\r\n",
          "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: x\r\n\r\n" +
              log}) {
        const ParsedMessage parsed(message);
        EXPECT_EQ(parsed.given(), message.size()) << message.substr(0, 60);
    }
}

TEST(MimePortion, AnEnvelopeHoldsNoMillionAddresses) {
    init();
    const auto found = index("To: " + repeated("a,", kMany) +
                             "\r\nCc: " + repeated("<b@c>", kMany) + "\r\nSubject: s\r\n\r\n")
                           .envelope;
    EXPECT_LE(found.to.size() + found.cc.size(), limits::kEnvelopeBytes / 2);
    EXPECT_GT(found.to.size(), 10'000U);
}

}  // namespace
}  // namespace syncgate::mime
