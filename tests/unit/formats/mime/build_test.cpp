#include "formats/mime/build.h"

#include <gtest/gtest.h>

#include "formats/mime/headers.h"

namespace syncgate::mime::build {
namespace {

constexpr std::string_view kTexts[] = {
    "",
    "plain",
    "Gr\u00fc\u00dfe",
    "=?utf-8?B?eA==?= is meant so",
    "comma, \"quotes\" <x@y>",
    "\u65e5\u672c\u8a9e\u306e\u3068\u3066\u3082\u9577\u3044\u4ef6\u540d\u306f"
    "\u6298\u308a\u8fd4\u3055\u308c\u308b",
};

TEST(Build, AnEncodedValueReadsAsItWasWritten) {
    for (const auto text : kTexts) {
        const std::string message = "Subject: " + encoded_value(text) + "\r\n\r\n";
        EXPECT_EQ(index(message).envelope.subject, text);
    }
    const std::string longest(3000, 'x');
    const std::string message = "Subject: " + encoded_value(longest) + "\r\n\r\n";
    EXPECT_EQ(index(message).envelope.subject, longest);
}

TEST(Build, AnEncodedNameStandsBeforeItsAddress) {
    for (const auto text : kTexts) {
        if (!text.empty()) {
            const std::string message =
                "To: " + std::string(encoded_phrase(text)) + " <a@example.org>\r\n\r\n";
            EXPECT_EQ(index(message).envelope.to,
                      (std::vector<Address>{{std::string(text), "a@example.org"}}));
        }
    }
}

TEST(Build, NoLineIsTooLong) {
    const std::string longest(3000, 'x');
    for (const auto& text : {encoded_value(longest), part("text/plain", longest)}) {
        std::size_t begin = 0;
        for (auto end = text.find("\r\n"); end != std::string::npos;
             end = text.find("\r\n", begin)) {
            EXPECT_LE(end - begin, 76U);
            begin = end + 2;
        }
    }
}

}  // namespace
}  // namespace syncgate::mime::build
