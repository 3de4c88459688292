#include "gateway/http/router.h"

#include <string>

#include <gtest/gtest.h>

namespace syncgate::http {
namespace {

class Nobody final : public Handler {
  public:
    Outcome handle(Request&) override { return Reply::of(200); }
};

struct Row {
    const char* path;
    Audience audience;
    const char* prefix;  // "": none
};
constexpr Row kRows[] = {
    {"/Microsoft-Server-ActiveSync", Audience::kPublic, "/Microsoft-Server-ActiveSync"},
    {"/microsoft-server-activesync", Audience::kPublic, "/Microsoft-Server-ActiveSync"},
    {"/Microsoft-Server-ActiveSync/default.eas", Audience::kPublic, "/Microsoft-Server-ActiveSync"},
    {"/Microsoft-Server-ActiveSync2", Audience::kPublic, ""},
    {"/dav/", Audience::kPublic, "/dav/"},
    {"/dav/u1/calendar", Audience::kPublic, "/dav/"},
    {"/dav/special/x", Audience::kPublic, "/dav/special/"},
    {"/dav", Audience::kPublic, ""},
    {"/admin/accounts", Audience::kPublic, ""},
    {"/admin/accounts", Audience::kAdmin, "/admin/"},
    {"/dav/", Audience::kAdmin, ""},
    {"/", Audience::kPublic, ""},
    {"", Audience::kPublic, ""},
};

TEST(Router, FindsTheLongestPrefixOfThePathForItsAudience) {
    Nobody nobody;
    Router router;
    for (const char* prefix : {"/dav/", "/Microsoft-Server-ActiveSync", "/dav/special/"}) {
        router.add({prefix, &nobody});
    }
    router.add({"/admin/", &nobody, false, Audience::kAdmin});
    for (const auto& row : kRows) {
        const Route* route = router.find(row.path, row.audience);
        EXPECT_EQ(route == nullptr ? "" : route->prefix, row.prefix) << row.path;
    }
}

}  // namespace
}  // namespace syncgate::http
