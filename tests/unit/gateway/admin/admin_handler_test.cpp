#include "gateway/admin/admin_handler.h"

#include "base/limits.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::admin {
namespace {

const ErrorCode kCodes[] = {
    ErrorCode::kMalformed,   ErrorCode::kTooLarge,  ErrorCode::kUnauthenticated,
    ErrorCode::kForbidden,   ErrorCode::kNotFound,  ErrorCode::kConflict,
    ErrorCode::kUnsupported, ErrorCode::kOverQuota, ErrorCode::kUnavailable,
    ErrorCode::kInternal,
};

TEST(AdminStatus, EveryErrorComesBackAsItself) {
    for (const auto code : kCodes) {
        EXPECT_EQ(code_of(status_of(code)), code);
        EXPECT_GE(status_of(code), 400);
    }
}

TEST(AdminQuery, EveryTextComesBackAsItself) {
    std::string all;
    for (int i = 0; i < 256; ++i) {
        all += static_cast<char>(i);
    }
    const std::map<std::string, std::string> values{
        {"folder", "Reisen & Ärger/2026=100%?#"}, {"all", all}, {"empty", ""}, {"a b&c=d", "x"}};
    const std::string query = encode_query(values);
    EXPECT_EQ(decode_query(query), values);
    for (const char c : query) {
        EXPECT_TRUE(c > ' ' && c < 0x7f) << query;
    }
}

TEST(AdminQuery, NonsenseIsReadAsFarAsItGoes) {
    EXPECT_EQ(decode_query("a=%zz&b&=&c=%4"),
              (std::map<std::string, std::string>{{"a", "%zz"}, {"", ""}, {"c", "%4"}}));
    EXPECT_TRUE(decode_query("").empty());
}

class AdminHandlerTest : public store::StoreTest {
  protected:
    Reply ask(const std::string& method, const std::string& path, const std::string& query = {},
              std::string_view body = {}) {
        Operations operations(*store_, nullptr);
        AdminHandler handler(operations);
        Request request;
        request.method = method;
        request.path = path;
        request.query = query;
        request.body = body;
        return std::get<Reply>(handler.handle(request));
    }
};

TEST_F(AdminHandlerTest, AnOperationIsAPost) {
    const auto listed = ask("POST", "/admin/domain-list");
    EXPECT_EQ(listed.status, 200);
    EXPECT_EQ(std::get<std::string>(listed.body), "example.org\n");
    EXPECT_EQ(ask("POST", "/admin/account-add", "account=u2%40example.org", "secret").status, 200);
    EXPECT_TRUE(store_->directory().find_login("u2"));
}

TEST_F(AdminHandlerTest, AnErrorSaysWhatItIs) {
    const auto missing = ask("POST", "/admin/account-delete", "account=nobody");
    EXPECT_EQ(missing.status, 404);
    EXPECT_FALSE(std::get<std::string>(missing.body).empty());
    EXPECT_EQ(ask("POST", "/admin/nonsense").status, 501);
    EXPECT_EQ(ask("GET", "/admin/domain-list").status, 404);
    EXPECT_EQ(ask("POST", "/elsewhere").status, 404);
}

TEST_F(AdminHandlerTest, ALargestMessageFits) {
    Operations operations(*store_, nullptr);
    EXPECT_GE(AdminHandler(operations).admit(Request{}).max_body, limits::kMessageBytes);
}

}  // namespace
}  // namespace syncgate::admin
