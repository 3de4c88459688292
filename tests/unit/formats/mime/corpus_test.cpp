// Laws that hold for every message of the corpus, and for hostile ones.
#include "tests/unit/formats/mime/corpus.h"

#include <atomic>
#include <chrono>
#include <set>
#include <string_view>
#include <thread>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/text.h"
#include "formats/mime/fields.h"
#include "formats/mime/gmime.h"
#include "formats/mime/message_index.h"
#include "formats/mime/parsed.h"

namespace syncgate::mime {
namespace {

std::string_view slice(std::string_view message, const Part& part) {
    return message.substr(part.content_begin, part.content_end - part.content_begin);
}

bool is_one_line(std::string_view text) {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) < ' '; });
}

void expect_sound_part(std::string_view message, const Part& part) {
    SCOPED_TRACE(part.number);
    EXPECT_LE(part.header_begin, part.header_end);
    EXPECT_LE(part.header_end, part.content_begin);
    EXPECT_LE(part.content_begin, part.content_end);
    ASSERT_LE(part.content_end, message.size());
    const std::string content = decode_content(part, slice(message, part));
    EXPECT_EQ(content.size(), part.decoded_size);
    EXPECT_EQ(content, decode_content(part, message)) << "the whole message serves as well";
    for (const auto* text : {&part.media_type, &part.charset, &part.name, &part.content_id}) {
        EXPECT_TRUE(is_utf8(*text) && is_one_line(*text)) << *text;
    }
    if (part.media_type.starts_with("text/")) {
        const std::string text = decode_text(part, slice(message, part));
        EXPECT_TRUE(is_utf8(text));
        EXPECT_EQ(text.find('\0'), std::string::npos);
    }
}

void expect_sound_text(const MessageIndex& result) {
    EXPECT_LE(result.text.size(), limits::kTextRendition);
    EXPECT_TRUE(is_utf8(result.text));
    std::size_t bare = 0;
    for (std::size_t i = 0; i < result.text.size(); ++i) {
        const char c = result.text[i];
        bare += c == '\n' && (i == 0 || result.text[i - 1] != '\r') ? 1U : 0U;
        bare += c == '\r' && (i + 1 == result.text.size() || result.text[i + 1] != '\n') ? 1U : 0U;
        bare +=
            static_cast<unsigned char>(c) < ' ' && c != '\r' && c != '\n' && c != '\t' ? 1U : 0U;
    }
    EXPECT_EQ(bare, 0U) << "line ends are CRLF, and there is no other control character";
    EXPECT_TRUE(is_utf8(result.preview) && is_one_line(result.preview));
}

void expect_sound_envelope(const Envelope& envelope) {
    for (const auto* text : {&envelope.subject, &envelope.message_id, &envelope.in_reply_to,
                             &envelope.thread_topic, &envelope.thread_index}) {
        EXPECT_TRUE(is_utf8(*text) && is_one_line(*text)) << *text;
    }
    for (const auto* list : {&envelope.from, &envelope.sender, &envelope.reply_to, &envelope.to,
                             &envelope.cc, &envelope.bcc}) {
        for (const auto& [name, address] : *list) {
            EXPECT_TRUE(is_utf8(name) && is_one_line(name)) << name;
            EXPECT_TRUE(is_utf8(address) && is_one_line(address)) << address;
        }
    }
    EXPECT_LE(envelope.references.size(), 50U);
}

void expect_numbers_differ(const Structure& structure) {
    std::set<std::string_view> numbers;
    for (const auto& part : structure.parts) {
        EXPECT_TRUE(numbers.insert(part.number).second) << part.number << " twice";
    }
}

void expect_laws(std::string_view message) {
    const MessageIndex result = index(message);
    const Structure& structure = result.structure;
    const auto count = static_cast<int>(structure.parts.size());
    EXPECT_GT(count, 0);
    EXPECT_LE(structure.parts.size(), limits::kMimeParts);
    EXPECT_LT(structure.plain, count);
    EXPECT_LT(structure.html, count);
    for (const auto& part : structure.parts) {
        expect_sound_part(message, part);
    }
    expect_numbers_differ(structure);
    expect_sound_text(result);
    expect_sound_envelope(result.envelope);

    const auto envelope = decode_envelope(encode(result.envelope));
    ASSERT_TRUE(envelope);
    EXPECT_TRUE(*envelope == result.envelope);
    const auto again = decode_structure(encode(structure));
    ASSERT_TRUE(again);
    EXPECT_TRUE(*again == structure);
}

