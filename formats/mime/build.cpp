#include "formats/mime/build.h"

#include <algorithm>

#include "base/base64.h"
#include "base/hex.h"
#include "base/text.h"
#include "formats/digest/sha256.h"
#include "formats/mime/fields.h"

namespace syncgate::mime::build {
namespace {

constexpr std::size_t kLine = 76;

bool is_of_mime(const Field& field) {
    return istarts_with(field.name, "Content-") || iequals(field.name, "MIME-Version");
}

std::string fields(std::string_view header, bool of_mime) {
    std::string out;
    FieldReader reader(header);
    for (Field field; reader.next(field);) {
        if (is_of_mime(field) == of_mime && !iequals(field.name, "MIME-Version")) {
            out += header.substr(field.begin, field.end - field.begin);
            out += out.ends_with("\r\n") ? "" : "\r\n";
        }
    }
    return out;
}

// No line of any part: made from all of them, so that the same message has the same one.
std::string boundary_of(std::string_view subtype, const std::vector<std::string>& parts) {
    constexpr std::size_t kBytes = 16;
    digest::Sha256 hash;
    hash.add(subtype);
    for (const auto& part : parts) {
        hash.add(part);
    }
    return "=_" + hex_encode(hash.finish().substr(0, kBytes));
}

std::string encoded_words(std::string_view text) {
    constexpr std::size_t kWord = 39;  // bytes whose base64 keeps a word under 75 characters
    std::string out;
    while (!text.empty()) {
        const auto piece = cut_utf8(text, kWord);
        out += (out.empty() ? "=?utf-8?B?" : "\r\n =?utf-8?B?") + base64_encode(piece) + "?=";
        text.remove_prefix(piece.size());
    }
    return out;
}

}  // namespace

std::string outer_fields(std::string_view message) {
    return fields(message, false);
}

std::string part(std::string_view content_type, std::string_view content) {
    std::string out = "Content-Type: " + std::string(content_type) +
                      "\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    const std::string encoded = base64_encode(content);
    for (std::size_t at = 0; at < encoded.size(); at += kLine) {
        out += encoded.substr(at, kLine);
        out += "\r\n";
    }
    return out;
}

std::string copied(std::string_view message, const Part& part) {
    std::string out =
        fields(message.substr(part.header_begin, part.header_end - part.header_begin), true);
    out += "\r\n";
    out += message.substr(part.content_begin, part.content_end - part.content_begin);
    return out;
}

std::string multipart(std::string_view subtype, const std::vector<std::string>& parts) {
    if (parts.size() == 1) {
        return parts.front();
    }
    const std::string boundary = boundary_of(subtype, parts);
    std::string out = "Content-Type: multipart/" + std::string(subtype) + "; boundary=\"" +
                      boundary + "\"\r\n\r\n";
    for (const auto& each : parts) {
        out += "--" + boundary + "\r\n" + each + "\r\n";
    }
    return out + "--" + boundary + "--\r\n";
}

std::string encoded_value(std::string_view text) {
    constexpr std::size_t kLongest = 900;
    const bool plain =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; }) &&
        text.size() <= kLongest && text.find("=?") == std::string_view::npos;
    return plain ? std::string(text) : encoded_words(text);
}

std::string encoded_phrase(std::string_view text) {
    const bool atoms = std::all_of(text.begin(), text.end(), [](char c) {
        return c == ' ' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
               (c >= 'a' && c <= 'z') || c == '-';
    });
    return atoms ? encoded_value(text) : encoded_words(text);
}

std::string encoded_addresses(const std::vector<Address>& list) {
    std::string out;
    for (const auto& [name, address] : list) {
        out += out.empty() ? "" : ",\r\n ";
        out += encoded_phrase(name);
        if (name.empty()) {
            out += address;
        } else if (!address.empty()) {
            out += " <" + address + ">";
        }
    }
    return out;
}

}  // namespace syncgate::mime::build
