#include "formats/mime/delivery_report.h"

#include <algorithm>

#include "base/hex.h"
#include "base/text.h"
#include "formats/digest/sha256.h"
#include "formats/mime/build.h"
#include "formats/mime/headers.h"
#include "formats/mime/message_index.h"

namespace syncgate::mime {
namespace {

constexpr std::string_view kExpired = "5.4.7";  // delivery time expired

// "5.1.1", where the reply has one behind its code.
std::string enhanced_code(std::string_view reply) {
    const auto words = split(reply, ' ');
    if (words.size() < 2) {
        return {};
    }
    const auto numbers = split(words[1], '.');
    const bool is_code = numbers.size() == 3 && numbers[0] == "5" &&
                         std::all_of(numbers.begin(), numbers.end(), [](std::string_view each) {
                             return parse_uint(each).has_value();
                         });
    return is_code ? std::string(words[1]) : std::string();
}

std::string status_code(const FailedRecipient& recipient) {
    const auto code = enhanced_code(recipient.reply);
    if (recipient.given_up) {
        return std::string(kExpired);
    }
    return code.empty() ? "5.0.0" : code;
}

bool is_reply(std::string_view text) {
    return text.size() >= 3 && parse_uint(text.substr(0, 3)).has_value();
}

std::string address_field(std::string_view address) {
    const bool ascii =
        std::all_of(address.begin(), address.end(), [](char c) { return c >= ' ' && c <= '~'; });
    return (ascii ? "rfc822; " : "utf-8; ") + std::string(address);
}

std::string words_for_people(const DeliveryReport& report, std::string_view subject) {
    std::string text = "Your message";
    text += subject.empty() ? "" : " \"" + std::string(subject) + "\"";
    text += " did not reach:\r\n";
    for (const auto& each : report.failed) {
        text += "\r\n  " + each.address + "\r\n    ";
        text += each.given_up ? "It was tried again and again, and is not tried any more. Last: "
                              : "It was refused: ";
        text += (each.reply.empty() ? "no reason was given" : each.reply) + "\r\n";
    }
    text += "\r\nNobody else is concerned. ";
    text +=
        report.is_whole ? "The message is attached.\r\n" : "The message's head is attached.\r\n";
    return text;
}

std::string words_for_programs(const DeliveryReport& report) {
    std::string text = "Content-Type: message/delivery-status\r\n\r\n";
    text += "Reporting-MTA: dns; " + report.host + "\r\n";
    text += "Arrival-Date: " + format_date(report.queued) + "\r\n";
    for (const auto& each : report.failed) {
        text += "\r\nFinal-Recipient: " + address_field(each.address) + "\r\nAction: failed\r\n";
        text += "Status: " + status_code(each) + "\r\n";
        if (!each.reply.empty()) {
            text += is_reply(each.reply) ? "Diagnostic-Code: smtp; " : "Diagnostic-Code: x-local; ";
            text += each.reply + "\r\n";
        }
        text += "Last-Attempt-Date: " + format_date(report.now) + "\r\n";
    }
    return text;
}

std::string returned(const DeliveryReport& report) {
    const std::string type = report.is_whole ? "message/rfc822" : "text/rfc822-headers";
    return "Content-Type: " + type + "\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" +
           std::string(report.original);
}

}  // namespace

std::string delivery_report(const DeliveryReport& report) {
    constexpr std::size_t kBytes = 16;
    constexpr std::size_t kLongestId = 900;
    const auto subject = index(report.original).envelope.subject;
    const auto body = build::multipart(
        "report; report-type=delivery-status",
        {build::part("text/plain; charset=utf-8", words_for_people(report, subject)),
         words_for_programs(report), returned(report)});
    std::string out = "Return-Path: <>\r\n";
    out += "From: Mail Delivery System <MAILER-DAEMON@" + report.host + ">\r\n";
    out += "To: <" + report.sender + ">\r\n";
    out += "Subject: " + build::encoded_value("Undelivered: " + subject) + "\r\n";
    out += "Date: " + format_date(report.now) + "\r\n";
    out += "Message-ID: <" + hex_encode(digest::sha256(body).substr(0, kBytes)) + "@" +
           report.host + ">\r\n";
    if (const auto id = header(report.original, "Message-ID");
        id && !id->empty() && id->size() <= kLongestId) {
        out += "References: " + *id + "\r\n";
    }
    return out + "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n" + body;
}

}  // namespace syncgate::mime