TEST(MimeCorpus, EveryMessageKeepsTheLaws) {
    const auto files = files_in(shared_folder() / "corpora/dev/messages");
    if (files.empty()) {
        GTEST_SKIP() << "no corpus at " << shared_folder();
    }
    EXPECT_GE(files.size(), 500U);
    for (const auto& path : files) {
        SCOPED_TRACE(path.filename());
        expect_laws(read_file(path));
    }
}

TEST(MimeCorpus, ToCrlfChangesLineEndsOnlyAndOnce) {
    for (const auto& path : files_in(shared_folder() / "corpora/dev/messages")) {
        SCOPED_TRACE(path.filename());
        const std::string message = read_file(path);
        const std::string with_crlf = to_crlf(message);
        EXPECT_EQ(to_crlf(with_crlf), with_crlf);
        const auto bare = [](std::string text) {
            std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
            return text;
        };
        EXPECT_EQ(bare(with_crlf), bare(message.substr(mbox_line(message))));
    }
}

// GMime's own decoding of every leaf, in the order of the tree.
void collect_leaves(GMimeObject* object, std::vector<std::string>& out) {
    if (GMIME_IS_MULTIPART(object)) {
        auto* multipart = GMIME_MULTIPART(object);
        for (int i = 0; i < g_mime_multipart_get_count(multipart); ++i) {
            collect_leaves(g_mime_multipart_get_part(multipart, i), out);
        }
        return;
    }
    std::string decoded = "not decoded by GMime";
    if (GMIME_IS_PART(object)) {
        const Object<GMimeStream> stream(g_mime_stream_mem_new());
        decoded.clear();
        if (auto* content = g_mime_part_get_content(GMIME_PART(object)); content != nullptr) {
            g_mime_data_wrapper_write_to_stream(content, stream.get());
            auto* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
            decoded.assign(reinterpret_cast<const char*>(bytes->data), bytes->len);
        }
    }
    out.push_back(std::move(decoded));
}

// Of two encodings GMime takes the last, we the first, as most readers do.
bool names_two_encodings(std::string_view message, const Part& part) {
    const std::string header =
        lower_ascii(message.substr(part.header_begin, part.header_end - part.header_begin));
    constexpr std::string_view kName = "content-transfer-encoding:";
    return header.find(kName) != header.rfind(kName);
}

// The same bytes; but GMime loses up to two where base64 ends without its padding.
bool is_same_decoding(const Part& part, std::string_view ours, std::string_view gmimes) {
    return ours == gmimes || (part.encoding == Encoding::kBase64 && ours.starts_with(gmimes) &&
                              ours.size() - gmimes.size() <= 2);
}

TEST(MimeCorpus, EveryLeafDecodesAsGMimeDecodesIt) {
    const auto files = files_in(shared_folder() / "corpora/dev/messages");
    if (files.empty()) {
        GTEST_SKIP() << "no corpus at " << shared_folder();
    }
    std::size_t compared = 0;
    for (const auto& path : files) {
        SCOPED_TRACE(path.filename());
        const std::string message = read_file(path);
        const Structure structure = index(message).structure;
        const ParsedMessage parsed(message);
        ASSERT_NE(parsed.root(), nullptr);
        std::vector<std::string> leaves;
        collect_leaves(parsed.root(), leaves);
        if (leaves.size() != structure.parts.size()) {
            // A multipart without parts is a leaf here, and nothing there.
            EXPECT_LT(leaves.size(), structure.parts.size());
            continue;
        }
        for (std::size_t i = 0; i < leaves.size(); ++i) {
            const auto& part = structure.parts[i];
            if (leaves[i] == "not decoded by GMime" || names_two_encodings(message, part) ||
                (leaves[i].empty() && part.decoded_size > 0)) {
                continue;  // an embedded message; a part that GMime gave up
            }
            const std::string decoded = decode_content(part, slice(message, part));
            EXPECT_TRUE(is_same_decoding(part, decoded, leaves[i])) << part.number;
            ++compared;
        }
    }
    EXPECT_GT(compared, 1200U);
}

// The embedded messages' ranges: what stands in them is a message, and ends where it ends.
TEST(MimeCorpus, AnEmbeddedMessageIsItsOwnMessage) {
    std::size_t seen = 0;
    for (const auto& path : files_in(shared_folder() / "corpora/dev/messages")) {
        SCOPED_TRACE(path.filename());
        const std::string message = read_file(path);
        for (const auto& part : index(message).structure.parts) {
            if (part.media_type == "message/rfc822" && part.decoded_size > 0) {
                expect_laws(decode_content(part, slice(message, part)));
                ++seen;
            }
        }
    }
    if (seen == 0) {
        GTEST_SKIP() << "no corpus at " << shared_folder();
    }
    EXPECT_GT(seen, 50U);
}

