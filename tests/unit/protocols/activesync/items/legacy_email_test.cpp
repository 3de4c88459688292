// Mail as 2.5 shows it, before AirSyncBase. Source: MS-ASCMD and MS-ASEMAIL of protocol 2.5, by the
// legacy rows of the code pages.
#include "tests/unit/protocols/activesync/items/email_fixture.h"

namespace syncgate::activesync {
namespace {

namespace email = wbxml::email;

constexpr std::string_view kWithFile =
    "From: a@example.org\r\nTo: b@example.org\r\nSubject: file\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n"
    "--b\r\nContent-Type: image/png; name=logo.png\r\nContent-ID: <logo@x>\r\n"
    "Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
    "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner text\r\n"
    "--b--\r\n";

class LegacyEmailTest : public EmailTest {
  protected:
    static RenderOptions legacy(int mime_support = 0) {
        return options(Version::k2_5, {}, mime_support);
    }
    static std::string long_mail(std::size_t size) {
        return "Subject: long\r\n\r\n" + std::string(size, 'x');
    }
};

TEST_F(LegacyEmailTest, AsAWhole) {
    const auto item = deliver(kWithFile, kSeen | kFlagged | kAnswered);
    const std::string at = std::to_string(item.collection) + ":" + std::to_string(item.uid) + ":";
    EXPECT_EQ(wbxml::dump(render(item, legacy())), R"(<AirSync:ApplicationData>
  <Email:To>b@example.org</Email:To>
  <Email:From>a@example.org</Email:From>
  <Email:Subject>file</Email:Subject>
  <Email:DateReceived>2026-11-24T06:00:00.000Z</Email:DateReceived>
  <Email:DisplayTo>b@example.org</Email:DisplayTo>
  <Email:ThreadTopic>file</Email:ThreadTopic>
  <Email:Importance>1</Email:Importance>
  <Email:Read>1</Email:Read>
  <Email:MessageClass>IPM.Note</Email:MessageClass>
  <Email:InternetCPID>65001</Email:InternetCPID>
  <Email:Attachments>
    <Email:Attachment>
      <Email:AttMethod>1</Email:AttMethod>
      <Email:AttSize>8</Email:AttSize>
      <Email:DisplayName>logo.png</Email:DisplayName>
      <Email:AttName>)" + at + R"(1</Email:AttName>
      <Email:AttOid>logo@x</Email:AttOid>
    </Email:Attachment>
    <Email:Attachment>
      <Email:AttMethod>5</Email:AttMethod>
      <Email:AttSize>28</Email:AttSize>
      <Email:DisplayName>inner.eml</Email:DisplayName>
      <Email:AttName>)" + at + R"(2</Email:AttName>
    </Email:Attachment>
  </Email:Attachments>
  <Email:BodyTruncated>0</Email:BodyTruncated>
  <Email:BodySize>5</Email:BodySize>
  <Email:Body>Hello</Email:Body>
</AirSync:ApplicationData>
)");
}

TEST_F(LegacyEmailTest, TruncationCutsTextAtItsSize) {
    constexpr std::size_t kSizes[] = {0, 512, 1024, 2048, 5120, 10240, 20480, 51200, 102400};
    constexpr std::size_t kWhole = 110'000;
    const auto item = deliver(long_mail(kWhole));
    for (int code = 0; code <= 9; ++code) {
        SCOPED_TRACE(code);
        auto wanted = legacy();
        wanted.truncation = code;
        const auto data = render(item, wanted);
        EXPECT_EQ(text(data, email::kBodySize), std::to_string(kWhole));
        EXPECT_EQ(text(data, email::kBodyTruncated), code < 9 ? "1" : "0");
        const std::size_t shown = code < 9 ? kSizes[code] : kWhole;
        EXPECT_EQ(data.text(email::kBody).value_or("").size(), shown);
    }
    const auto data = render(item, legacy());
    EXPECT_EQ(text(data, email::kBodyTruncated), "0") << "whole, when nothing is said";
}

TEST_F(LegacyEmailTest, AFetchedBodyIsWhole) {
    auto wanted = legacy();
    wanted.truncation = 1;
    wanted.whole_body = true;
    const auto data = render(deliver(long_mail(2000)), wanted);
    EXPECT_EQ(data.text(email::kBody).value_or("").size(), 2000U);
}

TEST_F(LegacyEmailTest, MimeIsSentWhereItIsAskedFor) {
    const auto item = deliver(kWithFile);
    EXPECT_FALSE(render(item, legacy(0)).has(email::kMIMEData));
    EXPECT_FALSE(render(item, legacy(1)).has(email::kMIMEData)) << "not signed";
    const auto data = render(item, legacy(2));
    EXPECT_EQ(text(data, email::kMIMEData), kWithFile);
    EXPECT_EQ(text(data, email::kMIMESize), std::to_string(kWithFile.size()));
    EXPECT_EQ(text(data, email::kMIMETruncated), "0");
    EXPECT_FALSE(data.has(email::kBody));
    EXPECT_FALSE(data.has(email::kBodySize));
}

TEST_F(LegacyEmailTest, MimeIsCutByItsOwnTruncation) {
    const auto item = deliver(long_mail(6000));
    auto wanted = legacy(2);
    wanted.truncation = 0;  // of text
    wanted.mime_truncation = 1;
    const auto data = render(item, wanted);
    EXPECT_EQ(data.text(email::kMIMEData).value_or("").size(), 4096U);
    EXPECT_EQ(text(data, email::kMIMETruncated), "1");
}

TEST_F(LegacyEmailTest, OnlyReadTravelsAlone) {
    const auto data = render_state(deliver(kWithFile, kSeen | kFlagged | kAnswered), legacy());
    ASSERT_EQ(data.children().size(), 1U);
    EXPECT_EQ(text(data, email::kRead), "1");
}

// Truncation is of 2.5 alone: a later client that says it gets what its BodyPreference says.
TEST_F(LegacyEmailTest, TruncationMeansNothingLater) {
    auto wanted = options(Version::k12_0, {preference(1)});
    wanted.truncation = 0;
    EXPECT_EQ(data_of(render(deliver(long_mail(600)), wanted)).size(), 600U);
}

}  // namespace
}  // namespace syncgate::activesync
