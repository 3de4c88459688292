#include "adapters/push_client.h"

#include <gtest/gtest.h>

namespace syncgate::adapters {
namespace {

ErrorCode code_of(PushClient& client, const std::string& resource) {
    const auto sent = client.send({resource, "vapid", "topic", "body"});
    EXPECT_FALSE(sent);
    return sent.error().code;
}

TEST(PushClient, GoesNowhereButToPublicAddressesAndThoseThatAreAllowed) {
    bool is_allowed = false;
    PushOptions options;
    options.is_allowed = [&](const sockaddr&) { return is_allowed; };
    PushClient client(options);
    for (const char* resource :
         {"https://localhost:1/a", "https://127.0.0.1:1/a", "https://[::1]:1/a",
          "https://169.254.169.254/latest", "https://2130706433:1/a", "https://0:1/a"}) {
        EXPECT_EQ(code_of(client, resource), ErrorCode::kForbidden) << resource;
    }
    is_allowed = true;
    EXPECT_EQ(code_of(client, "https://localhost:1/a"), ErrorCode::kUnavailable);
    EXPECT_EQ(code_of(client, "http://localhost:1/a"), ErrorCode::kMalformed);
}

}  // namespace
}  // namespace syncgate::adapters