TEST(MimeCorpus, SeveralThreadsIndexAtOnce) {
    std::vector<std::string> messages;
    for (const auto& path : files_in(shared_folder() / "corpora/dev/messages")) {
        if (messages.size() < 100) {
            messages.push_back(read_file(path));
        }
    }
    messages.push_back("Subject: =?iso-2022-jp?B?GyRCRnxLXBsoQg==?=\r\n\r\nbody\r\n");
    std::vector<Envelope> alone;
    for (const auto& message : messages) {
        alone.push_back(index(message).envelope);
    }
    std::atomic<int> differences = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (std::size_t n = 0; n < messages.size(); ++n) {
                    differences += index(messages[n]).envelope == alone[n] ? 0 : 1;
                }
            });
        }
    }
    EXPECT_EQ(differences, 0);
}

double seconds_for(std::string_view message) {
    const auto begin = std::chrono::steady_clock::now();
    expect_laws(message);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

TEST(MimeHostile, PublicSamplesKeepTheLawsInBoundedTime) {
    for (const auto& path :
         files_in(shared_folder() / "corpora/hostile/public/mail-parser-malformed")) {
        SCOPED_TRACE(path.filename());
        EXPECT_LT(seconds_for(read_file(path)), 10.0);
    }
}

TEST(MimeHostile, MadeSamplesKeepTheLawsInBoundedTime) {
    const auto maker = shared_folder() / "corpora/hostile/gen.py";
    if (!std::filesystem::exists(maker)) {
        GTEST_SKIP() << "no maker at " << maker;
    }
    const auto folder = std::filesystem::path(::testing::TempDir()) / "syncgate-hostile-mime";
    std::filesystem::remove_all(folder);
    const std::string command =
        "python3 '" + maker.string() + "' '" + folder.string() + "' >/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
    const auto files = files_in(folder / "mime");
    EXPECT_GT(files.size(), 30U);
    for (const auto& path : files) {
        SCOPED_TRACE(path.filename());
        EXPECT_LT(seconds_for(read_file(path)), 20.0);  // under sanitizers, on a shared machine
    }
    std::filesystem::remove_all(folder);
}

TEST(MimeHostile, DeepNestingEndsAtTheLimit) {
    constexpr int kLevels = 3000;
    std::string message;
    for (int i = 0; i < kLevels; ++i) {
        const std::string boundary = "b" + std::to_string(i);
        message += "Content-Type: multipart/mixed; boundary=" + boundary + "\r\n\r\n--" + boundary +
                   "\r\n";
    }
    message += "Content-Type: text/plain\r\n\r\ndeep\r\n";
    EXPECT_LT(seconds_for(message), 20.0);
    const Structure structure = index(message).structure;
    ASSERT_EQ(structure.parts.size(), 1U);
    EXPECT_EQ(structure.parts.front().media_type, "multipart/mixed");
    EXPECT_EQ(split(structure.parts.front().number, '.').size(), limits::kMimeDepth);
    EXPECT_EQ(structure.parts.front().content_end, message.size());
}

TEST(MimeHostile, PartsBeyondTheLimitAreNotListed) {
    std::string message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    for (std::size_t i = 0; i < limits::kMimeParts + 100; ++i) {
        message += "--b\r\n\r\nx\r\n";
    }
    message += "--b--\r\n";
    EXPECT_LT(seconds_for(message), 20.0);
    EXPECT_EQ(index(message).structure.parts.size(), limits::kMimeParts);
}

std::string repeated(std::string_view piece, std::size_t bytes) {
    std::string out;
    while (out.size() < bytes) {
        out += piece;
    }
    return out;
}

TEST(MimeHostile, LongHeadersTakeLinearTime) {
    constexpr std::string_view kFields[] = {"Subject", "To", "References", "Date", "Content-Type"};
    constexpr std::string_view kPieces[] = {
        "=?", "=?utf-8?q?a?= ", "=?utf-8?b?", "<", "(", "\"", ",", ":", "\\", ">", "a@b, "};
    for (const auto field : kFields) {
        for (const auto piece : kPieces) {
            SCOPED_TRACE(std::string(field) + ": " + std::string(piece));
            const std::string message =
                std::string(field) + ": " + repeated(piece, 256U << 10U) + "\r\n\r\nbody\r\n";
            EXPECT_LT(seconds_for(message), 20.0);
        }
    }
}

}  // namespace
}  // namespace syncgate::mime
