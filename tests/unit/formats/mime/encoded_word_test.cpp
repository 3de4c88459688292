#include "formats/mime/encoded_word.h"

#include <string_view>

#include <gtest/gtest.h>

namespace syncgate::mime {
namespace {

struct Row {
    std::string_view value;
    std::string_view text;
    std::string_view charset = "";
};

constexpr Row kRows[] = {
    {"", ""},
    {"plain text", "plain text"},
    // Source: RFC 2047 8.
    {"=?ISO-8859-1?Q?a?=", "a"},
    {"=?ISO-8859-1?Q?a?= b", "a b"},
    {"=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"},
    {"=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=", "ab"},
    {"=?ISO-8859-1?Q?a_b?=", "a b"},
    {"=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"},
    {"=?utf-8?Q?gr=C3=BC=c3=9fe?=", "grüße"},
    {"=?utf-8?B?Z3LDvMOfZQ==?=", "grüße"},
    {"=?utf-8?b?Z3LDvMOfZQ?=", "grüße"},  // lower case, no padding
    {"=?utf-8?q?a?=", "a"},
    {"=?utf-8*en?Q?a?=", "a"},  // RFC 2231 5
    {"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"},
    // Broken by senders.
    {"=?utf-8?Q?a=C3?= =?utf-8?Q?=BC?=", "aü"},  // a character split over two words
    {"=?utf-8?B?w?= =?utf-8?B?w7w=?=", "ü"},     // a word that is nothing
    {"=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"},        // no blank between
    {"x=?utf-8?Q?a?=y", "xay"},                  // none around
    {"=?utf-8?Q?two words?=", "two words"},      // blanks inside
    {"\"=?utf-8?Q?a?=\"", "\"a\""},              // inside quotes
    {"=?utf-8?Q?a=ZZb=4?=", "a=ZZb=4"},          // no hexadecimal digits
    {"=?utf-8?Q?a?b?=", "a?b"},
    {"=?x-unknown?Q?gr=FC?=", "grü"},
    {"=?utf-8?Q?gr=FC?=", "grü"},  // the charset lies
    {"=?us-ascii?Q?gr=C3=BC?=", "grü"},
    // No encoded words.
    {"=?utf-8?Q?never ended", "=?utf-8?Q?never ended"},
    {"=?utf-8?X?a?=", "=?utf-8?X?a?="},
    {"=?utf-8?=", "=?utf-8?="},
    {"=??Q?a?=", "=??Q?a?="},
    {"=? =? =?utf-8?Q?a?=", "=? =? a"},
    // Line ends and control characters never come out.
    {"=?utf-8?Q?a=0D=0ABcc:_x=00?=", "a  Bcc: x"},
    {"a\tb", "a b"},
    // Raw 8-bit text.
    {"gr\xc3\xbc\xc3\x9f", "grüß"},
    {"gr\xfc\xdf", "grüß"},
    {"\xf0\xd2\xc9\xd7\xc5\xd4", "Привет", "koi8-r"},
    {"gr\xc3\xbc", "grü", "koi8-r"},  // UTF-8 before the message's charset
};

TEST(MimeEncodedWord, ValuesBecomeText) {
    for (const auto& row : kRows) {
        EXPECT_EQ(decode_words(row.value, row.charset), row.text) << row.value;
    }
}

}  // namespace
}  // namespace syncgate::mime
