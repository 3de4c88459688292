#include "protocols/activesync/items/body.h"

#include <chrono>

#include "base/limits.h"
#include "base/text.h"
#include "tests/unit/protocols/activesync/items/email_fixture.h"

namespace syncgate::activesync {
namespace {

namespace base = wbxml::air_sync_base;

class BodyTest : public EmailTest {
  protected:
    wbxml::Element body(std::string_view message, const RenderOptions& options) {
        return render(deliver(message), options);
    }
};

std::string repeated(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) {
        out += text;
    }
    return out;
}

std::string plain(std::string_view text) {
    return "Subject: p\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + std::string(text);
}

std::string html(std::string_view text) {
    return "Subject: h\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + std::string(text);
}

std::string alternative(std::string_view text, std::string_view markup) {
    return "Subject: a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
           "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
           std::string(text) + "\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" +
           std::string(markup) + "\r\n--b--\r\n";
}

// -- a part of a conversation

TEST_F(BodyTest, HasAPartWhereOneIsPreferred) {
    const auto message = alternative("text", "<p>" + repeated("long ", 100) + "</p>");
    auto wanted = options(Version::k14_1);
    wanted.body_part = BodyPreference{2, 20U, false, 4};
    const auto alone = body(message, wanted);
    EXPECT_FALSE(alone.has(base::kBody));
    const auto* part = alone.child(base::kBodyPart);
    ASSERT_NE(part, nullptr);
    EXPECT_EQ(part->text(base::kStatus), "1");
    EXPECT_EQ(part->text(base::kType), "2");
    EXPECT_EQ(part->text(base::kTruncated), "1");
    EXPECT_EQ(part->text(base::kData)->size(), 20U);
    EXPECT_EQ(part->text(base::kPreview), "text");
    wanted.bodies = {preference(1)};
    const auto both = body(message, wanted);
    EXPECT_EQ(data_of(both), "text");
    EXPECT_TRUE(both.has(base::kBodyPart));
    wanted.version = Version::k14_0;
    EXPECT_FALSE(body(message, wanted).has(base::kBodyPart));
}

TEST_F(BodyTest, HasAPartOfAllOrNone) {
    const auto message = alternative("text", "<p>0123456789</p>");
    for (const std::uint32_t size : {5U, 500U}) {
        auto wanted = options(Version::k14_1);
        wanted.body_part = BodyPreference{2, size, true, 0};
        const auto rendered = body(message, wanted);
        const auto* part = rendered.child(base::kBodyPart);
        EXPECT_EQ(part->has(base::kData), size == 500U);
        EXPECT_EQ(part->text(base::kTruncated), size == 500U ? "0" : "1");
    }
}

// -- which type

TEST_F(BodyTest, IsOfTheTypeThatTheMessageWasWrittenInIfThatIsWanted) {
    const auto both = options(Version::k14_1, {preference(1), preference(2)});
    EXPECT_EQ(in_body(body(alternative("text", "<p>html</p>"), both), base::kType), "2");
    EXPECT_EQ(in_body(body(plain("text\r\n"), both), base::kType), "1");
    const auto only_plain = options(Version::k14_1, {preference(1)});
    const auto cut = body(alternative("text", "<p>html</p>"), only_plain);
    EXPECT_EQ(in_body(cut, base::kType), "1");
    EXPECT_EQ(data_of(cut), "text");
    EXPECT_EQ(text(cut, base::kNativeBodyType), "2");
}

TEST_F(BodyTest, IsConvertedWhereOnlyTheOtherIsWanted) {
    const auto made = body(plain("1 < 2\r\n"), options(Version::k14_1, {preference(2)}));
    EXPECT_EQ(in_body(made, base::kType), "2");
    EXPECT_NE(data_of(made).find("1 &lt; 2"), std::string::npos);
    EXPECT_EQ(text(made, base::kNativeBodyType), "1");
    const auto text = body(html("<p>a &amp; b</p>"), options(Version::k14_1, {preference(1)}));
    EXPECT_EQ(data_of(text), "a & b");
}

TEST_F(BodyTest, WithoutAPreferenceIsPlain) {
    EXPECT_EQ(in_body(body(html("<p>x</p>"), options(Version::k14_1)), base::kType), "1");
}

TEST_F(BodyTest, ATypeThatThereIsNotFallsBackToText) {
    const auto rtf = body(plain("x"), options(Version::k14_1, {preference(3)}));
    EXPECT_EQ(in_body(rtf, base::kType), "1");
    EXPECT_EQ(data_of(rtf), "x");
}

TEST_F(BodyTest, IsMimeWhereThatIsSupported) {
    const std::string letter = plain("x\r\n");
    const std::string secret =
        "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n";
    struct Row {
        int support;
        bool letter, secret;
    };
    for (const Row& row : {Row{0, false, false}, Row{1, false, true}, Row{2, true, true}}) {
        const auto wanted = options(Version::k14_1, {preference(2), preference(4)}, row.support);
        EXPECT_EQ(in_body(body(letter, wanted), base::kType) == "4", row.letter) << row.support;
        EXPECT_EQ(in_body(body(secret, wanted), base::kType) == "4", row.secret) << row.support;
        const auto without = options(Version::k14_1, {preference(2)}, row.support);
        EXPECT_EQ(in_body(body(letter, without), base::kType), "2");
    }
}

// -- MIME is the message

TEST_F(BodyTest, AsMimeIsEveryByteWhateverItIs) {
    const auto wanted = options(Version::k14_1, {preference(4)}, 2);
    for (const std::string& content :
         {std::string("text\r\n"), std::string("\xe4\xf6\r\n"), std::string("a\0b\r\n", 5),
          std::string("\x01\x1b[0m\r\n"), std::string("\xef\xbf\xbe\xef\xbf\xbf\r\n"),
          repeated("\x80", 3000)}) {
        const std::string message = plain(content);
        const auto data = body(message, wanted);
        const std::string bytes = wbxml::write(data);
        const auto read = wbxml::parse(bytes);
        ASSERT_TRUE(read);
        EXPECT_EQ(data_of(*read), message);
        EXPECT_EQ(in_body(*read, base::kEstimatedDataSize), std::to_string(message.size()));
    }
}

TEST_F(BodyTest, MimeTruncationCutsMimeOnly) {
    const std::string message = plain(repeated("0123456789abcdef\r\n", 8000));
    const std::size_t limits[] = {0, 4096, 5120, 7168, 10240, 20480, 51200, 102400};
    for (int step = 0; step <= 8; ++step) {
        auto wanted = options(Version::k14_1, {preference(4)}, 2);
        wanted.mime_truncation = step;
        const auto data = body(message, wanted);
        const std::size_t size = data_of(data) == "(absent)" ? 0 : data_of(data).size();
        EXPECT_EQ(size, step == 8 ? message.size() : limits[step]);
        EXPECT_EQ(in_body(data, base::kTruncated), step == 8 ? "0" : "1");
        wanted.bodies = {preference(1)};
        EXPECT_EQ(in_body(body(message, wanted), base::kTruncated), "0");
    }
}

// -- how much

// Laws of truncation, for every type and size: never more than asked, always a beginning of the
// whole, never half a character, and said when something is missing.
TEST_F(BodyTest, ACutBodyIsTheBeginningOfTheWhole) {
    const std::string text = repeated("ä€𝄞x \"<&>\r\n", 400);
    const std::string messages[] = {
        plain(text),
        html("<p>" + text + "</p>"),
        alternative(text, "<div>" + text + "</div>"),
        "Content-Type: text/html; charset=iso-8859-1\r\n\r\n<p>" + repeated("\xe4\xf6\xfc ", 1500),
        "Content-Type: text/html; charset=windows-1252\r\n\r\n" + repeated("\x80", 9000),
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
            repeated("w6TDtsO8w6TDtsO8w6TDtsO8w6TDtsO8w6TDtsO8w6TDtsO8w6TDtsO8w6TDtsO8w6TDtsO8\r\n",
                     200),
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable"
        "\r\n\r\n" +
            repeated("=C3=A4=C3=B6=C3=BC=\r\n", 900),
        "Content-Type: text/html; charset=iso-2022-jp\r\n\r\n" +
            repeated("\x1b$B$3$s$K$A$O\x1b(B\r\n", 400),
    };
    for (const auto& message : messages) {
        const auto item = deliver(message);
        for (const int type : {1, 2, 4}) {
            const auto whole =
                data_of(render(item, options(Version::k14_1, {preference(type)}, 2)));
            for (const std::uint32_t size :
                 {0U, 1U, 2U, 3U, 100U, 101U, 102U, 103U, 1000U, 4096U, 100000U}) {
                SCOPED_TRACE(message.substr(0, 60) + ", type " + std::to_string(type) + ", " +
                             std::to_string(size));
                const auto data =
                    render(item, options(Version::k14_1, {preference(type, size)}, 2));
                const std::string got = data_of(data) == "(absent)" ? "" : data_of(data);
                EXPECT_LE(got.size(), size);
                EXPECT_EQ(got, whole.substr(0, got.size()));
                EXPECT_GE(got.size() + 4, std::min<std::size_t>(size, whole.size()));
                EXPECT_TRUE(is_utf8(got) || type == 4);
                const bool truncated = in_body(data, base::kTruncated) == "1";
                EXPECT_EQ(truncated, got.size() < whole.size());
            }
        }
    }
}

TEST_F(BodyTest, TheSizeIsOfTheWholeWhateverIsCut) {
    const std::string text = repeated("0123456789\r\n", 1000);
    for (const std::uint32_t size : {0U, 100U, 100'000U}) {
        const auto wanted = options(Version::k14_1, {preference(2, size)});
        EXPECT_EQ(in_body(body(html(text), wanted), base::kEstimatedDataSize),
                  std::to_string(text.size()));
    }
}

TEST_F(BodyTest, AllOrNoneGivesTheNextThatFitsOrNothing) {
    const std::string message = alternative("short", "<p>" + repeated("long ", 100) + "</p>");
    const auto next =
        body(message, options(Version::k14_1, {preference(2, 50, true), preference(1)}));
    EXPECT_EQ(in_body(next, base::kType), "1");
    EXPECT_EQ(data_of(next), "short");
    const auto none = body(message, options(Version::k14_1, {preference(2, 50, true)}));
    EXPECT_EQ(in_body(none, base::kTruncated), "1");
    EXPECT_EQ(data_of(none), "(absent)");
    const auto fits = body(message, options(Version::k14_1, {preference(2, 5000, true)}));
    EXPECT_EQ(in_body(fits, base::kTruncated), "0");
}

TEST_F(BodyTest, AFetchOfSyncLooksAtNoSize) {
    auto wanted = options(Version::k14_1, {preference(1, 3, true), preference(2, 3)});
    wanted.whole_body = true;
    EXPECT_EQ(data_of(body(plain("a longer text"), wanted)), "a longer text");
}

// The rendition made at arrival ends at a limit; who wants more gets it from the message.
TEST_F(BodyTest, TextBeyondTheRenditionIsGivenToo) {
    const std::string line = repeated("0123456789", 7) + "\r\n";
    const std::string text = repeated(line, 5000);
    ASSERT_GT(text.size(), limits::kTextRendition);
    const auto wanted = options(Version::k14_1, {preference(1)});
    EXPECT_EQ(trim(data_of(body(plain(text), wanted))), trim(text));
    const auto from_html = data_of(body(html("<pre>" + text + "</pre>"), wanted));
    EXPECT_EQ(trim(from_html), trim(text));
}

TEST_F(BodyTest, IsAllTheTextsOfAMessageInEachType) {
    const std::string line = repeated("0123456789", 7) + "\r\n";
    const std::string message =
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n" +
        repeated(line, 2500) +
        "\r\n--b\r\nContent-Type: image/png\r\n\r\nPNG\r\n"
        "--b\r\nContent-Type: text/html\r\n\r\n<pre>" +
        repeated(line, 2500) + "</pre><b>end</b>\r\n--b--\r\n";
    const auto text = data_of(body(message, options(Version::k14_1, {preference(1)})));
    EXPECT_EQ(text, repeated(line, 5000) + "\r\nend");
    const auto markup = data_of(body(message, options(Version::k14_1, {preference(2)})));
    EXPECT_LT(markup.find("0123456789<br"), markup.find("<pre>" + line));
    EXPECT_NE(markup.find("<b>end</b>"), std::string::npos);
}

TEST_F(BodyTest, PreviewIsTextOfAtMostAsManyCharacters) {
    auto wanted = options(Version::k14_0, {preference(2, 0)});
    wanted.bodies.front().preview = 5;
    const auto data = body(html("<p>äöüß€uro</p>"), wanted);
    EXPECT_EQ(in_body(data, base::kPreview), "äöüß€");
    wanted.version = Version::k12_1;
    EXPECT_EQ(in_body(body(html("<p>x</p>"), wanted), base::kPreview), "(absent)");
}

TEST_F(BodyTest, PlainTextThatIsThereNeedsNoPreview) {
    auto wanted = options(Version::k14_0, {preference(1)});
    wanted.bodies.front().preview = 5;
    EXPECT_EQ(in_body(body(plain("Hello"), wanted), base::kPreview), "(absent)");
    wanted.bodies.front().truncation_size = 0;
    EXPECT_EQ(in_body(body(plain("Hello"), wanted), base::kPreview), "Hello");
}

}  // namespace
}  // namespace syncgate::activesync
