#include "protocols/activesync/items/draft.h"

#include <gtest/gtest.h>

#include "formats/mime/headers.h"
#include "formats/mime/structure.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace base = wbxml::air_sync_base;
namespace email = wbxml::email;
namespace email2 = wbxml::email2;

const DraftWriter kWriter{"me@example.org", 1'795'435'200};
constexpr std::string_view kDraftOfOthers =
    "Message-ID: <1@elsewhere.example>\r\nX-Own: kept\r\nFrom: Me <me@example.org>\r\n"
    "To: a@example.org\r\nCc: c@example.org\r\nBcc: b@example.org\r\nSubject: old\r\n"
    "Importance: high\r\nX-Priority: 1\r\nIn-Reply-To: <0@elsewhere.example>\r\n"
    "Content-Type: text/plain\r\n\r\nOld text.\r\n";

using Fields = std::vector<std::pair<wbxml::Tag, std::string>>;

Element data_of(const Fields& fields) {
    Element data(wbxml::air_sync::kApplicationData);
    for (const auto& [tag, text] : fields) {
        data.add(tag, text);
    }
    return data;
}

Element with_body(Element data, int type, std::string text) {
    Element& body = data.add(base::kBody);
    body.add(base::kType, type);
    body.add(base::kData, std::move(text));
    return data;
}

Result<std::string> merge(std::string_view before, const Element& data) {
    return merge_draft(before, mime::read_structure(before), data, kWriter);
}

std::string header(const std::string& message, std::string_view name) {
    return mime::header(message, name).value_or("(absent)");
}

class DraftTest : public testing::Test {
  protected:
    static void SetUpTestSuite() { mime::init(); }
};

TEST_F(DraftTest, ANewOneHasAllThatAMailHas) {
    const auto made = merge("", with_body(data_of({{email::kTo, "a@example.org"}}), 1, "Text."));
    ASSERT_TRUE(made);
    EXPECT_EQ(header(*made, "From"), "<me@example.org>");
    EXPECT_EQ(header(*made, "To"), "a@example.org");
    EXPECT_EQ(header(*made, "Date"), mime::format_date(kWriter.now));
    EXPECT_TRUE(header(*made, "Message-ID").ends_with("@example.org>"));
    EXPECT_EQ(mime::index(*made).text, "Text.");
}

struct HeaderRow {
    Fields fields;
    std::vector<std::pair<const char*, const char*>> headers;
};

const HeaderRow kRows[] = {
    // One of them says all.
    {{{email::kSubject, "new"}},
     {{"Subject", "new"},
      {"To", "(absent)"},
      {"Cc", "(absent)"},
      {"Bcc", "(absent)"},
      {"Importance", "(absent)"},
      {"X-Priority", "(absent)"}}},
    {{{email::kTo, "x@example.org"}, {email2::kBcc, "y@example.org"}, {email::kImportance, "0"}},
     {{"To", "x@example.org"},
      {"Bcc", "y@example.org"},
      {"Subject", "(absent)"},
      {"Importance", "low"},
      {"X-Priority", "(absent)"}}},
    // None of them leaves all.
    {{},
     {{"Subject", "old"}, {"To", "a@example.org"}, {"Importance", "high"}, {"X-Priority", "1"}}},
    {{{email::kTo, ""}, {email::kSubject, "old"}}, {{"To", "(absent)"}, {"Subject", "old"}}},
    // What the server alone writes.
    {{{email::kSubject, "new"}, {email::kDisplayTo, "x"}, {email::kThreadTopic, "y"}},
     {{"Subject", "new"}, {"Thread-Topic", "(absent)"}}},
    {{{email::kFrom, "alias@example.org"}, {email::kSubject, "new"}},
     {{"From", "alias@example.org"}}},
    {{{email::kSubject, "a\r\nX-Evil: 1"}, {email::kTo, "a@b.example\nX-Evil: 2"}},
     {{"X-Evil", "(absent)"}}},
};

TEST_F(DraftTest, HeadersOfAChange) {
    for (const auto& row : kRows) {
        const auto merged = merge(kDraftOfOthers, data_of(row.fields));
        ASSERT_TRUE(merged);
        SCOPED_TRACE(merged->substr(0, mime::body_offset(*merged)));
        for (const auto& [name, value] : row.headers) {
            EXPECT_EQ(header(*merged, name), value) << name;
        }
        EXPECT_EQ(header(*merged, "X-Own"), "kept");
        EXPECT_EQ(header(*merged, "Message-ID"), "<1@elsewhere.example>");
        EXPECT_EQ(header(*merged, "In-Reply-To"), "<0@elsewhere.example>");
        EXPECT_TRUE(merged->ends_with("\r\n\r\nOld text.\r\n"));
    }
}

TEST_F(DraftTest, AMimeBodyIsTheMessage) {
    constexpr std::string_view kMime =
        "Subject: from mime\nTo: m@example.org\nX-Signed: so\n\nOther text.\n";
    const auto merged = merge(
        kDraftOfOthers, with_body(data_of({{email::kImportance, "2"}}), 4, std::string(kMime)));
    ASSERT_TRUE(merged);
    EXPECT_EQ(header(*merged, "Subject"), "from mime") << "it says all beside";
    EXPECT_EQ(header(*merged, "To"), "m@example.org");
    EXPECT_EQ(header(*merged, "X-Signed"), "so");
    EXPECT_EQ(header(*merged, "X-Own"), "(absent)");
    EXPECT_EQ(header(*merged, "Importance"), "high");
    EXPECT_TRUE(merged->ends_with("\r\n\r\nOther text.\r\n"));
}

TEST_F(DraftTest, ABodyWithoutDataLeavesTheText) {
    Element data = data_of({{email::kSubject, "new"}});
    data.add(base::kBody).add(base::kType, 2);
    const auto merged = merge(kDraftOfOthers, data);
    ASSERT_TRUE(merged);
    EXPECT_EQ(mime::index(*merged).text, "Old text.\r\n");
}

TEST_F(DraftTest, OnlyWhatSaysSomethingOfTheMessageIsAnEdit) {
    EXPECT_FALSE(edits_message(data_of({{email::kRead, "1"}, {email::kCategories, ""}})));
    EXPECT_FALSE(edits_message(data_of({{email::kDateReceived, "x"}})));
    EXPECT_TRUE(edits_message(data_of({{email::kRead, "1"}, {email::kCc, ""}})));
    EXPECT_TRUE(edits_message(with_body(data_of({}), 1, "")));
}

}  // namespace
}  // namespace syncgate::activesync
