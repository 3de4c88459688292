#include "formats/line/utf7.h"

#include <gtest/gtest.h>

namespace syncgate::line {
namespace {

struct Row {
    const char* written;
    const char* read;
};
constexpr Row kRows[] = {
    {"", ""},
    {"Inbox", "Inbox"},
    {"Entw&APw-rfe", "Entwürfe"},
    {"R&-D", "R&D"},
    {"~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"},  // the example of RFC 3501
    {"&2D3eAA-", "😀"},                                               // a pair of surrogates
    {"Entwürfe", "Entwürfe"},                                        // UTF-8 as it is
};

TEST(MailboxName, IsDecoded) {
    for (const auto& [written, read] : kRows) {
        const auto decoded = decode_mailbox_name(written);
        ASSERT_TRUE(decoded) << written;
        EXPECT_EQ(*decoded, read);
    }
}

TEST(MailboxName, NonsenseIsRefused) {
    for (const char* name : {"&", "a&b", "&!-", "&A-", "&APwA-", "&2D0-", "&3gA-", "&AAA-"}) {
        EXPECT_FALSE(decode_mailbox_name(name)) << name;
    }
}

}  // namespace
}  // namespace syncgate::line
