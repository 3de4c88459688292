#include "protocols/autodiscover/pox.h"

#include <gtest/gtest.h>

#include "formats/xml/element.h"

namespace syncgate::autodiscover {
namespace {

const std::string kBase = "http://schemas.microsoft.com/exchange/autodiscover/";
const std::string kMobileSync = kBase + "mobilesync/requestschema/2006";
const std::string kWanted = "<AcceptableResponseSchema>" + kBase +
                            "mobilesync/responseschema/2006</AcceptableResponseSchema>";
const std::string kWantedOfOutlook = "<AcceptableResponseSchema>" + kBase +
                                     "outlook/responseschema/2006a</AcceptableResponseSchema>";
const std::string kAddress = "<EMailAddress>u1@example.org</EMailAddress>";

std::string request(const std::string& inside, const std::string& schema = kMobileSync) {
    return "<?xml version=\"1.0\"?><Autodiscover xmlns=\"" + schema + "\">" + inside +
           "</Autodiscover>";
}

std::string in_request(const std::string& parts) {
    return request("<Request>" + parts + "</Request>");
}

TEST(Pox, ReadsTheAddressHoweverTheRequestIsWritten) {
    const std::string outlook = kBase + "outlook/requestschema/2006";
    for (const auto& body :
         {in_request(kAddress + kWanted), in_request(kWanted + "\n" + kAddress),
          request("<Request>" + kAddress + kWanted + "</Request>", outlook),
          in_request("<EMailAddress> u1@example.org\n</EMailAddress>" + kWanted),
          "<a:Autodiscover xmlns:a=\"" + kMobileSync + "\"><a:Request><a:EMailAddress>" +
              "u1@example.org</a:EMailAddress><a:AcceptableResponseSchema> " + kBase +
              "mobilesync/responseschema/2006 </a:AcceptableResponseSchema></a:Request>"
              "</a:Autodiscover>"}) {
        const auto asked = parse_pox(body);
        ASSERT_TRUE(std::holds_alternative<Asked>(asked)) << body;
        EXPECT_EQ(std::get<Asked>(asked).address, "u1@example.org");
        EXPECT_EQ(std::get<Asked>(asked).schema, Schema::kMobileSync);
    }
}

TEST(Pox, ReadsWhatOutlookAsksInItsOwnSchema) {
    const auto asked = parse_pox(in_request(kAddress + kWantedOfOutlook));
    ASSERT_TRUE(std::holds_alternative<Asked>(asked));
    EXPECT_EQ(std::get<Asked>(asked).schema, Schema::kOutlook);
    EXPECT_EQ(std::get<Asked>(asked).address, "u1@example.org");
    const auto named = parse_pox(in_request("<LegacyDN>/o=x</LegacyDN>" + kWantedOfOutlook));
    ASSERT_TRUE(std::holds_alternative<Asked>(named));
    EXPECT_EQ(std::get<Asked>(named).address, "");
}

struct Refused {
    std::string body;
    FrameError error;
};

TEST(Pox, RefusesByTheFramesErrors) {
    const std::string whole = "<Request>" + kAddress + kWanted + "</Request>";
    const Refused refused[] = {
        {"", FrameError::kInvalidRequest},
        {"no xml", FrameError::kInvalidRequest},
        {request(whole + whole), FrameError::kInvalidRequest},
        {request(""), FrameError::kInvalidRequest},
        {request(whole, kBase + "nonsense/requestschema/2006"), FrameError::kInvalidRequest},
        {request(whole, "urn:x"), FrameError::kInvalidRequest},
        {in_request(kAddress), FrameError::kInvalidRequest},
        {in_request(kWanted), FrameError::kInvalidRequest},
        {in_request("<EMailAddress> </EMailAddress>" + kWanted), FrameError::kInvalidRequest},
        {"<!DOCTYPE x>" + request(whole).substr(21), FrameError::kInvalidRequest},
        {in_request(kAddress + "<AcceptableResponseSchema>urn:x</AcceptableResponseSchema>"),
         FrameError::kNoProvider},
        {in_request(kWantedOfOutlook), FrameError::kInvalidRequest},
        {in_request("<LegacyDN>/o=x</LegacyDN>" + kWanted), FrameError::kInvalidRequest},
    };
    for (const auto& [body, error] : refused) {
        const auto asked = parse_pox(body);
        ASSERT_TRUE(std::holds_alternative<FrameError>(asked)) << body;
        EXPECT_EQ(std::get<FrameError>(asked), error) << body;
    }
}

// The element at a path of names; fails when one is not there.
xml::Element at(const std::string& document, std::initializer_list<std::string_view> path) {
    auto root = xml::parse(document);
    EXPECT_TRUE(root) << document;
    xml::Element element = root ? *root : xml::Element{};
    for (const auto name : path) {
        const auto* child = element.child(name);
        EXPECT_NE(child, nullptr) << name << " in " << document;
        element = child == nullptr ? xml::Element{} : xml::Element(*child);
    }
    return element;
}

TEST(Pox, AnAnswerNamesTheUserAndTheServer) {
    const std::string document = render(MobileSync{"u1@example.org", "A & B <c>", "https://h/e"});
    EXPECT_EQ(at(document, {}).ns, kBase + "responseschema/2006");
    EXPECT_EQ(at(document, {"Response"}).ns, kBase + "mobilesync/responseschema/2006");
    EXPECT_EQ(at(document, {"Response", "User", "DisplayName"}).text, "A & B <c>");
    EXPECT_EQ(at(document, {"Response", "User", "EMailAddress"}).text, "u1@example.org");
    const auto server = at(document, {"Response", "Action", "Settings", "Server"});
    EXPECT_EQ(server.child("Type")->text, "MobileSync");
    EXPECT_EQ(server.child("Url")->text, "https://h/e");
    EXPECT_EQ(server.child("Name")->text, "https://h/e");
}

TEST(Pox, AnAnswerInOutlooksSchemaNamesEachServerOfMail) {
    const MailServers servers{"imap.example.org:993", "", "[2001:db8::1]:587"};
    const std::string document = render(OutlookSettings{"u1@example.org", "A & B", servers});
    EXPECT_EQ(at(document, {"Response"}).ns, kBase + "outlook/responseschema/2006a");
    const auto account = at(document, {"Response", "Account"});
    EXPECT_EQ(account.child("AccountType")->text, "email");
    EXPECT_EQ(account.child("Action")->text, "settings");
    ASSERT_EQ(account.count("Protocol"), 2U);
    const auto said = [&](const xml::Element& protocol, std::string_view name) {
        const auto* child = protocol.child(name);
        return child == nullptr ? "-" : std::string(child->text);
    };
    const auto& imap = *account.child("Protocol");
    EXPECT_EQ(said(imap, "Type"), "IMAP");
    EXPECT_EQ(said(imap, "Server"), "imap.example.org");
    EXPECT_EQ(said(imap, "Port"), "993");
    EXPECT_EQ(said(imap, "LoginName"), "u1@example.org");
    EXPECT_EQ(said(imap, "SSL"), "on");
    EXPECT_EQ(said(imap, "Encryption"), "SSL");
    EXPECT_EQ(said(imap, "SPA"), "off");
    EXPECT_EQ(said(imap, "UsePOPAuth"), "-");
    const auto& smtp = account.children.back();
    EXPECT_EQ(said(smtp, "Type"), "SMTP");
    EXPECT_EQ(said(smtp, "Server"), "[2001:db8::1]");
    EXPECT_EQ(said(smtp, "SSL"), "off");
    EXPECT_EQ(said(smtp, "Encryption"), "TLS");
    EXPECT_EQ(said(smtp, "UsePOPAuth"), "on");
}

TEST(Pox, AnUnknownAddressIsAnErrorOfItsSchema) {
    const std::string document = render_unknown("<nobody>");
    EXPECT_EQ(at(document, {"Response", "User", "EMailAddress"}).text, "<nobody>");
    EXPECT_EQ(at(document, {"Response", "Action", "Error", "Status"}).text, "2");
}

TEST(Pox, AFramesErrorHasItsCodeAndTime) {
    const std::string document = render(FrameError::kNoProvider, 1'795'500'000'616, 7);
    const auto error = at(document, {"Response", "Error"});
    EXPECT_EQ(error.child("ErrorCode")->text, "601");
    EXPECT_EQ(error.ns, kBase + "responseschema/2006");
    EXPECT_NE(document.find("Time=\"06:00:00.6160000\" Id=\"7\""), std::string::npos) << document;
}

}  // namespace
}  // namespace syncgate::autodiscover
