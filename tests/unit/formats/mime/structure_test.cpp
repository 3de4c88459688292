#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "formats/mime/message_index.h"
#include "tests/unit/formats/mime/tree.h"

namespace syncgate::mime {
namespace {

const std::string kNotes =
    leaf("Content-Type: text/plain\r\nContent-Disposition: attachment; filename=n.txt", "notes");
const std::string kInlineFile =
    leaf("Content-Type: text/plain\r\nContent-Disposition: inline; filename=n.txt", "inline file");
const std::string kInvitation = leaf("Content-Type: text/calendar; method=REQUEST", "BEGIN:X");
const std::string kInner = leaf(
    "Content-Type: message/rfc822",
    "Subject: Inner / one\r\nContent-Type: multipart/mixed; boundary=inner\r\n\r\n--inner\r\n\r\nx"
    "\r\n--inner--\r\n");

// Every part as "number type", and what is chosen of them.
struct Row {
    std::string what;
    std::string message;
    std::string parts;
    int plain;
    int html;
    std::string attachments;  // their numbers
    std::string text;
};

std::vector<Row> rows() {
    return {
        {"plain", kPlain, "1 text/plain", 0, -1, "", "plain"},
        {"no type", leaf("Subject: x", "body"), "1 text/plain", 0, -1, "", "body"},
        {"html only", kHtml, "1 text/html", -1, 0, "", "html"},
        {"alternative", multipart("alternative", {kPlain, kHtml}), "1 text/plain, 2 text/html", 0,
         1, "", "plain"},
        {"html first", multipart("alternative", {kHtml, kPlain}), "1 text/html, 2 text/plain", 1, 0,
         "", "plain"},
        {"mixed", multipart("mixed", {kPlain, kPdf}), "1 text/plain, 2 application/pdf", 0, -1, "2",
         "plain"},
        {"outlook", multipart("mixed", {multipart("alternative", {kPlain, kHtml}), kPdf}),
         "1.1 text/plain, 1.2 text/html, 2 application/pdf", 0, 1, "2", "plain"},
        {"pictures", multipart("alternative", {kPlain, multipart("related", {kHtml, kImage})}),
         "1 text/plain, 2.1 text/html, 2.2 image/png", 0, 1, "2.2", "plain"},
        {"related root", multipart("related", {kImage, kHtml}, "; start=\"<r@x>\""),
         "1 image/png, 2 text/html", -1, 1, "1", "html"},
        {"related start",
         multipart("related",
                   {kPlain, leaf("Content-Type: text/html\r\nContent-ID: <r@x>", "root")},
                   "; start=\"<r@x>\""),
         "1 text/plain, 2 text/html", -1, 1, "1", "root"},
        {"apple", multipart("mixed", {kPlain, kImage, leaf("Content-Type: text/plain", "more")}),
         "1 text/plain, 2 image/png, 3 text/plain", 0, -1, "2", "plain\r\nmore"},
        {"apple with html", multipart("mixed", {kHtml, kPdf, kHtml}),
         "1 text/html, 2 application/pdf, 3 text/html", -1, 0, "2", "html\r\nhtml"},
        {"apple with both forms",
         multipart("alternative", {kPlain, multipart("mixed", {kHtml, kPdf, kHtml})}),
         "1 text/plain, 2.1 text/html, 2.2 application/pdf, 2.3 text/html", 0, 1, "2.2", "plain"},
        {"attached text", multipart("mixed", {kPlain, kNotes}), "1 text/plain, 2 text/plain", 0, -1,
         "2", "plain"},
        {"attached text first", multipart("mixed", {kNotes, kPlain}), "1 text/plain, 2 text/plain",
         1, -1, "1", "plain"},
        {"only attached text", multipart("mixed", {kNotes}), "1 text/plain", -1, -1, "1", ""},
        {"inline file", multipart("mixed", {kPlain, kInlineFile}), "1 text/plain, 2 text/plain", 0,
         -1, "2", "plain"},
        {"inline file first", multipart("mixed", {kInlineFile, kPlain}),
         "1 text/plain, 2 text/plain", 1, -1, "1", "plain"},
        {"only an inline file", multipart("mixed", {kInlineFile, kPdf}),
         "1 text/plain, 2 application/pdf", 0, -1, "2", "inline file"},
        {"named body", leaf("Content-Type: text/plain; name=body.txt", "b"), "1 text/plain", 0, -1,
         "", "b"},
        {"named html in an alternative",
         multipart("alternative", {kPlain, leaf("Content-Type: text/html; name=m.html", "h")}),
         "1 text/plain, 2 text/html", 0, 1, "", "plain"},
        {"invitation", multipart("alternative", {kPlain, kHtml, kInvitation}),
         "1 text/plain, 2 text/html, 3 text/calendar", 0, 1, "", "plain"},
        {"attached invitation", multipart("mixed", {kPlain, kInvitation}),
         "1 text/plain, 2 text/calendar", 0, -1, "2", "plain"},
        {"empty plain form",
         multipart("alternative", {leaf("Content-Type: text/plain", " \r\n"), kHtml}),
         "1 text/plain, 2 text/html", 0, 1, "", "html"},
        {"signed",
         multipart("signed",
                   {multipart("alternative", {kPlain, kHtml}),
                    leaf("Content-Type: application/pkcs7-signature; name=smime.p7s", "s")}),
         "1.1 text/plain, 1.2 text/html, 2 application/pkcs7-signature", 0, 1, "2", "plain"},
        {"encrypted",
         multipart("encrypted", {leaf("Content-Type: application/pgp-encrypted", "Version: 1"),
                                 leaf("Content-Type: application/octet-stream", "PGP")}),
         "1 application/pgp-encrypted, 2 application/octet-stream", -1, -1, "1 2", ""},
        {"enveloped", leaf("Content-Type: application/pkcs7-mime; smime-type=enveloped-data", "x"),
         "1 application/pkcs7-mime", -1, -1, "1", ""},
        {"forwarded", multipart("mixed", {kPlain, kInner, kPdf}),
         "1 text/plain, 2 message/rfc822, 3 application/pdf", 0, -1, "2 3", "plain"},
        {"bounce",
         multipart("report", {kPlain, leaf("Content-Type: message/delivery-status", "Status: 5")}),
         "1 text/plain, 2 message/delivery-status", 0, -1, "2", "plain"},
        {"digest", multipart("digest", {leaf("", "Subject: d\r\n\r\nx")}), "1 message/rfc822", -1,
         -1, "1", ""},
        {"only a message", kInner, "1 message/rfc822", -1, -1, "1", ""},
        {"no boundary", leaf("Content-Type: multipart/mixed", "shown"), "1 text/plain", 0, -1, "",
         "shown"},
        {"no parser takes it", "just text\r\nmore", "1 text/plain", 0, -1, "", "just text\r\nmore"},
        {"nothing", "", "1 text/plain", 0, -1, "", ""},
    };
}

TEST(MimeStructure, BodiesAndAttachmentsAreChosenAsAReaderWould) {
    for (const auto& row : rows()) {
        SCOPED_TRACE(row.what);
        const MessageIndex result = index(row.message);
        EXPECT_EQ(listed(result.structure), row.parts);
        EXPECT_EQ(result.structure.plain, row.plain);
        EXPECT_EQ(result.structure.html, row.html);
        EXPECT_EQ(attached(result.structure), row.attachments);
        EXPECT_EQ(result.text, row.text);
    }
}

std::string_view slice(std::string_view message, std::uint64_t begin, std::uint64_t end) {
    return message.substr(begin, end - begin);
}

TEST(MimeStructure, RangesPointAtHeadersAndContent) {
    const std::string message =
        "Subject: x\r\n" + multipart("mixed", {kPlain, kInner, leaf("", "bare"), kPdf});
    const auto parts = index(message).structure.parts;
    ASSERT_EQ(parts.size(), 4U);
    EXPECT_EQ(slice(message, parts[0].header_begin, parts[0].header_end),
              "Content-Type: text/plain\r\n\r\n");
    EXPECT_EQ(slice(message, parts[0].content_begin, parts[0].content_end), "plain");
    EXPECT_EQ(slice(message, parts[1].header_begin, parts[1].header_end),
              "Content-Type: message/rfc822\r\n\r\n");
    EXPECT_EQ(slice(message, parts[1].content_begin, parts[1].content_end),
              kInner.substr(kInner.find("Subject")));
    EXPECT_EQ(slice(message, parts[2].header_begin, parts[2].header_end), "\r\n");
    EXPECT_EQ(slice(message, parts[2].content_begin, parts[2].content_end), "bare");
    EXPECT_EQ(slice(message, parts[3].content_begin, parts[3].content_end), "pdf");
}

TEST(MimeStructure, ASinglePartsHeaderIsTheMessages) {
    const std::string message = "Subject: x\r\nTo: y@example.org\r\n\r\nbody\r\n";
    const auto parts = index(message).structure.parts;
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(slice(message, parts[0].header_begin, parts[0].header_end),
              "Subject: x\r\nTo: y@example.org\r\n\r\n");
    EXPECT_EQ(slice(message, parts[0].content_begin, parts[0].content_end), "body\r\n");
}

TEST(MimeStructure, AnIndentedFirstLineIsNoHindrance) {
    const std::string message = "   \r\n  Subject: x\r\nFrom: a@example.org\r\n\r\nbody";
    const MessageIndex result = index(message);
    EXPECT_EQ(result.envelope.subject, "x");
    ASSERT_EQ(result.structure.parts.size(), 1U);
    const auto& part = result.structure.parts.front();
    EXPECT_EQ(slice(message, part.content_begin, part.content_end), "body");
}

TEST(MimeStructure, AnMboxLineBeforeNoHeaderIsBody) {
    const std::string message = "From me Tue Nov 24\r\nno field\r\nSubject: x\r\n\r\nbody";
    const auto part = index(message).structure.parts.at(0);
    EXPECT_EQ(slice(message, part.header_begin, part.header_end), "");
    EXPECT_EQ(slice(message, part.content_begin, part.content_end), message);
}

struct Name {
    std::string_view header;
    std::string_view name;
};

constexpr Name kNames[] = {
    {"Content-Type: image/png; name=a.png", "a.png"},
    {"Content-Type: image/png; name=\"a b.png\"", "a b.png"},
    {"Content-Type: image/png\r\nContent-Disposition: attachment; filename=b.png", "b.png"},
    {"Content-Type: image/png; name=a.png\r\nContent-Disposition: inline; filename=b.png", "b.png"},
    {"Content-Type: image/png; name*=utf-8''gr%C3%BC%C3%9Fe.png", "grüße.png"},
    {"Content-Type: image/png; name*0*=utf-8''gr%C3%BC; name*1=x; name*2*=%C3%9F.png", "grüxß.png"},
    {"Content-Type: image/png; name*0=a; name*1=\"b.png\"", "ab.png"},
    {"Content-Type: image/png; name=\"=?utf-8?Q?gr=C3=BC=C3=9Fe.png?=\"", "grüße.png"},
    {"Content-Type: image/png; name==?utf-8?B?Z3LDvMOfZS5wbmc=?=", "grüße.png"},
    {"Content-Type: image/png; name=\"=?utf-8?Q?gr=C3=BC?=\r\n =?utf-8?Q?=C3=9Fe.png?=\"",
     "grüße.png"},
    {"Content-Type: image/png; name=\"gr\xc3\xbc.png\"", "grü.png"},
    {"Content-Type: image/png; name=\"gr\xfc.png\"", "grü.png"},
    {"Content-Type: image/png; name=\"../../etc/passwd\"", ".._.._etc_passwd"},
    {"Content-Type: image/png; name=\"C:\\\\Users\\\\me\\\\a.png\"", "a.png"},
    {"Content-Type: image/png; name=\"C:\\Users\\me\\a.png\"", "a.png"},  // not escaped
    {"Content-Type: image/png; name=\"a\\\"b.png\"", "a\"b.png"},
    {"Content-Type: image/png; name=a b (1).png; x=y", "a b (1).png"},
    {"Content-Type: image/png; name=\"a;b=c.png\"", "a;b=c.png"},
    {"Content-Type: image/png; name=\"never ended.png", "never ended.png"},
    // A character split over two words, sections in any order, a form that names its charset.
    {"Content-Type: image/png; name=\"=?utf-8?B?ww==?= =?utf-8?B?vA==?=.png\"", "ü.png"},
    {"Content-Type: image/png; name=\"=?utf-8?Q?=C3?==?utf-8?Q?=BC.png?=\"", "ü.png"},
    {"Content-Type: image/png; name*1*=%BC; name*2=\".png\"; name*0*=utf-8''gr%C3", "grü.png"},
    {"Content-Type: image/png; name*0=\"=?utf-8?Q?gr=C3\"; name*1=\"=BC?=.png\"", "grü.png"},
    {"Content-Type: image/png; name=plain.png; name*=utf-8''gr%C3%BC.png", "grü.png"},
    {"Content-Type: image/png; name=one.png; name=two.png", "one.png"},
    {"Content-Type: image/png; name*=iso-8859-1'de'gr%FC.png", "grü.png"},
    {"Content-Type: image/png; name*=''gr%FC.png", "grü.png"},
    {"Content-Type: image/png; name*=\"utf-8''gr%C3%BC.png\"", "grü.png"},
    {"Content-Type: image/png; name=\"utf-8''gr%C3%BC.png\"", "grü.png"},  // no asterisk
    {"Content-Type: image/png; name=\"100%25'a'b.png\"", "100%25'a'b.png"},
    {"Content-Type: image/png; charset=gb2312; name=\"\xc4\xe3.png\"", "你.png"},
    {"Content-Type: image/png; name=\"\x1b$BF|K\\\x1b(B.png\"", "日本.png"},
    {"Content-Type: png; name=a.png", "a.png"},
    {"Content-Type: message/rfc822", "inner.eml"},
    {"Content-Type: message/rfc822; name=x.eml", "x.eml"},
    {"Content-Type: image/png", ""},
};

TEST(MimeStructure, FileNamesAreReadHoweverTheyAreWritten) {
    for (const auto& row : kNames) {
        const std::string message = leaf(row.header, "Subject: inner\r\n\r\nx");
        EXPECT_EQ(index(message).structure.parts.at(0).name, row.name) << row.header;
    }
}

TEST(MimeStructure, AnEncodedEmbeddedMessageIsNamedByItsSubjectToo) {
    const std::string message =
        leaf("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64",
             "U3ViamVjdDogSGkNCg0KeA0K");
    const auto part = index(message).structure.parts.at(0);
    EXPECT_EQ(part.media_type, "message/rfc822");
    EXPECT_EQ(part.name, "Hi.eml");
    EXPECT_EQ(part.decoded_size, 18U);
}

TEST(MimeStructure, ParametersAndIdsAreKept) {
    const auto part =
        index(leaf("Content-Type: Text/Plain; charset=\"ISO-8859-1\"; format=Flowed; DelSp=Yes\r\n"
                   "Content-Transfer-Encoding: Quoted-Printable\r\n"
                   "Content-ID: <a@b>\r\nContent-Location: http://example.org/x\r\n"
                   "Content-Disposition: inline",
                   "gr=FC \r\n=\r\nx"))
            .structure.parts.at(0);
    EXPECT_EQ(part.media_type, "text/plain");
    EXPECT_EQ(part.charset, "iso-8859-1");
    EXPECT_TRUE(part.format_flowed && part.del_sp && part.inline_part && !part.attachment);
    EXPECT_EQ(part.encoding, Encoding::kQuotedPrintable);
    EXPECT_EQ(part.content_id, "a@b");
    EXPECT_EQ(part.content_location, "http://example.org/x");
}

TEST(MimeStructure, TheKindOfTheWholeIsKnown) {
    EXPECT_EQ(index(multipart("signed", {kPlain})).structure.top_type, "multipart/signed");
    const auto structure =
        index(leaf("Content-Type: application/PKCS7-mime; smime-type=Signed-Data", "x")).structure;
    EXPECT_EQ(structure.top_type, "application/pkcs7-mime");
    EXPECT_EQ(structure.smime_type, "signed-data");
}

struct Coded {
    Encoding encoding;
    std::string_view content;
    std::string_view decoded;
};

constexpr Coded kCoded[] = {
    {Encoding::kIdentity, "a=3D\r\n", "a=3D\r\n"},
    {Encoding::kBase64, "aGVs\r\nbG8=\r\n", "hello"},
    {Encoding::kBase64, "aGVsbG8", "hello"},     // no padding
    {Encoding::kBase64, "aG*Vs!bG8=", "hello"},  // noise
    {Encoding::kBase64, "aGVsbG8=\r\n\r\n-- \r\nA list's footer", "hello"},
    {Encoding::kBase64, "=aGVs=bG8=", "hello"},  // padding where nothing ends
    {Encoding::kBase64, "", ""},
    {Encoding::kQuotedPrintable, "gr=C3=BC=\r\n=C3=9F\r\n", "grüß\r\n"},
    {Encoding::kQuotedPrintable, "a=ZZ", "a=ZZ"},
    {Encoding::kUuencode, "begin 644 x\r\n#0V%T\r\n`\r\nend\r\n", "Cat"},
    {Encoding::kUuencode, "no begin line", ""},
};

TEST(MimeContent, AMessageInADigestIsThereThoughItsPartHasNoHeader) {
    const std::string message =
        "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\ntext\r\n--o\r\n"
        "Content-Type: multipart/digest; boundary=b\r\n\r\npreamble\r\n"
        "--b\r\n\r\nSubject: one\r\n\r\nbody one\r\n--b\r\n\r\nSubject: two\r\n\r\nbody two\r\n"
        "--b--\r\n--o--\r\n";
    const auto parts = index(message).structure.parts;
    ASSERT_EQ(parts.size(), 3U);
    EXPECT_EQ(decode_content(parts[1], message), "Subject: one\r\n\r\nbody one");
    EXPECT_EQ(parts[1].name, "one.eml");
    EXPECT_EQ(decode_content(parts[2], message), "Subject: two\r\n\r\nbody two");
}

TEST(MimeContent, TransferEncodingsAreUndone) {
    for (const auto& row : kCoded) {
        Part part;
        part.encoding = row.encoding;
        part.content_end = row.content.size();
        EXPECT_EQ(decode_content(part, row.content), row.decoded) << row.content;
    }
}

TEST(MimeContent, TextIsDecodedFromItsCharset) {
    const auto decoded = [](std::string_view charset, std::string_view content) {
        Part part;
        part.media_type = "text/html";
        part.charset = std::string(charset);
        part.content_end = content.size();
        return decode_text(part, content);
    };
    EXPECT_EQ(decoded("", "<meta charset=koi8-r>\xf0"), "<meta charset=koi8-r>П");
    EXPECT_EQ(decoded("", "\xfc"), "ü");
    EXPECT_EQ(decoded("koi8-r", "\xf0"), "П");
}

TEST(MimeContent, TheWholeMessageServesAsWellAsTheContent) {
    const std::string message = "Content-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n";
    const auto part = index(message).structure.parts.at(0);
    EXPECT_EQ(decode_content(part, message), "hello");
    EXPECT_EQ(decode_content(part, "aGVsbG8=\r\n"), "hello");
    EXPECT_EQ(decode_content(part, "aGVs"), "hel");  // what was read of it so far
}

}  // namespace
}  // namespace syncgate::mime
