#include "protocols/dav/share_request.h"

#include <gmock/gmock.h>

namespace syncgate::dav {
namespace {

using store::Answer;
using store::Rights;
using testing::ElementsAre;

xml::Element parsed(const std::string& name, const std::string& inside) {
    auto root =
        xml::parse("<CS:" + name + " xmlns:CS='http://calendarserver.org/ns/' xmlns:D='DAV:'>" +
                   inside + "</CS:" + name + ">");
    EXPECT_TRUE(root);
    return *root;
}

Result<std::vector<Invited>> share(const std::string& inside) {
    return parse_share(parsed("share", inside));
}

Result<InviteReply> reply(const std::string& inside) {
    return parse_invite_reply(parsed("invite-reply", inside));
}

constexpr const char* kHref = "<D:href> mailto:u2@example.org </D:href>";

TEST(ShareRequest, NamesWhoIsInvitedAndWhoIsNoLonger) {
    const auto all =
        share(std::string("<CS:set>") + kHref +
              "<CS:common-name>Other</CS:common-name><CS:summary> Our\nfriends </CS:summary>"
              "<CS:read-write/></CS:set><CS:set><D:href>/p/</D:href><CS:read/></CS:set>"
              "<CS:other/><CS:remove><D:href>u4@example.org</D:href><CS:read/></CS:remove>");
    ASSERT_TRUE(all);
    EXPECT_THAT(*all, ElementsAre(Invited{"mailto:u2@example.org", Rights::kWrite, "Our friends"},
                                  Invited{"/p/", Rights::kRead, ""},
                                  Invited{"u4@example.org", Rights::kNone, ""}));
}

TEST(ShareRequest, CutsASummaryThatIsTooLong) {
    const auto all =
        share(std::string("<CS:set>") + kHref + "<CS:summary>" +
              std::string(kMostSummaryBytes + 1, 'a') + "</CS:summary><CS:read/></CS:set>");
    ASSERT_TRUE(all);
    EXPECT_EQ(all->front().summary, std::string(kMostSummaryBytes, 'a'));
}

TEST(ShareRequest, RefusesOneThatSaysNothing) {
    const std::string href = kHref;
    for (const auto& inside : {
             std::string(),
             "<CS:set>" + href + "</CS:set>",                            // without a right
             "<CS:set>" + href + "<CS:read/><CS:read-write/></CS:set>",  // with two
             std::string("<CS:set><CS:read/></CS:set>"),
             std::string("<CS:remove/>"),
         }) {
        const auto all = share(inside);
        ASSERT_FALSE(all) << inside;
        EXPECT_EQ(all.error().code, ErrorCode::kMalformed) << inside;
    }
}

TEST(ShareRequest, RefusesMoreThanOneRequestMayName) {
    std::string most;
    for (std::size_t i = 0; i < kMostInvited; ++i) {
        most += std::string("<CS:remove>") + kHref + "</CS:remove>";
    }
    EXPECT_TRUE(share(most));
    const auto more = share(most + "<CS:remove>" + kHref + "</CS:remove>");
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().code, ErrorCode::kTooLarge);
}

TEST(ShareRequest, ReadsWhatAMemberAnswers) {
    const std::string to = "<CS:in-reply-to>1f</CS:in-reply-to>";
    EXPECT_EQ(*reply("<CS:invite-accepted/>" + to), (InviteReply{"1f", Answer::kAccepted}));
    EXPECT_EQ(*reply(to + "<CS:invite-declined/>"), (InviteReply{"1f", Answer::kDeclined}));
    for (const auto& inside : {to, std::string("<CS:invite-accepted/>"),
                               to + "<CS:invite-accepted/><CS:invite-declined/>",
                               std::string("<CS:in-reply-to/><CS:invite-accepted/>")}) {
        const auto wrong = reply(inside);
        ASSERT_FALSE(wrong) << inside;
        EXPECT_EQ(wrong.error().code, ErrorCode::kMalformed) << inside;
    }
}

}  // namespace
}  // namespace syncgate::dav
