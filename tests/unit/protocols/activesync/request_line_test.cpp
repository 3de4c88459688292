#include "protocols/activesync/request_line.h"

#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/hex.h"
#include "protocols/activesync/commands/command.h"

namespace syncgate::activesync {
namespace {

Request post(std::string_view query, std::vector<Headers::Field> headers = {}) {
    Request request;
    request.method = "POST";
    request.query = query;
    for (auto& [name, value] : headers) {
        request.headers.add(std::move(name), std::move(value));
    }
    return request;
}

Request plain(std::string_view query) {
    return post(query, {{"MS-ASProtocolVersion", "14.1"}});
}

constexpr std::string_view kPlain = "Cmd=Sync&User=u1&DeviceId=abc&DeviceType=iPhone";

TEST(PlainQuery, SaysEverythingByName) {
    const auto line = parse_request_line(
        post("cmd=SmartReply&USER=DOMAIN%5Cu1&DeviceId=Nine4383AF346860&DeviceType=My+Phone"
             "&CollectionId=5&ItemId=5%3A7&LongId=l&Occurrence=o&AttachmentName=a%20b&SaveInSent=T",
             {{"ms-asprotocolversion", " 12.1 "},
              {"X-MS-PolicyKey", "3942919513"},
              {"MS-ASAcceptMultiPart", "T"}}));
    ASSERT_TRUE(line) << line.error().detail;
    EXPECT_EQ(line->command, "SmartReply");
    EXPECT_EQ(line->user, "DOMAIN\\u1");
    EXPECT_EQ(line->device_id, "Nine4383AF346860");
    EXPECT_EQ(line->device_type, "My Phone");
    EXPECT_EQ(line->version, Version::k12_1);
    EXPECT_EQ(line->policy_key, 3942919513U);
    EXPECT_EQ(line->collection_id, "5");
    EXPECT_EQ(line->item_id, "5:7");
    EXPECT_EQ(line->long_id, "l");
    EXPECT_EQ(line->occurrence, "o");
    EXPECT_EQ(line->attachment_name, "a b");
    EXPECT_TRUE(line->save_in_sent);
    EXPECT_TRUE(line->accept_multipart);
}

TEST(PlainQuery, LeavesAbsentWhatIsNotSaid) {
    const auto line = parse_request_line(plain(kPlain));
    ASSERT_TRUE(line);
    EXPECT_EQ(line->policy_key, std::nullopt);
    EXPECT_FALSE(line->save_in_sent);
    EXPECT_FALSE(line->accept_multipart);
}

TEST(PlainQuery, APolicyKeyThatIsNoNumberIsNone) {
    for (const auto* key : {"", "x", "-1", "4294967296", "1 2"}) {
        auto request = plain(kPlain);
        request.headers.add("X-MS-PolicyKey", key);
        const auto line = parse_request_line(request);
        ASSERT_TRUE(line);
        EXPECT_EQ(line->policy_key, std::nullopt) << key;
    }
}

// -- base64; the first three are published or were seen in the field

struct Sample {
    std::string_view query, command, device_id, device_type;
    Version version;
    std::optional<std::uint32_t> key;
    std::string_view user;
    bool multipart;
};

constexpr Sample kSamples[] = {
    {"jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25l", "Sync", "v140Device", "SmartPhone", Version::k14_0,
     std::nullopt, "", false},
    {"jQAJBBBOaW5lNDM4M0FGMzQ2ODYwBAAAAAAHQW5kcm9pZAcBAA==", "Sync", "Nine4383AF346860", "Android",
     Version::k14_1, 0U, "", false},
    {"oRMJBBAAESIzRFVmd4iZqrvM3e7/BFktBOsGaVBob25lBwECCAhmYWtlbmFtZQ==", "ItemOperations",
     "00112233445566778899AABBCCDDEEFF", "iPhone", Version::k16_1, 3942919513U, "fakename", true},
    // The same unpadded, URL-safe, and percent-encoded.
    {"oRMJBBAAESIzRFVmd4iZqrvM3e7_BFktBOsGaVBob25lBwECCAhmYWtlbmFtZQ", "ItemOperations",
     "00112233445566778899AABBCCDDEEFF", "iPhone", Version::k16_1, 3942919513U, "fakename", true},
    {"oRMJBBAAESIzRFVmd4iZqrvM3e7%2FBFktBOsGaVBob25lBwECCAhmYWtlbmFtZQ%3D%3D", "ItemOperations",
     "00112233445566778899AABBCCDDEEFF", "iPhone", Version::k16_1, 3942919513U, "fakename", true},
};

TEST(Base64Query, IsReadAsPublishedSamplesMeanIt) {
    for (const auto& sample : kSamples) {
        SCOPED_TRACE(sample.query);
        const auto line = parse_request_line(post(sample.query));
        ASSERT_TRUE(line) << line.error().detail;
        EXPECT_EQ(line->command, sample.command);
        EXPECT_EQ(line->device_id, sample.device_id);
        EXPECT_EQ(line->device_type, sample.device_type);
        EXPECT_EQ(line->version, sample.version);
        EXPECT_EQ(line->policy_key, sample.key);
        EXPECT_EQ(line->user, sample.user);
        EXPECT_EQ(line->accept_multipart, sample.multipart);
        EXPECT_FALSE(line->save_in_sent);
    }
}

std::string counted(std::string_view bytes) {
    return static_cast<char>(bytes.size()) + std::string(bytes);
}

// Version 12.1, SmartReply, no key.
std::string base64_query(std::string_view device_id, std::string_view parameters = {}) {
    return base64_encode(std::string("\x79\x03\x09\x04", 4) + counted(device_id) + counted("") +
                         counted("iPhone") + std::string(parameters));
}

TEST(Base64Query, CarriesParametersByTag) {
    const std::string parameters = "\x01" + counted("5") + "\x03" + counted("5:7") + "\x04" +
                                   counted("long") + "\x06" + counted("when") + '\0' +
                                   counted("file") + "\x07" + counted("\x01");
    const auto line = parse_request_line(post(base64_query("abc", parameters)));
    ASSERT_TRUE(line) << line.error().detail;
    EXPECT_EQ(line->version, Version::k12_1);
    EXPECT_EQ(line->command, "SmartReply");
    EXPECT_EQ(line->collection_id, "5");
    EXPECT_EQ(line->item_id, "5:7");
    EXPECT_EQ(line->long_id, "long");
    EXPECT_EQ(line->occurrence, "when");
    EXPECT_EQ(line->attachment_name, "file");
    EXPECT_TRUE(line->save_in_sent);
    EXPECT_FALSE(line->accept_multipart);
}

TEST(Base64Query, TakesTheHeadersThatItDoesNotSpeakOf) {
    auto request =
        post(base64_query("abc"), {{"X-MS-PolicyKey", "7"}, {"MS-ASAcceptMultiPart", "t"}});
    const auto line = parse_request_line(request);
    ASSERT_TRUE(line);
    EXPECT_EQ(line->policy_key, 7U);
    EXPECT_TRUE(line->accept_multipart);
}

TEST(Base64Query, ItsOwnPolicyKeyGoesBeforeTheHeader) {
    const auto line = parse_request_line(post(kSamples[2].query, {{"X-MS-PolicyKey", "7"}}));
    ASSERT_TRUE(line);
    EXPECT_EQ(line->policy_key, 3942919513U);
}

TEST(Base64Query, SixteenRawBytesAreHexWhateverTheyLookLike) {
    const std::string odd = "\x21\x22{abcdefghijklm";  // a GUID whose bytes happen to be printable
    ASSERT_EQ(odd.size(), 16U);
    const auto line = parse_request_line(post(base64_query(odd)));
    ASSERT_TRUE(line) << line.error().detail;
    EXPECT_EQ(line->device_id, "21227B6162636465666768696A6B6C6D");
}

// Whatever is cut off or broken, nothing is read beyond the end and nothing is made up.
TEST(Base64Query, EveryPrefixIsRefusedOrComplete) {
    const auto whole = base64_decode(kSamples[2].query);
    ASSERT_TRUE(whole);
    for (std::size_t length = 0; length < whole->size(); ++length) {
        const auto line = parse_request_line(post(base64_encode(whole->substr(0, length))));
        if (line) {  // the parameters at the end may be absent
            EXPECT_EQ(line->device_id, kSamples[2].device_id);
            EXPECT_EQ(line->device_type, "iPhone");
        }
    }
}

// -- what is no request line

TEST(RequestLine, RefusesWhatIsMalformed) {
    const Request bad[] = {
        plain(""),
        plain("="),
        plain("a"),
        plain("DeviceId=abc&DeviceType=iPhone"),
        post(kPlain),  // no version
        post("%%%"),
        post(base64_query("a-b")),
        post(base64_query("")),
        post(base64_encode(std::string("\x8d\x00\x09\x04\x03"
                                       "abc\x02zz\x03"
                                       "abc",
                                       14))),  // key of 2 bytes
    };
    for (const auto& request : bad) {
        const auto line = parse_request_line(request);
        ASSERT_FALSE(line) << request.query;
        EXPECT_EQ(line.error().code, ErrorCode::kMalformed) << request.query;
    }
}

struct FaultRow {
    std::string query;
    DeviceFault fault;
};

TEST(RequestLine, TellsWhatIsWrongWithTheDevice) {
    const FaultRow rows[] = {
        {"Cmd=Sync", DeviceFault::kId},
        {"Cmd=Sync&DeviceType=iPhone", DeviceFault::kId},
        {"Cmd=Sync&DeviceId=&DeviceType=iPhone", DeviceFault::kId},
        {"Cmd=Sync&DeviceId=a,b&DeviceType=iPhone", DeviceFault::kId},
        {"Cmd=Sync&DeviceId=..%2Fx&DeviceType=iPhone", DeviceFault::kId},
        {"Cmd=Sync&DeviceId=a%00&DeviceType=iPhone", DeviceFault::kId},
        {"Cmd=Sync&DeviceId=" + std::string(33, 'a') + "&DeviceType=iPhone", DeviceFault::kId},
        {"Cmd=Sync&DeviceType=" + std::string(300, 'x'), DeviceFault::kId},
        {"Cmd=Sync&DeviceId=abc", DeviceFault::kType},
        {"Cmd=Sync&DeviceId=abc&DeviceType=" + std::string(65, 'x'), DeviceFault::kType},
    };
    for (const auto& row : rows) {
        const auto line = parse_request_line(post(row.query, {{"MS-ASProtocolVersion", "14.0"}}));
        ASSERT_TRUE(line) << row.query;
        EXPECT_EQ(line->fault, row.fault) << row.query;
        EXPECT_EQ(line->device_id, "") << row.query;
        EXPECT_EQ(line->device_type, "") << row.query;
        const auto before = parse_request_line(post(row.query, {{"MS-ASProtocolVersion", "12.1"}}));
        ASSERT_FALSE(before) << row.query;
        EXPECT_EQ(before.error().code, ErrorCode::kMalformed) << row.query;
    }
}

TEST(RequestLine, AnUnknownCommandCodeNamesNoCommand) {
    const std::string query(
        "\x8d\xc8\x09\x04\x03"
        "abc\x00\x03"
        "abc",
        13);
    const auto line = parse_request_line(post(base64_encode(query)));
    ASSERT_TRUE(line);
    EXPECT_EQ(find_command(line->command), nullptr);
}

TEST(RequestLine, AVersionThatIsNotOfferedIsUnsupported) {
    for (const auto* version : {"1.0", "13.0", "x"}) {
        const auto line = parse_request_line(post(kPlain, {{"MS-ASProtocolVersion", version}}));
        ASSERT_FALSE(line);
        EXPECT_EQ(line.error().code, ErrorCode::kUnsupported);
    }
    const auto line =
        parse_request_line(post(base64_encode("\x63\x00\x09\x04\x03"
                                              "abc")));  // version 9.9
    ASSERT_FALSE(line);
    EXPECT_EQ(line.error().code, ErrorCode::kUnsupported);
}

TEST(RequestLine, OptionsMayComeWithoutAnything) {
    for (const auto query : {std::string_view(), std::string_view("Cmd=OPTIONS&User=u1"), kPlain,
                             std::string_view("DeviceId=a/b&x=y")}) {
        auto request = post(query);
        request.method = "OPTIONS";
        const auto line = parse_request_line(request);
        ASSERT_TRUE(line) << query;
        EXPECT_EQ(line->device_id, query == kPlain ? "abc" : "");
    }
}

}  // namespace
}  // namespace syncgate::activesync
