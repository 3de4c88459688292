#include "protocols/activesync/status.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

constexpr CommonStatus kAll[] = {
    CommonStatus::kInvalidContent,      CommonStatus::kInvalidWbxml,
    CommonStatus::kInvalidXml,          CommonStatus::kInvalidMime,
    CommonStatus::kServerError,         CommonStatus::kServerErrorRetryLater,
    CommonStatus::kQuotaExceeded,       CommonStatus::kSendQuotaExceeded,
    CommonStatus::kPreviouslySent,      CommonStatus::kNoRecipient,
    CommonStatus::kSubmissionFailed,    CommonStatus::kDeviceBlocked,
    CommonStatus::kAccessDenied,        CommonStatus::kCommandNotSupported,
    CommonStatus::kVersionNotSupported, CommonStatus::kDeviceNotProvisioned,
    CommonStatus::kPolicyRefresh,       CommonStatus::kInvalidPolicyKey,
    CommonStatus::kItemNotFound,        CommonStatus::kDeviceInformationRequired,
    CommonStatus::kInvalidAccountId,    CommonStatus::kRightsManagementDisabled,
};

TEST(Status, Since14StandsInTheCommandsOwnRoot) {
    for (const auto& command : commands()) {
        if (!command.root) {
            continue;
        }
        SCOPED_TRACE(command.name);
        for (const auto status : kAll) {
            const auto reply = fail(command, Version::k14_0, status);
            EXPECT_EQ(reply.status, 200);
            const auto& body = std::get<std::string>(reply.body);
            const auto root = wbxml::parse(body);
            ASSERT_TRUE(root);
            EXPECT_EQ(root->tag(), *command.root);
            ASSERT_EQ(root->children().size(), 1U);
            const auto& child = root->children().front();
            EXPECT_EQ(wbxml::name_of(child.tag()), "Status");
            EXPECT_EQ(wbxml::namespace_of(child.tag()), wbxml::namespace_of(root->tag()));
            EXPECT_EQ(child.content(), std::to_string(static_cast<int>(status)));
        }
    }
}

TEST(Status, Before14IsAnHttpCode) {
    struct Row {
        CommonStatus status;
        int http;
    };
    constexpr Row kRows[] = {
        {CommonStatus::kInvalidWbxml, 400},          {CommonStatus::kServerError, 500},
        {CommonStatus::kServerErrorRetryLater, 503}, {CommonStatus::kQuotaExceeded, 507},
        {CommonStatus::kDeviceBlocked, 403},         {CommonStatus::kCommandNotSupported, 501},
        {CommonStatus::kDeviceNotProvisioned, 449},  {CommonStatus::kInvalidPolicyKey, 449},
    };
    const auto& sync = *find_command("Sync");
    for (const auto& row : kRows) {
        const auto reply = fail(sync, Version::k12_1, row.status);
        EXPECT_EQ(reply.status, row.http);
        EXPECT_EQ(std::get<std::string>(reply.body), "");
    }
    for (const auto status : kAll) {
        const int http = fail(sync, Version::k12_1, status).status;
        EXPECT_TRUE(http >= 400 || status == CommonStatus::kPreviouslySent) << http;
    }
}

TEST(Status, TryingLaterIsSaidWithATime) {
    const auto later =
        fail(*find_command("Sync"), Version::k12_1, CommonStatus::kServerErrorRetryLater);
    ASSERT_NE(later.headers.find("Retry-After"), nullptr);
    EXPECT_TRUE(parse_uint(*later.headers.find("Retry-After")));
}

TEST(Status, ACommandWithoutARootGetsTheHttpCode) {
    EXPECT_EQ(
        fail(*find_command("GetAttachment"), Version::k14_1, CommonStatus::kCommandNotSupported)
            .status,
        501);
}

// What may pass by itself must not be told as what never will.
TEST(Status, OfAStoreThatIsBusyAsksForAnotherTry) {
    EXPECT_EQ(status_of(ErrorCode::kUnavailable), CommonStatus::kServerErrorRetryLater);
    EXPECT_EQ(status_of(ErrorCode::kOverQuota), CommonStatus::kQuotaExceeded);
    EXPECT_EQ(status_of(ErrorCode::kInternal), CommonStatus::kServerError);
}

}  // namespace
}  // namespace syncgate::activesync
