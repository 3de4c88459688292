#include "gateway/http/answer.h"

#include <regex>
#include <string>

#include <gmock/gmock.h>

namespace syncgate::http {
namespace {

using testing::ContainsRegex;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr AnswerForm kPlain{false, false, true, false};
constexpr AnswerForm kGzip{false, false, true, true};
constexpr AnswerForm kOld{true, false, false, false};
constexpr AnswerForm kHead{false, true, true, false};

// Three pieces, then the end.
class Pieces final : public BodySource {
  public:
    explicit Pieces(std::optional<std::uint64_t> size) : size_(size) {}

    [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }
    Result<void> read(std::string& out) override {
        if (count_ < 3) {
            ++count_;
            out.append(static_cast<std::size_t>(10 * count_), static_cast<char>('a' + count_));
        }
        return {};
    }

  private:
    std::optional<std::uint64_t> size_;
    int count_ = 0;
};

Reply streamed(std::optional<std::uint64_t> size = std::nullopt) {
    Reply reply = Reply::of(200, "", "text/plain");
    reply.body = std::make_unique<Pieces>(size);
    return reply;
}

std::string pull_all(AnswerStream& stream) {
    std::string out;
    while (!stream.done()) {
        EXPECT_TRUE(stream.pull(out));
    }
    return out;
}

TEST(Answer, OfAKnownSizeSaysItAndKeepsTheConnection) {
    for (AnswerForm form : {kPlain, kOld}) {
        form.keep_alive = true;
        Reply reply = streamed(60);
        const Answer answer = render(reply, form);
        EXPECT_THAT(answer.bytes, HasSubstr("\r\nContent-Length: 60\r\n"));
        EXPECT_THAT(answer.bytes, Not(HasSubstr("Transfer-Encoding")));
        EXPECT_TRUE(answer.keep_alive);
        EXPECT_EQ(pull_all(*answer.stream).size(), 60U);
    }
    Reply packed = streamed(60);
    const Answer answer = render(packed, kGzip);
    EXPECT_THAT(answer.bytes, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
    EXPECT_THAT(answer.bytes, Not(HasSubstr("Content-Length")));
}

TEST(Answer, ThatIsNotAsLongAsItSaidBreaksOff) {
    for (const std::uint64_t said : {0U, 35U, 61U}) {
        Reply reply = streamed(said);
        const Answer answer = render(reply, kPlain);
        std::string out;
        bool sound = true;
        while (sound && !answer.stream->done()) {
            sound = static_cast<bool>(answer.stream->pull(out));
        }
        EXPECT_FALSE(sound) << said;
        EXPECT_LE(out.size(), said);
    }
}

TEST(Answer, HasStatusLengthAndDate) {
    Reply reply = Reply::of(200, "hello", "text/plain");
    reply.headers.add("MS-Server-ActiveSync", "16.1");
    const Answer answer = render(reply, kPlain);
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.keep_alive);
    EXPECT_THAT(answer.bytes, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer.bytes, HasSubstr("\r\nContent-Type: text/plain\r\n"));
    EXPECT_THAT(answer.bytes, HasSubstr("\r\nMS-Server-ActiveSync: 16.1\r\n"));
    EXPECT_THAT(answer.bytes, HasSubstr("\r\nContent-Length: 5\r\n"));
    EXPECT_TRUE(std::regex_search(
        answer.bytes,
        std::regex(
            "\r\nDate: [A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n")));
    EXPECT_THAT(answer.bytes, EndsWith("\r\n\r\nhello"));
    EXPECT_THAT(answer.bytes, Not(HasSubstr("\r\nConnection:")));
}

TEST(Answer, SaysWhenTheConnectionEnds) {
    Reply reply = Reply::of(200);
    reply.close = true;
    const Answer answer = render(reply, kPlain);
    EXPECT_FALSE(answer.keep_alive);
    EXPECT_THAT(answer.bytes, HasSubstr("\r\nConnection: close\r\n"));
    Reply old = Reply::of(200);
    EXPECT_THAT(render(old, {true, false, true, false}).bytes,
                HasSubstr("\r\nConnection: keep-alive\r\n"));
}

TEST(Answer, AnEmptyBodyHasALengthButForStatusesThatHaveNone) {
    Reply empty = Reply::of(200);
    EXPECT_THAT(render(empty, kPlain).bytes, HasSubstr("\r\nContent-Length: 0\r\n"));
    for (const int status : {204, 304}) {
        Reply reply = Reply::of(status, "dropped");
        const std::string bytes = render(reply, kPlain).bytes;
        EXPECT_THAT(bytes, Not(HasSubstr("Content-Length"))) << status;
        EXPECT_THAT(bytes, EndsWith("\r\n\r\n")) << status;
    }
}

TEST(Answer, HeadGetsTheLengthWithoutTheBody) {
    Reply reply = Reply::of(200, "hello", "text/plain");
    const std::string bytes = render(reply, kHead).bytes;
    EXPECT_THAT(bytes, HasSubstr("\r\nContent-Length: 5\r\n"));
    EXPECT_THAT(bytes, EndsWith("\r\n\r\n"));
    Reply source = streamed();
    const Answer answer = render(source, kHead);
    EXPECT_EQ(answer.stream, nullptr);
    EXPECT_THAT(answer.bytes, EndsWith("\r\n\r\n"));
}

TEST(Answer, AValueCannotMakeASecondField) {
    Reply reply = Reply::of(302);
    reply.headers.add("Location", "/x\r\nSet-Cookie: a=b");
    EXPECT_THAT(render(reply, kPlain).bytes, Not(HasSubstr("\nSet-Cookie")));
}

TEST(Answer, ASourceIsSentInChunks) {
    Reply reply = streamed();
    Answer answer = render(reply, kPlain);
    ASSERT_NE(answer.stream, nullptr);
    EXPECT_THAT(answer.bytes, HasSubstr("\r\nTransfer-Encoding: chunked\r\n"));
    EXPECT_THAT(answer.bytes, Not(HasSubstr("Content-Length")));
    EXPECT_EQ(pull_all(*answer.stream), "a\r\n" + std::string(10, 'b') + "\r\n14\r\n" +
                                            std::string(20, 'c') + "\r\n1e\r\n" +
                                            std::string(30, 'd') + "\r\n0\r\n\r\n");
}

TEST(Answer, Http10GetsASourceUpToTheEndOfTheConnection) {
    Reply reply = streamed();
    Answer answer = render(reply, kOld);
    ASSERT_NE(answer.stream, nullptr);
    EXPECT_FALSE(answer.keep_alive);
    EXPECT_THAT(answer.bytes, Not(HasSubstr("chunked")));
    EXPECT_EQ(pull_all(*answer.stream),
              std::string(10, 'b') + std::string(20, 'c') + std::string(30, 'd'));
}

std::string unpacked(std::string_view bytes) {
    net::Budget budget{1U << 30U};
    net::SpoolPlace place{budget, budget, testing::TempDir()};
    net::Spool spool(place);
    EXPECT_TRUE(gunzip(bytes, 1U << 30U, spool));
    return std::string(*spool.bytes());
}

TEST(Answer, GzipWhereItPays) {
    const std::string text(10'000, 'x');
    Reply reply = Reply::of(200, text, "text/html; charset=utf-8");
    const std::string bytes = render(reply, kGzip).bytes;
    EXPECT_THAT(bytes, HasSubstr("\r\nContent-Encoding: gzip\r\n"));
    EXPECT_THAT(bytes, HasSubstr("\r\nVary: Accept-Encoding\r\n"));
    EXPECT_LT(bytes.size(), 1000U);
    EXPECT_EQ(unpacked(std::string_view(bytes).substr(bytes.find("\r\n\r\n") + 4)), text);
}

struct Kept {
    const char* why;
    const char* type;
    std::size_t size;
    const char* field;
    AnswerForm form;
};
constexpr Kept kKept[] = {
    {"not accepted", "text/html", 10'000, nullptr, kPlain},
    {"too small", "text/html", 100, nullptr, kGzip},
    {"compressed already", "image/jpeg", 10'000, nullptr, kGzip},
    {"a zip", "application/zip", 10'000, nullptr, kGzip},
    {"coded already", "text/html", 10'000, "Content-Encoding", kGzip},
    {"named by its bytes", "text/html", 10'000, "ETag", kGzip},
};

TEST(Answer, NoGzipElsewhere) {
    for (const auto& row : kKept) {
        Reply reply = Reply::of(200, std::string(row.size, 'x'), row.type);
        if (row.field != nullptr) {
            reply.headers.add(row.field, "\"x\"");
        }
        EXPECT_THAT(render(reply, row.form).bytes, EndsWith(std::string(row.size, 'x'))) << row.why;
    }
}

TEST(Answer, GzipThatDoesNotShrinkIsNotSent) {
    std::string noise;
    std::uint64_t state = 88172645463325252U;  // xorshift
    for (int i = 0; i < 20'000; ++i) {
        state ^= state << 13U;
        state ^= state >> 7U;
        state ^= state << 17U;
        noise.push_back(static_cast<char>(state));
    }
    Reply reply = Reply::of(200, noise, "application/vnd.ms-sync.wbxml");
    EXPECT_THAT(render(reply, kGzip).bytes, EndsWith(noise));
}

TEST(Answer, ASourceIsGzippedWhileItIsSent) {
    Reply reply = streamed();
    Answer answer = render(reply, {true, false, false, false});
    Reply again = streamed();
    Answer packed = render(again, kGzip);
    ASSERT_NE(packed.stream, nullptr);
    EXPECT_THAT(packed.bytes, HasSubstr("\r\nContent-Encoding: gzip\r\n"));
    std::string wire = pull_all(*packed.stream);
    std::string content;
    while (true) {
        const std::size_t end = wire.find("\r\n");
        const std::size_t size = std::stoul(wire.substr(0, end), nullptr, 16);
        if (size == 0) {
            break;
        }
        content += wire.substr(end + 2, size);
        wire.erase(0, end + 2 + size + 2);
    }
    EXPECT_EQ(unpacked(content), pull_all(*answer.stream));
}

}  // namespace
}  // namespace syncgate::http
